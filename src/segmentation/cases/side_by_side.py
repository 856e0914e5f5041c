"""All five data sets, each as its own notebook clusters it."""

import pandas as pd

from segmentation.cases.clickstream import source as clickstream
from segmentation.cases.clickstream import users as clickstream_users
from segmentation.cases.clickstream.users import clean, last_day
from segmentation.cases.engagement import source as engagement
from segmentation.cases.olist import source as olist
from segmentation.cases.online_retail import source as online_retail
from segmentation.existence.data_sets import FLAGSHIP, DataSet
from segmentation.features.measure import features_table
from segmentation.features.names import RFM
from segmentation.features.scaling import scale

# The last days of the published files, as in their notebooks.
ONLINE_RETAIL_SNAPSHOT = "2011-12-09"
OLIST_SNAPSHOT = "2018-08-29"
CUT = "Segment_Label"  # the tiers of the engagement table


def _data(is_twin: bool) -> str:
    return "synthetic twin" if is_twin else "real"


def twins() -> list[str]:
    """Public data sets whose files are synthetic twins here; the clickstream always is one."""
    public = {"Online Retail": online_retail, "Olist": olist, "Engagement": engagement}
    return [name for name, source in public.items() if source.is_twin()]


def online_retail_customers() -> pd.DataFrame:
    """Features of the customers of Online Retail with gross spend, as in `cases/online_retail`."""
    return features_table(online_retail.load()[0], as_of=ONLINE_RETAIL_SNAPSHOT)


def olist_customers() -> pd.DataFrame:
    """Features of the customers of Olist, as in `cases/olist`."""
    orders, _ = olist.clean(olist.read(names=olist.MONEY), OLIST_SNAPSHOT)
    return features_table(orders, as_of=OLIST_SNAPSHOT)


def from_online_retail() -> DataSet:
    """Recency, Frequency and gross Monetary."""
    matrix = scale(online_retail_customers(), list(RFM))
    return DataSet("Online Retail", _data(online_retail.is_twin()), matrix)


def from_olist() -> DataSet:
    """Recency, Frequency and Monetary, all logged."""
    matrix = scale(olist_customers(), list(RFM), log=RFM)
    return DataSet("Olist", _data(olist.is_twin()), matrix)


def from_clickstream() -> DataSet:
    """Six counts per user of the simulated events, as in `cases/clickstream`."""
    log = clickstream.events(clickstream.load_events("twin"))
    snapshot = last_day(log)
    used, _ = clean(log, snapshot)
    users = clickstream_users.users(used, snapshot)
    filled, names, _ = clickstream_users.to_cluster(users, list(clickstream_users.COUNTS))
    matrix = scale(
        filled, names, log=clickstream_users.LOGGED, averages=clickstream_users.AVERAGED_OVER
    )
    return DataSet("Clickstream", _data(is_twin=True), matrix)


def from_engagement() -> DataSet:
    """Recency, Frequency and Monetary, as in `cases/engagement`."""
    used, _, _ = engagement.account(engagement.read_customers())
    matrix = scale(used, engagement.feature_list("rfm"), log=engagement.LOGGED)
    return DataSet(
        "Engagement",
        _data(engagement.is_twin()),
        matrix,
        used[CUT].map(engagement.TIERS.index).to_numpy(),
    )


def all_five(flagship: pd.DataFrame) -> list[DataSet]:
    """The scaled flagship beside the four cases; `DataError` if a public file is not there."""
    cases = (from_online_retail, from_olist, from_clickstream, from_engagement)
    return [DataSet(FLAGSHIP, "simulated", flagship), *(make() for make in cases)]
