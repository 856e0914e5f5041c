"""Whether the segments exist, and whether they would come back: notebook 10.

Data sets judged by one rule (`data_sets`), who changes segment on a refit (`churn`), and how often
the rule is right (`calibration`) on kinds of data whose groups are known (`families`). Tables are
passed in. Figures and sentences: `plots`, `findings`.
"""
