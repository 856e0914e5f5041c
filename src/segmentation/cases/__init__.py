"""Other data sets, a room each, and all of them side by side: `notebooks/cases`.

`source` reads and cleans a data set, `twin` imitates its files, `kinds` holds what its clusters
may be called. `files` finds public files and writes their twins; `ledger` accounts for the rows
that are set aside; `findings` holds sentences that several say; `side_by_side` is for notebooks
10, 13 and 14.
"""
