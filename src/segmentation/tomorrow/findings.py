"""Sentences and tables of notebook 11: behaviour after the snapshot, and drift."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from segmentation.base.estimates import Estimates
from segmentation.base.words import per_cent, plural
from segmentation.tomorrow.drift import SnapshotComparison
from segmentation.tomorrow.forecast import RECENCY, SPEND, YARDSTICK, Rolling

TOP = 0.01  # of the customers, whose part in the squares is told
ALONE = 0.2  # of a segment's spend: what one customer must have spent to be told of
LOOSE = 0.1  # of the customers, moved by a refit: so many that no report can rest on one fit
UNBROKEN = str.maketrans({"-": "\N{NON-BREAKING HYPHEN}", " ": "\N{NO-BREAK SPACE}"})
CHANCE = 0.05  # of the intervals, or of the cells outside 95% of the null, if it is right
SEASON = "changed habits, or the season, which this null does not have"


def outcomes(did: Mapping[str, Estimates], data: str) -> str:
    """Whether segments differ in who orders again, and whether one of them sends back most.

    `did` is from `outcomes.outcomes`; `data` names the data set, as in "In Online Retail".
    """
    again, back = did["ordered again"], did["amount returned"]
    if again[again.value.idxmax()].low <= again[again.value.idxmin()].high:
        return f"In {data} the segments differ little in who orders again: the intervals overlap."
    text = f"In {data} segments clearly differ in who orders again"
    worst = back.value.idxmax()
    others = back.high.drop(worst)
    if others.isna().all():
        return f"{text}."
    if back[worst].is_above(others.max()):
        return f"{text}, and *{worst}* sent back clearly more than any other."
    return f"{text}; no segment sent back clearly more than all others."


def alone(people: pd.DataFrame, segment: pd.Series) -> str:
    """What one customer does to the spend and the returns of a segment.

    `people` is from `outcomes.holdout_outcomes`, with the segment of each row.
    """
    spend = people["Later_Spend"]
    part = (spend / spend.groupby(segment, observed=True).transform("sum")).fillna(0.0)
    customer = part.idxmax()
    if part[customer] < ALONE:
        return f"No customer makes more than {part[customer]:.0%} of the spend of a segment."
    members = people[segment == segment[customer]]
    (mean, back), (mean_rest, back_rest) = (
        (frame["Later_Spend"].mean(), frame["Later_Returned"].sum() / frame["Later_Spend"].sum())
        for frame in (members, members.drop(customer))
    )
    return (
        f"One customer decides the figures of *{segment[customer]}*: £{spend[customer]:,.0f} "
        f"ordered, £{people.loc[customer, 'Later_Returned']:,.0f} of it returned. Without this "
        f"customer the segment's mean spend is £{mean_rest:,.0f} instead of £{mean:,.0f}, and "
        f"{per_cent(back_rest)} of its £ come back instead of {per_cent(back)}."
    )


def sizes(frames: Mapping[str, pd.DataFrame], data: str, days: int) -> str:
    """How many customers there are at the origins of a shop.

    `frames` are days with their `outcomes.holdout_outcomes`, the last day first.
    """
    (last, now), *_, (first, then) = frames.items()
    return (
        f"{data}: {len(now):,} customers on {last}, of whom "
        f"{(now['Later_Orders'] > 0).mean():.0%} ordered in the {days} days after it; "
        f"{len(then):,} on {first}, the earliest day that anything is learned at."
    )


def compared(rolled: Mapping[str, Rolling]) -> pd.DataFrame:
    """How segments stand against every other method, in every data set and measure.

    "–" where a method was not tried.
    """
    tables = {data: one.standing() for data, one in rolled.items()}
    methods = list(dict.fromkeys(name for table in tables.values() for name in table.index))
    joined = pd.concat(tables, axis=1).reindex(methods).fillna("–")
    return joined.rename_axis(columns=["segments in", None])


def heavy(people: pd.DataFrame) -> str:
    """How much of the variance of spend a few customers of Online Retail make."""
    spend = people["Later_Spend"]
    squares = (spend - spend.mean()) ** 2
    few = max(round(TOP * len(spend)), 1)
    part = float(squares.nlargest(few).sum() / squares.sum())
    text = (
        f"At the latest origin of Online Retail the {plural(few, 'customer')} ({TOP:.0%}) furthest "
        f"from the mean make **{part:.0%}** of the variance of spend in £. "
    )
    if part > 0.5:
        return text + (
            "So the R² in £ says who finds a few customers, the R² of the log who is right about "
            "the many."
        )
    return text + "So the R² in £ is not about a handful of customers alone."


def verdict(rolled: Mapping[str, Rolling]) -> str:
    """Whether segments beat as many groups of one number, and the forecast of the field."""
    tables = pd.concat(one.standing() for one in rolled.values())
    alike, field = (tables.loc[rivals] == "win" for rivals in ([RECENCY, SPEND], [YARDSTICK]))
    intervals = sum(
        len(estimates.value) - 1
        for one in rolled.values()
        for by_day in one.scores.values()
        for estimates in by_day.values()
    )
    return (
        f"**Against as many groups of spend or of recency, segments win {alike.sum().sum()} of "
        f"{alike.size} comparisons; against {YARDSTICK}, {field.sum().sum()} of {field.size}.** "
        f"Behind these words stand {intervals} intervals of 95%: about "
        f"{round(CHANCE * intervals)} of them would leave 0 out by chance alone."
    )


def planned(design: pd.DataFrame) -> pd.DataFrame:
    """The table of `experiment.design` as text: who cannot show the wanted rise is told so."""
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


def drift(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether customers moved more than they would have anyway, and whether the model did.

    `pairs` are "earlier → later" with their comparison, the latest pair first.
    """
    return "\n\n".join([_moved(pairs), _starred(next(iter(pairs.values()))), _models(pairs)])


