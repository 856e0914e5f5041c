"""Sentences of notebook 10 on whether the segments exist and come back."""

import pandas as pd

from segmentation.choose_k import EXCESS
from segmentation.findings.explore import listed
from segmentation.recovery import BLURRED
from segmentation.stability import STABLE
from segmentation.survey import AT_RANDOM, DROP, EVERYBODY, SCORE, UNHAPPY_SILENT


def five_nulls(table: pd.DataFrame) -> str:
    """Which data sets are natural, whether like rows change it, and what a knowing null leaves.

    `table` is from `data_sets.judged`.
    """
    natural = list(table.index[table["verdict"] == "natural"])
    rest = table.drop(natural)
    text = (
        f"**Natural: {listed(natural)}**. " if natural else "**No data set has natural clusters**. "
    )
    if len(rest):
        below = list(rest.index[rest["excess"] < 0])
        text += (
            f"In the other {len(rest)} the silhouette at the chosen k exceeds the copula null's "
            f"95th percentile by at most {rest['excess'].max():.2f}"
            if len(below) < len(rest)
            else f"In the other {len(rest)} the silhouette at the chosen k lies below the copula "
            "null's 95th percentile"
        ) + "; they are sliced, not found. "
    easier = (table["silhouette"] > table["permuted p95"]).sum()
    text += (
        f"The permuted null, which destroys all dependence, is beaten by {easier} of "
        f"{len(table)}, so beating it is no evidence. "
    )
    kind = table["verdict on like rows"] != table["verdict"]
    changed = list(table.index[kind | (table["k on like rows"] != table["k"])])
    moved = (table["excess"] - table["excess on like rows"]).abs()
    text += (
        f"The null has the rows of the working sample; with the silhouette of those rows the "
        f"excess moves by at most {moved.max():.3f} ({moved.idxmax()}) and "
        + (f"**the verdict changes for {listed(changed)}**." if changed else "no verdict changes.")
    )
    return text + "".join(_known(name, row) for name, row in table.iterrows())


def _known(name: object, row: pd.Series) -> str:
    """What a null that knows the groups of the file leaves of a natural verdict."""
    if pd.isna(row["knowing"]) or row["verdict"] != "natural":
        return ""
    if row["knowing"] >= EXCESS:
        return f" {name} also beats a null that knows its tiers, by {row['knowing']:.3f}."
    return (
        f" **{name}'s verdict is one about the tiers the file was made with**: against a null that "
        f"knows them, {row['knowing']:+.3f} of the excess is left."
    ).replace("-", "−")


def segment_stability(
    sample: pd.DataFrame, sample_null: pd.DataFrame, full: pd.DataFrame, full_null: pd.DataFrame
) -> str:
    """Which segments come back, at either size, and whether null data do so as well.

    Parameters
    ----------
    sample, full : DataFrame
        From `stability.per_segment`.
    sample_null, full_null : DataFrame
        From `stability.null_range`.
    """
    least, at_full = sample["jaccard"].min(), full["jaccard"].min()
    null, null_full = sample_null["least"].mean(), full_null["least"].mean()
    text = (
        f"The least stable segment has a Jaccard of {least:.3f} on the working sample and "
        f"{at_full:.4f} at full size: **{sample['jaccard'].idxmin()}** "
        f"({sample.loc[sample['jaccard'].idxmin(), 'reading']}). "
    )
    if null_full >= STABLE:
        text += (
            f"But clusters of null data are stable too: the least stable of them has {null:.2f} "
            f"on average on the sample (from {sample_null['least'].min():.2f} to "
            f"{sample_null['least'].max():.2f} over {len(sample_null)} null data sets) and "
            f"{null_full:.2f} at full size ({len(full_null)} null data set"
            f"{'s' if len(full_null) > 1 else ''}). "
            "**So stability by itself proves nothing, least of all with many rows**; what counts "
            "is the distance to the null"
        )
    else:
        text += (
            f"Clusters of null data do not come back ({null_full:.2f} at full size), so at this k "
            "stability says something by itself"
        )
    return text + f": {least - null:+.2f} on the sample.".replace("-", "−")


