"""Where a model can learn from: a simulated shop, a table of customers, a public data set."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segmentation.base.errors import DataError
from segmentation.cases import side_by_side
from segmentation.cases.olist import source as olist
from segmentation.cases.online_retail import source as online_retail
from segmentation.features.names import LOGGED, NUMERIC, RFM
from segmentation.personas import flagship, rfm, value
from segmentation.personas.kinds import Kinds

UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Customers to learn from, and what goes with them."""

    customers: pd.DataFrame  # `Customer_ID` and raw features
    title: str
    source: str
    currency: str
    snapshot: str
    features: list[str]  # what is clustered unless something else is asked for
    kinds: Kinds = field(default=flagship.FLAGSHIP, repr=False)  # the names there are
    log: Collection[str] = LOGGED  # features to log
    measured: pd.DataFrame | None = None  # from `value.money`, in the same order of rows
    simulated: bool = False  # whether the customers never were


def _olist() -> Source:
    twin = " (a synthetic twin)" if olist.is_twin() else ""
    return Source(
        customers=side_by_side.olist_customers(),
        title=f"Olist{twin}: recency, orders, spend",
        source=olist.SOURCE,
        currency="R$",
        snapshot=side_by_side.OLIST_SNAPSHOT,
        features=list(RFM),
        kinds=rfm.RFM,
        log=RFM,
    )


def _online_retail() -> Source:
    twin = " (a synthetic twin)" if online_retail.is_twin() else ""
    return Source(
        customers=side_by_side.online_retail_customers(),
        title=f"Online Retail{twin}: recency, orders, spend",
        source=online_retail.SOURCE,
        currency="£",
        snapshot=side_by_side.ONLINE_RETAIL_SNAPSHOT,
        features=list(RFM),
    )


PUBLIC = {"olist": _olist, "online_retail": _online_retail}


def _shop(folder: Path) -> Source:
    """A folder that `generate_data.py` wrote."""
    try:
        made = json.loads((folder / "shop.json").read_text(encoding="utf-8"))
        customers = pd.read_parquet(folder / "features.parquet")
        snapshot = str(made["snapshot"])
        measured = value.money(folder, snapshot).loc[customers["Customer_ID"]]
    except (ValueError, KeyError, TypeError, OSError, pa.ArrowException) as error:
        raise DataError(
            f"{folder.name} is no folder that generate_data.py wrote ({error})."
        ) from None
    return Source(
        customers=customers,
        title="Simulated shop: nine features",
        source="Simulated by this project (generate_data.py); MIT licence.",
        currency="£",
        snapshot=snapshot,
        features=list(NUMERIC),
        measured=measured,
        simulated=True,
    )


def _table(file: Path, snapshot: str) -> Source:
    """A table of customers as CSV or Parquet."""
    try:
        if file.suffix == ".parquet":
            customers = pq.read_table(file).to_pandas()
        else:
            customers = pd.read_csv(file, dtype={"Customer_ID": str}, encoding="utf-8-sig")
    except (ValueError, OSError, pa.ArrowException) as error:
        raise DataError(f"{file.name} cannot be read as a table of customers ({error}).") from None
    features = list(NUMERIC if set(NUMERIC) <= set(customers) else RFM)
    words = "nine features" if len(features) > len(RFM) else "recency, orders, spend"
    return Source(
        customers=customers,
        title=f"{file.stem}: {words}",
        source=f"Fitted on {file.name}.",
        currency="",
        snapshot=snapshot,
        features=features,
    )


def read(source: str, snapshot: str = "") -> Source:
    """Read what a model is to learn from.

    `source` is a folder of a simulated shop, a CSV or Parquet table of customers' features, whose
    snapshot it does not say itself, or the name of a public data set.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        return _shop(path)
    if path.is_file():
        return _table(path, snapshot or UNKNOWN)
    if source in PUBLIC:
        return PUBLIC[source]()
    raise DataError(
        f"{source} is neither a folder of generate_data.py, nor a file, nor one of "
        f"{', '.join(PUBLIC)}."
    )
