"""Sentences and tables on how often the rule sees clusters that are not there, or misses some."""

import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.clusters.verdict import MARGIN
from segmentation.existence.calibration import FLOOR, SET_ON, upper_bound

LEVEL = 0.05  # a bound above it is named


def _excess(value: float) -> str:
    return f"{value:.3f}" if value >= FLOOR else f"< {FLOOR:g}"


def _written(families: pd.DataFrame) -> pd.DataFrame:
    """What both tables show."""
    passes = families["plain"].map("{:.0%}".format)
    excess = families[["typical", "largest"]].map(_excess)
    return pd.DataFrame({"what it is": families["about"], "beats plain null": passes}).join(excess)


def _of(number: pd.Series, of: pd.Series) -> pd.Series:
    return number.astype(str) + " of " + of.astype(str)


def false_alarms(summary: pd.DataFrame) -> pd.DataFrame:
    """The families of `calibration.summary` without groups, as the notebook shows them."""
    alone = summary[(summary["groups"] == 1) & ~summary["beyond"]]
    shown = _written(alone)
    shown[f"natural, first {SET_ON} seeds"] = _of(alone["natural_on_first"], alone["set_on"])
    shown["natural, other seeds"] = _of(alone["natural"], alone["seeds"])
    shown["at most (95%)"] = alone["bound"].map(lambda p: "–" if pd.isna(p) else f"{p:.1%}")
    return shown.rename_axis(None)


def power(summary: pd.DataFrame) -> pd.DataFrame:
    """The families with groups, and those beyond the rule, as the notebook shows them."""
    rest = summary[(summary["groups"] > 1) | summary["beyond"]]
    rest = rest.sort_values("beyond", kind="stable")
    shown = _written(rest)
    shown.insert(1, "groups", rest["groups"])
    shown["natural"] = _of(rest["natural"], rest["seeds"])
    shown["usual k"] = rest["k"].map(lambda k: "–" if pd.isna(k) else f"{k:.0f}")
    shown["right k"] = rest["right_k"].map("{:.0%}".format).where(rest["groups"] > 1, "–")
    return shown.rename_axis(None)


def calibrated(summary: pd.DataFrame, needed: float, with_beyond: float, missing: int) -> str:
    """What the tables do not say: the margin asked for, and the rates over all kinds, as a list.

    `summary` is from `calibration.summary` with the rule's margin, `needed` and `with_beyond`
    from `calibration.margin`; so many planned data sets are missing.
    """
    alone = summary[(summary["groups"] == 1) & ~summary["beyond"]]
    loops = summary[summary["beyond"] & (summary["groups"] == 1)]
    taken = "; the rule takes it" if needed == MARGIN else f"; **the rule's margin is {MARGIN:g}**"
    said = [
        f"**Unfinished**: {missing:,} planned data sets are not judged yet." if missing else "",
        f"**Margin.** The first {SET_ON} seeds of {len(alone)} kinds of data without groups ask "
        f"for {needed:g}{taken}.",
        f"**False alarms.** {_alarms(alone)}",
        f"**Why so strict a null.** {per_cent(_passing(alone))} of these data sets exceed the "
        "plain null by the same margin, at some k.",
        *(
            f"**The {name} fools the rule**: no single column says where on the curve a row lies, "
            "so no family of nulls holds it. That was known beforehand, and it did not set the "
            f"margin; with it, {with_beyond:g} would be needed."
            for name in loops.index[loops["natural"] > 0]
        ),
    ]
    return "\n".join(f"- {part}" for part in said if part)


def _alarms(alone: pd.DataFrame) -> str:
    """How often the rule calls data without groups natural, on seeds that set no margin."""
    seeds, alarms = int(alone["seeds"].sum()), int(alone["natural"].sum())
    if not seeds:
        return "No fresh data sets have been judged yet."
    above = alone[alone["bound"].fillna(1) > LEVEL]
    kinds = [f"{name} ({row['natural']} of {row['seeds']})" for name, row in above.iterrows()]
    return (
        f"Of {seeds:,} fresh data sets the rule calls {alarms} natural: {per_cent(alarms / seeds)},"
        f" at most {per_cent(upper_bound(alarms, seeds))} (95% confidence) in this mix of kinds. "
    ) + (
        f"Kinds for which more than {LEVEL:.0%} cannot be ruled out: {listed(kinds)}."
        if kinds
        else f"For each kind alone, more than {LEVEL:.0%} can be ruled out."
    )


def _passing(alone: pd.DataFrame) -> float:
    """Share of data sets that the plain null alone would have let pass."""
    count = alone["set_on"] + alone["seeds"]
    return float((alone["plain"] * count).sum() / count.sum())
