"""When customers order again and how much: histories and buy-till-you-die models.

`nbd` learns how order rates differ between customers, and when they leave, from the dates of their
orders alone, and says how many orders to expect from each customer in the days to come.
"""