def sliced(table: pd.DataFrame, null: pd.DataFrame, name: str) -> str:
    """How stable the slices of a continuum are, beside the null."""
    inside = (table["jaccard"] <= null["most"].mean()).sum()
    where = (
        f"{inside} of its {len(table)} slices are no more stable than the most stable cluster of "
        f"its null ({null['most'].mean():.2f})"
        if inside
        else "all its slices are more stable than any cluster of its null"
    )
    return (
        f"{name}: Jaccard from {table['jaccard'].min():.2f} to {table['jaccard'].max():.2f}; "
        f"{where}. This is what a repeatable slicing looks like."
    )


def churned(table: pd.DataFrame, flagship: str, flat: str) -> str:
    """How many customers change segment on a refit, beside a shop where nothing is planted.

    Parameters
    ----------
    table : DataFrame, index (data set, customers)
        `mean`, `low`, `high` and `who`, largest sizes first within a data set.
    flagship, flat : str
        Names of the shop and of the yardstick without personas.
    """
    own = table.loc[flagship]
    size = own.index[0]
    common = [n for n in own.index if n in table.loc[flat].index]
    pairs = [
        f"{own.loc[n, 'mean']:.2%} against {table.loc[(flat, n), 'mean']:.1%} of {n:,} customers"
        for n in common
    ]
    text = (
        f"**{own.loc[size, 'mean']:.2%} of {size:,} customers** ({own.loc[size, 'who']:,.0f}) "
        f"change segment when the model is fitted on the other half. Beside a shop without "
        f"personas: {listed(pairs)}. "
    )
    several = [rows["mean"] for _, rows in table.groupby(level=0) if len(rows) > 1]
    return text + (
        "Churn falls with the number of customers wherever two sizes are shown, with personas "
        "and without, so only rows of one size can be compared."
        if all(shares.is_monotonic_increasing for shares in several)
        else "Churn does not fall with the number of customers everywhere, so a larger shop need "
        "not be steadier; compare rows of one size."
    )


def recovered(band: pd.DataFrame, seeds: int, customers: int, default: float) -> str:
    """How recovery falls with overlap.

    Parameters
    ----------
    band : DataFrame, index overlap
        From `recovery.next_shop`.
    seeds, customers : int
        Shops for each overlap, customers of each.
    default : float
        The overlap of the committed shop.
    """
    last = band.index[-1]
    start = band.index[(band.index.to_series() - default).abs().argmin()]
    said = [
        f"{band.loc[o, 'mean']:.2f} at overlap {o:g} ({band.loc[o, 'low']:.2f} to "
        f"{band.loc[o, 'high']:.2f})"
        for o in dict.fromkeys([start, last])
    ]
    return (
        f"The adjusted Rand index is {listed(said)}, mean over {seeds} fresh shops of "
        f"{customers:,} customers each. The band is a 95% prediction interval: where one more "
        "shop simulated in the same way would lie. It holds the chance of the simulation, and "
        "nothing of whether real shops are like it."
    )