def _moved(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether customers changed segment more than with habits that never change."""
    dates, latest = next(iter(pairs.items()))
    moved, null = latest.share_moved, latest.null_moved
    if moved > null.high:
        text = (
            f"most of the moving is what steady habits explain; the rest is {SEASON}"
            if null.value > moved / 2
            else f"most of the moving is {SEASON}"
        )
    elif moved < null.low:
        text = "customers moved less than steady habits would have moved them"
    else:
        text = "the number alone shows **no drift**"
    inside = sum(
        pair.null_moved.low <= pair.share_moved <= pair.null_moved.high for pair in pairs.values()
    )
    return (
        f"{dates}: {text}. On {inside} of {len(pairs)} pairs of dates the share that moved lies "
        "within 95% of what steady habits give."
    )


def _starred(latest: SnapshotComparison) -> str:
    """Where customers moved, against the same null."""
    null, stars = latest.null_moved_up, latest.beyond_null
    text = (
        f"To a segment of higher spend moved {latest.share_moved_up:.0%}; with steady habits "
        f"{null.low:.0%} to {null.high:.0%} would have. {stars.sum()} of {stars.size} cells carry "
        "a star, "
    )
    chance = CHANCE * stars.size
    if stars.sum() > 2 * chance:
        return text + (
            f"where chance alone would give about {round(chance)}: who moves where is not as this "
            "null has it, even where the total is."
        )
    return text + "about as many as chance alone would give."


def _models(pairs: Mapping[str, SnapshotComparison]) -> str:
    """Whether the models of two dates differ more than two fits of one date."""
    alike = sum(pair.share_placed_differently <= pair.refits.max() for pair in pairs.values())
    text = (
        f"On {alike} of {len(pairs)} pairs the models of the two dates disagree about the same "
        "customers no more than the furthest refit of one date"
    )
    if max(pair.refits.max() for pair in pairs.values()) < LOOSE:
        return f"{text}."
    return text + (
        ": resampled customers are cut in more than one way, and a report that compares two fits "
        "cannot tell that from drift."
    )


def moves(pairs: Mapping[str, SnapshotComparison]) -> pd.DataFrame:
    """One row per pair of dates: who changed segment, and by what; text."""
    rows = {
        dates.translate(UNBROKEN): {
            "moved, model kept": f"{pair.share_moved:.0%}",
            "moved if no habit changed": f"{pair.null_moved.low:.0%}–{pair.null_moved.high:.0%}",
            "moved, model refitted": f"{pair.share_relabelled:.0%}",
            "two models, later date": f"{pair.share_placed_differently:.0%}",
            "refits of the first date": f"{pair.refits.min():.0%}–{pair.refits.max():.0%}",
        }
        for dates, pair in pairs.items()
    }
    return pd.DataFrame(rows).T
