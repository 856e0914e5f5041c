"""The published segmentation of the engagement table, repeated, and what can be tested of it.

Its README and its notebook agree on the sizes of four groups and disagree on which of them is at
risk; both are kept here as they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import MEASURES
from segmentation.clusters.agreement import moved
from segmentation.clusters.centroids import canonical, predict
from segmentation.clusters.kmeans import lloyd
from segmentation.features.explore import FENCE
from segmentation.features.names import RFM
from segmentation.features.scaling import scale

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

    Gives the label of each customer of the file, and the centroids in standard deviations.
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
    """Sizes of four clusters under likely recipes, and how many customers `differ at least`.

    Index recipe, the nearest to the published sizes first.
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
    """What other outlier policies do to the partition; index policy.

    `touched` are the customers changed or dropped; `share moved`: of those left, who sits in
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


@dataclass(frozen=True)
class Score:
    """The published engagement score: capped clicks + wishlist adds + sessions.

    Attributes
    ----------
    variance : float
        Share of its variance that is clicks' (their covariance over it).
    rank : float
        Rank correlation with clicks.
    terciles : float
        Share of customers in the same third by score and by clicks.
    spend, median : Series
        Rank correlation with Monetary, and median, of "score" and of its parts "clicks",
        "wishlist" and "sessions".
    """

    variance: float
    rank: float
    terciles: float
    spend: pd.Series
    median: pd.Series

    @property
    def figures(self) -> dict[str, float]:
        """Everything by name."""
        spend = {f"{name} value": rho for name, rho in self.spend.drop("score").items()}
        return (
            {"variance": self.variance, "rank": self.rank, "terciles": self.terciles}
            | {"value": self.spend["score"]}
            | spend
            | self.median.drop("score").to_dict()
        )


def score(customers: pd.DataFrame) -> Score:
    """Whether the published engagement score is more than clicks."""
    names = {"Clicks": "clicks", "Wishlist_Adds": "wishlist", "Session_Count": "sessions"}
    parts = capped(customers)[list(names)].rename(columns=names)
    parts["score"] = parts.sum(axis=1, skipna=False)
    clicks, total = parts["clicks"], parts["score"]
    thirds = parts[["clicks", "score"]].rank().apply(pd.qcut, q=3, labels=False)
    return Score(
        float(np.cov(clicks, total)[0, 1] / total.var()),
        float(total.corr(clicks, "spearman")),
        float((thirds["clicks"] == thirds["score"]).mean()),
        parts.corrwith(customers["Monetary"], method="spearman"),
        parts.median(),
    )
