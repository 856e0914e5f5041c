"""Sentences of notebook 09."""

from collections.abc import Callable

import pandas as pd

from segmentation.base.words import listed
from segmentation.recovery.recipes import CLOSE, leads, overlaps_met
from segmentation.recovery.samples import UNSETTLED, still_moving


def tried(values: pd.Series, names: dict[str, str]) -> str:
    """The distinct values of a swept parameter in their order, those with a name by it."""
    form = "{:,}" if pd.api.types.is_integer_dtype(values) else "{:g}"
    return " · ".join(names.get(v) or form.format(v) for v in values.drop_duplicates())


def recovered(ways: dict[str, pd.DataFrame], rfm_at_best: pd.Series) -> str:
    """What overlap, the features and the number of customers do to recovery.

    Parameters
    ----------
    ways : dict of DataFrame
        All nine features, RFM with its basket, and RFM, in this order: `overlap`, `n_customers`,
        and the columns of `blurring.next_shop`.
    rfm_at_best : Series, index overlap
        Mean ARI of RFM in the form and at the k that suit it best, in the largest shops.
    """
    nine = next(iter(ways.values()))
    most, least = nine["n_customers"].max(), nine["n_customers"].min()
    large = {
        name: band[band["n_customers"] == most].set_index("overlap") for name, band in ways.items()
    }
    means = pd.DataFrame({name: band["mean"] for name, band in large.items()})
    low, high = means.index.min(), means.index.max()
    first, *rest = (f"from {column[low]:.2f} to {column[high]:.2f}" for _, column in means.items())
    others = [f"that of {way} {fall}" for way, fall in zip(means.columns[1:], rest, strict=True)]
    text = (
        f"From overlap {low:g} to overlap {high:g} the ARI of {means.columns[0]} falls {first}, "
        f"{listed(others)}. {_basket(means)} "
    )
    gain = (means.iloc[:, 0] - rfm_at_best).min()
    text += (
        f"**The six further features are worth at least {gain:.2f} at every overlap**, against RFM "
        "in the form and at the k that suit it best. "
        if gain > CLOSE
        else "**The six further features are not worth their while at every overlap.** "
    )
    small = nine[nine["n_customers"] == least]
    by_size = nine.groupby("overlap")["mean"]
    change = (by_size.max() - by_size.min()).max()
    # Below the mean: above it, the band is cut at 1.
    half = [(band["mean"] - band["low"]).max() for band in (small, large[means.columns[0]])]
    more = "hardly changes" if change <= CLOSE else "changes"
    differ = "more" if half[0] > half[1] else "no more"
    return text + (
        f"From {least:,} to {most:,} customers the mean {more} (by {change:.3f} at most); small "
        f"shops differ {differ} from each other: the half-width of the band is up to "
        f"±{half[0]:.3f} with {least:,} customers and up to ±{half[1]:.3f} with {most:,}."
    )


