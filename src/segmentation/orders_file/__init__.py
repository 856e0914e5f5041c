"""An orders file of any shop, and its segments: `cases/your_orders` and `segmentation mine`.

`source.read` is the door: it finds the columns (`column_roles`), reads rows (`parsing`, `status`),
sums them to orders (`orders`, `returns`) and accounts for every row and amount (`funnel`,
`money`). `segments` decides between clusters and rules, `tables` writes what an analyst takes
away, and `sample` makes the committed sample. Figures and sentences: `plots`, `findings`.
"""
