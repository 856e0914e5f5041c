"""Sentences of notebook 11: behaviour after the snapshot, and drift."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.tomorrow.forecast import LINEAR, RECENCY, RULES, SPEND, TREES, average

TOP = 0.01  # of the customers, whose part in the squares is told
ALONE = 0.2  # of a segment's spend: what one customer must have spent to be told of
LOOSE = 0.1  # of the customers, moved by a refit: so many that no report can rest on one fit
MEASURES = {"£": "in £", "log": "in the log of spend", "AUC": "in who orders at all"}
UNBROKEN = str.maketrans({"-": "\N{NON-BREAKING HYPHEN}", " ": "\N{NO-BREAK SPACE}"})
CHANCE = 0.05  # of the cells outside 95% of the null, if it is right
SEASON = "changed habits, or the season, which it does not have"


def outcomes(found: dict[str, pd.DataFrame], data: str) -> str:
    """Who ordered again most and least, and who sent back most.

    Parameters
    ----------
    found : dict
        From `outcomes.outcomes`.
    data : str
        Name of the data set, as in "In Online Retail".
    """
    again, back = found["ordered again"], found["amount returned"]
    most, least = again["value"].idxmax(), again["value"].idxmin()
    text = (
        f"In {data} **{per_cent(again.loc[most, 'value'])} of *{most}*** ordered again and "
        f"{per_cent(again.loc[least, 'value'])} of *{least}*"
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


def alone(people: pd.DataFrame, segment: pd.Series) -> str:
    """What one customer does to the spend and the returns of a segment.

    Parameters
    ----------
    people : DataFrame, shape (n, …)
        From `outcomes.follow`.
    segment : Series, shape (n,)
    """
    spend = people["Later_Spend"]
    part = (spend / spend.groupby(segment, observed=True).transform("sum")).fillna(0.0)
    who = part.idxmax()
    if part[who] < ALONE:
        return f"No customer makes more than {part[who]:.0%} of the spend of a segment."
    own = people[segment == segment[who]]
    (mean, back), (mean_rest, back_rest) = (
        (frame["Later_Spend"].mean(), frame["Later_Returned"].sum() / frame["Later_Spend"].sum())
        for frame in (own, own.drop(who))
    )
    return (
        f"One customer decides the figures of *{segment[who]}*: £{spend[who]:,.0f} ordered, "
        f"£{people.loc[who, 'Later_Returned']:,.0f} of it returned. Without this customer the "
        f"segment's mean spend is £{mean_rest:,.0f} instead of £{mean:,.0f}, and "
        f"{per_cent(back_rest)} of its £ come back instead of {per_cent(back)}."
    )


def sizes(simulated: dict[str, pd.DataFrame], real: dict[str, pd.DataFrame], days: int) -> str:
    """How many customers there are at the origins of both shops.

    Parameters
    ----------
    simulated, real : dict
        Day → customers, from `outcomes.follow`, the last day first.
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


