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


@dataclass(frozen=True)
class Source:
    """Customers to learn from, and what goes with them.

    Attributes
    ----------
    customers : DataFrame, shape (n, …)
        `Customer_ID` and raw features.
    title, source, currency, snapshot : str
    features : list of str
        What is clustered unless something else is asked for.
    kinds : Kinds
        The names there are.
    log : collection of str
        Features to log.
    measured : DataFrame, shape (n, …), optional
        From `value.money`, in the same order of rows.
    """

    customers: pd.DataFrame
    title: str
    source: str
    currency: str
    snapshot: str
    features: list[str]
    kinds: Kinds = field(default=flagship.FLAGSHIP, repr=False)
    log: Collection[str] = LOGGED
    measured: pd.DataFrame | None = None


def _olist() -> Source:
    twin = " (a synthetic twin)" if olist.is_twin() else ""
    return Source(
        side_by_side.olist_customers(), f"Olist{twin}: recency, orders, spend", olist.SOURCE, "R$",
        side_by_side.OLIST_SNAPSHOT, list(RFM), rfm.RFM, RFM,
    )  # fmt: skip


def _online_retail() -> Source:
    twin = " (a synthetic twin)" if online_retail.is_twin() else ""
    return Source(
        side_by_side.online_retail_customers(), f"Online Retail{twin}: recency, orders, spend",
        online_retail.SOURCE, "£", side_by_side.ONLINE_RETAIL_SNAPSHOT, list(RFM),
    )  # fmt: skip


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
        customers, "Simulated shop: nine features",
        "Simulated by this project (generate_data.py); MIT licence.", "£", snapshot,
        list(NUMERIC), measured=measured,
    )  # fmt: skip


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
        customers, f"{file.stem}: {words}", f"Fitted on {file.name}.", "", snapshot, features
    )


def read(source: str, snapshot: str = "") -> Source:
    """Read what a model is to learn from.

    Parameters
    ----------
    source : str
        A folder of a simulated shop, a CSV or Parquet table of customers' features, or the name
        of a public data set.
    snapshot : str
        Date of the features of a table, which does not say it itself.

    Raises
    ------
    DataError
        If there is no such source, or it cannot be read.
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
