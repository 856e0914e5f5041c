"""Labels against what they never saw: the planted truth, a hold-out, other fits."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.stats import binomtest
from sklearn.base import ClassifierMixin
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_val_score

from segmentation.cluster import fit_kmeans, predict, single_thread
from segmentation.planted import NO_PERSONAS, ORDER_SPREAD, PERSONAS, Persona
from segmentation.scaling import scale


def planted(shop: Path) -> pd.Series:
    """The planted persona of each customer, index Customer_ID."""
    return pd.read_parquet(shop / "truth.parquet").set_index("Customer_ID")["Persona"]


def ordered_again(shop: Path) -> pd.Series:
    """Whether each customer orders in the hold-out after the snapshot, index Customer_ID."""
    everyone = pd.read_parquet(shop / "customers.parquet", columns=["customer_id"])["customer_id"]
    later = pd.read_parquet(shop / "future.parquet", columns=["customer_id"])["customer_id"]
    again = everyone.isin(later.unique())
    return again.set_axis(everyone.rename("Customer_ID"))


def share_by(outcome: pd.Series, by: pd.Series) -> pd.DataFrame:
    """Share of customers with an outcome in each group, with 95% intervals.

    Parameters
    ----------
    outcome : Series of bool, shape (n,)
    by : Series, shape (n,)
        Group of each customer, in the same order of rows.

    Returns
    -------
    DataFrame, index group
        `customers`, `share`, and `low` and `high`, the ends of the interval of Wilson (1927, JASA
        22).
    """
    groups = by.rename(None).set_axis(outcome.index)
    table = outcome.groupby(groups, observed=True).agg(customers="size", yes="sum")
    intervals = [
        binomtest(int(yes), int(n)).proportion_ci(method="wilson")
        for n, yes in table.itertuples(index=False)
    ]
    table["share"] = table["yes"] / table["customers"]
    table["low"], table["high"] = [i.low for i in intervals], [i.high for i in intervals]
    return table.drop(columns="yes")


def moved(before: np.ndarray, after: np.ndarray) -> float:
    """Share of customers who change cluster, the clusters matched for the largest overlap.

    Parameters
    ----------
    before, after : int array, shape (n,)
        Labels of the same customers; the numbers need not correspond (Hungarian method; Kuhn
        1955, Naval Res. Logist. Q. 2).
    """
    both = pd.crosstab(before, after).to_numpy()
    return 1 - float(both[linear_sum_assignment(-both)].sum() / both.sum())


def moved_if_alone(
    customers: pd.DataFrame, features: list[str], labels: np.ndarray, who: np.ndarray
) -> float:
    """Share of a group that changes cluster if the group is scaled and clustered by itself.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Raw features.
    features : list of str
    labels : int array, shape (n,)
        From the fit on everybody.
    who : bool array, shape (n,)
        The group.
    """
    alone = scale(customers[who], features)
    return moved(labels[who], predict(alone, fit_kmeans(alone, len(np.unique(labels)))))


def moved_at_random(
    customers: pd.DataFrame,
    features: list[str],
    labels: np.ndarray,
    among: np.ndarray,
    size: int,
    draws: int = 20,
) -> np.ndarray:
    """`moved_if_alone` of random groups: what a group of that size moves by its size alone.

    Parameters
    ----------
    customers, features, labels
        As in `moved_if_alone`.
    among : bool array, shape (n,)
        From whom the groups are drawn.
    size : int
        Customers in a group.
    draws : int
        Number of groups.

    Returns
    -------
    array, shape (draws,), sorted
    """
    rng, rows = np.random.default_rng(0), np.flatnonzero(among)
    shares = []
    for _ in range(draws):
        who = np.zeros(len(customers), dtype=bool)
        who[rng.choice(rows, size, replace=False)] = True
        shares.append(moved_if_alone(customers, features, labels, who))
    return np.sort(shares)


def recovery(truth: pd.Series, labels: np.ndarray) -> float:
    """Adjusted Rand index of labels against the planted personas: 1 perfect, 0 chance.

    References
    ----------
    Hubert & Arabie 1985, J. Classif. 2.
    """
    return float(adjusted_rand_score(truth.to_numpy(), labels))


def circular_accuracy(matrix: np.ndarray, k: int, model: ClassifierMixin, seed: int = 0) -> float:
    """Cross-validated accuracy of predicting K-Means labels from the features that made them.

    It is no evidence of anything: on noise it is as high.

    Parameters
    ----------
    matrix : array, shape (n, d)
    k : int
    model : scikit-learn classifier
        It is copied before it is fitted.
    seed : int
        Of K-Means.

    Returns
    -------
    float
        Mean accuracy over five folds.
    """
    labels = predict(matrix, fit_kmeans(pd.DataFrame(matrix), k, seed))
    with single_thread():
        return float(cross_val_score(model, matrix, labels, cv=5).mean())


def persona_by_cluster(truth: pd.Series, labels: np.ndarray | pd.Series) -> pd.DataFrame:
    """Share of each planted persona that lands in each cluster; rows add up to 1."""
    table = pd.crosstab(truth.to_numpy(), np.asarray(labels), normalize="index")
    planted_order = [p.name for p in (*PERSONAS, *NO_PERSONAS) if p.name in table.index]
    return table.loc[planted_order].rename_axis(index="planted persona", columns="cluster")


def named_right(truth: pd.Series, names: pd.Series) -> float:
    """Share of customers whose segment has the name of their planted persona."""
    return float((truth.to_numpy() == names.to_numpy()).mean())


def moments(
    customers: pd.DataFrame, truth: pd.Series, personas: tuple[Persona, ...], overlap: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measured means per persona beside the planted ones.

    The order rate is checked only for personas that are still active, since the others' last
    day is not in the features; tenure is left out, because it is folded at three years.

    Parameters
    ----------
    customers : DataFrame, shape (n, …)
        Features with `Customer_ID`.
    truth : Series
        From `planted`.
    personas : tuple of Persona
    overlap : float

    Returns
    -------
    ratio : DataFrame
        Measured / planted, one row per quantity, one column per persona.
    z : DataFrame
        The difference in standard errors of the measured mean.
    """
    own = truth.reindex(customers["Customer_ID"]).to_numpy()
    ratio, z = {}, {}
    for persona in personas:
        table = customers[own == persona.name]
        expected = _planted_means(persona, overlap)
        measured = {name: _mean_and_error(table, name) for name in expected}
        ratio[persona.name] = {n: measured[n][0] / expected[n] for n in expected}
        z[persona.name] = {n: (measured[n][0] - expected[n]) / measured[n][1] for n in expected}
    return pd.DataFrame(ratio), pd.DataFrame(z)


