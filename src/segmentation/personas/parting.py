"""Which kinds of customer share a cluster, and which of them some columns can tell apart at all."""

from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from segmentation.base.parallel import single_thread

FOLDS = 5


def sharing(table: pd.DataFrame) -> list[list[str]]:
    """Groups of kinds that have the largest part of their customers in the same cluster.

    The table, kind × cluster, is that of `agreement.persona_by_cluster`.
    """
    homes = table.idxmax(axis=1)
    return [list(names) for _, names in homes.groupby(homes).groups.items() if len(names) > 1]


def _auc(values: np.ndarray, first: np.ndarray) -> float:
    """Area under the ROC curve of a logistic regression, on customers that it did not see."""
    model = LogisticRegression(max_iter=1_000)
    with single_thread():
        return float(cross_val_score(model, values, first, cv=FOLDS, scoring="roc_auc").mean())


def told_apart(matrices: dict[str, pd.DataFrame], truth: pd.Series) -> pd.DataFrame:
    """How well columns tell each pair of kinds apart, for a judge who is told the truth.

    No clustering is involved: what the columns do not tell apart, no number of clusters will. The
    columns of each matrix are weighed by a logistic regression, in five folds.

    Returns
    -------
    DataFrame, index (one, other)
        Area under the ROC curve (0.5: a coin, 1: never wrong) by matrix; the pair that the first
        matrix tells apart worst comes first. No rows for one kind only.

    References
    ----------
    Hanley & McNeil 1982, Radiology 143.
    """
    kinds = truth.to_numpy()
    rows = {}
    for pair in combinations(dict.fromkeys(kinds), 2):
        both = np.isin(kinds, pair)
        first = kinds[both] == pair[0]
        rows[pair] = {name: _auc(m[both].to_numpy(), first) for name, m in matrices.items()}
    index = pd.MultiIndex.from_tuples(rows) if rows else None
    table = pd.DataFrame(list(rows.values()), index, columns=[*matrices])
    return table.sort_values(next(iter(matrices)), kind="stable")
