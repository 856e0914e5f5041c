"""Sentences of notebook 12: the multiverse, and tests on what was clustered."""

import pandas as pd

Way = tuple[str, str, str]  # features, algorithm, preparation
NEAR = 0.8  # ARI of partitions that are called alike

SAID = {
    "top holds its value": "The top {top:.0%} of customers by segment hold at least {held:.0%} of "
    "contribution",
    "same are called first": "At least {called} of those whom ours calls first are called first",
    "costly spenders apart": "A segment that spends more than the average returns at least "
    "{costly:g} times as often as the average",
}


def agreement(
    table: pd.DataFrame, without: pd.DataFrame, reference: Way, noise: pd.Series, most: float
) -> str:
    """How far the other ways agree with ours, with noise and without.

    Parameters
    ----------
    table, without : DataFrame, shape (m, m)
        From `multiverse.agreement`, with noise as a group, and on customers without noise.
    reference : tuple
    noise : Series
        Share of noise of each way.
    most : float
        Share of noise from which a way counts as disagreeing.
    """
    others = table.loc[reference].drop(reference)
    high, low = others.idxmax(), others.idxmin()
    noisy = int((noise > most).sum())
    kept = without.loc[reference].drop(reference).dropna()
    text = (
        f"Of {len(others)} other ways, **{(others >= NEAR).sum()} agree with ours at an ARI of "
        f"{NEAR} or more**; the median is {others.median():.2f}. Nearest: {_way(high)} "
        f"({others[high]:.2f}); farthest: {_way(low)} ({round(others[low], 2) + 0.0:.2f})."
    )
    if noisy:
        call = "1 way calls" if noisy == 1 else f"{noisy} ways call"
        text += (
            f" {call} more than {most:.0%} of customers noise and count as disagreeing; of the "
            f"other {len(kept)}, on customers whom neither calls noise, the median is "
            f"{kept.median():.2f}."
        )
    return text


def _way(way: Way) -> str:
    features, algorithm, preparation = way
    return f"{algorithm}, {preparation}, {features}"


def _never_with(held: pd.Series) -> str:
    """The choices with which a conclusion never holds."""
    choices = [
        choice
        for level in held.index.names
        for choice in held.index.unique(level)
        if not held.xs(choice, level=level).any()
    ]
    return f"never with {' or '.join(choices)}" if choices else "failing with no one choice"


def survivors(
    held: pd.DataFrame, top: float, value_held: float, called: float, costly: float
) -> str:
    """In how many ways each conclusion holds, and with which choice it never does.

    Parameters
    ----------
    held : DataFrame of bool
        From `multiverse.holding`.
    top, value_held, called, costly : float
        What the conclusions say, from `multiverse`.
    """
    lines = []
    for name, column in held.items():
        said = SAID[str(name)].format(top=top, held=value_held, called=f"{called:.0%}",
                                      costly=costly)  # fmt: skip
        count = int(column.sum())
        where = "" if count == len(column) else f", {_never_with(column)}"
        lines.append(f"- {said}: in **{count} of {len(column)}** ways{where}.")
    survived = int(held.all().sum())
    verb = "survives" if survived == 1 else "survive"
    lines += ["", f"**{survived or 'No'} of {held.shape[1]} conclusions {verb} every way.**"]
    if not survived:
        lines[-1] = "**No conclusion survives every way.**"
    return "\n".join(lines)


def sensible(held: pd.DataFrame, algorithms: list[str], preparations: list[str]) -> str:
    """The same for the ways that suit such data, by feature set.

    Parameters
    ----------
    held : DataFrame of bool
        From `multiverse.holding`.
    algorithms, preparations : list of str
        Which suit.
    """
    suit = held[
        held.index.isin(algorithms, level="algorithm")
        & held.index.isin(preparations, level="preparation")
    ]
    counts = suit.groupby(level="features", sort=False).sum()
    sizes = suit.groupby(level="features", sort=False).size()
    parts = [
        f"{features}: " + ", ".join(f"*{n}* in {c} of {sizes[features]}" for n, c in row.items())
        for features, row in counts.iterrows()
    ]
    return (
        f"Among {', '.join(algorithms)} on {', '.join(preparations)} data: " + "; ".join(parts)
        + "."
    )  # fmt: skip


def on_scores(points: int, customers: int, ari: float) -> str:
    """What clustering scores instead of values does."""
    return (
        f"On scores {customers:,} customers stand on {points} points, and K-Means on them agrees "
        f"with K-Means on the values at an ARI of {ari:.2f}. A score says who ranks before whom, "
        "not by how much; here scores serve the rules only."
    )


def circular(accuracy: dict[str, dict[str, float]]) -> str:
    """The accuracy of predicting labels from what made them, on data and on nothing.

    Parameters
    ----------
    accuracy : dict
        Model → data set → accuracy; the first data set is ours, the others have no clusters.
    """
    said = []
    for model, by_data in accuracy.items():
        ours, *others = by_data
        gap = max(by_data[ours] - by_data[name] for name in others)
        nothing = " and ".join(f"{by_data[name]:.1%} on {name}" for name in others)
        said.append(
            f"{model} finds {by_data[ours]:.1%} of the labels of our customers again, {nothing}: "
            + (
                "as good on nothing."
                if gap < 0.01
                else "less on nothing, where more customers stand near a border, and still a "
                "figure that would be quoted as proof."
                if min(by_data[name] for name in others) > 0.8
                else "less on nothing."
            )
        )
    return " ".join(said) + " Borders of K-Means are straight lines, which are easy to learn."


def double_dipping(share: dict[str, float], level: float, draws: int) -> str:
    """How often a t-test between two clusters of one cloud is significant.

    Parameters
    ----------
    share : dict
        "clustered" and "held out" → share of draws with p below the level.
    level : float
    draws : int
    """
    return (
        f"In {draws} clouds without any groups, the difference between the two clusters is "
        f"significant (p < {level:g}) in **{share['clustered']:.0%}** of them on a feature that "
        f"was clustered, and in **{share['held out']:.1%}** on one that was held out. Only the "
        f"second is a test."
    )
