"""Order rates that differ between customers, who leave unseen: NBD and BG/NBD.

A customer's history is three numbers: repeat orders x, the time t_x of the last of them, and the
time T until today, both counted from the first order. Several orders on one day are one.
"""

import datetime as dt
from typing import NamedTuple

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from segmentation.base.errors import DataError
from segmentation.features.days import day_number, epoch_day, until

HISTORY = ["Repeats", "Last", "Age"]
SINGULAR = 1e-6  # the expectation has a removable singularity at a = 1, and digits are lost near it
# Of each parameter, alpha in units of the mean age: beyond them histories tell no difference, and
# the hypergeometric function overflows.
LEAST, MOST = 1e-3, 100.0


class BGNBD(NamedTuple):
    """Rates are Gamma(r, alpha) over customers, chances to leave after an order Beta(a, b)."""

    r: float
    alpha: float  # in days
    a: float
    b: float


def histories(orders: ir.Table, as_of: str | dt.date) -> pd.DataFrame:
    """When each customer ordered up to a day, as buy-till-you-die models want it.

    Returns
    -------
    DataFrame, sorted by Customer_ID
        `Repeats`: days with an order, less the first; `Last`: days from the first to the last of
        them, 0 without a repeat; `Age`: days from the first to `as_of`; `Basket`: mean spend (£,
        gross) of a day with an order.
    """
    known = until(orders, "ordered_at", as_of)
    sums = known.group_by(Customer_ID=known.customer_id).aggregate(
        Bought=day_number(known.ordered_at).nunique(),
        First=day_number(known.ordered_at).min(),
        Latest=day_number(known.ordered_at).max(),
        Spend=(known.amount * 100).round().cast("int64").sum() / 100.0,
    )
    table = sums.order_by("Customer_ID").execute()
    return pd.DataFrame(
        {
            "Customer_ID": table["Customer_ID"],
            "Repeats": table["Bought"] - 1,
            "Last": table["Latest"] - table["First"],
            "Age": epoch_day(as_of) - table["First"],
            "Basket": table["Spend"] / table["Bought"],
        }
    )


def gamma_rates(repeats: np.ndarray, days: np.ndarray) -> tuple[float, float]:
    """Shape and rate of the Gamma distribution of order rates, by maximum likelihood.

    Repeat orders are Poisson with a rate of each customer's own, and rates are Gamma over
    customers: the negative binomial model (Ehrenberg 1959, Appl. Stat. 8). `repeats`, the orders
    after the first, were counted in so many `days`, above 0; both of shape (n,). The rate is
    in days: shape / rate is the mean number of orders a day. `DataError` if nobody ordered twice,
    or no maximum is found.
    """
    if not repeats.any():
        raise DataError("nobody ordered twice, so there are no rates to learn; take a later day.")

    def minus_likelihood(logs: np.ndarray) -> float:
        r, a = np.exp(logs)
        each = gammaln(r + repeats) - gammaln(r) + r * np.log(a) - (r + repeats) * np.log(a + days)
        return -float(each.sum())

    start = np.log([1.0, days.sum() / repeats.sum()])
    best = minimize(minus_likelihood, start, method="Nelder-Mead", options={"xatol": 1e-6})
    if not best.success:
        raise DataError(f"the rates of orders could not be learned ({best.message}).")
    shape, rate = np.exp(best.x)
    return float(shape), float(rate)


def likelihood(model: BGNBD, history: pd.DataFrame) -> np.ndarray:
    """Log-likelihood of each history; shape (n,), eq. 6 of Fader, Hardie & Lee (2005)."""
    r, alpha, a, b = model
    x, last, age = (history[name].to_numpy(dtype="float64") for name in HISTORY)
    shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    alive = betaln(a, b + x) - (r + x) * np.log(alpha + age)
    repeated = np.maximum(x, 1)  # any value: without a repeat nobody can have left
    left = betaln(a + 1, b + repeated - 1) - (r + x) * np.log(alpha + last)
    return shared + np.logaddexp(alive, np.where(x > 0, left, -np.inf))


def fit(history: pd.DataFrame) -> BGNBD:
    """Learn a BG/NBD model from histories, by maximum likelihood.

    Orders are Poisson with a rate of each customer's own until the customer leaves, which may
    happen after every repeat order (Fader, Hardie & Lee 2005, "Counting your customers" the easy
    way, Marketing Science 24). `DataError` if nobody ordered on two days, or no maximum is found.
    """
    if not history["Repeats"].any():
        raise DataError(
            "nobody ordered on two days: there are no rates to learn; take a later day."
        )
    unit = history["Age"].mean()
    counted = history.groupby(HISTORY).size().rename("n").reset_index()  # many are alike
    weight = counted["n"].to_numpy() / len(history)
    scaled = counted.assign(Last=counted["Last"] / unit, Age=counted["Age"] / unit)

    def minus_mean(logs: np.ndarray) -> float:
        return -float(weight @ likelihood(BGNBD(*np.exp(logs)), scaled))

    start = np.log([1.0, 1 / history["Repeats"].mean(), 1.0, 3.0])
    bounds = [(np.log(LEAST), np.log(MOST))] * 4
    best = minimize(minus_mean, start, method="L-BFGS-B", bounds=bounds)
    if not best.success:
        raise DataError(f"the rates of orders could not be learned ({best.message}).")
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return BGNBD(r, alpha * unit, a, b)


def expected_orders(model: BGNBD, history: pd.DataFrame, days: float) -> np.ndarray:
    """Days with an order to expect of each customer in the days that follow; shape (n,).

    Equation 10 of Fader, Hardie & Lee (2005), after Euler's transformation of the hypergeometric
    function, which keeps x out of its numerator: nothing overflows with r, a and b up to `MOST` and
    at most an order a day.
    """
    r, alpha, a, b = model
    if abs(a - 1) < SINGULAR:
        a = 1 + SINGULAR
    x, age = (history[name].to_numpy(dtype="float64") for name in ("Repeats", "Age"))
    part = days / (alpha + age + days)
    stays = (1 - part) ** (a - 1) * hyp2f1(a - 1, a + b - 1 - r, a + b + x - 1, part)
    return (a + b + x - 1) / (a - 1) * (1 - stays) * alive(model, history)


def alive(model: BGNBD, history: pd.DataFrame) -> np.ndarray:
    """Chance that each customer has not left; shape (n,), 1 without a repeat order."""
    r, alpha, a, b = model
    x, last, age = (history[name].to_numpy(dtype="float64") for name in HISTORY)
    repeated = np.maximum(x, 1)
    logs = np.log(a / (b + repeated - 1)) + (r + x) * np.log((alpha + age) / (alpha + last))
    return np.where(x > 0, np.exp(-np.logaddexp(0, logs)), 1.0)
