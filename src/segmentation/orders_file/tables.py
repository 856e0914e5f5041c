"""What a table of segmented customers says: sizes and money, who is overdue, and its files."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import pandas as pd

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.features.days import until
from segmentation.features.names import FEATURES, RFM
from segmentation.orders_file.segments import CUSTOMER, SEGMENT
from segmentation.personas import profiles
from segmentation.scoring.segmenter import Segmenter

CHANCE = 0.05  # of so long a silence, in somebody who orders at random at a steady pace
DECIMALS = {"Return_Rate": 4, "Usual_Gap": 1, "Margin": 2}  # of the CSV
ORDERS_FOR_A_GAP = 4  # orders from which a customer's usual gap means something
MEANINGS = {name: feature.definition for name, feature in FEATURES.items()} | {
    CUSTOMER: "customer as in the file; in the CSV an apostrophe stands before what a spreadsheet "
    "would run as a formula, and a spreadsheet may hide leading zeros",
    "Recency": "days from the last order to the snapshot {snapshot}",
    "Frequency": "orders up to the snapshot",
    "Monetary": "sum of all orders up to the snapshot, {returns}{currency}",
    "Tenure": "days from the first order in the file to the snapshot",
    "Country": "country of the latest order",
    "Category": "category of the latest order",
    "Usual_Gap": "mean number of days between the customer's orders; empty below "
    f"{ORDERS_FOR_A_GAP} orders",
    "Overdue": "whether the customer is silent for longer than that pace makes likely (a chance of "
    f"{CHANCE:.0%})",
    SEGMENT: "segment of the customer",
    "Action": "what to do about the segment",
    "Why": "what the segment is called so for: mean of its features in standard deviations (σ) "
    "from the average customer, or scores from 1 to 5 of recency (R), frequency (F) and spend (M)",
    "Next_Segment": "segment whose centre is the next nearest; empty for rule-based segments",
    "Margin": "how sure the segment is: 0 half-way to the centre of the next one, 1 at its own "
    "centre; empty for rule-based segments",
    "Cluster": "cluster of K-Means, which stands beside the rule-based segments",
}

FILES = {
    "segments.csv": "one row per customer, for Excel and Power BI",
    "segments.parquet": "the same for programs",
    "data_dictionary.csv": "what every column means",
    "segmenter.json": "the clusters, to score new customers with",
}


def details(orders: ir.Table, snapshot: str) -> pd.DataFrame:
    """`Country` and `Category` of each customer's latest order, as far as the file has them."""
    past = until(orders, "ordered_at", snapshot)
    latest = {
        name.capitalize(): past[name].argmax(past.ordered_at)
        for name in ("country", "category")
        if name in past.columns
    }
    found = past.group_by("customer_id").aggregate(n=past.count(), **latest).execute()
    return found.set_index("customer_id").drop(columns="n")


def profile(table: pd.DataFrame) -> pd.DataFrame:
    """Size, means and share of spend of each segment, with its action."""
    names = table[SEGMENT]
    means = profiles.profile(table, list(RFM), names)
    spend = table.groupby(names, observed=True)["Monetary"].sum()
    means.insert(2, "share of spend", spend / spend.sum())
    kept = table.sort_values("Monetary", ascending=False)  # one who kept something, if any did
    actions = kept.groupby(kept[SEGMENT], observed=True)["Action"].first()
    return means.join(actions.rename("action"))


def longest_silence(gap: pd.Series, orders: pd.Series) -> pd.Series:
    """Days of silence beyond which a customer is overdue.

    Of somebody who orders at random at a steady pace, a silence of more than c mean gaps has the
    chance (1 + c / m)^-m if the mean is taken from m gaps (the ratio of an exponential to a mean
    of m others has an F distribution with 2 and 2m degrees of freedom). With the mean itself
    known it would be e^-c, which is too low for the few orders that a customer has.
    """
    gaps = orders - 1
    return gap * gaps * (CHANCE ** (-1 / gaps) - 1)


def with_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Add what tells who is overdue, those who spent most first.

    `Usual_Gap` is missing below `ORDERS_FOR_A_GAP` orders or if all were on one day.
    """
    often = (table["Frequency"] >= ORDERS_FOR_A_GAP) & (table["Tenure"] > table["Recency"])
    orders = table["Frequency"].where(often)
    gap = (table["Tenure"] - table["Recency"]) / (orders - 1)
    late = table["Recency"] > longest_silence(gap, orders)
    found = table.assign(Usual_Gap=gap.astype("float64"), Overdue=late.fillna(False).astype(bool))
    return found.sort_values(["Monetary", CUSTOMER], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True, eq=False)
class Overdue:
    """Who is overdue: those worth most, how many in all, and of how many it can be told."""

    first: pd.DataFrame
    count: int
    told_of: int

    @property
    def by_chance(self) -> float:
        """How many would be if all ordered at random at a steady pace."""
        return CHANCE * self.told_of


def overdue(table: pd.DataFrame, size: int = 10) -> Overdue:
    """Customers worth most who have been silent for much longer than they usually are."""
    late = table[table["Overdue"]]
    shown = [CUSTOMER, "Monetary", "Frequency", "Usual_Gap", "Recency", SEGMENT, "Action"]
    first = late.head(size)[shown]
    told_of = int(table["Usual_Gap"].notna().sum())
    return Overdue(first.reset_index(drop=True), len(late), told_of)


def _forget_model(file: Path) -> None:
    """Remove the model of an earlier run with other settings, and nothing that is no model."""
    with suppress(DataError):
        Segmenter.load(file)
        file.unlink()


def write(
    table: pd.DataFrame,
    model: Segmenter | None,
    out: Path,
    *,
    decimal: str,
    snapshot: str,
    returns: str,
    currency: str,
    decimals: int = 2,
) -> pd.DataFrame:
    """Write the table of customers, its data dictionary and the model, if there are clusters.

    `decimal` is the mark of the CSV, `decimals` are those of the amounts. Comes back: each `file`,
    `what` it holds, and a `note` where another name had to be taken.
    """
    returned = "after returns" if returns == "net" else "before returns"
    words = {"snapshot": snapshot, "returns": returned, "currency": currency and f", in {currency}"}
    meanings = {name: text.format(**words) for name, text in MEANINGS.items()}
    dictionary = exports.dictionary(table, meanings)
    rounded = table.round(DECIMALS | {"Monetary": decimals})
    written = {
        "segments.csv": exports.write_csv(rounded, out / "segments.csv", decimal),
        "segments.parquet": exports.write_parquet(table, out / "segments.parquet"),
        "data_dictionary.csv": exports.write_csv(dictionary, out / "data_dictionary.csv", decimal),
    }
    _forget_model(out / "segmenter.json")
    if model is not None:
        written["segmenter.json"] = model.save(out / "segmenter.json")
    rows = [
        (path.name, FILES[name], exports.renamed(out / name, path))
        for name, path in written.items()
    ]
    return pd.DataFrame(rows, columns=["file", "what", "note"])
