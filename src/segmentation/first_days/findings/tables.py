"""Tables of notebook 14 as text, and what the table of definitions says."""

import pandas as pd

from segmentation.base.tables import MISSING
from segmentation.base.words import listed, points, share, signed
from segmentation.first_days.models import BASELINES, JOINING, LINEAR, MAJORITY, MODELS, RECENCY
from segmentation.first_days.people import DATED, NEAREST, UNDATED

BALANCED = "balanced accuracy"
PUBLISHED = 0.75  # cross-validated accuracy that an RFM study reports
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
    value = f"{100 * row['value']:.1f}"
    return value if pd.isna(row["low"]) else _cell([f"{100 * x:.1f}" for x in row[ENDS]])


def _short(gap: pd.Series) -> str:
    return _cell([f"{100 * x:.1f}" for x in gap[GAP]])


def _best(gaps: pd.DataFrame, days: int) -> pd.Series:
    """The logistic regression less the baseline that comes nearest to it."""
    against = [one(gaps, way=LINEAR, days=days, against=other) for other in BASELINES]
    return min(against, key=lambda gap: gap["difference"])


def curve_table(table: pd.DataFrame, gaps: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Accuracy by days of history in per cent, with 95% intervals.

    Parameters
    ----------
    table, gaps : DataFrame
        From `models.learning_curve`.
    later : DataFrame
        From `models.later_curve`.

    Returns
    -------
    DataFrame, a row per number of days
        Text: both models, recency alone, the logistic regression for labels of later orders only,
        its balanced accuracy, and by how many points its accuracy is over the best baseline.
    """
    rows = {}
    for days in table["days"].unique():
        rows[f"{days}"] = {
            **{way: _interval(one(table, way=way, days=days)) for way in (*MODELS, RECENCY)},
            "logistic, later orders only": _interval(one(later, way=LINEAR, days=days)),
            "logistic, balanced": _interval(one(table, BALANCED, way=LINEAR, days=days)),
            "logistic over best baseline": _short(_best(gaps, days)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(columns="days")


def fixed_baselines(table: pd.DataFrame, data: str) -> str:
    """Head of a table of `curve_table`, with the baselines that know no days.

    Parameters
    ----------
    table : DataFrame
        From `models.learning_curve`.
    data : str
    """
    last = table["days"].max()
    said = [f"*{way}* {_interval(one(table, way=way, days=last))}" for way in (MAJORITY, JOINING)]
    return (
        f"In {data}: accuracy in % [95% interval], the last column in points. Whatever the days, "
        f"{' and '.join(said)}."
    )


def definition_table(table: pd.DataFrame) -> pd.DataFrame:
    """Accuracy of every way under every definition in per cent, with 95% intervals.

    Parameters
    ----------
    table : DataFrame
        From `circular.in_one_table`.

    Returns
    -------
    DataFrame, index definition, columns way
        Text; "–" where nothing was computed, no interval where none belongs.
    """
    written = table.assign(text=[_interval(row) for _, row in table.iterrows()])
    wide = written.pivot(index="definition", columns="way", values="text")
    wide = wide.reindex(index=written["definition"].unique(), columns=[*MODELS, *BASELINES])
    return wide.fillna(MISSING).rename_axis(index=None, columns="accuracy, %")


def definition(table: pd.DataFrame, gaps: pd.DataFrame, name: str, days: int) -> str:
    """The figure under the definition that holds none of the first days, beside a published one.

    Parameters
    ----------
    table, gaps : DataFrame
        From `models.compare`, with `data`.
    name : str
        The definition.
    days : int
    """
    said, ahead = [], []
    for data in dict.fromkeys(table["data"]):
        own = one(table, way=LINEAR, data=data, definition=name)
        against = {
            way: one(gaps, way=LINEAR, data=data, definition=name, against=way) for way in BASELINES
        }
        hardest = min(against, key=lambda way: against[way]["difference"])
        other = one(table, way=hardest, data=data, definition=name)["value"]
        gap = against[hardest]
        what = "more" if gap["low"] > 0 else "less" if gap["high"] < 0 else "not clearly more"
        said.append(
            f"**{share(own)}** in {data}, {what} than *{hardest}* ({other:.1%}; {points(gap)})"
        )
        ahead.append(f"{signed(gap['difference'])} points in {data}")
    return (
        f"A published RFM study reports {PUBLISHED:.0%} cross-validated accuracy against "
        "historical purchasing habits, which leaves open whether what is predicted is part of what "
        f"it is predicted from. Here no order counts on both sides: from dated behaviour of the "
        f"first {days} days, the segment that later orders alone make (or that there are none) is "
        f"predicted right for {'; '.join(said)}. These cannot be ranked beside the published "
        "figure, which comes with other customers, another number of segments and no stated "
        "baseline. What can be said is how far a figure is above its own best baseline: here "
        f"{listed(ahead)}."
    )


def undated(table: pd.DataFrame) -> str:
    """What ratings and returns, which have no day of their own, would add.

    Parameters
    ----------
    table : DataFrame
        From `circular.in_one_table`, with `data`.
    """
    said, much = [], []
    for data in dict.fromkeys(table["data"]):
        without, added = (
            one(table, way=LINEAR, data=data, definition=name) for name in (DATED, UNDATED)
        )
        said.append(f"from {without['value']:.1%} to {added['value']:.1%} in {data}")
        if added["low"] > without["high"]:
            much.append(data)
    where = f"clearly in {listed(much)}" if much else "nowhere clearly"
    return (
        f"*Undated returns and ratings* would raise accuracy {where} ({', '.join(said)}). Whether "
        "they would be known on the last day of the window the data do not say, so these figures "
        "are not quoted."
    )


def nearest(table: pd.DataFrame, gaps: pd.DataFrame) -> str:
    """Whether a label that places the silent, too, is predicted better than by the calendar.

    Parameters
    ----------
    table, gaps : DataFrame
        As in `definition`.
    """
    said = []
    for data in dict.fromkeys(table["data"]):
        own, other = (
            one(table, way=way, data=data, definition=NEAREST)["value"] for way in (LINEAR, JOINING)
        )
        gap = one(gaps, way=LINEAR, data=data, definition=NEAREST, against=JOINING)
        if gap["high"] < 0:
            better = "**the joining date alone does better than the model**"
            what = f"{better} ({other:.1%} against {own:.1%})"
        elif gap["low"] > 0:
            what = (
                f"the model does better than the joining date alone ({own:.1%} against {other:.1%})"
            )
        else:
            what = f"the model is not clearly better than the joining date alone ({points(gap)})"
        said.append(f"in {data} {what}")
    return f"With *the silent in the nearest segment*, {'; '.join(said)}."