def blurring(table: pd.DataFrame, rank: float) -> str:
    """Which pairs blur first, and by what.

    Parameters
    ----------
    table : DataFrame, index (one, other)
        From `recovery.pair_table`.
    rank : float
        Spearman correlation over pairs of the distance and the share swapped, at the last
        overlap.
    """
    first = table.dropna(subset="blurred from")
    if first.empty:
        return f"No pair swaps {BLURRED:.0%} of its customers at any overlap tried."
    first = first.sort_values("blurred from", kind="stable")
    (one, other), row = first.index[0], first.iloc[0]
    later = [f"{a} with {b} ({at:.1f})" for (a, b), at in first["blurred from"].iloc[1:].items()]
    text = (
        f"**{one} with {other} blur first**: from overlap {row['blurred from']:.1f} at least "
        f"{BLURRED:.0%} of the two swap. "
        + (f"Then {listed(later)}. " if later else "")
        + f"The other {len(table) - len(first)} of {len(table)} pairs stay below. "
        f"Why these two: they are parted mainly by {row['parted by'].replace(', ', ' and ')}, and "
        f"their distance falls from {row.iloc[0]:.1f} to {row.iloc[1]:.1f} standard deviations. "
        f"{one} who are taken for {other} differ from their own kind by {row['who goes over']}, "
        "those who go the other way by the opposite. "
    )
    why = (
        "The nearer two personas, the more they swap"
        if rank <= -0.5
        else "Distance alone does not rank the pairs"
    )
    signed = f"{rank:+.2f}".replace("-", "−")
    return text + f"{why} (rank correlation {signed} over the pairs, largest overlap)."


def survey(table: pd.DataFrame) -> str:
    """What a survey that few answer breaks, and which way of dealing with it costs least.

    `table` holds means of `survey.compared` over shops, index (how, way).
    """
    whole = table.loc[(AT_RANDOM, EVERYBODY)]
    lost = {how: table.loc[how].drop(EVERYBODY) for how in (AT_RANDOM, UNHAPPY_SILENT)}
    worst = {how: rows["found"].idxmin() for how, rows in lost.items()}
    text = f"With all answers {whole['found']:.0%} of the planted churn-risk customers are found. "
    if len(set(worst.values())) == 1:
        way = worst[AT_RANDOM]
        text += (
            f"**The worst choice is to {way}**: {lost[AT_RANDOM].loc[way, 'found']:.0%} are found "
            f"if silence is at random and {lost[UNHAPPY_SILENT].loc[way, 'found']:.0%} if the "
            "unhappy are silent, since nobody without an answer gets a segment. "
            if way == DROP
            else f"**The worst choice is to {way}**. "
        )
    survivors = table.loc[(UNHAPPY_SILENT, DROP), "ari"]
    if survivors > whole["ari"]:
        text += (
            f"Its ARI, which counts only those who answered, does not show this: {survivors:.3f}, "
            f"above the {whole['ari']:.3f} with all answers. "
        )
    named = lost[UNHAPPY_SILENT]["named"] >= 0.5
    nameless = [f"*{way}*" for way in named.index[~named]]
    kept = lost[UNHAPPY_SILENT][named & (lost[UNHAPPY_SILENT].index != DROP)]
    if nameless:
        text += (
            "If the unhappy are silent, the *name* breaks before the cluster does: with "
            f"{listed(nameless)} the centroid no longer shows that these customers are unhappy. "
        )
    if len(kept):
        best = kept["found"].idxmax()
        text += (
            f"Of those that keep everybody and the name, *{best}* finds most "
            f"({kept.loc[best, 'found']:.0%}; {kept.loc[best, 'right']:.0%} of whom it calls so "
            "are)."
        )
    return text.strip()


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
        f"By what the silent buy, return and ask it can be seen that they differ: by up to "
        f"{unhappy.max():.2f} σ ({unhappy.idxmax()}) where the unhappy are silent, by up to "
        f"{random.max():.2f} σ where silence is at random (chance alone gives about "
        f"{chance:.2f} σ each). "
        if unhappy.max() > 4 * chance
        else "By what the silent buy, return and ask it cannot even be seen that they differ. "
    )
    return (
        noticed + "Whether, among customers alike in all that, the unhappy are more silent "
        f"**cannot be seen from the data**: no test tells it from silence at random. What can be "
        f"given is a bound. Of those who answered {answered:.0%} are unhappy (mean rating under "
        f"3); with nothing assumed of the rest, the share among all lies between {low:.0%} and "
        f"{high:.0%}. It is {true:.0%} here, which only the simulation knows. A narrower answer "
        "takes a reminder to a random sample of the silent."
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
