"""The five data sets of this project, each as its own notebook clusters it, judged by one rule."""

from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd

from segmentation import choose_k, holdout, nulls, stability
from segmentation.features import RFM
from segmentation.features import features as measure
from segmentation.scaling import scale
from segmentation.sources import clickstream, engagement, olist, online_retail
from segmentation.sources import clickstream_users as per_user
from segmentation.sources.engagement_segments import knowing_tiers

# The last days of the published files, as in their notebooks.
ONLINE_RETAIL_SNAPSHOT = "2011-12-09"
OLIST_SNAPSHOT = "2018-08-29"
FLAGSHIP = "Flagship"
SHOWN = {FLAGSHIP: "Simulated shop"}  # what its readers call it
NULLS_OF_ALL = 2  # null data sets as large as the data
CUT = "Segment_Label"  # the tiers of the engagement table


@dataclass(frozen=True)
class DataSet:
    """A scaled matrix, where it comes from, and groups that the file itself names."""

    name: str
    data: str
    matrix: pd.DataFrame
    tiers: pd.Series | None = None


def _real(is_twin: bool) -> str:
    return "synthetic twin" if is_twin else "real"


def twins() -> list[str]:
    """Public data sets whose files are synthetic twins here; the clickstream always is one."""
    public = {"Online Retail": online_retail, "Olist": olist, "Engagement": engagement}
    return [name for name, source in public.items() if source.is_twin()]


def online_retail_customers() -> pd.DataFrame:
    """Features of the customers of Online Retail with gross spend, as in `cases/online_retail`."""
    kept, _ = online_retail.clean(online_retail.read_lines())
    purchases, _ = online_retail.match_cancellations(*online_retail.split(kept))
    orders = ibis.memtable(online_retail.orders(purchases))
    return measure(orders, as_of=ONLINE_RETAIL_SNAPSHOT).order_by("Customer_ID").execute()


def olist_customers() -> pd.DataFrame:
    """Features of the customers of Olist, as in `cases/olist`."""
    orders, _ = olist.clean(olist.read(names=olist.MONEY), OLIST_SNAPSHOT)
    return holdout.window(orders, OLIST_SNAPSHOT, 0)[0]


def from_online_retail() -> DataSet:
    """Recency, Frequency and gross Monetary."""
    matrix = scale(online_retail_customers(), list(RFM))
    return DataSet("Online Retail", _real(online_retail.is_twin()), matrix)


def from_olist() -> DataSet:
    """Recency, Frequency and Monetary, all logged."""
    matrix = scale(olist_customers(), list(RFM), log=RFM)
    return DataSet("Olist", _real(olist.is_twin()), matrix)


def from_clickstream() -> DataSet:
    """Six counts per user of the simulated events, as in `cases/clickstream`."""
    log = clickstream.events(clickstream.load_events("twin"))
    snapshot = per_user.last_day(log)
    used, _ = per_user.clean(log, snapshot)
    users = per_user.users(used, snapshot).order_by("Customer_ID").execute()
    filled, names, _ = per_user.to_cluster(users, list(per_user.COUNTS))
    matrix = scale(filled, names, log=per_user.LOGGED, averages=per_user.AVERAGED_OVER)
    return DataSet("Clickstream", _real(is_twin=True), matrix)


def from_engagement() -> DataSet:
    """Recency, Frequency and Monetary, as in `cases/engagement`."""
    used, _, _ = engagement.account(engagement.read_customers())
    matrix = scale(used, engagement.feature_list("rfm"), log=engagement.LOGGED)
    return DataSet("Engagement", _real(engagement.is_twin()), matrix, used[CUT])


def all_five(flagship: pd.DataFrame) -> list[DataSet]:
    """The flagship beside the four cases.

    Parameters
    ----------
    flagship : DataFrame, shape (n, d)
        Scaled features of the simulated shop.

    Raises
    ------
    DataError
        If a public file is not there: page, file and folder.
    """
    cases = (from_online_retail, from_olist, from_clickstream, from_engagement)
    return [DataSet(FLAGSHIP, "simulated", flagship), *(make() for make in cases)]


def judged(sets: list[DataSet]) -> pd.DataFrame:
    """What the rule says of each data set, and the figures it rests on.

    Parameters
    ----------
    sets : list of DataSet

    Returns
    -------
    DataFrame, index name
        `data`, `customers`, `features` (their number), `verdict`, `k`; at that k `silhouette`,
        `permuted p95`, `copula p95` (95th percentiles of the nulls), `excess` (over the
        copula null), `excess on like rows` (with the silhouette of the working sample, on which
        the null rests), `jaccard` and `null jaccard` of the least stable cluster, `knowing`
        (excess over a null that knows the groups which the file names; NaN where it names none);
        and `verdict on like rows` and `k on like rows`.
    """
    rows = {}
    for one in sets:
        found, like, row = choose_k.short_verdict(one.matrix)
        known = None if one.tiers is None else knowing_tiers(one.matrix, one.tiers, found.k)
        figures = ["silhouette", "permuted p95", "copula p95", "excess", "jaccard", "null jaccard"]
        rows[one.name] = {
            "data": one.data,
            "customers": len(one.matrix),
            "features": one.matrix.shape[1],
            "verdict": found.kind,
            "k": found.k,
            **row[figures].to_dict(),
            "excess on like rows": row["silhouette of sample"] - row["copula p95"],
            "knowing": float("nan") if known is None else known,
            "verdict on like rows": like.kind,
            "k on like rows": like.k,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def come_back(
    matrix: pd.DataFrame, centres: pd.DataFrame, names: list[str], *, everybody: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How stable segments are, and how stable the clusters of copula nulls at the same k.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        Scaled features.
    centres : DataFrame, shape (k, d)
        Of the model that names the segments.
    names : list of str
        One for each centroid.
    everybody : bool
        All rows, refitted as `cluster.fit_kmeans` does, beside `NULLS_OF_ALL` nulls; otherwise
        the working sample beside as many nulls as the rule takes.

    Returns
    -------
    segments : DataFrame
        From `stability.per_segment`.
    null : DataFrame
        From `stability.null_range`.
    """
    sample, k = choose_k.working_sample(matrix), len(centres)
    if not everybody:
        copies = choose_k.null_draws(sample)[0]["copula"][: choose_k.NULL_STABILITY_DRAWS]
        return stability.per_segment(sample, centres, names), stability.null_range(copies, k)
    values, rng = np.ascontiguousarray(matrix), np.random.default_rng(0)
    correlation = nulls.copula_correlation(sample, rng)[0]
    copies = [nulls.copula(values, correlation, rng) for _ in range(NULLS_OF_ALL)]
    refit = stability.refit_all
    segments = stability.per_segment(values, centres, names, refit=refit)
    return segments, stability.null_range(copies, k, refit=refit)
