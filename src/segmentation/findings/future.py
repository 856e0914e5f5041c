"""Sentences of notebook 10: behaviour after the snapshot, and drift."""

import numpy as np
import pandas as pd

from segmentation.findings.explore import listed
from segmentation.forecast import LINEAR, RECENCY, SPEND, TREES

EQUAL = "spend, "  # how the way that has as many groups as there are segments begins
TOP = 0.01  # of the customers, whose part in the squares is told
SPOKEN = {"£": "R², £", "log": "R², log", "AUC": "AUC"}
LESS = {"£": ", £", "log": ", log", "AUC": ", AUC"}
UNBROKEN = str.maketrans({"-": "\N{NON-BREAKING HYPHEN}", " ": "\N{NO-BREAK SPACE}"})
HEADERS = {
    "ordered again": "share that ordered",
    "spend": "spend, mean £",
    "orders returned": "share of orders returned",
    "amount returned": "share of £ returned",
}


def intervals(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Write out `future.outcomes` as one table, each figure with its interval.

    Parameters
    ----------
    found : dict
        From `future.outcomes`.
    """
    table = pd.DataFrame({"customers": next(iter(found.values()))["customers"].map("{:,}".format)})
    for outcome, frame in found.items():
        table[HEADERS[outcome]] = [
            _range(row, outcome == "spend") for row in frame[["value", "low", "high"]].to_numpy()
        ]
    return table.rename_axis(None)


def _range(row: np.ndarray, pounds: bool) -> str:
    """A figure with its interval: £, or a share in per cent."""
    if np.isnan(row[0]):
        return "–"
    if pounds:
        return "{:,.0f} ({:,.0f}–{:,.0f})".format(*row)
    text = "{:.1f}% ({:.1f}–{:.1f})" if row[0] < 0.01 else "{:.0f}% ({:.0f}–{:.0f})"
    return text.format(*(100 * row))


def outcomes(found: dict[str, pd.DataFrame], data: str) -> str:
    """Who ordered again most and least, and who sent back most.

    Parameters
    ----------
    found : dict
        From `future.outcomes`.
    data : str
        Name of the data set, as in "In Online Retail".
    """
    again, back = found["ordered again"], found["amount returned"]
    most, least = again["value"].idxmax(), again["value"].idxmin()
    text = (
        f"In {data} **{again.loc[most, 'value']:.0%} of *{most}*** ordered again and "
        f"{again.loc[least, 'value']:.0%} of *{least}*"
    )
    if again.loc[most, "low"] <= again.loc[least, "high"]:
        return text + "; these intervals overlap, so the segments differ little in this."
    worst = back["value"].idxmax()
    rest = back.drop(worst)
    if not rest["value"].notna().any():
        return text + "."
    if back.loc[worst, "low"] > rest["high"].max():
        return text + (
            f". *{worst}* sent back {back.loc[worst, 'value']:.0%} of what they ordered, more than "
            f"any other segment ({rest['value'].max():.0%} at most)."
        )
    return text + "; no segment clearly sent back more than all others."


def sizes(simulated: dict[str, pd.DataFrame], real: dict[str, pd.DataFrame], days: int) -> str:
    """How many customers there are at the origins of both shops.

    Parameters
    ----------
    simulated, real : dict
        Day → customers, from `future.follow`, the last day first.
    days : int
        Length of a window.
    """
    pieces = []
    for data, frames in (("The simulated shop", simulated), ("Online Retail", real)):
        (last, now), *_, (first, then) = frames.items()
        pieces.append(
            f"{data}: {len(now):,} customers on {last}, of whom "
            f"{(now['Later_Orders'] > 0).mean():.0%} ordered in the {days} days after it; "
            f"{len(then):,} on {first}, the earliest day that anything is learned at."
        )
    return "\n\n".join(pieces)


def latest(scores: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Write out what every way explains at the latest origin, with intervals.

    Parameters
    ----------
    scores, gaps : DataFrame
        From `forecast.rolling`.
    """
    day = scores["day"].max()
    table: dict[str, pd.Series] = {}
    for measure, frame in scores[scores["day"] == day].groupby("measure", sort=False):
        own = frame.set_index("way")
        gap = gaps[(gaps["day"] == day) & (gaps["measure"] == measure)].set_index("way")
        table[SPOKEN[measure]] = _bracketed(own["value"], own)
        if own["unscaled"].notna().all():
            table["without the factor" + (", log" if measure == "log" else "")] = own[
                "unscaled"
            ].map("{:.2f}".format)
        table["gap to segments" + LESS[measure]] = _bracketed(
            gap["difference"], gap, "{:+.3f}"
        ).reindex(own.index, fill_value="–")
    return pd.DataFrame(table).rename_axis(None)


def _bracketed(values: pd.Series, ends: pd.DataFrame, text: str = "{:.2f}") -> pd.Series:
    shown = [
        f"{text.format(value)} ({text.format(low)} to {text.format(high)})".replace("-", "−")
        for value, low, high in zip(values, ends["low"], ends["high"], strict=True)
    ]
    return pd.Series(shown, index=values.index)


def heavy(people: pd.DataFrame) -> str:
    """How much of the variance of spend a few customers make, and what became of the largest.

    Parameters
    ----------
    people : DataFrame
        From `future.follow`.
    """
    spend = people["Later_Spend"]
    squares = (spend - spend.mean()) ** 2
    few = max(round(TOP * len(spend)), 1)
    part = float(squares.nlargest(few).sum() / squares.sum())
    far = squares.idxmax()
    back = people.loc[far, "Later_Returned"]
    text = (
        f"At the latest origin of Online Retail the {few:,} customers ({TOP:.0%}) furthest from "
        f"the mean make **{part:.0%}** of the variance of spend in £, one alone "
        f"{squares[far] / squares.sum():.0%}: £{spend[far]:,.0f} ordered"
    )
    text += f", of which £{back:,.0f} came back. " if back > 0 else ". "
    return text + (
        "So the R² in £ says who finds a few customers, the R² of the log who is right about the "
        "many."
        if part > 0.5
        else "So the R² in £ is not about a handful of customers alone."
    )


def _against(gaps: pd.DataFrame, way: str) -> str:
    """A baseline against the segments: how many of its days are clearly better or worse."""
    own = gaps[gaps["way"] == way]
    worse, better, days = (own["high"] < 0).sum(), (own["low"] > 0).sum(), len(own)
    mean = own["difference"].mean()
    way = "as many groups of spend" if way.startswith(EQUAL) else way
    if worse == days:
        return f"better than {way} on every origin (by {-mean:.2f} on average)"
    if better == days:
        return f"worse than {way} on every origin (by {mean:.2f})"
    clearly = f", clearly worse on {better}" if better else ""
    return (
        f"clearly better than {way} on {worse or 'none'} of {days} origins{clearly} (mean "
        f"difference {round(-mean, 2) + 0.0:+.2f})".replace("-", "−")
    )


def rolling(scores: pd.DataFrame, gaps: pd.DataFrame, chosen: str, data: str) -> str:
    """Whether segments predict better than one number, and how far they are from the features.

    Parameters
    ----------
    scores, gaps : DataFrame
        From `forecast.rolling`.
    chosen : str
        The way that stands for the segments.
    data : str
    """
    lines, equal = [], [way for way in dict.fromkeys(scores["way"]) if way.startswith(EQUAL)]
    for measure, spoken in (("£", "of spend in £"), ("log", "of ln(spend + 1)")):
        means = scores[scores["measure"] == measure].groupby("way")["value"].mean()
        own = gaps[gaps["measure"] == measure]
        best = means[[LINEAR, TREES]].idxmax()
        kept = means[chosen] / means[best] if means[best] > 0 else np.nan
        share = f", {kept:.0%} of what the features hold ({best}, {means[best]:.2f})"
        lines.append(
            f"{spoken}, segments explain **{means[chosen]:.2f}** on average"
            + (share if np.isfinite(kept) else "")
            + f": {_against(own, RECENCY)}, {_against(own, SPEND)}"
            + "".join(f", {_against(own, way)}" for way in equal)
        )
    return f"In {data}, " + ". And ".join(lines) + "."


def verdict(gaps: dict[str, pd.DataFrame]) -> str:
    """Whether segments beat one number, over data sets, measures and origins.

    Parameters
    ----------
    gaps : dict
        Data set → `gaps` of `forecast.rolling`.
    """
    lost = []
    for data, table in gaps.items():
        for measure, spoken in (("£", "spend in £"), ("log", "the log of spend")):
            own = table[(table["measure"] == measure) & table["way"].isin([RECENCY, SPEND])]
            beaten = own.groupby("way")["high"].max() < 0
            lost += [f"{way} for {spoken} in {data}" for way in beaten.index if not beaten[way]]
    if not lost:
        return "**Segments predict better than recency alone and than spend alone**, everywhere."
    return (
        "**Segments are not the best forecast**: they do not clearly beat "
        f"{listed(lost)} on every origin. They sum up several features in a few names; who wants a "
        "forecast should use the features."
    )


def drift(found: dict[str, dict]) -> str:
    """Whether customers moved more than they would have anyway, and whether the model did.

    Parameters
    ----------
    found : dict
        "earlier → later" → result of `drift.between`, the latest pair first.
    """
    dates, one = next(iter(found.items()))
    low, middle, high = np.quantile(one["kept if unchanged"], [0.025, 0.5, 0.975])
    text = (
        f"{dates}: **{one['kept']:.0%}** changed segment with the model kept; {middle:.0%} "
        f"({low:.0%}–{high:.0%}) would have, had nobody's habits changed. "
    )
    if one["kept"] > high:
        text += (
            "Most of the moving is time passing; the rest is drift"
            if middle > one["kept"] / 2
            else "Most of the moving is drift"
        )
    elif one["kept"] < low:
        text += "Customers moved less than steady habits would have moved them"
    else:
        text += "The number alone shows **no drift**"
    ends = np.quantile(one["up if unchanged"], [0.025, 0.975])
    beyond = one["up"] < ends[0] or one["up"] > ends[1]
    text += (
        f"; {one['up']:.0%} moved to a segment of higher spend, {ends[0]:.0%}–{ends[1]:.0%} would "
        f"have{'' if beyond else ' too'}. "
    )
    inside = [_inside(pair["kept"], pair["kept if unchanged"]) for pair in found.values()]
    text += f"On {sum(inside)} of {len(found)} pairs of dates the share lies within the null's. "
    models = [pair["models"] <= max(pair["refits"]) for pair in found.values()]
    return text + (
        f"Models of the two dates disagree about the same customers by no more than refits of one "
        f"date do on {sum(models)} of {len(found)}."
    )


def _inside(value: float, draws: np.ndarray) -> bool:
    low, high = np.quantile(draws, [0.025, 0.975])
    return bool(low <= value <= high)


def moves(found: dict[str, dict]) -> pd.DataFrame:
    """One row per pair of dates: who changed segment, and by what.

    Parameters
    ----------
    found : dict
        "earlier → later" → result of `drift.between`.
    """
    rows = {}
    for dates, one in found.items():
        usual, refits = one["kept if unchanged"], one["refits"]
        ends = np.quantile(usual, [0.025, 0.975])
        rows[dates] = {
            "moved, model kept": f"{one['kept']:.0%}",
            "moved if no habit changed": "{:.0%}–{:.0%}".format(*ends),
            "moved, model refitted": f"{one['refitted']:.0%}",
            "two models, later date": f"{one['models']:.0%}",
            "refits of the first date": f"{min(refits):.0%}–{max(refits):.0%}",
        }
    table = pd.DataFrame(rows).T
    return table.set_axis([dates.translate(UNBROKEN) for dates in table.index])