def _planted_means(persona: Persona, overlap: float) -> dict[str, float]:
    """What the mean over a persona's customers should be, by quantity."""
    spread = overlap * persona.basket_spread**2 + ORDER_SPREAD**2  # of the log of one basket
    a, b = persona.satisfaction
    active = persona.days_since_drop_out is None
    return {
        "orders a year": persona.orders_a_year[0] if active else np.nan,
        "basket": persona.basket_median * float(np.exp(spread / 2)),
        "Return_Rate": persona.returns[0] / sum(persona.returns),
        "Discount_Usage": persona.discounts[0] / sum(persona.discounts),
        "Satisfaction_Score": 1 + 4 * a / (a + b),
        "Avg_Time_Site_Min": persona.minutes[0],
        "Support_Calls": persona.support_calls[0],
    }


def _mean_and_error(customers: pd.DataFrame, quantity: str) -> tuple[float, float]:
    """Mean over customers and its standard error."""
    if quantity == "orders a year":
        # Orders after the first over days since it; the day of joining counts half on average.
        repeats, days = customers["Frequency"] - 1, customers["Tenure"] + 0.5
        rate = repeats.sum() / days.sum()
        error = np.sqrt(((repeats - rate * days) ** 2).sum()) / days.sum()
        return 365 * float(rate), 365 * float(error)
    values = (
        customers["Monetary"] / customers["Frequency"]
        if quantity == "basket"
        else customers[quantity]
    )
    return float(values.mean()), float(values.std() / np.sqrt(len(values)))


def typical_customers(customers: pd.DataFrame, truth: pd.Series) -> pd.Series:
    """One customer per persona: the first whose number of orders is the persona's median.

    Returns
    -------
    Series
        Customer_ID → persona.
    """
    table = customers[["Customer_ID", "Frequency"]].assign(
        Persona=truth.reindex(customers["Customer_ID"]).to_numpy()
    )
    middle = table.groupby("Persona")["Frequency"].transform("median")
    nearest = (table["Frequency"] - middle).abs()
    chosen = table.loc[nearest.groupby(table["Persona"]).idxmin()]
    return chosen.set_index("Customer_ID")["Persona"]
