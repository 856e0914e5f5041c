"""Sentences of notebook 09."""

import pandas as pd

from segmentation.base.words import listed
from segmentation.recovery.recipes import CLOSE, overlaps_met
from segmentation.recovery.samples import UNSETTLED, still_moving


def tried(values: pd.Series, names: dict[str, str]) -> str:
    """The distinct values of a swept parameter in their order, those with a name by it."""
    form = "{:,}" if pd.api.types.is_integer_dtype(values) else "{:g}"
    return " · ".join(names.get(v) or form.format(v) for v in values.drop_duplicates())


def recovered(nine: pd.DataFrame, rfm_at_best: pd.Series) -> str:
    """What the six further features are worth, and how shops of one size differ from each other.

    `nine` is a table of `blurring.next_shop` with `overlap` and `n_customers`; `rfm_at_best`, index
    overlap, the mean ARI of RFM in the form and at the k that suit it best, in the largest shops.
    """
    most, least = nine["n_customers"].max(), nine["n_customers"].min()
    large = nine[nine["n_customers"] == most].set_index("overlap")["value"]
    gain = (large - rfm_at_best).min()
    # Below the mean: above it, the band is cut at 1.
    half = (nine["value"] - nine["low"]).groupby(nine["n_customers"]).max()
    worth = (
        f"**The six further features are worth at least {gain:.2f} at every overlap**, against RFM "
        "in the form and at the k that suit it best."
        if gain > CLOSE
        else "**The six further features are not worth their while at every overlap.**"
    )
    return (
        f"{worth} The half-width of the band is up to ±{half[least]:.3f} with {least:,} customers "
        f"and up to ±{half[most]:.3f} with {most:,}."
    )


def uncertain(deviations: pd.Series) -> str:
    """How far cells differ between seeds, and where most; index (overlap, recipe, feature set)."""
    overlap, recipe, features = deviations.idxmax()
    calm = deviations[deviations <= CLOSE]
    return (
        f"{len(calm)} of {len(deviations)} cells have a standard deviation over seeds of at most "
        f"{CLOSE}; the largest is {deviations.max():.2f} ({features}, “{recipe}” at overlap "
        f"{overlap:g}), so differences of that size say nothing there."
    )


def enough(tables: dict[str, pd.DataFrame], working: int) -> str:
    """At which k the labels settle as the sample grows, and how many fits end elsewhere at others.

    `tables` are from `samples.relabelled`, by name; of the sizes of sample that nearest to
    `working` is talked about, beside the largest.
    """
    lost = [name for name, table in tables.items() if still_moving(table) > UNSETTLED]
    settled = [name for name in tables if name not in lost]
    said = [f"With {listed(settled)} the labels settle as the sample grows."] if settled else []
    for name in lost:
        moving = (
            tables[name]
            .groupby("customers")["share"]
            .agg([lambda shares: (shares > UNSETTLED).sum(), "size"])
        )
        size = min(moving.index, key=lambda n: abs(n - working))
        fits = [f"{far} of {of} fits on {n:,}" for n, (far, of) in moving.loc[
            sorted({size, moving.index.max()})].iterrows()]  # fmt: skip
        shares = moving.iloc[:, 0] / moving["size"]
        more = (
            "more customers help, but some starts still end elsewhere"
            if shares.loc[moving.index.min()] > shares.loc[moving.index.max()]
            else "more customers do not settle them"
        )
        said.append(
            f"With {name}, {listed(fits)} customers label more than {UNSETTLED:.0%} of all "
            f"otherwise: **{more}**."
        )
    return " ".join(said)


def on_samples(table: pd.DataFrame, k: int) -> str:
    """From which size on every sample of `samples.verdicts` is natural at this k."""
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


def backwards(runs: pd.DataFrame, bar: float) -> str:
    """Whether a shop's separation tells how far its personas overlap, or that it has any.

    `runs` as in `recipes.overlaps_met`; from `bar` on a k may be natural.
    """
    alone = "without_personas.largest excess"
    at = runs["overlap"].max()
    mean = runs.groupby("overlap")[["excess", alone]].mean().loc[at]
    said = [
        f"At overlap {at:g} the shops with personas exceed the strictest null by "
        f"{mean['excess']:.3f} on average, those without any by {mean[alone]:.3f}.",
        "In this sweep the two never meet; that is no proof that they cannot.",
    ]
    if met := overlaps_met(runs):
        said[1] = (
            f"**At overlap {listed([f'{overlap:g}' for overlap in met])} the excess cannot tell "
            "the two apart**: a shop with nothing in it can reach the same figure."
        )
    wrong = runs[runs["without_personas.verdict"] == "natural"]
    if len(wrong):
        overlaps = [f"{overlap:g}" for overlap in sorted(wrong["overlap"].unique())]
        said.append(
            f"**The verdict on shops of one kind is wrong at overlap {listed(overlaps)}**: there "
            f"their excess, {wrong[alone].min():.3f} to {wrong[alone].max():.3f}, is above the bar "
            f"({bar})."
        )
    return " ".join(said)


def agrees_on_nothing(without: float, planted: float, ari: float, size: int) -> str:
    """How well samples agree on a shop that holds one kind of customer only.

    `without` and `planted` are the shares of customers that a model fitted on a sample of `size`
    labels otherwise, without personas and with them; `ari` is that of the partition without
    personas with what was planted.
    """
    return (
        f"Models fitted on {size:,} customers label {without:.1%} of the shop without personas "
        f"otherwise than the fit on everybody (median), with personas {planted:.1%}; yet the ARI "
        f"without personas is {ari:.2f}. "
        + (
            "**Labels that mostly stay are no evidence that there was anything to label.**"
            if without < 0.1
            else "Here the labels change a good deal, as they should."
        )
    )
