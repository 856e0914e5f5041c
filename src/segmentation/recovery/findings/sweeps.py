"""Sentences of notebook 09."""

from collections.abc import Iterable

import pandas as pd

from segmentation.base.words import listed
from segmentation.recovery.recipes import CLOSE, overlaps_met
from segmentation.recovery.samples import UNSETTLED, still_moving


def recovered(nine: pd.DataFrame, rfm_at_best: pd.Series, named: pd.Series) -> str:
    """What the six further features are worth, and how many customers get the right name.

    `nine` is a table of `blurring.next_shop` with `overlap` and `n_customers`; `rfm_at_best` and
    `named`, index overlap, the mean ARI of RFM in the form and at the k that suit it best, and the
    share of right names, in the largest shops.
    """
    most = nine["n_customers"].max()
    large = nine[nine["n_customers"] == most].set_index("overlap")["value"]
    gain = (large - rfm_at_best).min()
    worth = (
        f"**Six further features are worth at least {gain:.2f} at every overlap**, even against "
        "RFM at its best."
        if gain > CLOSE
        else "**Six further features are not worth their while at every overlap.**"
    )
    given = named[named > 0]
    some = (
        f"At overlap {given.index.max():g} still {given.iloc[-1]:.0%} of the customers get the "
        "right name."
        if len(given)
        else ""
    )
    refused = [f"{overlap:g}" for overlap in named.index[named == 0]]
    none = (
        f"At overlap {listed(refused)} no cluster may be named, since the clusters are not natural."
        if refused
        else ""
    )
    return " ".join(part for part in (worth, some, none) if part)


def uncertain(deviations: pd.Series) -> str:
    """How far cells differ between seeds, and where most; index (overlap, recipe, feature set)."""
    overlap, recipe, features = deviations.idxmax()
    calm = deviations[deviations <= CLOSE]
    return (
        f"Another seed hardly matters: in {len(calm)} of {len(deviations)} combinations of recipe, "
        f"features and overlap the ARI has a standard deviation of at most {CLOSE}. It is largest, "
        f"{deviations.max():.2f}, for “{recipe}” of {features} at overlap {overlap:g}."
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
        far = tables[name]["share"].gt(UNSETTLED).groupby(tables[name]["customers"]).agg(
            ["sum", "size"]
        )  # fmt: skip
        size = min(far.index, key=lambda n: abs(n - working))
        fits = [
            f"{row['sum']} of {row['size']} fits on {n:,}"
            for n, row in far.loc[sorted({size, far.index.max()})].iterrows()
        ]
        shares = far["sum"] / far["size"]
        more = (
            "more customers help, but some starts still end elsewhere"
            if shares.iloc[0] > shares.iloc[-1]
            else "more customers do not settle them"
        )
        said.append(
            f"With {name} they do not: {listed(fits)} customers give more than {UNSETTLED:.0%} of "
            f"all another label. **So {more}**."
        )
    return " ".join(said)


def on_samples(table: pd.DataFrame, k: int) -> str:
    """From which size on every sample of `samples.verdicts` is natural at this k."""
    same = (table["verdict"] == "natural") & (table["k"] == k)
    agree = same.groupby(table["customers"]).all()
    disagreeing = agree.index[~agree]
    sizes = agree.index[agree.index > (disagreeing.max() if len(disagreeing) else 0)]
    if not len(sizes):
        return f"**Not even {agree.index.max():,} customers give natural, k = {k} every time.**"
    samples = int(table["customers"].isin(sizes).sum())
    return (
        f"Yes in this shop: **all {samples} samples of {sizes.min():,} or more customers give "
        f"natural, k = {k}**. At a wider overlap more may be needed."
    )


def verdicts(runs: pd.DataFrame) -> str:
    """Whether a shop's separation tells that it has kinds; `runs` as in `recipes.overlaps_met`."""
    wrong = runs.loc[runs["without_personas.verdict"] == "natural", "overlap"]
    said = [
        f"**The verdict on shops of one kind is wrong at overlap {_overlaps(wrong)}.**"
        if len(wrong)
        else "No shop of one kind is called natural."
    ]
    if met := overlaps_met(runs):
        said.append(
            f"**At overlap {_overlaps(met)} the separation cannot tell the two apart**: a shop "
            "with nothing in it can reach the same figure."
        )
    else:
        said.append(
            "In this sweep the excesses of shops with and without personas do not overlap, so a "
            "lower bar would find more. It stands where it does because other data without kinds "
            "come nearer to it."
        )
    return " ".join(said)


def _overlaps(found: Iterable[float]) -> str:
    """Overlaps, each once, as a list in words."""
    return listed([f"{overlap:g}" for overlap in sorted(set(found))])


def agrees_on_nothing(without: float, planted: float, ari: float, size: int) -> str:
    """How well samples agree on a shop that holds one kind of customer only.

    `without` and `planted` are the shares of customers that a model fitted on a sample of `size`
    labels otherwise, without personas and with them; `ari` is that of the partition without
    personas with what was planted.
    """
    return (
        f"With one kind of customer, models fitted on {size:,} give only {without:.1%} of all "
        f"another label than the fit on everybody does ({planted:.1%} with personas). Yet their "
        f"ARI with what was planted is {ari:.2f}. "
        + (
            "**Labels that stay are no evidence that there was anything to label.**"
            if without < 0.1
            else "Here many labels change, as they should."
        )
    )
