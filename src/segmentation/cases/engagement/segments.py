"""What segments of the engagement table tell of what they never saw, and what a cart is worth."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import MEASURES, RESPONSE, TIERS
from segmentation.cases.engagement.tiers import rank_within
from segmentation.clusters import choose_k
from segmentation.tomorrow import holdout

HALVES = 50
WHOLE = 0.8  # share of a tier in one segment from which it is not called cut
SPENT, STATED = "spend per order", "Avg_Order_Value"  # what an order is worth, stated twice


def knowing_tiers(matrix: pd.DataFrame, tier: pd.Series, k: int) -> float:
    """Excess of the silhouette at k over a null that was told the tier of each customer.

    It can show that nothing lies beyond the tiers, never that these are not real.

    Parameters
    ----------
    matrix : DataFrame, shape (n, d)
        In σ.
    tier : Series, shape (n,)
        In the same order of rows.
    k : int
    """
    return choose_k.excess_knowing(matrix, tier.map(TIERS.index).to_numpy(), k)


def mixed(segment: pd.Series, tier: pd.Series) -> pd.DataFrame:
    """Share of each tier's customers that lies in each segment; columns add up to 1."""
    table = pd.crosstab(segment.to_numpy(), tier.to_numpy(), normalize="columns")
    names = [name for name in segment.cat.categories if name in table.index]
    return table.loc[names, [name for name in TIERS if name in table.columns]]


def cut(shares: pd.DataFrame) -> list[str]:
    """The tiers that no segment holds nearly whole."""
    return [str(tier) for tier in shares if shares[tier].max() < WHOLE]


def cut_along(
    customers: pd.DataFrame, segment: pd.Series, shares: pd.DataFrame, spans: pd.DataFrame
) -> dict[str, tuple[str, float]]:
    """Along which column each tier that is cut is cut, and whether its range has a gap there.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    segment : Series, shape (n,)
    shares : DataFrame
        From `mixed`.
    spans : DataFrame
        From `tiers.ranges`.

    Returns
    -------
    dict
        Tier → the column in which the means of its two largest parts lie farthest apart, in its
        σ, and p of the test that its range is filled evenly.
    """
    found = {}
    for tier in cut(shares):
        rows = (customers["Segment_Label"] == tier).to_numpy()
        own, part = customers.loc[rows, list(MEASURES)].astype("float64"), segment[rows]
        means = own.groupby(part.to_numpy(dtype=object)).mean()
        one, other = (means.loc[name] for name in shares[tier].nlargest(2).index)
        column = str(((one - other).abs() / own.std()).idxmax())
        found[tier] = (column, float(spans.loc[(column, tier), "p"]))
    return found


def merged(shares: pd.DataFrame, tier: pd.Series) -> pd.Series:
    """The segment that holds most of each customer's tier: the tiers, merged as segments merge.

    Parameters
    ----------
    shares : DataFrame
        From `mixed`.
    tier : Series, shape (n,)
    """
    return tier.map(shares.idxmax())


def answer_within(customers: pd.DataFrame, draws: int = 499) -> tuple[str, float, float]:
    """Whether any column tells the answer among customers of one tier.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    draws : int

    Returns
    -------
    column : str
        The column whose ranks inside tiers are most strongly correlated with the answer.
    rho : float
        Its correlation.
    p : float
        Share of draws, the data counted, that reach this if answers are shuffled inside tiers.
    """
    tier = customers["Segment_Label"]
    ranks = rank_within(customers[list(MEASURES)], tier).fillna(0)
    yes = rank_within(held_out(customers).to_frame("yes"), tier)["yes"].fillna(0).to_numpy()
    rows = [np.flatnonzero(tier == value) for value in pd.unique(tier)]
    columns = ranks.to_numpy() / len(ranks)
    found, rng, reached = yes @ columns, np.random.default_rng(0), 1
    for _ in range(draws):
        shuffled = yes.copy()
        for own in rows:
            shuffled[own] = rng.permutation(yes[own])
        reached += np.abs(shuffled @ columns).max() >= np.abs(found).max() - 1e-12
    best = int(np.abs(found).argmax())
    return ranks.columns[best], float(found[best]), reached / (draws + 1)


