"""Tables and sentences of notebook 10 on whether the segments exist and come back."""

import pandas as pd

from segmentation.base.tables import MISSING, readable
from segmentation.base.words import listed, plural, signed
from segmentation.clusters.choose_k import KS
from segmentation.clusters.stability import STABLE, beside_null
from segmentation.clusters.verdict import MARGIN, RANKED
from segmentation.existence.data_sets import ComeBack


def _gap(value: float) -> str:
    return MISSING if pd.isna(value) else signed(value, ".3f")


def five_table(table: pd.DataFrame) -> pd.DataFrame:
    """The data sets of `data_sets.judged`, as the notebook shows them."""
    at = zip(table["verdict"], table["k"], table["at"], strict=True)
    heads = {
        "jaccard": "least Jaccard", "jaccard rank": f"rank of {RANKED}",
        "knowing": "beyond the tiers",
    }  # fmt: skip
    figures = ("silhouette", "plain null", "strictest null", "jaccard")
    shown = table.drop(columns=["features", "k", "at"], errors="ignore").assign(
        verdict=[
            f"{kind}, k = {k}" + (f" (figures at {a})" if a != k else "") for kind, k, a in at
        ],
        excess=table["excess"].map(_gap),
        knowing=table["knowing"].map(_gap),
    )
    formats = dict.fromkeys(figures, "{:.3f}") | {"jaccard rank": "{:.0f}"}
    return readable(shown, formats=formats).rename(columns=heads)


def five_nulls(table: pd.DataFrame) -> str:
    """Which data sets are natural, what a laxer null would have said, and what the tiers leave.

    `table` is from `data_sets.judged`.
    """
    natural = list(table.index[table["verdict"] == "natural"])
    rest = table.drop(natural)
    said = [f"**Natural: {listed(natural)}**." if natural else "**No data set is natural**."]
    if len(rest):
        passed = list(rest.index[rest["silhouette"] - rest["plain null"] >= MARGIN])
        said.append(
            f"In the other {len(rest)} no k from {KS[0]} to {KS[-1]} exceeds the strictest null by "
            f"{MARGIN:g} with every cluster coming back; plain draws alone would have let "
            f"{listed(passed) or 'none of them'} pass. The excess at every k, the largest too, is "
            "in each data set's own notebook."
        )
    known = [_beyond_tiers(str(name), row) for name, row in table.iterrows()]
    return "\n\n".join([" ".join(said), *filter(None, known)])


def _beyond_tiers(name: str, row: pd.Series) -> str:
    """What is beyond the groups that the file names, if it names any."""
    if pd.isna(row["knowing"]):
        return ""
    excess = signed(row["knowing"], ".3f")
    if row["knowing"] >= MARGIN:
        return f"{name} also exceeds a null that was told its tiers ({excess}): there is more."
    so = ", so its verdict says no more than the tiers do" if row["verdict"] == "natural" else ""
    return (
        f"**Beyond its tiers nothing is shown in {name}**: against a null that was told them, the "
        f"excess is {excess}, less than the margin{so}. Whether the tiers themselves are kinds of "
        "customers, such a null cannot say."
    )


def stability_table(sample: ComeBack, full: ComeBack) -> pd.DataFrame:
    """Jaccard of every segment, and means of null data, on the working sample and on everybody."""
    shown = beside_null(sample.segments, sample.null)
    shown["full"] = beside_null(full.segments, full.null)["jaccard"]
    formats = dict.fromkeys(("jaccard", "full"), "{:.3f}")
    heads = ["share of sample", "Jaccard, sample", "Jaccard, everybody"]
    return readable(shown, shares=["share"], formats=formats).set_axis(heads, axis=1)


def segment_stability(sample: ComeBack, full: ComeBack, ranks: pd.Series) -> str:
    """Whether null data come back as well, and so whether stability says anything.

    `ranks`, index data set, are those of the least Jaccard beside the null's, where no natural
    clusters were found.
    """
    error = max(sample.segments["error"].max(), full.segments["error"].max())
    nulls, least = plural(len(full.null), "null data set"), full.null["least"].mean()
    said = [
        f"**Stability proves nothing by itself**: at full size clusters of null data are stable "
        f"too, the least stable of them at {least:.2f} (mean of {nulls})."
        if least >= STABLE
        else f"Clusters of null data do not come back at full size (the least stable at "
        f"{least:.2f}, mean of {nulls}), so at this k stability says something by itself."
    ]
    first = list(ranks.index[ranks == 1])
    if first:
        verb = "comes" if len(first) == 1 else "come"
        said.append(
            f"More stability than in a null is no proof of groups: {listed(first)}, where none "
            f"were found, {verb} back better than all {RANKED - 1} null data sets."
        )
    elif len(ranks):
        said.append(
            f"No data set without natural clusters comes back better than all of its {RANKED - 1} "
            f"null data sets (best rank: {ranks.min():.0f}, {ranks.idxmin()})."
        )
    return " ".join([*said, f"Standard errors over the bootstrap draws: at most {error:.4f}."])


def sliced(slices: ComeBack, name: str) -> str:
    """How stable the slices of a continuum are, beside the null."""
    most = slices.null["most"].max()
    inside = slices.segments["jaccard"] <= most
    verb = "is" if inside.sum() == 1 else "are"
    return (
        f"{name}: {inside.sum()} of its {len(inside)} slices {verb} no more stable than the most "
        f"stable cluster of {len(slices.null)} null data sets ({most:.3f}, the right end of the "
        "band)."
    )


def churned(table: pd.DataFrame, flagship: str, flat: str, real: str) -> str:
    """Where a real shop lies between personas and none, and whether sizes can be compared.

    Parameters
    ----------
    table : DataFrame
        From `churn.churn_table`.
    flagship, flat, real : str
        Names of the shop, of the yardstick without personas and of a real shop.
    """
    size, said = table.loc[real].index[0], []
    if all((name, size) in table.index for name in (flagship, flat)):
        low, middle, high = (table.loc[(name, size), "mean"] for name in (flagship, real, flat))
        where = "between" if low < middle < high else "not between"
        said.append(f"At {size:,} rows {real} lies {where} personas and none.")
    several = [rows["mean"] for _, rows in table.groupby(level=0) if len(rows) > 1]
    said.append(
        "Churn falls with the number of customers wherever two sizes are shown, with personas "
        "and without, so only rows of one size can be compared."
        if all(shares.is_monotonic_increasing for shares in several)
        else "Churn does not fall with the number of customers everywhere, so a larger shop need "
        "not be steadier; compare rows of one size."
    )
    return " ".join(said)
