"""Whether the segments exist, and whether they would come back: notebook 10.

Data sets judged by one rule (`data_sets`), and who changes segment on a refit (`churn`). Tables
are passed in. Figures and sentences: `plots`, `findings`.
"""