def ranked_in_halves(
    customers: pd.DataFrame, groups: Mapping[str, pd.Series], halves: int = HALVES
) -> pd.DataFrame:
    """How well groups and single columns rank the answer, over many random halves.

    The rate of each group is learned on one half and used on the other; Monetary and Recency need
    no learning. Halves share customers, so their spread is that of the split, not of the sample.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
    groups : mapping of str to Series, shape (n,)
    halves : int

    Returns
    -------
    DataFrame, shape (halves, 2 + groups)
        AUC.
    """
    yes, areas = held_out(customers), []
    for seed in range(halves):
        learn = np.random.default_rng(seed).permutation(len(customers)) % 2 == 0
        rest = customers[~learn]
        scores = pd.DataFrame({"Monetary": rest["Monetary"], "Recency": -rest["Recency"]})
        for name, group in groups.items():
            rates = holdout.rates(group[learn], yes[learn])
            scores[name] = holdout.scored(group[~learn], rates, yes[learn].mean())
        table, _ = holdout.auc(scores, yes[~learn], draws=1)
        areas.append(table["AUC"])
    return pd.DataFrame(areas).reset_index(drop=True)


def compared(areas: pd.DataFrame) -> pd.DataFrame:
    """What `ranked_in_halves` found, by score.

    Returns
    -------
    DataFrame, index score
        Mean `AUC`; its middle 95% (`low`, `high`); the share of halves `worse` than Monetary.
    """
    ends = areas.quantile([0.025, 0.975])
    worse = areas.lt(areas["Monetary"], axis=0).mean()
    columns = {"AUC": areas.mean(), "low": ends.loc[0.025], "high": ends.loc[0.975]}
    return pd.DataFrame(columns | {"worse": worse})


def held_out(customers: pd.DataFrame) -> pd.Series:
    """Whether each customer answered the campaign; nothing is clustered on it."""
    return customers[RESPONSE].astype("int64") == 1


def beyond(
    outcome: pd.Series, groups: pd.Series, strata: pd.Series, draws: int = 499
) -> tuple[float, float]:
    """Whether groups tell anything of an outcome inside strata of something else.

    Parameters
    ----------
    outcome : Series of bool, shape (n,)
    groups, strata : Series, shape (n,)
    draws : int

    Returns
    -------
    v : float
        Cramér's V of groups and outcome inside strata: the root of the summed χ² over n.
    p : float
        Share of draws, the data counted, with at least this V if the outcome is shuffled inside
        each stratum.
    """
    rng = np.random.default_rng(0)
    own = [np.flatnonzero(strata == value) for value in pd.unique(strata)]
    codes = pd.factorize(groups)[0]
    yes = outcome.to_numpy(dtype=bool)

    def statistic(some: np.ndarray) -> float:
        return sum(_chi2(codes[rows], some[rows]) for rows in own)

    found = statistic(yes)
    beaten = 1
    for _ in range(draws):
        shuffled = yes.copy()
        for rows in own:
            shuffled[rows] = rng.permutation(yes[rows])
        beaten += statistic(shuffled) >= found - 1e-9
    return float(np.sqrt(found / len(yes))), beaten / (draws + 1)


def _chi2(codes: np.ndarray, yes: np.ndarray) -> float:
    """χ² of a group × outcome table, 0 where one side has a single value."""
    groups = codes.max() + 1
    table = np.array([np.bincount(codes[side], minlength=groups) for side in (~yes, yes)])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    filled = expected > 0
    return float(((table - expected)[filled] ** 2 / expected[filled]).sum())


def mean_by(values: pd.Series, groups: pd.Series, draws: int = 1_000) -> pd.DataFrame:
    """Mean of a figure in each group, with bootstrap intervals.

    Parameters
    ----------
    values : Series, shape (n,)
    groups : Series, shape (n,)
        In the same order of rows.
    draws : int

    Returns
    -------
    DataFrame, index group
        `customers`, `mean`, and `low` and `high`, a percentile interval at 95%.
    """
    rng, rows = np.random.default_rng(0), {}
    for group, own in values.groupby(groups.set_axis(values.index), observed=True):
        figures = own.to_numpy(dtype="float64")
        means = [rng.choice(figures, len(figures)).mean() for _ in range(draws)]
        low, high = np.percentile(means, [2.5, 97.5])
        rows[group] = (len(figures), figures.mean(), low, high)
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["customers", "mean", "low", "high"]
    )


def cart_recovery(
    customers: pd.DataFrame, segment: pd.Series, recovered: float, margin: float
) -> pd.DataFrame:
    """What reminding customers of abandoned carts may be worth, by segment, under assumptions.

    Orders are carts that were not abandoned, so a rate a and F orders mean F · a / (1 − a)
    abandoned carts. The table states what an order is worth twice, and differently:
    Monetary / Frequency, and Avg_Order_Value; both ends are given.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        From `source.account`, with at least one order.
    segment : categorical Series, shape (n,)
    recovered : float
        Assumed share of abandoned carts that a reminder turns into an order it would not have
        been.
    margin : float
        Assumed share of an order that is gross margin.

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
