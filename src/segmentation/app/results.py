"""What scoring a file gave: counts that add up, a table of segments, and the file to take away."""

import tempfile
from pathlib import Path

import pandas as pd
from pandas.api.types import is_float_dtype

from segmentation.app import models
from segmentation.app.comparing import beyond
from segmentation.app.customer_table import CUSTOMER, Upload
from segmentation.app.models import Model
from segmentation.base import exports
from segmentation.scoring.model import FLAGS, LARGEST

DECIMALS = {"Monetary": 2, "Return_Rate": 4, "Discount_Usage": 4, "Satisfaction_Score": 2,
            "Avg_Time_Site_Min": 2, "Margin": 3}  # fmt: skip
BEYOND = "Beyond_Seen"


def labelled(model: Model, upload: Upload, scored: pd.DataFrame) -> pd.DataFrame:
    """Customers with their features, segment, action, margin and flags.

    `Beyond_Seen`: whether a figure lies beyond all that the model has seen.
    """
    segment = scored["Segment"].astype(object)
    actions = {one.name: one.action for one in model.segmenter.segments}
    added = {
        "Segment": segment,
        "Action": segment.map(actions),
        "Next_Segment": scored["Next_Segment"].astype(object),
        "Margin": scored["Margin"],
    }
    known = upload.customers.copy()
    for name in [c for c in known if c != CUSTOMER]:
        if (known[name].dropna() % 1 == 0).all() and known[name].abs().max() <= LARGEST:
            known[name] = known[name].astype("Int64")  # 38, not 38.0
    outside = beyond(model, upload.customers, scored).any(axis=1)
    return known.assign(**added, **{flag: scored[flag] for flag in FLAGS}, **{BEYOND: outside})


def as_csv(table: pd.DataFrame, decimal: str) -> bytes:
    """The table as a spreadsheet opens it: formulas harmless, with a byte order mark."""
    with tempfile.TemporaryDirectory(prefix="download-") as folder:
        path = exports.write_csv(table.round(DECIMALS), Path(folder) / "segments.csv", decimal)
        return path.read_bytes()


def counts(upload: Upload, scored: pd.DataFrame) -> dict[str, int]:
    """Customers, of whom so many are scored and so many incomplete, and how many bear a flag."""
    incomplete = int(scored["Incomplete"].sum())
    return {
        "customers": len(upload.customers),
        "scored": len(scored) - incomplete,
        **{flag: int(scored[flag].fillna(False).sum()) for flag in FLAGS},
    }


def by_segment(model: Model, upload: Upload, scored: pd.DataFrame) -> pd.DataFrame:
    """Customers and spend of each segment of the model, beside the customers it was trained on."""
    spend = scored[["Margin"]].assign(spend=upload.customers["Monetary"].to_numpy())
    table = spend.groupby(scored["Segment"].array, observed=False).agg(
        customers=("spend", "size"), spend=("spend", "sum"), margin=("Margin", "mean")
    )
    table = table.reindex(model.segmenter.names).rename_axis("Segment")
    trained = models.sizes(model)["share of customers"]
    return table.rename(columns={"margin": "mean margin"}).assign(
        **{
            "share of customers": table["customers"] / max(table["customers"].sum(), 1),
            "share at training": trained,
            "share of spend": table["spend"] / (table["spend"].sum() or 1),
        }
    )


def columns_of(table: pd.DataFrame) -> list[str]:
    """The columns of a result that are worth a first look."""
    first = (CUSTOMER, "Segment", "Margin", "Action", "Next_Segment", *FLAGS, BEYOND)
    return [name for name in first if name in table]


def for_eyes(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as texts: figures rounded, flags as words, a dash where nothing is known."""
    shown = table.apply(lambda c: c.map("{:.2f}".format, "ignore") if is_float_dtype(c) else c)
    shown = shown.astype(object).replace({True: "yes", False: "no"})
    return shown.where(shown.notna(), "–").astype(str)
