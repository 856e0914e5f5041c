"""An orders file of any shop, and its segments: `cases/your_orders` and `segmentation mine`.

`source.read` is the door: it finds the columns (`column_roles`, `candidates`, `suggesting` and
`headers`, by the words of `vocabulary` and `naming`), the customer of a row (`people`, `spelling`),
whether it is a sale (`marks`, `status`, `status_words`) and what it comes to (`parsing`,
`figures`); leaves out what stands there twice (`repeats`), sums rows to orders (`lines`, `orders`,
`returns`) and accounts for every row and amount (`accounts`), in a `workspace`. A table of
customers is turned away (`customer_table`). `look` says what was understood and keeps nothing;
`hashing` puts hashes in place of ids. `segments` decides between clusters and rules, `tables`
writes what an analyst takes away, and `sample` makes the committed sample. Figures and sentences:
`plots`, `findings`.
"""
