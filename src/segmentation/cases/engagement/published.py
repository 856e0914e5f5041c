"""The published segmentation of the engagement table, repeated, and what can be tested of it.

Its README and its notebook agree on the sizes of four groups and disagree on which of them is at
risk; both are kept here as they stand.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import MEASURES
from segmentation.clusters.agreement import moved
from segmentation.clusters.centroids import canonical, predict
from segmentation.clusters.kmeans import lloyd
from segmentation.features.explore import FENCE
from segmentation.features.names import RFM
from segmentation.features.scaling import scale

PAGE = "https://github.com/jordanrenee2/customer-segmentation"
README = {
    "VIP Champions": 973,
    "High-Value Loyalists": 2_190,
    "Promising Regulars": 1_082,
    "At-Risk": 5_755,
}
NOTEBOOK = README | {"Promising Regulars": 5_755, "At-Risk": 1_082}
K, SEED, STARTS = 4, 42, 10  # as published
CAP = 0.99  # the published outlier policy: every column capped at this quantile


def capped(customers: pd.DataFrame) -> pd.DataFrame:
    """A copy with every measured column capped at its 99th percentile."""
    out = customers.copy()
    for column in MEASURES:
        values = customers[column].astype("float64")
        out[column] = values.clip(upper=values.quantile(CAP))
    return out


def _fit(
    customers: pd.DataFrame, features: Sequence[str], log: Sequence[str] = ()
) -> tuple[np.ndarray, pd.DataFrame]:
    matrix = scale(customers, list(features), m=0, log=log)
    middles = lloyd(matrix.to_numpy(), K, SEED, STARTS)
    centres = canonical(pd.DataFrame(middles, columns=matrix.columns))
    return predict(matrix, centres), centres


def partition(customers: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Cluster as published: cap, StandardScaler without a log, K-Means on R, F, M at k = 4.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        All of the file.

    Returns
    -------
    labels : int array, shape (n,)
    centres : DataFrame, shape (4, 3)
        In standard deviations.
    """
    return _fit(capped(customers), RFM)


def misplaced(found: Sequence[int], published: Sequence[int]) -> int:
    """How many customers at least must sit elsewhere, going by sorted sizes alone.

    Where the table has another number of customers, the published shares are meant.
    """
    factor = sum(found) / sum(published)
    pairs = zip(sorted(found), sorted(published), strict=True)
    return round(sum(abs(a - factor * b) for a, b in pairs) / 2)


def recipes(customers: pd.DataFrame) -> pd.DataFrame:
    """Sizes of four clusters under likely recipes, beside the published ones.

    Returns
    -------
    DataFrame, index recipe, the nearest first
        The four `sizes`, smallest first, and the customers that differ `at least`.
    """
    cap, score = capped(customers), ["Clicks", "Wishlist_Adds", "Session_Count"]
    cap["Engagement_Score"] = cap[score].sum(axis=1)
    tried = {
        "capped R, F, M": (cap, RFM, ()),
        "R, F, M as they are": (customers, RFM, ()),
        "log of capped R, F, M": (cap, RFM, RFM),
        "capped R, F, M and score": (cap, (*RFM, "Engagement_Score"), ()),
        "all capped columns": (cap, MEASURES, ()),
        "log of all capped columns": (cap, MEASURES, MEASURES),
    }
    rows = {}
    for name, (table, features, log) in tried.items():
        labels, _ = _fit(table, features, log)
        sizes = sorted(np.bincount(labels, minlength=K).tolist())
        rows[name] = [*sizes, misplaced(sizes, list(README.values()))]
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.columns = pd.Index(["smallest", "second", "third", "largest", "differ at least"])
    return table.sort_values("differ at least", kind="stable")


def beyond_fences(customers: pd.DataFrame, features: Sequence[str] = RFM) -> np.ndarray:
    """Who lies beyond Tukey's fences in any of the features; bool array, shape (n,)."""
    raw = customers[list(features)].astype("float64")
    low, high = raw.quantile(0.25), raw.quantile(0.75)
    fence = FENCE * (high - low)
    return ((raw < low - fence) | (raw > high + fence)).any(axis=1).to_numpy()


def policies(
    customers: pd.DataFrame, features: Sequence[str] = RFM, log: Sequence[str] = ()
) -> pd.DataFrame:
    """What other outlier policies do to the partition.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    features : sequence of str
    log : sequence of str
        Which of the features are logged.

    Returns
    -------
    DataFrame, index policy
        `touched`, the customers changed or dropped, and `share moved`: of those left, who sits in
        another cluster than if all are kept as they are (matched for the largest overlap).
    """
    kept, _ = _fit(customers, features, log)
    raw = customers[list(features)].astype("float64")
    cap = capped(customers)
    inside = ~beyond_fences(customers, features)
    orders = (customers["Frequency"] > 0).to_numpy()
    rows = {
        "capped at the 99th percentile": (
            int((raw > cap[list(features)]).any(axis=1).sum()),
            moved(kept, _fit(cap, features, log)[0]),
        )
    }
    for name, who in (("beyond Tukey's fences dropped", inside), ("no order: dropped", orders)):
        labels, _ = _fit(customers[who], features, log)
        rows[name] = (int((~who).sum()), moved(kept[who], labels))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["touched", "share moved"])


def score(customers: pd.DataFrame) -> tuple[pd.Series, dict[str, float]]:
    """The published engagement score, and whether it is more than clicks.

    Returns
    -------
    score : Series, shape (n,)
        Capped clicks + wishlist adds + sessions.
    measured : dict
        `variance`: share of its variance that is clicks' (their covariance over it); `rank`: rank
        correlation with clicks; `terciles`: share of customers in the same third by both;
        `value`, `clicks value`, `wishlist value` and `sessions value`: rank correlation of the
        score, and of its parts, with Monetary; `clicks`, `wishlist` and `sessions`: their medians.
    """
    cap = capped(customers)
    clicks, spend = cap["Clicks"], customers["Monetary"]
    parts = {"clicks": clicks, "wishlist": cap["Wishlist_Adds"], "sessions": cap["Session_Count"]}
    total = clicks + cap["Wishlist_Adds"] + cap["Session_Count"]
    thirds = [pd.qcut(values.rank(method="average"), 3, labels=False) for values in (total, clicks)]
    measured = {
        "variance": float(np.cov(clicks, total)[0, 1] / total.var()),
        "rank": float(total.corr(clicks, "spearman")),
        "terciles": float((thirds[0] == thirds[1]).mean()),
        "value": float(total.corr(spend, "spearman")),
    } | {f"{name} value": float(part.corr(spend, "spearman")) for name, part in parts.items()}
    return total, measured | {name: float(part.median()) for name, part in parts.items()}
