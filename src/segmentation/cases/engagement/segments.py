"""What segments of the engagement table tell of what they never saw, and what a cart is worth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from segmentation.base.errors import DataError
from segmentation.base.estimates import Estimates
from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS
from segmentation.cases.engagement.tiers import permuted_within, rank_within, rows_by
from segmentation.clusters import choose_k

HALVES = 50
PERMUTATIONS = 499
WHOLE = 0.8  # share of a tier in one segment from which it is not called cut
SPENT, STATED = "spend per order", "Avg_Order_Value"  # what an order is worth, stated twice


def knowing_tiers(matrix: pd.DataFrame, tier: pd.Series, k: int) -> float:
    """Excess of the silhouette at k over a null that was told the tier of each customer.

    It can show that nothing lies beyond the tiers, never that these are not real.
    """
    return choose_k.excess_knowing(matrix, tier.map(TIERS.index).to_numpy(), k)


def tier_shares(segment: pd.Series, tier: pd.Series) -> pd.DataFrame:
    """Share of each tier's customers that lies in each segment; columns add up to 1."""
    table = pd.crosstab(segment.to_numpy(), tier.to_numpy(), normalize="columns")
    names = [name for name in segment.cat.categories if name in table.index]
    return table.loc[names, [name for name in TIERS if name in table.columns]]


@dataclass(frozen=True)
class Cut:
    """A tier that no segment holds nearly whole.

    Attributes
    ----------
    tier : str
    parts : list of str
        The two segments that hold most of it.
    column : str
        In which their means lie farthest apart, in its σ within the tier.
    p : float
        Of the test that the tier's range in this column is filled evenly.
    """

    tier: str
    parts: list[str]
    column: str
    p: float


def cuts(
    customers: pd.DataFrame, segment: pd.Series, shares: pd.DataFrame, spans: pd.DataFrame
) -> list[Cut]:
    """The tiers that are cut, from `tier_shares` and `tiers.ranges`."""
    found = []
    for tier in shares.columns[shares.max() < WHOLE]:
        rows = (customers["Segment_Label"] == tier).to_numpy()
        inside = customers.loc[rows, list(MEASURES)].astype("float64")
        means = inside.groupby(segment[rows].to_numpy(dtype=object)).mean()
        parts = [str(name) for name in shares[tier].nlargest(2).index]
        gap = (means.loc[parts[0]] - means.loc[parts[1]]).abs() / inside.std()
        column = str(gap.idxmax())
        found.append(Cut(str(tier), parts, column, float(spans.loc[(column, tier), "p"])))
    return found


def majority_segment(shares: pd.DataFrame, tier: pd.Series) -> pd.Series:
    """The segment that holds most of each customer's tier: tiers, merged as segments merge."""
    return tier.map(shares.idxmax())


def held_out(customers: pd.DataFrame) -> pd.Series:
    """Whether each customer answered the campaign; nothing is clustered on it."""
    return customers[RESPONSE].astype("int64") == 1


@dataclass(frozen=True)
class Permutation:
    """A statistic, and the share of shuffles, the data counted, that reach it.

    `column` is the one that it was found in, if it is the largest over columns.
    """

    value: float
    p: float
    column: str = ""


def answer_within(customers: pd.DataFrame, draws: int = PERMUTATIONS) -> Permutation:
    """The column whose ranks inside tiers are most strongly correlated with the answer.

    The answers are shuffled inside the tiers, and the largest of all columns is taken each time.
    """
    tier = customers["Segment_Label"]
    ranks = rank_within(customers[list(MEASURES)], tier).fillna(0)
    yes = rank_within(held_out(customers).to_frame("yes"), tier)["yes"].fillna(0).to_numpy()
    rows, columns = rows_by(tier, pd.unique(tier)), ranks.to_numpy() / len(ranks)
    rho, rng, reached = yes @ columns, np.random.default_rng(0), 1
    for _ in range(draws):
        by_chance = yes[permuted_within(rows, rng)] @ columns
        reached += np.abs(by_chance).max() >= np.abs(rho).max() - 1e-12
    best = int(np.abs(rho).argmax())
    return Permutation(float(rho[best]), reached / (draws + 1), str(ranks.columns[best]))


def stratified_permutation_test(
    outcome: pd.Series, groups: pd.Series, strata: pd.Series, draws: int = PERMUTATIONS
) -> Permutation:
    """Cramér's V of groups and a yes-or-no outcome inside strata: the root of the summed χ² over n.

    The outcome is shuffled inside each stratum.
    """
    rows, codes = rows_by(strata, pd.unique(strata)), pd.factorize(groups)[0]
    yes = outcome.to_numpy(dtype=bool)

    def statistic(answers: np.ndarray) -> float:
        return sum(_chi2(codes[inside], answers[inside]) for inside in rows)

    chi2, rng, reached = statistic(yes), np.random.default_rng(0), 1
    for _ in range(draws):
        reached += statistic(yes[permuted_within(rows, rng)]) >= chi2 - 1e-9
    return Permutation(float(np.sqrt(chi2 / len(yes))), reached / (draws + 1))


