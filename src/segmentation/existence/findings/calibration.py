"""Sentences on how often the rule sees clusters that are not there."""

import math

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.verdict import MARGIN
from segmentation.existence.calibration import SET_ON, STEP, upper_bound

LEVEL = 0.05  # a bound above it is named


def calibrated(summary: pd.DataFrame, needed: float, with_beyond: float, missing: int) -> str:
    """What the figure does not say: the rates over all kinds, and the margin asked for, as a list.

    `summary` is from `calibration.summary` with the rule's margin, `needed` and `with_beyond`
    from `calibration.margin`; so many planned data sets are missing.
    """
    alone = summary[(summary["groups"] == 1) & ~summary["beyond"]]
    loops = summary[summary["beyond"] & (summary["groups"] == 1)]
    taken = ", and the rule takes it" if needed == MARGIN else (
        f"; **the rule's margin is {MARGIN:g}**")  # fmt: skip
    said = [
        f"**Unfinished**: {missing:,} planned data sets are not judged yet." if missing else "",
        f"**False alarms.** {_alarms(alone)}",
        f"**The margin.** On the first {SET_ON} data sets of each of these kinds, not counted "
        f"above, all excesses are below {needed:g}, the smallest such multiple of {STEP:g}{taken}.",
        *(
            f"**The {name} fools the rule.** No single column tells the place on the curve, so no "
            f"family of nulls holds it. With it, {with_beyond:g} would be needed."
            for name in loops.index[loops["natural"] > 0]
        ),
    ]
    return "\n".join(f"- {part}" for part in said if part)


def _rounded_up(share: float) -> str:
    """Per cent with one decimal, so that "at most" is true of what is written."""
    return f"{math.ceil(1000 * share - 1e-9) / 1000:.1%}"


def _alarms(alone: pd.DataFrame) -> str:
    """How often the rule calls data without groups natural, on seeds that set no margin."""
    seeds, alarms = int(alone["seeds"].sum()), int(alone["natural"].sum())
    if not seeds:
        return "No fresh data sets have been judged yet."
    above = alone[alone["bound"].fillna(1) > LEVEL]
    kinds = [f"{name} ({row['natural']} of {row['seeds']})" for name, row in above.iterrows()]
    return (
        f"Of {seeds:,} fresh data sets without groups the rule calls {alarms} natural, so at most "
        f"{_rounded_up(upper_bound(alarms, seeds))} of such a mix (one-sided 95% bound). "
    ) + (
        f"More than {LEVEL:.0%} cannot be ruled out for {listed(kinds)}."
        if kinds
        else f"More than {LEVEL:.0%} can be ruled out for each kind."
    )
