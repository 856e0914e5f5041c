"""Sentences and tables on how often the rule sees clusters that are not there, or misses some."""

import pandas as pd

from segmentation.base.words import listed, per_cent
from segmentation.clusters.verdict import MARGIN
from segmentation.existence.calibration import FLOOR, SET_ON, upper_bound
from segmentation.existence.families import OVERLAPS

LEVEL = 0.05  # a bound above it is named
PERSONAS = 5


def _excess(value: float) -> str:
    return f"{value:.3f}" if value >= FLOOR else f"< {FLOOR:g}"


def _written(found: pd.DataFrame) -> pd.DataFrame:
    """What both tables show."""
    passes = found["plain"].map("{:.0%}".format)
    excess = found[["typical", "largest"]].map(_excess)
    return pd.DataFrame({"what it is": found["about"], "beats plain null": passes}).join(excess)


def false_alarms(found: pd.DataFrame) -> pd.DataFrame:
    """The families without groups, as the notebook shows them.

    `found` is from `calibration.summary`.
    """
    alone = found[(found["groups"] == 1) & ~found["beyond"]]
    shown = _written(alone)
    for name, trials in (("natural on first", "set on"), ("natural", "seeds")):
        head = f"natural, first {SET_ON} seeds" if trials == "set on" else "natural, other seeds"
        shown[head] = alone[name].astype(str) + " of " + alone[trials].astype(str)
    shown["at most (95%)"] = alone["bound"].map(lambda p: "–" if pd.isna(p) else f"{p:.1%}")
    return shown.rename_axis(None)


def power(found: pd.DataFrame) -> pd.DataFrame:
    """The families with groups, and those beyond the rule, as the notebook shows them.

    `found` is from `calibration.summary`.
    """
    rest = found[(found["groups"] > 1) | found["beyond"]].sort_values("beyond", kind="stable")
    shown = _written(rest)
    shown.insert(1, "groups", rest["groups"])
    shown["natural"] = rest["natural"].astype(str) + " of " + rest["seeds"].astype(str)
    shown["usual k"] = rest["k"].map(lambda k: "–" if pd.isna(k) else f"{k:.0f}")
    shown["right k"] = [
        "–" if groups == 1 else f"{share:.0%}"
        for groups, share in zip(rest["groups"], rest["right k"], strict=True)
    ]
    return shown.rename_axis(None)


def _rate(row: pd.Series) -> str:
    return per_cent(row["natural"] / row["seeds"])


def _margin(alone: pd.DataFrame, needed: float) -> str:
    """Whether the margin of the rule is what the first seeds ask for."""
    about = (
        f"**Margin.** The first {SET_ON} seeds of {len(alone)} kinds of data without groups ask "
        f"for {needed:g}, the smallest step above every excess seen there"
    )
    if needed == MARGIN:
        return f"{about}; that is the margin of the rule."
    return f"{about}; **the rule's margin is {MARGIN:g}**."


def _alarms(alone: pd.DataFrame) -> str:
    """How often the rule calls data without groups natural, on seeds that set no margin."""
    first, seeds, alarms = (int(alone[name].sum()) for name in ("set on", "seeds", "natural"))
    text = (
        f"**False alarms.** {alone['natural on first'].sum()} of the {first:,} data sets that set "
        "the margin are called natural, which proves nothing. "
    )
    if not seeds:
        return text + "No others have been judged yet."
    text += (
        f"Of {seeds:,} fresh ones it is {alarms}: {per_cent(alarms / seeds)}, at most "
        f"{per_cent(upper_bound(alarms, seeds))} (95% confidence) in this mix of kinds. "
    )
    above = alone[alone["bound"].fillna(1) > LEVEL]
    said = [f"{name} ({row['natural']} of {row['seeds']})" for name, row in above.iterrows()]
    return text + (
        f"Kinds for which more than {LEVEL:.0%} cannot be ruled out: {listed(said)}."
        if said
        else f"For each kind alone, more than {LEVEL:.0%} can be ruled out."
    )


def _plain(alone: pd.DataFrame) -> str:
    """What the plain null alone would have let pass."""
    count = alone["set on"] + alone["seeds"]
    share = (alone["plain"] * count).sum() / count.sum()
    return (
        f"**Why so strict a null.** {per_cent(share)} of these data sets exceed the plain null by "
        "the same margin, at some k."
    )


def _power(found: pd.DataFrame) -> str:
    """In how many shops the planted personas are found, and which other groups are least so."""
    shops = {overlap: f"five personas, overlap {overlap:g}" for overlap in OVERLAPS}
    shares = [
        f"{per_cent(found.loc[name, 'right k'])} ({overlap:g})"
        for overlap, name in shops.items()
        if name in found.index
    ]
    text = "**Power.** "
    if shares:
        text += (
            f"The five planted personas are found, with k = {PERSONAS}, in this share of the shops "
            f"(overlap): {listed(shares)}. "
        )
    others = found[(found["groups"] > 1) & ~found["beyond"]].drop(
        list(shops.values()), errors="ignore"
    )
    if others.empty:
        return text.rstrip()
    rates = others["natural"] / others["seeds"]
    return text + (
        f"Of the other kinds with groups, *{rates.idxmin()}* is called natural least often: "
        f"{per_cent(rates.min())}."
    )


def _by_design(found: pd.DataFrame) -> str:
    """How often groups are called natural that the rule is not made for."""
    rows = found[found["beyond"] & (found["groups"] > 1)]
    if rows.empty:
        return ""
    said = [f"{name} ({_rate(row)} natural)" for name, row in rows.iterrows()]
    return (
        f"**Not looked for, by design**: {listed(said)}. What one column shows by itself is held "
        "by its tenths; a very small group hardly moves a mean over all rows; and bent groups are "
        "not what K-Means draws."
    )


def _loop(found: pd.DataFrame, needed: float) -> str:
    """What the rule says of data without groups that it is known not to master."""
    rows = found[found["beyond"] & (found["groups"] == 1)]
    return " ".join(
        f"**The {name} has no groups either, and the rule calls it natural in {_rate(row)} of the "
        "data sets.** "
        + ("It fools the rule: no" if row["natural"] else "No")
        + " single column says where on the curve a row lies, so no family of nulls holds it. That "
        f"was known beforehand, and it did not set the margin; with it, {needed:g} would be needed."
        for name, row in rows.iterrows()
    )


def calibrated(found: pd.DataFrame, needed: float, with_beyond: float, missing: int) -> str:
    """What the calibration shows, as a list.

    Parameters
    ----------
    found : DataFrame
        From `calibration.summary`, with the rule's margin.
    needed, with_beyond : float
        From `calibration.margin`, without and with the families beyond the rule.
    missing : int
        Planned data sets that are not judged yet.
    """
    alone = found[(found["groups"] == 1) & ~found["beyond"]]
    parts = [
        _margin(alone, needed), _alarms(alone), _plain(alone), _power(found), _by_design(found),
        _loop(found, with_beyond),
    ]  # fmt: skip
    if missing:
        parts.insert(0, f"**Unfinished**: {missing:,} planned data sets are not judged yet.")
    return "\n".join(f"- {part}" for part in parts if part)