def compared(scores: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Mean of every way over the origins, with how often the segments win and lose against it.

    Parameters
    ----------
    scores, gaps : DataFrame
        From `forecast.rolling`.

    Returns
    -------
    DataFrame, index way
        Text. By measure the mean and "win–lose"; and, at the latest origin, how much more of the
        log the segments explain, with the 95% interval; "–" in the row of the segments.
    """
    day = scores["day"].max()
    means = average(scores, gaps)
    latest = gaps[(gaps["day"] == day) & (gaps["measure"] == "log")].set_index("way")
    others, table = means.index.isin(gaps["way"]), pd.DataFrame(index=means.index)
    for measure, name in (("£", "R², £"), ("log", "R², log"), ("AUC", "AUC")):
        table[name] = means[measure].map(("{:.3f}" if measure == "AUC" else "{:.2f}").format)
        record = (
            means[[f"{measure}, worse", f"{measure}, better"]].astype(str).agg("–".join, axis=1)
        )
        table[f"win–lose, {measure}"] = record.where(others, "–")
        if measure == "log":
            lead = [
                "{:+.3f} ({:+.3f} to {:+.3f})".format(*-row).replace("-", "−")
                for row in latest[["difference", "high", "low"]].to_numpy()
            ]
            column = pd.Series(lead, latest.index).reindex(table.index, fill_value="–")
            table[f"segments' lead, log, {day}".translate(UNBROKEN)] = column
    return table.rename_axis(None)


def heavy(people: pd.DataFrame) -> str:
    """How much of the variance of spend a few customers make, from `outcomes.follow`."""
    spend = people["Later_Spend"]
    squares = (spend - spend.mean()) ** 2
    few = max(round(TOP * len(spend)), 1)
    part = float(squares.nlargest(few).sum() / squares.sum())
    return (
        f"At the latest origin of Online Retail the {few:,} customers ({TOP:.0%}) furthest from "
        f"the mean make **{part:.0%}** of the variance of spend in £. "
    ) + (
        "So the R² in £ says who finds a few customers, the R² of the log who is right about the "
        "many."
        if part > 0.5
        else "So the R² in £ is not about a handful of customers alone."
    )


def rolling(scores: pd.DataFrame, chosen: str, data: str) -> str:
    """How much segments explain, and how far they are from a regression on the features.

    Parameters
    ----------
    scores : DataFrame
        From `forecast.rolling`.
    chosen : str
        The way that stands for the segments.
    data : str
    """
    means = scores.groupby(["measure", "way"])["value"].mean()
    log = means["log"]
    best = log[[LINEAR, TREES]].idxmax()
    text = (
        f"In {data} segments explain **{log[chosen]:.2f}** of the log of spend on average, and "
        f"{means['£', chosen]:.2f} of spend in £"
    )
    if log[best] <= 0:
        return text + "; neither regression explains anything of the log."
    return text + (
        f"; of the log that is {log[chosen] / log[best]:.0%} of what the better of two regressions "
        f"explains ({best}, {log[best]:.2f})."
    )


def verdict(gaps: dict[str, pd.DataFrame]) -> str:
    """Whether a simpler way forecasts better than segments, or as well as can be told.

    Parameters
    ----------
    gaps : dict
        Data set → `gaps` of `forecast.rolling`.
    """
    sentences, level = [], 0
    for data, table in gaps.items():
        better, even = [], []
        for measure, spoken in MEASURES.items():
            for way in (RECENCY, SPEND, RULES):
                own = table[(table["measure"] == measure) & (table["way"] == way)]
                if 2 * (own["low"] > 0).sum() > len(own):
                    better.append(f"{way} {spoken}")
                elif 2 * (own["high"] < 0).sum() <= len(own):
                    even.append(f"{way} {spoken}")
        level += len(even) + len(better)
        said = [
            f"{verb} {listed(ways)}"
            for verb, ways in (("lose to", better), ("are level with", even))
            if ways
        ]
        sentences.append(f"In {data} they {' and '.join(said) or 'win against all three'}.")
    first = (
        "**Segments are not the best forecast.**"
        if level
        else "**Segments predict better than recency, spend or rules alone**, in every measure."
    )
    return (
        f"{first} {' '.join(sentences)} To win or to lose here is to do so on more than half of "
        "the origins; all else is level. Segments sum up several features in a few names; who "
        "wants a forecast should use the features."
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
            f"Most of the moving is what this null explains; the rest is more: {SEASON}"
            if middle > one["kept"] / 2
            else f"Most of the moving is more than this null explains: {SEASON}"
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
    inside = sum(_inside(pair["kept"], pair["kept if unchanged"]) for pair in found.values())
    text += f"On {inside} of {len(found)} pairs of dates the share lies within the null's. "
    starred = ((one["seen"] < one["null low"]) | (one["seen"] > one["null high"])).to_numpy()
    text += f"{starred.sum()} of the latest pair's {starred.size} cells carry a star"
    if starred.sum() > 2 * CHANCE * starred.size:
        text += (
            f", where chance alone would give about {round(CHANCE * starred.size)}: who moves "
            "where is not as this null has it, even where the total is."
        )
    else:
        text += ", about as many as chance alone would give."
    models = sum(pair["models"] <= max(pair["refits"]) for pair in found.values())
    return f"{text}\n\n" + (
        f"On {models} of {len(found)} pairs the models of the two dates disagree about the "
        f"same customers within the range of {len(one['refits'])} refits of one date. "
        + _refitted([pair["refits"] for pair in found.values()])
    )


def _refitted(refits: list[np.ndarray]) -> str:
    """How far refits of one date go, over all pairs."""
    low, high = min(map(min, refits)), max(map(max, refits))
    if high < LOOSE:
        return f"A refit moves {high:.0%} of the customers at most."
    return (
        f"A refit moves {low:.0%} to {high:.0%}: resampled customers are cut in more than one way, "
        "and a report that compares two fits cannot tell that from drift."
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
