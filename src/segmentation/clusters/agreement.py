"""Labels against what they never saw: the planted truth, a hold-out, other fits."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.base import ClassifierMixin
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_val_score

from segmentation.base.parallel import single_thread
from segmentation.clusters.clustering import cluster
from segmentation.features.scaling import scale
from segmentation.shop.planted import NO_PERSONAS, PERSONAS


def moved(before: np.ndarray, after: np.ndarray) -> float:
    """Share of customers who change cluster, the clusters matched for the largest overlap.

    The numbers of the labels need not correspond (Hungarian method; Kuhn 1955, Naval Res. Logist.
    Q. 2).
    """
    both = pd.crosstab(before, after).to_numpy()
    return 1 - float(both[linear_sum_assignment(-both)].sum() / both.sum())


def moved_if_alone(
    customers: pd.DataFrame, features: list[str], labels: np.ndarray, who: np.ndarray
) -> float:
    """Share of a group that changes cluster if the group is scaled and clustered by itself.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features.
    features : list of str
    labels : int array, shape (n,)
        From the fit on everybody.
    who : bool array, shape (n,)
        The group.
    """
    alone = cluster(scale(customers[who], features), len(np.unique(labels)))
    return moved(labels[who], alone.labels)


def moved_at_random(
    customers: pd.DataFrame,
    features: list[str],
    labels: np.ndarray,
    among: np.ndarray,
    size: int,
    draws: int = 20,
) -> np.ndarray:
    """`moved_if_alone` of random groups: what a group of that size moves by its size alone.

    Groups are drawn from those `among` whom a bool array says; the shares are sorted.
    """
    rng, rows = np.random.default_rng(0), np.flatnonzero(among)
    shares = []
    for _ in range(draws):
        who = np.zeros(len(customers), dtype=bool)
        who[rng.choice(rows, size, replace=False)] = True
        shares.append(moved_if_alone(customers, features, labels, who))
    return np.sort(shares)


def recovery(truth: pd.Series, labels: np.ndarray) -> float:
    """Adjusted Rand index of labels against the planted personas: 1 perfect, 0 chance.

    References
    ----------
    Hubert & Arabie 1985, J. Classif. 2.
    """
    return float(adjusted_rand_score(truth.to_numpy(), labels))


def circular_accuracy(matrix: np.ndarray, k: int, model: ClassifierMixin, seed: int = 0) -> float:
    """Mean accuracy over five folds of predicting K-Means labels from what made them.

    It is no evidence of anything: on noise it is as high.
    """
    labels = cluster(pd.DataFrame(matrix), k, seed).labels
    with single_thread():
        return float(cross_val_score(model, matrix, labels, cv=5).mean())


def persona_by_cluster(truth: pd.Series, labels: np.ndarray | pd.Series) -> pd.DataFrame:
    """Share of each planted persona that lands in each cluster; rows add up to 1."""
    table = pd.crosstab(truth.to_numpy(), np.asarray(labels), normalize="index")
    planted_order = [p.name for p in (*PERSONAS, *NO_PERSONAS) if p.name in table.index]
    return table.loc[planted_order].rename_axis(index="planted persona", columns="cluster")