def _chi2(codes: np.ndarray, yes: np.ndarray) -> float:
    """χ² of a group × outcome table, 0 where one side has a single value."""
    groups = codes.max() + 1
    table = np.array([np.bincount(codes[side], minlength=groups) for side in (~yes, yes)])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    filled = expected > 0
    return float(((table - expected)[filled] ** 2 / expected[filled]).sum())


def ranked_in_halves(
    customers: pd.DataFrame, groups: Mapping[str, pd.Series], halves: int = HALVES
) -> Estimates:
    """AUC of groups and single columns for the answer: mean and middle 95% of random halves.

    The rate of each group is learned on one half and used on the other; Monetary and Recency need
    no learning. Halves share customers, so their spread is that of the split, not of the sample.
    """
    yes, areas = held_out(customers), []
    if min(yes.sum(), (~yes).sum()) < 2:
        raise DataError("too few customers answered, or did not, for a half to hold both.")
    for seed in range(halves):
        learn = np.random.default_rng(seed).permutation(len(customers)) % 2 == 0
        rest, usual = customers[~learn], yes[learn].mean()
        scores = pd.DataFrame({"Monetary": rest["Monetary"], "Recency": -rest["Recency"]})
        for name, group in groups.items():
            rates = yes[learn].groupby(group[learn].to_numpy()).mean()
            scores[name] = group[~learn].astype(object).map(rates).fillna(usual).to_numpy("float64")
        areas.append({name: roc_auc_score(yes[~learn], scores[name]) for name in scores})
    table = pd.DataFrame(areas)
    return Estimates.from_draws(table.mean(), table)


def halves_below_monetary(ranked: Estimates) -> pd.Series:
    """Share of the halves in which each score ranks the answer worse than Monetary does."""
    assert ranked.draws is not None
    return ranked.draws.lt(ranked.draws["Monetary"], axis=0).mean()


def mean_by(values: pd.Series, groups: pd.Series, draws: int = 1_000) -> Estimates:
    """Mean of a figure in each group, with intervals of the percentile bootstrap."""
    rng, means, drawn = np.random.default_rng(0), {}, {}
    for name, inside in values.groupby(groups.set_axis(values.index), observed=True):
        figures = inside.to_numpy(dtype="float64")
        means[name] = figures.mean()
        drawn[name] = [rng.choice(figures, len(figures)).mean() for _ in range(draws)]
    return Estimates.from_draws(pd.Series(means), pd.DataFrame(drawn))


def cart_recovery(
    customers: pd.DataFrame, segment: pd.Series, recovered: float, margin: float
) -> pd.DataFrame:
    """What reminding customers of abandoned carts may be worth, by segment, under assumptions.

    Orders are carts that were not abandoned, so a rate a and F orders mean F · a / (1 − a)
    abandoned carts. The table states what an order is worth twice, and differently:
    Monetary / Frequency, and Avg_Order_Value; both ends are given.

    `recovered` is the assumed share of abandoned carts that a reminder turns into an order it would
    not have been, `margin` that of an order that is gross margin.

    Returns
    -------
    DataFrame, index segment
        `abandoned carts` and those `per customer`; the `order value, low` and `high` by the two
        figures, and which of them is the lower one (`low by`); the `gross margin, low` and `high`
        of recovered carts; and the most a `reminder may cost`, by the lower one. Money is in the
        table's own unit.
    """
    rate = customers["Cart_Abandon_Rate"] / 100
    carts = customers["Frequency"] * rate / (1 - rate)
    parts = pd.DataFrame(
        {
            "customers": 1,
            "abandoned carts": carts,
            SPENT: carts * customers["Monetary"] / customers["Frequency"],
            STATED: carts * customers["Avg_Order_Value"],
        }
    )
    total = parts.groupby(segment.set_axis(parts.index), observed=True).sum()
    values = total[[SPENT, STATED]].div(total["abandoned carts"], axis=0)
    earned = recovered * margin * total[[SPENT, STATED]]
    return pd.DataFrame(
        {
            "abandoned carts": total["abandoned carts"],
            "per customer": total["abandoned carts"] / total["customers"],
            "order value, low": values.min(axis=1),
            "order value, high": values.max(axis=1),
            "low by": values.idxmin(axis=1),
            "gross margin, low": earned.min(axis=1),
            "gross margin, high": earned.max(axis=1),
            "reminder may cost": recovered * margin * values.min(axis=1),
        }
    )
