"""Sentences of notebook 10 on a survey that most customers never answer."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.recovery.survey import AT_RANDOM, DROP, EVERYBODY, SCORE, SILENT, UNHAPPY_SILENT

CLOSE = 0.02  # shares found that differ by less are called about equal
EARNED = 0.5  # share of shops from which a way keeps the name


def compared(table: pd.DataFrame, shops: int) -> str:
    """What a survey that few answer breaks, and which way of dealing with it costs least.

    Parameters
    ----------
    table : DataFrame, index (how, way)
        Means of `survey.compared` over shops.
    shops : int
    """
    whole = table.loc[(AT_RANDOM, EVERYBODY)]
    lost = {how: table.loc[how].drop(EVERYBODY) for how in (AT_RANDOM, UNHAPPY_SILENT)}
    worst = {how: rows["found"].idxmin() for how, rows in lost.items()}
    text = f"With all answers {whole['found']:.0%} of the planted churn-risk customers are found. "
    if len(set(worst.values())) == 1:
        way = worst[AT_RANDOM]
        text += (
            f"**The worst choice is to {way}**: {lost[AT_RANDOM].loc[way, 'found']:.0%} are found "
            f"if silence is at random ({1 - SILENT:.0%} at most, since nobody else is labelled) "
            f"and {lost[UNHAPPY_SILENT].loc[way, 'found']:.0%} if the unhappy are silent. "
            if way == DROP
            else f"**The worst choice is to {way}**. "
        )
    survivors = table.loc[(UNHAPPY_SILENT, DROP), "ari"]
    if survivors > whole["ari"]:
        text += (
            f"The ARI of *{DROP}*, which counts only those who answered, does not show this: "
            f"{survivors:.3f}, above the {whole['ari']:.3f} with all answers. "
        )
    return text + _names(lost) + _best(lost[UNHAPPY_SILENT], shops)


def _names(lost: dict[str, pd.DataFrame]) -> str:
    """Which ways lose the name of the cluster, and under which silence."""
    without = {how: rows.index[rows["named"] < EARNED] for how, rows in lost.items()}
    unhappy = [f"*{way}*" for way in without[UNHAPPY_SILENT].difference(
        without[AT_RANDOM], sort=False)]  # fmt: skip
    both = [f"*{way}*" for way in without[UNHAPPY_SILENT].intersection(
        without[AT_RANDOM], sort=False)]  # fmt: skip
    text = ""
    if unhappy:
        text = (
            "If the unhappy are silent, the *name* breaks before the cluster does: with "
            f"{listed(unhappy)} the centroid no longer shows that these customers are unhappy. "
        )
    if both:
        text += f"With {listed(both)} the name is lost whoever is silent. "
    return text


def _best(rows: pd.DataFrame, shops: int) -> str:
    """Which of the ways that keep everybody and the name finds most."""
    kept = rows[(rows["named"] >= EARNED) & (rows.index != DROP)]["found"]
    if kept.empty:
        return ""
    best = kept.idxmax()
    near = kept[(kept >= kept.max() - CLOSE) & (kept.index != best)]
    said = (
        f"*{best}* finds about as many as "
        + listed([f"*{way}* ({share:.1%})" for way, share in near.items()])
        if len(near)
        else f"*{best}* finds most"
    )
    return (
        f"Of those that keep everybody and the name, {said}: {kept[best]:.1%}, mean over {shops} "
        f"shops; {rows.loc[best, 'right']:.0%} of whom it calls so are."
    )


def unseen(
    told: dict[str, pd.Series], chance: float, bounds: tuple[float, float, float], true: float
) -> str:
    """What the data can and cannot tell of why customers are silent.

    Parameters
    ----------
    told : dict
        How customers are silent → from `survey.told_by_the_rest`.
    chance : float
        Standard error of one of these differences if silence is at random.
    bounds : tuple of float
        From `survey.unhappy_bounds`, where the unhappy are silent.
    true : float
        Share of unhappy customers that was simulated.
    """
    random, unhappy = told[AT_RANDOM].abs(), told[UNHAPPY_SILENT].abs()
    answered, low, high = bounds
    noticed = (
        f"The silent differ visibly from those who answer: by up to "
        f"{unhappy.max():.2f} σ ({unhappy.idxmax()}) where the unhappy are silent, by up to "
        f"{random.max():.2f} σ where silence is at random (chance alone gives about "
        f"{chance:.2f} σ each). "
        if unhappy.max() > 4 * chance
        else "The silent do not differ visibly from those who answer. "
    )
    return (
        noticed + "Whether, among customers alike in all that is known of everybody, the unhappy "
        "are more silent **cannot be seen from the data**: no test tells it from silence that "
        "depends on those features alone. What can be given is a bound. Of those who answered "
        f"{answered:.0%} are unhappy (mean rating under 3); with nothing assumed of the rest, the "
        f"share among all lies between {low:.0%} and {high:.0%}. It is {true:.0%} here, which only "
        "the simulation knows. A narrower answer takes a reminder to a random sample of the silent."
    )


def few_ratings(table: pd.DataFrame, rated: float) -> str:
    """Whether it matters that a mean rating is shrunk by orders and not by ratings.

    `table` is from `survey.few_ratings`; `rated` is the share of orders that are rated.
    """
    gain = table["by ratings"] - table["by orders"]
    ways = f"(ARI {table['by ratings'].mean():.3f} against {table['by orders'].mean():.3f})"
    if (gain > 0).all():
        said = f"Shrinking by ratings is better in every shop {ways}: a weakness of the pipeline"
    elif (gain < 0).all():
        said = f"Shrinking by ratings is no better {ways}"
    else:
        said = f"Shrinking by ratings makes no steady difference {ways}"
    return (
        f"Milder, and more usual: {rated:.0%} of the *orders* are rated, so that "
        f"{table['unrated'].mean():.0%} of the customers have no rating at all. The pipeline pulls "
        f"{SCORE} to the average by the number of orders, though only the rated ones tell "
        f"anything. {said}."
    )
