"""Who buys again at Olist: of one-time buyers, of the silent, and by richer features."""

import numpy as np
import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.cases.olist.features import LOGGED, RICH, rich
from segmentation.features.names import RFM
from segmentation.tomorrow import holdout

# Features and outcome at the earlier and at the later date, by the days of the window.
Windows = dict[int, list[tuple[pd.DataFrame, pd.Series]]]
# Of each method: the group of each customer at both dates, by the days of the window.
Groups = dict[int, dict[str, tuple[pd.Series, pd.Series]]]
COMMON = 10  # main categories that get a column of their own


def areas_of_one_time_buyers(
    windows: Windows, groups: Groups, methods: list[str]
) -> dict[int, Estimates]:
    """AUC of methods and of recency alone among those who had ordered once, by window."""
    areas = {}
    for days, ((then, did), (now, again)) in windows.items():
        was, is_one = then["Frequency"] == 1, now["Frequency"] == 1
        of_once = {m: (groups[days][m][0][was], groups[days][m][1][is_one]) for m in methods}
        scores = holdout.all_scores(of_once, did[was], now[is_one])
        areas[days] = holdout.auc(scores[[*methods, "recency alone"]], again[is_one])
    return areas


def areas_of_richer_features(
    windows: Windows, tables: dict[str, pd.DataFrame], orders: pd.DataFrame, snapshot: str
) -> dict[tuple[str, int], Estimates]:
    """AUC of logistic regressions on RFM, on all features, and with the common main categories.

    By whom they are of, and the days of the window.
    """
    areas = {}
    for days, ((then, did), (now, again)) in windows.items():
        dates = [pd.Timestamp(snapshot) - pd.Timedelta(days=n * days) for n in (2, 1)]
        both = [
            people.merge(rich(tables, orders, day.date()), on="Customer_ID")
            for people, day in zip((then, now), dates, strict=True)
        ]
        common = both[0]["Main_Category"].value_counts().index[:COMMON]
        old, new = (x.join(pd.get_dummies(x["Main_Category"])[list(common)] * 1.0) for x in both)
        columns = {"RFM": [*RFM], "richer": [*RFM, *RICH], "and category": [*RFM, *RICH, *common]}
        for who, most in (("everybody", np.inf), ("one-time buyers", 1)):
            x, y = old[old["Frequency"] <= most], new[new["Frequency"] <= most]
            odds = {
                name: holdout.logistic(x, did[x.index], y, chosen, (*RFM, *LOGGED))
                for name, chosen in columns.items()
            }
            areas[who, days] = holdout.auc(pd.DataFrame(odds), again[y.index])
    return areas


def good_customers(
    customers: pd.DataFrame, today: dict[str, pd.Series], came: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Those At Risk and in Can't Lose Them by each method: today, and who of them came back.

    `today` holds the segment of each customer, `came` the rates of each segment in the hold-out.
    """
    people = customers.assign(once=customers["Frequency"] == 1)
    tables = {
        method: people.groupby(segment.to_numpy())
        .agg(now=("once", "size"), spent=("Monetary", "sum"), once=("once", "mean"))
        .join(came[method].rename(columns={"value": "share"}))
        .reindex(["At Risk", "Can't Lose Them"])
        for method, segment in today.items()
    }
    return pd.concat(tables, names=["by", "segment"])
