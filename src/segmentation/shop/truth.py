"""What only the simulator knows: the planted personas, their means, and the future."""

from pathlib import Path

import numpy as np
import pandas as pd

from segmentation.shop.planted import ORDER_SPREAD, Persona


def planted(shop: Path) -> pd.Series:
    """The planted persona of each customer, index Customer_ID."""
    return pd.read_parquet(shop / "truth.parquet").set_index("Customer_ID")["Persona"]


def ordered_again(shop: Path) -> pd.Series:
    """Whether each customer orders in the hold-out after the snapshot, index Customer_ID."""
    everyone = pd.read_parquet(shop / "customers.parquet", columns=["customer_id"])["customer_id"]
    later = pd.read_parquet(shop / "future.parquet", columns=["customer_id"])["customer_id"]
    again = everyone.isin(later.unique())
    return again.set_axis(everyone.rename("Customer_ID"))


def moments(
    customers: pd.DataFrame, truth: pd.Series, personas: tuple[Persona, ...], overlap: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measured means per persona (columns) and quantity (rows) beside the planted ones.

    Their ratio, and the difference in standard errors of the measured mean. The order rate is
    checked only for personas that are still active, since the others' last day is not in the
    features; tenure is left out, because it is folded at three years.
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
    """One customer per persona: the first whose number of orders is the persona's median."""
    table = customers[["Customer_ID", "Frequency"]].assign(
        Persona=truth.reindex(customers["Customer_ID"]).to_numpy()
    )
    middle = table.groupby("Persona")["Frequency"].transform("median")
    nearest = (table["Frequency"] - middle).abs()
    chosen = table.loc[nearest.groupby(table["Persona"]).idxmin()]
    return chosen.set_index("Customer_ID")["Persona"]
