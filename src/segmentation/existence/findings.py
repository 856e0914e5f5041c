"""Sentences of notebook 10 on whether the segments exist and come back."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.stability import STABLE
from segmentation.clusters.verdict import EXCESS

UNDECIDED = 0.1  # what the null's Jaccard, a mean over four null data sets, may be off by


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
        easier = (rest["silhouette"] > rest["permuted p95"]).sum()
        text += (
            f"In the other {len(rest)} the silhouette at the chosen k exceeds the copula null's "
            f"95th percentile by at most {rest['excess'].max():.2f}"
            if len(below) < len(rest)
            else f"In the other {len(rest)} the silhouette at the chosen k lies below the copula "
            "null's 95th percentile"
        ) + ": nothing beyond the null is shown, so they are treated as slices. "
        text += (
            f"{easier} of these {len(rest)} beat the permuted null all the same, so beating it is "
            "no evidence. "
            if easier
            else "None of them beats even the permuted null. "
        )
        text += _undecided(rest[rest["verdict"] == "reproducible"])
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
        f"knows them, the excess is {row['knowing']:+.3f}."
    ).replace("-", "−")


def _undecided(rows: pd.DataFrame) -> str:
    """The reproducible data sets whose margin over the null's Jaccard is too narrow to count."""
    margin = rows["jaccard"] - rows["null jaccard"]
    narrow = [
        f"{name} ({row['jaccard']:.3f} against the null's {row['null jaccard']:.3f})"
        for name, row in rows[margin < UNDECIDED].iterrows()
    ]
    if not narrow:
        return ""
    return (
        f"A margin of less than {UNDECIDED:g} over the null's Jaccard, a mean over few null data "
        f"sets, leaves *reproducible* undecided: {listed(narrow)}. "
    )


def segment_stability(
    sample: tuple[pd.DataFrame, pd.DataFrame],
    full: tuple[pd.DataFrame, pd.DataFrame],
    sliced: pd.Series,
) -> str:
    """Which segments come back, at either size, and whether null data do so as well.

    Parameters
    ----------
    sample, full : tuple of DataFrame
        From `data_sets.come_back`.
    sliced : Series, index data set
        Where no natural clusters were found: least Jaccard less the null's.
    """
    (own, null), (at_full, null_full) = sample, full
    least, off = own["jaccard"].min(), max(own["error"].max(), at_full["error"].max())
    away = least - null["least"].mean()
    text = (
        f"The least stable segment has a Jaccard of {least:.3f} on the working sample "
        f"(**{own['jaccard'].idxmin()}**, {own.loc[own['jaccard'].idxmin(), 'reading']}) and "
        f"{at_full['jaccard'].min():.4f} at full size (standard errors over the bootstrap draws: "
        f"at most {off:.4f}). "
    )
    if null_full["least"].mean() >= STABLE:
        text += (
            f"But clusters of null data are stable too: the least stable of them has "
            f"{null['least'].mean():.2f} on average on the sample (from {null['least'].min():.2f} "
            f"to {null['least'].max():.2f} over {len(null)} null data sets) and "
            f"{null_full['least'].mean():.2f} at full size ({len(null_full)} null data set"
            f"{'s' if len(null_full) > 1 else ''}). "
        )
    else:
        text += (
            f"Clusters of null data do not come back ({null_full['least'].mean():.2f} at full "
            "size), so at this k stability says something by itself. "
        )
    if len(sliced) and sliced.max() >= away:
        text += (
            f"**Stability proves nothing by itself, nor does its distance to the null** "
            f"({away:+.2f} here; {sliced.idxmax()}, which is only sliced, has "
            f"{sliced.max():+.2f})."
        )
    elif len(sliced):
        text += (
            f"Its distance to the null, {away:+.2f} on the sample, is larger than in any data set "
            f"that is only sliced (at most {sliced.max():+.2f}, {sliced.idxmax()}); the rule does "
            "not rest on that."
        )
    return text.replace("-0.", "−0.") + (
        " It says that a segmentation can be repeated; whether there are groups is the "
        "silhouette's question."
    )


def sliced(table: pd.DataFrame, null: pd.DataFrame, name: str) -> str:
    """How stable the slices of a continuum are, beside the null."""
    most = null["most"].max()
    inside = (table["jaccard"] <= most).sum()
    where = (
        f"{inside} of its {len(table)} slices {'is' if inside == 1 else 'are'} no more "
        f"stable than the most stable cluster of {len(null)} null data sets ({most:.3f})"
        if inside
        else f"all its slices are more stable than any cluster of {len(null)} null data sets "
        f"(at most {most:.3f})"
    )
    return (
        f"{name}: Jaccard from {table['jaccard'].min():.3f} to {table['jaccard'].max():.3f}; "
        f"{where}. This is what a repeatable slicing looks like on the same customers; what "
        "fits on halves of them do is in the next section."
    )


def churned(table: pd.DataFrame, flagship: str, flat: str, real: str) -> str:
    """How many customers change segment on a refit, beside a shop where nothing is planted.

    Parameters
    ----------
    table : DataFrame, index (data set, customers)
        `mean`, `low`, `high` and `who`, largest sizes first within a data set.
    flagship, flat, real : str
        Names of the shop, of the yardstick without personas and of a real shop.
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
        f"personas: {listed(pairs)}. " + _between(table, flagship, flat, real)
    )
    several = [rows["mean"] for _, rows in table.groupby(level=0) if len(rows) > 1]
    return text + (
        "Churn falls with the number of customers wherever two sizes are shown, with personas "
        "and without, so only rows of one size can be compared."
        if all(shares.is_monotonic_increasing for shares in several)
        else "Churn does not fall with the number of customers everywhere, so a larger shop need "
        "not be steadier; compare rows of one size."
    )


def _between(table: pd.DataFrame, flagship: str, flat: str, real: str) -> str:
    """Where a real shop lies between personas and none, at its own size."""
    size = table.loc[real].index[0]
    if not all((name, size) in table.index for name in (flagship, flat)):
        return ""
    low, own, high = (table.loc[(name, size), "mean"] for name in (flagship, real, flat))
    where = "between" if low < own < high else "not between"
    return (
        f"At {size:,} rows {real} ({own:.1%}, up to {table.loc[(real, size), 'high']:.0%} in one "
        f"split) lies {where} personas ({low:.1%}) and none ({high:.1%}). "
    )
