"""Sentences of notebook 09."""

import pandas as pd

from segmentation.findings.explore import listed

CLOSE = 0.02  # a difference of the ARI that no reader would act on
UNSETTLED = 0.05  # share of customers whose label the random starts decide


def recovered(nine: pd.DataFrame, rfm: pd.DataFrame) -> str:
    """What overlap and the number of customers do to recovery.

    Parameters
    ----------
    nine, rfm : DataFrame
        All features, and RFM: `overlap`, `n_customers`, and the columns of `recovery.next_shop`.
    """
    most, least = nine["n_customers"].max(), nine["n_customers"].min()
    large, small = (nine[nine["n_customers"] == n].set_index("overlap") for n in (most, least))
    alone = rfm[rfm["n_customers"] == most].set_index("overlap")["mean"]
    low, high = large.index.min(), large.index.max()
    text = (
        f"With all nine features the ARI falls from {large['mean'][low]:.2f} at overlap {low:g} to "
        f"{large['mean'][high]:.2f} at {high:g}; with RFM alone from {alone[low]:.2f} to "
        f"{alone[high]:.2f}. "
    )
    gain = (large["mean"] - alone).min()
    text += (
        f"**The six further features are worth at least {gain:.2f} at every overlap.** "
        if gain > CLOSE
        else "**The six further features are not worth their while at every overlap.** "
    )
    change = (large["mean"] - small["mean"]).abs().max()
    half = [((band["high"] - band["low"]) / 2).max() for band in (small, large)]
    more = "hardly changes" if change <= CLOSE else "changes"
    return text + (
        f"Between {least:,} and {most:,} customers the mean {more} (by {change:.3f} at most), but "
        f"one shop says less about another: the half-width of the band goes from up to "
        f"±{half[0]:.3f} to ±{half[1]:.3f}."
    )


def picked(runs: pd.DataFrame, planted: int) -> str:
    """Where the rule is right and where it is wrong, with and without personas."""
    right = (runs["verdict"] == "natural") & (runs["k"] == planted)
    by = right.groupby(runs["overlap"]).mean()
    found = [f"{overlap:g}" for overlap in by.index[by == 1]]
    text = f"**The planted {planted} are found in {right.sum()} of {len(runs)} shops**"
    text += f", in all at overlap {listed(found)}. " if found else ". "
    wrong = runs[~right].value_counts(["overlap", "verdict", "k"]).sort_index()
    if len(wrong):
        cases = [
            f"{count} × {kind}, k = {k} at overlap {overlap:g}"
            for (overlap, kind, k), count in wrong.items()
        ]
        text += f"Elsewhere it says something else: {listed(cases)}. "
    false = runs["without_personas.verdict"] == "natural"
    if not false.any():
        return text + f"None of the {len(runs)} shops without personas is called natural."
    at = [f"{overlap:g}" for overlap in sorted(runs.loc[false, "overlap"].unique())]
    return text + (
        f"**{false.sum()} of {len(runs)} shops without personas are called natural all the same**, "
        f"at overlap {listed(at)}: there *natural* is wrong. The other {(~false).sum()} are not."
    )


def prepared(means: pd.DataFrame, deviations: pd.Series, usual: str, everything: str) -> str:
    """What recipe and feature set do to recovery.

    Parameters
    ----------
    means : DataFrame
        Index (overlap, recipe), one column per feature set: mean ARI over seeds.
    deviations : Series, index (overlap, recipe, feature set)
        Standard deviations over seeds.
    usual, everything : str
        The recipe and the feature set that the other notebooks use.
    """
    parts = []
    for overlap in means.index.unique("overlap"):
        own = means.loc[overlap]
        best, worst = own[everything].idxmax(), own[everything].idxmin()
        ahead = own.loc[best, everything] - own.loc[usual, everything]
        first = (
            f"“{best}” is best ({own.loc[best, everything]:.2f}, the usual one "
            f"{own.loc[usual, everything]:.2f})"
            if ahead > CLOSE
            else f"no recipe does better than the usual one ({own.loc[usual, everything]:.2f})"
        )
        parts.append(
            f"at overlap {overlap:g} {first}, and “{worst}” is last "
            f"({own.loc[worst, everything]:.2f})"
        )
    cost = (means[everything] - means.drop(columns=everything).T).T.xs(usual, level="recipe")
    feature = cost.mean().idxmin()
    return (
        f"With {everything} features, {'; '.join(parts)}. Of the smaller sets *{feature}* loses "
        f"least under the usual recipe, {cost[feature].mean():.2f} on average over the overlaps. "
        f"{_uncertain(deviations)}"
    )


