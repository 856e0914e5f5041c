"""Tables of notebook 14 as text."""

import pandas as pd

from segmentation.first_days.models import (
    FORWARD,
    LINEAR,
    MAJORITY,
    PRESENT,
    RANDOM,
    RECENCY,
    TREES,
)

SHOWN = {  # head of a column → way and split
    "logistic": (LINEAR, FORWARD),
    "boosting": (TREES, FORWARD),
    "majority": (MAJORITY, FORWARD),
    "recency": (RECENCY, FORWARD),
    "figures so far": (PRESENT, FORWARD),
    "logistic, random folds": (LINEAR, RANDOM),
}


def one(table: pd.DataFrame, **wanted: object) -> pd.Series:
    """The row of a long table that is asked for."""
    found = table
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found.iloc[0]


def _interval(row: pd.Series) -> str:
    """A value with its interval, in one line of a table."""
    value, low, high = (f"{100 * row[end]:.1f}" for end in ("value", "low", "high"))
    return f"{value} [{low}, {high}]".replace(" ", "\N{NO-BREAK SPACE}")


def curve_table(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by days of history in per cent, with 95% intervals.

    Parameters
    ----------
    table : DataFrame
        From `models.learning_curve`.

    Returns
    -------
    DataFrame, a row per number of days
        Text: the columns of `SHOWN`.
    """
    rows = {
        f"{days}": {
            head: _interval(one(table, way=way, split=split, days=days))
            for head, (way, split) in SHOWN.items()
        }
        for days in table["days"].unique()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(columns="days")


def period_table(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by test period in per cent, as text.

    `table` is from `models.by_period`.
    """
    counts = ("learned from", "asked about")
    styles = {name: "{:,.0f}" if name in counts else "{:.1%}" for name in table}
    return pd.DataFrame({name: table[name].map(style.format) for name, style in styles.items()})
