"""Sentences of notebook 10 on whether the segments exist and come back."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.clusters.choose_k import KS
from segmentation.clusters.stability import STABLE
from segmentation.clusters.strictest import PLAIN
from segmentation.clusters.verdict import MARGIN, RANKED


def _figure(value: float, style: str) -> str:
    return "–" if pd.isna(value) else f"{value:{style}}".replace("-", "−")


def five_table(table: pd.DataFrame) -> pd.DataFrame:
    """The judged data sets, as the notebook shows them.

    `table` is from `data_sets.judged`.
    """
    shown = table[["data", "customers"]].copy()
    shown["verdict"] = [
        f"{kind}, k = {k}" + (f" (figures at {at})" if at != k else "")
        for kind, k, at in zip(table["verdict"], table["k"], table["at"], strict=True)
    ]
    for column, head, style in (
        ("silhouette", "silhouette", ".3f"), ("plain null", "plain null", ".3f"),
        ("strictest null", "strictest null", ".3f"), ("excess", "excess", "+.3f"),
        ("jaccard", "least Jaccard", ".3f"), ("jaccard rank", f"rank of {RANKED}", ".0f"),
        ("knowing", "beyond the tiers", "+.3f"),
    ):  # fmt: skip
        shown[head] = [_figure(value, style) for value in table[column]]
    shown.insert(list(shown).index("excess") + 1, "explained by", table["explained by"])
    return shown


def five_nulls(table: pd.DataFrame) -> str:
    """Which data sets are natural, what explains the others, and what knowing the tiers leaves.

    `table` is from `data_sets.judged`.
    """
    natural = list(table.index[table["verdict"] == "natural"])
    rest = table.drop(natural)
    text = f"**Natural: {listed(natural)}**." if natural else "**No data set is natural**."
    if len(rest):
        text += f" {_below(rest)}\n\n{_explained(rest)}\n\n{_cut(rest)}"
    known = [_beyond_tiers(name, row) for name, row in table[table["knowing"].notna()].iterrows()]
    return "\n\n".join([text, *known])


def _below(rest: pd.DataFrame) -> str:
    """How far the data sets that are not natural get."""
    name, most = rest["excess"].idxmax(), rest["excess"].max()
    where = f"at most {most:.3f} above" if most >= 0 else "below"
    own = f" ({name})" if most >= 0 and len(rest) > 1 else ""
    return (
        f"In the other {len(rest)}, at the k that is used, the silhouette lies {where} the "
        f"strictest null{own}. No k from {KS[0]} to {KS[-1]} reaches {MARGIN:g} with every cluster "
        "coming back; the excess at every k, the largest too, is in each data set's own notebook."
    )


def _explained(rest: pd.DataFrame) -> str:
    """Which families of nulls explain the silhouettes, and whether plain draws would have."""
    families = {
        name: "plain draws" if family == PLAIN else f"tenths of {family}"
        for name, family in rest["explained by"].items()
    }
    said = listed([f"{family} ({name})" for name, family in families.items()])
    passed = list(rest.index[rest["silhouette"] - rest["plain null"] >= MARGIN])
    return f"What comes nearest to each, or explains it: {said}. " + (
        f"Plain draws alone would have let {listed(passed)} pass."
        if passed
        else "Plain draws alone would have let none of them pass."
    )


def _cut(rest: pd.DataFrame) -> str:
    """Which are slices, how their stability ranks, and which do not even come back."""
    slices, built = (rest[rest["verdict"] == kind] for kind in ("slices", "constructive"))
    text = ""
    if len(slices):
        ranks = listed([f"{rank:.0f} ({name})" for name, rank in slices["jaccard rank"].items()])
        text = (
            f"{listed(list(slices.index))} can be cut into slices that come back: a continuum, cut "
            f"in a repeatable way. Rank of their least stable slice among {RANKED}, itself and "
            f"the plain null's: {ranks}. "
        )
    if len(built):
        text += (
            f"In {listed(list(built.index))} not even slices come back: the rule-based segments "
            "are the answer."
        )
    return text.rstrip()


def _beyond_tiers(name: object, row: pd.Series) -> str:
    """What is beyond the groups that the file names."""
    excess = f"{row['knowing']:+.3f}".replace("-", "−")
    if row["knowing"] >= MARGIN:
        return f"{name} also exceeds a null that was told its tiers ({excess}): there is more."
    so = ", so its verdict says no more than the tiers do" if row["verdict"] == "natural" else ""
    return (
        f"**Beyond its tiers nothing is shown in {name}**: against a null that was told them, the "
        f"excess is {excess}, less than the margin{so}. Whether the tiers themselves are kinds of "
        "customers, such a null cannot say."
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
        Where no natural clusters were found: rank of the least Jaccard beside the null's.
    """
    (own, null), (at_full, null_full) = sample, full
    least, off = own["jaccard"].min(), max(own["error"].max(), at_full["error"].max())
    away = least - null["least"].mean()
    text = (
        f"The least stable segment has a Jaccard of {least:.3f} on the working sample "
        f"(**{own['jaccard'].idxmin()}**, {own.loc[own['jaccard'].idxmin(), 'reading']}) and "
        f"{at_full['jaccard'].min():.4f} at full size (standard errors over the bootstrap draws: "
        f"at most {off:.4f}).\n\n"
    )
    if null_full["least"].mean() >= STABLE:
        text += (
            f"But at full size clusters of null data are stable too: the least stable of them has "
            f"{null_full['least'].mean():.2f} on average ({len(null_full)} null data set"
            f"{'s' if len(null_full) > 1 else ''}); on the sample {null['least'].mean():.2f} (from "
            f"{null['least'].min():.2f} to {null['least'].max():.2f} over {len(null)}). "
        )
    else:
        text += (
            f"Clusters of null data do not come back ({null_full['least'].mean():.2f} at full "
            "size), so at this k stability says something by itself. "
        )
    text += (
        f"On the sample our least stable segment lies {away:+.2f} from the mean of the least "
        "stable null clusters.\n\n"
    )
    if len(sliced) and sliced.min() == 1:
        first = list(sliced.index[sliced == 1])
        text += (
            f"**Stability proves nothing by itself, nor does more of it than in a null**: "
            f"{listed(first)}, where no groups were found, come{'s' * (len(first) == 1)} back "
            f"better than all {RANKED - 1} null data sets. "
        )
    elif len(sliced):
        text += (
            "No data set without natural clusters comes back better than all of its "
            f"{RANKED - 1} null data sets (best rank: {sliced.min():.0f}, {sliced.idxmin()}). "
        )
    return text.replace("-0.", "−0.") + (
        "Stability says that a segmentation can be repeated; whether there are groups is the "
        "silhouette's question."
    )


def sliced(table: pd.DataFrame, null: pd.DataFrame, name: str) -> str:
    """How stable the slices of a continuum are, beside the null."""
    most = null["most"].max()
    inside = (table["jaccard"] <= most).sum()
    where = (
        f"{inside} of its {len(table)} slices {'is' if inside == 1 else 'are'} no more "
        f"stable than the most stable cluster of {len(null)} null data sets ({most:.3f}, the right "
        "end of the band)"
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