def _uncertain(deviations: pd.Series) -> str:
    """How far cells differ between seeds, and where most."""
    overlap, recipe, features = deviations.idxmax()
    calm = deviations[deviations <= CLOSE]
    return (
        f"{len(calm)} of {len(deviations)} cells have a standard deviation over seeds of at most "
        f"{CLOSE}; the largest is {deviations.max():.2f} ({features}, “{recipe}” at overlap "
        f"{overlap:g}), so differences of that size say nothing there."
    )


def enough(tables: dict[str, pd.DataFrame], working: int, customers: int) -> str:
    """How much labels depend on the sample, at the chosen k and at another.

    Parameters
    ----------
    tables : dict
        Name → table from `samples.relabelled`.
    working : int
        The size of sample that is talked about; the nearest one is taken.
    customers : int
        Customers of the shop.
    """
    middles = {name: t.groupby("customers")["share"].median() for name, t in tables.items()}
    size = min(next(iter(middles.values())).index, key=lambda n: abs(n - working))
    said = [
        f"{middle[size]:.1%} of all customers ({round(middle[size] * customers):,}) with {name}"
        for name, middle in middles.items()
    ]
    largest = max(next(iter(middles.values())).index)
    worst = {
        name: table.loc[table["customers"] == largest, "share"].max()
        for name, table in tables.items()
    }
    again = [f"{round(share * customers):,} with {name}" for name, share in worst.items()]
    text = (
        f"In the median of the samples, a model fitted on {size:,} customers labels {listed(said)} "
        f"otherwise than the fit on everybody. Fitted on {largest:,} customers from other random "
        f"starts, it still labels some otherwise: up to {listed(again)}. "
    )
    lost = [name for name, share in worst.items() if share > UNSETTLED]
    return text + (
        f"**With {listed(lost)} no number of customers settles the labels**: fits that differ in "
        "nothing but their random starts disagree."
        if lost
        else "**The labels settle as the sample grows.**"
    )


def on_samples(table: pd.DataFrame, k: int) -> str:
    """From which size on the rule says the same on every sample.

    Parameters
    ----------
    table : DataFrame
        From `samples.verdicts`.
    k : int
        The k used elsewhere.
    """
    same = (table["verdict"] == "natural") & (table["k"] == k)
    agree = same.groupby(table["customers"]).all()
    disagreeing = agree.index[~agree]
    sizes = agree.index[agree.index > (disagreeing.max() if len(disagreeing) else 0)]
    spread = table.groupby("customers")["excess"].agg(lambda excess: excess.max() - excess.min())
    if not len(sizes):
        return f"**Not even {agree.index.max():,} customers give natural, k = {k} every time.**"
    return (
        f"**From {sizes.min():,} customers on, every sample gives natural, k = {k}**; the excess "
        f"differs between samples of {spread.index.max():,} by {spread.iloc[-1]:.3f}."
    )


def backwards(runs: pd.DataFrame) -> str:
    """Whether a shop's separation tells how far its personas overlap."""
    mean = runs.groupby("overlap")[["excess", "without_personas.largest excess"]].mean()
    alone = runs["without_personas.largest excess"].max()
    least = runs.groupby("overlap")["excess"].min()
    beaten = least.index[least <= alone]
    at = mean.index.max()
    text = (
        f"At overlap {at:g} the shops with personas exceed the null by "
        f"{mean.loc[at, 'excess']:.3f} on average, those without any by "
        f"{mean.loc[at, 'without_personas.largest excess']:.3f}. "
    )
    if not len(beaten):
        return text + "In this sweep the two never meet; that is no proof that they cannot."
    return text + (
        f"**From overlap {min(beaten):g} on, the excess cannot tell the two apart**: a shop with "
        "nothing in it can reach the same figure."
    )


def agrees_on_nothing(share: float, ari: float, size: int) -> str:
    """How well samples agree on a shop that holds one kind of customer only."""
    return (
        f"On the shop without personas, models fitted on {size:,} customers label all but "
        f"{share:.1%} as the fit on everybody does; the ARI with what was planted is {ari:.2f}. "
        + (
            "**Labels that do not change are no evidence that there was anything to label.**"
            if share < 0.1
            else "Here the labels change a good deal, as they should."
        )
    )
