"""Customer segmentation of an online shop, from orders to named and priced personas."""
