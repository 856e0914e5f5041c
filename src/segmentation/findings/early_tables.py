"""Tables of notebook 11 as text: scores with their intervals, from first days."""

import pandas as pd

from segmentation.early_models import BASELINES, MEASURES, MODELS, RECENCY
from segmentation.tables import MISSING

HEADS = {"accuracy": "accuracy, %", "balanced accuracy": "balanced, %", "log loss": "log loss"}
ENDS, GAP = ["value", "low", "high"], ["difference", "low", "high"]


def one(table: pd.DataFrame, measure: str = "accuracy", **wanted: object) -> pd.Series:
    """The row of a long table that is asked for."""
    found = table[table["measure"] == measure]
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found.iloc[0]


def _cell(values: list[str]) -> str:
    """A value with its interval, in one line of a table."""
    value, low, high = (text.replace("-", "−") for text in values)
    return f"{value} [{low}, {high}]".replace(" ", "\N{NO-BREAK SPACE}")


def _interval(row: pd.Series) -> str:
    if row["measure"] == "log loss":
        return _cell([f"{x:.2f}" for x in row[ENDS]])
    value = f"{100 * row['value']:.1f}"
    return value if pd.isna(row["low"]) else _cell([f"{100 * x:.1f}" for x in row[ENDS]])


def _short(gap: pd.Series) -> str:
    return _cell([f"{100 * x:.1f}" for x in gap[GAP]])


def curve_table(table: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Every score of the models by days of history, with 95% intervals, beside the baselines.

    Parameters
    ----------
    table, gaps : DataFrame
        From `early_models.learning_curve`.

    Returns
    -------
    DataFrame, index "days, way"
        Text: the scores (accuracies in per cent), and by how many points of accuracy a model beats
        each baseline. The majority class and the joining date, which know no days, stand once, at
        the end.
    """
    rows = {}
    last = table["days"].max()
    for (days, way), own in table.groupby(["days", "way"], sort=False):
        if way == RECENCY or (way in BASELINES and days < last):
            continue
        row = {HEADS[m]: _interval(one(own, m)) for m in MEASURES}
        for other in BASELINES:
            name = f"over {other}, points"
            row[name] = MISSING
            if way not in BASELINES:
                row[name] = _short(one(gaps, way=way, days=days, against=other))
        rows[way if way in BASELINES else f"{days} days, {way}"] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def definition_table(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracy of every way under every definition in per cent, with 95% intervals.

    Parameters
    ----------
    table : DataFrame
        From `early_circular.in_one_table`.

    Returns
    -------
    DataFrame, index definition, columns way
        Text; "–" where nothing was computed, no interval where none belongs.
    """
    told = table.assign(text=[_interval(row) for _, row in table.iterrows()])
    wide = told.pivot(index="definition", columns="way", values="text")
    wide = wide.reindex(index=told["definition"].unique(), columns=[*MODELS, *BASELINES])
    return wide.fillna(MISSING).rename_axis(index=None, columns="accuracy, %")