def _basket(means: pd.DataFrame) -> str:
    """Where the basket helps RFM most and where least; columns as `ways` of `recovered`."""
    gain = means.iloc[:, 1] - means.iloc[:, 2]
    ends = [f"{gain[at]:+.2f} at overlap {at:g}" for at in (gain.idxmax(), gain.idxmin())]
    return f"At the same k the basket changes that of RFM by {' and '.join(ends)}.".replace(
        "-", "−"
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


def criteria(answers: pd.DataFrame, planted: int) -> str:
    """How often each criterion names the planted number, and which are right as often as the rule.

    Parameters
    ----------
    answers : DataFrame
        One row per shop; the rule first, then the criteria: the k each names, NaN for none.
    planted : int
    """
    right = (answers == planted).sum()
    rule, others = right.index[0], right.iloc[1:]
    rivals = [f"{name} ({times})" for name, times in others[others >= right[rule]].items()]
    text = f"The planted {planted} are named by {rule} in {right[rule]} of {len(answers)} shops. "
    if not rivals:
        return text + "No other criterion is right as often."
    return text + f"Right at least as often: {listed(rivals)}."


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
    ahead = leads(means, usual)
    for overlap in means.index.unique("overlap"):
        own = means.loc[overlap]
        best, worst = own[everything].idxmax(), own[everything].idxmin()
        first = (
            f"“{best}” is best ({own.loc[best, everything]:.2f}, “{usual}” "
            f"{own.loc[usual, everything]:.2f})"
            if ahead.loc[overlap, everything] > CLOSE
            else f"no recipe clearly beats “{usual}” ({own.loc[usual, everything]:.2f})"
        )
        parts.append(
            f"at overlap {overlap:g} {first}, and “{worst}” is last "
            f"({own.loc[worst, everything]:.2f})"
        )
    cost = (means[everything] - means.drop(columns=everything).T).T.xs(usual, level="recipe")
    feature = cost.mean().idxmin()
    return (
        f"With {everything} features, {'; '.join(parts)}. *Clearly* is by more than {CLOSE}. "
        f"{_elsewhere(means, ahead.drop(columns=everything))}Of the smaller sets *{feature}* "
        f"loses least under “{usual}”, {cost[feature].mean():.2f} on average over the overlaps. "
        f"{_uncertain(deviations)}"
    )


def _elsewhere(means: pd.DataFrame, ahead: pd.DataFrame) -> str:
    """With which smaller feature sets, and at which overlaps, another recipe clearly leads."""
    at: dict[tuple[str, str], list[str]] = {}
    for (overlap, features), lead in ahead.stack().items():
        if lead > CLOSE:
            best = means.loc[overlap, features].idxmax()
            at.setdefault((best, features), []).append(f"{overlap:g}")
    cases = [
        f"“{recipe}” with *{features}* at overlap {listed(some)}"
        for (recipe, features), some in at.items()
    ]
    return f"With fewer features others are ahead: {listed(cases)}. " if cases else ""


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
    lost = [name for name, table in tables.items() if still_moving(table) > UNSETTLED]
    said = []
    for name, table in tables.items():
        by_size = {size: some["share"] for size, some in table.groupby("customers")}
        size = min(by_size, key=lambda n: abs(n - working))
        say = _apart if name in lost else _close
        said.append(f"With {name}{say(by_size, size, customers)}")
    if not lost:
        said.append("**The labels settle as the sample grows.**")
    else:
        fewer = all(_unsettled(tables[name], min) > _unsettled(tables[name], max) for name in lost)
        help_ = "help, but some starts still end elsewhere" if fewer else "do not settle the labels"
        said.append(f"**With {listed(lost)} more customers {help_}.**")
    return " ".join(said)


def _unsettled(table: pd.DataFrame, which: Callable[[pd.Series], int]) -> float:
    """Share of the fits on the smallest or largest samples that label too much otherwise."""
    share = table.loc[table["customers"] == which(table["customers"]), "share"]
    return float((share > UNSETTLED).mean())


def _close(by_size: dict[int, pd.Series], size: int, customers: int) -> str:
    """Where the labels settle: what a sample moves, and what the random starts do."""
    share, largest = by_size[size], max(by_size)
    return (
        f" a model fitted on {size:,} customers labels {share.median():.1%} of all customers "
        f"({round(share.median() * customers):,}; median of {len(share)} fits) otherwise than the "
        f"fit on everybody, and one fitted on {largest:,} from other random starts at most "
        f"{round(by_size[largest].max() * customers):,} customers."
    )


def _apart(by_size: dict[int, pd.Series], size: int, customers: int) -> str:
    """Where they do not: how many fits end elsewhere. They fall apart, so a median hides it."""
    share, largest = by_size[size], max(by_size)
    end = by_size[largest]
    return (
        f", {(share > UNSETTLED).sum()} of {len(share)} fits on {size:,} customers label more than "
        f"{UNSETTLED:.0%} otherwise (up to {share.max():.1%}, {round(share.max() * customers):,} "
        f"customers); of those on {largest:,} from other random starts, "
        f"{(end > UNSETTLED).sum()} of {len(end)} (up to {end.max():.1%})."
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


def backwards(runs: pd.DataFrame, bar: float) -> str:
    """Whether a shop's separation tells how far its personas overlap, or that it has any.

    Parameters
    ----------
    runs : DataFrame
        As in `recipes.overlaps_met`.
    bar : float
        From here on a k may be natural.
    """
    alone = "without_personas.largest excess"
    at = runs["overlap"].max()
    mean = runs.groupby("overlap")[["excess", alone]].mean().loc[at]
    met, is_widest = overlaps_met(runs)
    where = f"At overlap {listed([f'{overlap:g}' for overlap in met])}"
    where += ", the widest tried," if is_widest else ""
    text = (
        f"At overlap {at:g} the shops with personas exceed the strictest null by "
        f"{mean['excess']:.3f} on average, those without any by {mean[alone]:.3f}. "
    )
    text += (
        f"**{where} the excess cannot tell the two apart**: a shop with "
        "nothing in it can reach the same figure."
        if met
        else "In this sweep the two never meet; that is no proof that they cannot."
    )
    false = runs[runs["without_personas.verdict"] == "natural"]
    if not len(false):
        return text
    wrong = listed([f"{overlap:g}" for overlap in sorted(false["overlap"].unique())])
    return text + (
        f" **The verdict on shops of one kind is wrong at overlap {wrong}**: there their excess, "
        f"{false[alone].min():.3f} to {false[alone].max():.3f}, is above the bar ({bar})."
    )


def agrees_on_nothing(without: float, planted: float, ari: float, size: int) -> str:
    """How well samples agree on a shop that holds one kind of customer only.

    Parameters
    ----------
    without, planted : float
        Share of customers that a model fitted on a sample labels otherwise, without personas and
        with them.
    ari : float
        Of the partition without personas with what was planted.
    size : int
        Customers in the samples.
    """
    return (
        f"On the shop without personas, models fitted on {size:,} customers label {without:.1%} "
        f"otherwise than the fit on everybody (median), on the shop with personas {planted:.1%}. "
        f"Without personas {1 - without:.0%} keep their label all the same, and the ARI with what "
        f"was planted is {ari:.2f}. "
        + (
            "**Labels that mostly stay are no evidence that there was anything to label.**"
            if without < 0.1
            else "Here the labels change a good deal, as they should."
        )
    )
