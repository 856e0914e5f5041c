"""The most that any segmentation could recover: the planting model's own posterior.

Whoever knows how the shop was planted can work out, for each customer, how likely each persona
makes the nine features that were measured (Bayes' rule). The labels that follow get more customers
right than any method can that sees these features alone. This is no segmentation: it reads the
planted parameters, and serves to tell a method's errors from those that nobody can avoid.

The habits behind a feature are integrated out: Beta–Binomial for returns, discounts and ratings,
Gamma–Poisson for orders and contacts, normal for the log of the basket, sums on a grid for minutes
and for the day on which a dormant customer stopped. Three things are approximate: the mean of few
log-normal baskets is taken as log-normal, the hour of joining as noon, and rounding is left out.
"""

import numpy as np
import pandas as pd
from scipy.special import betaln, gammaln, logsumexp
from scipy.stats import gamma, norm

from segmentation.shop.planted import ORDER_SPREAD, Persona
from segmentation.shop.simulate import HISTORY_DAYS, MINUTES_SHAPE

STEPS = 256  # of the day on which a dormant customer stopped
VISITS = np.exp(np.arange(np.log(0.02), np.log(400), 0.04))  # minutes: means of a customer's visits


def posterior(
    customers: pd.DataFrame, personas: tuple[Persona, ...], overlap: float
) -> pd.DataFrame:
    """How likely each customer is of each persona, given the nine features.

    `customers` are raw features of a simulated shop whose orders are all rated. Shape (n, number
    of personas), rows add up to 1; columns are names, the index is that of `customers`.

    References
    ----------
    Schmittlein, Morrison & Colombo 1987, Manag. Sci. 33 (orders); Fenton 1960, IRE Trans. Commun.
    Syst. 8 (sums of log-normals).
    """
    log_p = np.column_stack([_log_density(customers, p, overlap) for p in personas])
    log_p += _minutes(customers, personas, overlap) + np.log([p.share for p in personas])
    probabilities = np.exp(log_p - logsumexp(log_p, axis=1, keepdims=True))
    return pd.DataFrame(probabilities, customers.index, [p.name for p in personas])


def _log_density(customers: pd.DataFrame, persona: Persona, overlap: float) -> np.ndarray:
    """Log density of all features but minutes, up to what all personas have in common."""
    n = customers["Frequency"].to_numpy(float)
    basket = np.log(customers["Monetary"].to_numpy() / n)
    noise = np.log1p(np.expm1(ORDER_SPREAD**2) / n)  # variance of the log of a mean of n baskets
    middle = np.log(persona.basket_median) + (ORDER_SPREAD**2 - noise) / 2
    calls_mean, calls_shape = persona.support_calls
    return (
        _tenure(customers["Tenure"].to_numpy(float), persona, overlap)
        + _orders(customers, persona, overlap)
        + norm.logpdf(basket, middle, np.sqrt(overlap * persona.basket_spread**2 + noise))
        + _share(customers["Return_Rate"] * n, n, persona.returns, overlap)
        + _share(customers["Discount_Usage"] * n, n, persona.discounts, overlap)
        + _share((customers["Satisfaction_Score"] - 1) * n, 4 * n, persona.satisfaction, overlap)
        + _repeats(customers["Support_Calls"].to_numpy(float), 1, calls_mean, calls_shape / overlap)
    )


def _share(
    hits: pd.Series, of: np.ndarray, beta: tuple[float, float], overlap: float
) -> np.ndarray:
    """Beta–Binomial, without the binomial coefficient."""
    a, b = beta[0] / overlap, beta[1] / overlap
    hits = np.round(hits.to_numpy())
    return betaln(hits + a, of - hits + b) - betaln(a, b)


def _repeats(
    count: np.ndarray, length: float | np.ndarray, mean: float, shape: float
) -> np.ndarray:
    """Gamma–Poisson of `mean` per unit of length, without length ** count."""
    rate = shape / mean
    constant = gammaln(count + shape) - gammaln(count + 1) - gammaln(shape) + shape * np.log(rate)
    return constant - (count + shape) * np.log(rate + length)


def _tenure(days: np.ndarray, persona: Persona, overlap: float) -> np.ndarray:
    """Gamma, in whole days, folded back at the day on which the shop opened."""
    mean, shape = persona.tenure_days
    tenure = gamma(shape / overlap, scale=mean * overlap / shape)
    low, high = np.where(days <= 1, 0.0, days), days + 1
    beyond = np.where(days <= 1, np.inf, 2 * HISTORY_DAYS - days)
    folded = tenure.sf(2 * HISTORY_DAYS - high) - tenure.sf(beyond)
    return np.log(np.maximum(tenure.cdf(high) - tenure.cdf(low) + folded, 1e-300))


def _orders(customers: pd.DataFrame, persona: Persona, overlap: float) -> np.ndarray:
    """Repeat orders and the day of the last, given the day of joining.

    Orders fall evenly over the days until a customer stops, so the last of x lies before the day t
    of L with probability (t / L) ** x; L ** x cancels against that of the Poisson distribution.
    """
    repeats = customers["Frequency"].to_numpy(float) - 1
    tenure = customers["Tenure"].to_numpy(float)
    last = tenure - customers["Recency"].to_numpy(float)
    mean, shape = persona.orders_a_year[0] / 365, persona.orders_a_year[1] / overlap
    if persona.days_since_drop_out is None:
        return _until(repeats, last, tenure + 0.5, mean, shape)
    stopped_mean, stopped_shape = persona.days_since_drop_out
    stopped = gamma(stopped_shape / overlap, scale=stopped_mean * overlap / stopped_shape)
    total = np.where(repeats == 0, stopped.sf(tenure), 0.0)  # gone on the day of joining
    for day in stopped.ppf((np.arange(STEPS) + 0.5) / STEPS):
        log_p = _until(repeats, last, np.maximum(tenure + 0.5 - day, 1e-3), mean, shape)
        total += np.where(day < tenure, np.exp(log_p), 0.0) / STEPS
    return np.log(np.maximum(total, 1e-300))


def _until(
    repeats: np.ndarray, last: np.ndarray, length: np.ndarray, mean: float, shape: float
) -> np.ndarray:
    """As `_orders`, for customers who ordered over `length` days."""
    end = np.minimum(last + 0.5, length)
    before = np.clip(np.maximum(last - 0.5, 0) / end, 0, 1)
    with np.errstate(divide="ignore"):
        on_the_day = repeats * np.log(end) + np.log1p(-(before**repeats))
    return _repeats(repeats, length, mean, shape) + np.where(repeats == 0, 0.0, on_the_day)


def _minutes(customers: pd.DataFrame, personas: tuple[Persona, ...], overlap: float) -> np.ndarray:
    """Log density of the mean of n Gamma visits whose own mean is Gamma; shape (n, personas)."""
    n = customers["Frequency"].to_numpy(float)[:, None] * MINUTES_SHAPE
    mean = customers["Avg_Time_Site_Min"].to_numpy(float)[:, None]
    log_p = -n * (np.log(VISITS / mean) + mean / VISITS)
    log_p -= log_p.max(axis=1, keepdims=True)
    shape = np.array([p.minutes[1] for p in personas]) / overlap
    scale = np.array([p.minutes[0] for p in personas]) / shape
    prior = gamma(shape, scale=scale).pdf(VISITS[:, None]) * VISITS[:, None]
    return np.log(np.exp(log_p) @ prior + 1e-300)
