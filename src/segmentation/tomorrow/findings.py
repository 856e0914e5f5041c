"""Sentences of notebook 11: behaviour after the snapshot, and drift."""

import numpy as np
import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.tomorrow import forecast
from segmentation.tomorrow.forecast import RECENCY, SPEND, YARDSTICK

TOP = 0.01  # of the customers, whose part in the squares is told
ALONE = 0.2  # of a segment's spend: what one customer must have spent to be told of
LOOSE = 0.1  # of the customers, moved by a refit: so many that no report can rest on one fit
SPOKEN = {"£": "spend in £", "log": "the log of spend", "AUC": "who orders at all"}
VERBS = {"win": "win in", "level": "are level in", "lose": "lose in"}
UNBROKEN = str.maketrans({"-": "\N{NON-BREAKING HYPHEN}", " ": "\N{NO-BREAK SPACE}"})
CHANCE = 0.05  # of the cells outside 95% of the null, if it is right
SEASON = "changed habits, or the season, which this null does not have"


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


def compared(gaps: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How segments stand against every other way, in every measure and data set.

    Parameters
    ----------
    gaps : dict
        Data set → `gaps` of `forecast.rolling`.

    Returns
    -------
    DataFrame, index way, columns data set and measure
        From `forecast.standing`; "–" where a way was not tried.
    """
    tables = {data: forecast.standing(table) for data, table in gaps.items()}
    ways = list(dict.fromkeys(way for table in tables.values() for way in table.index))
    joined = pd.concat(tables, axis=1).reindex(ways).fillna("–")
    return joined.rename_axis(None).rename_axis(columns=["segments in", None])


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


def best(scores: pd.DataFrame, chosen: str, data: str) -> str:
    """How much segments explain, and which way explains most, picked from how many.

    Parameters
    ----------
    scores : DataFrame
        From `forecast.rolling`.
    chosen : str
        The way that stands for the segments.
    data : str
    """
    means = forecast.average(scores).drop(index=forecast.PLANTED, errors="ignore")
    winners = [
        f"*{means[measure].idxmax()}* in {spoken} ({means[measure].max():.2f})"
        for measure, spoken in SPOKEN.items()
    ]
    return (
        f"In {data} segments ({chosen}) explain **{means.loc[chosen, 'log']:.2f}** of the log of "
        f"spend and {means.loc[chosen, '£']:.2f} of spend in £. Best of the {len(means)} ways that "
        f"a shop could use are {listed(winners)}."
    )


def verdict(gaps: dict[str, pd.DataFrame]) -> str:
    """Whether segments beat as many groups of one number, and the forecast of the field.

    Parameters
    ----------
    gaps : dict
        Data set → `gaps` of `forecast.rolling`.
    """
    tables = {data: forecast.standing(table) for data, table in gaps.items()}
    alike = pd.concat(table.loc[[RECENCY, SPEND]] for table in tables.values())
    field = pd.concat(table.loc[[YARDSTICK]] for table in tables.values())
    first = (
        f"**Against as many groups of spend or of recency, segments win "
        f"{(alike == 'win').sum().sum()} of {alike.size} comparisons; against {YARDSTICK}, "
        f"{(field == 'win').sum().sum()} of {field.size}.**"
    )
    lines = [
        f"- In {data} segments {_stands(table.loc[SPEND])} against as many {SPEND}, and "
        f"{_stands(table.loc[YARDSTICK])} against {YARDSTICK}."
        for data, table in tables.items()
    ]
    number = sum(len(table) for table in gaps.values())
    last = (
        f"Behind these words stand {number} intervals of 95%: about {round(CHANCE * number)} of "
        "them would leave 0 out by chance alone, if no way were better than another."
    )
    return "\n\n".join([first, "\n".join(lines), last])


def _stands(row: pd.Series) -> str:
    """A row of `forecast.standing` in words, such as "win in £ and are level in its log"."""
    measures = {word: [SPOKEN[m] for m in row.index[row == word]] for word in VERBS}
    return listed([f"{VERBS[word]} {listed(own)}" for word, own in measures.items() if own])


def planned(design: pd.DataFrame) -> pd.DataFrame:
    """A table of tests to be read: who cannot show the wanted rise is told so.

    Parameters
    ----------
    design : DataFrame
        From `experiment.design`.

    Returns
    -------
    DataFrame of text
    """
    shown = design.rename_axis(None)
    wanted, each = design["needed each half"], design["each half"]
    possible = wanted.notna() & (wanted <= each)
    shown["needed each half"] = wanted.map("{:,.0f}".format).where(possible, "not possible")
    shown["each half"] = each.map("{:,}".format)
    for share in ("order anyway", "smallest rise"):
        shown[share] = shown[share].map(
            lambda rise: per_cent(rise) if np.isfinite(rise) else "none"
        )
    return shown


def drift(found: dict[str, dict]) -> str:
    """Whether customers moved more than they would have anyway, and whether the model did.

    Parameters
    ----------
    found : dict
        "earlier → later" → result of `drift.between`, the latest pair first.
    """
    return "\n\n".join([_moved(found), _starred(found), _models(found)])


def _moved(found: dict[str, dict]) -> str:
    """How many of the latest pair changed segment, against habits that never change."""
    dates, one = next(iter(found.items()))
    low, middle, high = np.quantile(one["kept if unchanged"], [0.025, 0.5, 0.975])
    text = (
        f"{dates}: **{one['kept']:.0%}** changed segment with the model kept. Had nobody's habits "
        f"changed, {middle:.0%} would have ({low:.0%} to {high:.0%}). "
    )
    if one["kept"] > high:
        text += (
            f"Most of the moving is what this null explains; the rest is {SEASON}."
            if middle > one["kept"] / 2
            else f"Most of the moving is {SEASON}."
        )
    elif one["kept"] < low:
        text += "Customers moved less than steady habits would have moved them."
    else:
        text += "The number alone shows **no drift**."
    inside = sum(_inside(pair["kept"], pair["kept if unchanged"]) for pair in found.values())
    return f"{text} On {inside} of {len(found)} pairs of dates the share lies within the null's."


def _starred(found: dict[str, dict]) -> str:
    """Where the latest pair's customers moved, against the same null."""
    one = next(iter(found.values()))
    low, high = np.quantile(one["up if unchanged"], [0.025, 0.975])
    text = (
        f"To a segment of higher spend moved {one['up']:.0%}; with steady habits {low:.0%} to "
        f"{high:.0%} would have. "
    )
    starred = ((one["seen"] < one["null low"]) | (one["seen"] > one["null high"])).to_numpy()
    chance = CHANCE * starred.size
    text += f"{starred.sum()} of {starred.size} cells carry a star"
    if starred.sum() > 2 * chance:
        return text + (
            f", where chance alone would give about {round(chance)}: who moves where is not as "
            "this null has it, even where the total is."
        )
    return text + ", about as many as chance alone would give."


def _models(found: dict[str, dict]) -> str:
    """Whether the models of two dates differ more than two fits of one date."""
    models = sum(pair["models"] <= max(pair["refits"]) for pair in found.values())
    number = len(next(iter(found.values()))["refits"])
    return (
        f"On {models} of {len(found)} pairs the models of the two dates disagree about the "
        f"same customers no more than the furthest of {number} refits of one date. "
    ) + _refitted([pair["refits"] for pair in found.values()])


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
