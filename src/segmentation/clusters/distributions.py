"""Distributions of what a customer's habits leave behind, and how each is fitted with weights.

Every customer has a habit of their own (a share, a rate, a level), which varies within a kind; what
is measured is some orders' worth of it. So each family says how much a figure can be trusted: a
return rate of one order hardly, of fifty quite well.

A family is three functions of `x`, what was measured, and `e`, the exposure (orders, days), both
arrays of shape (m, 1): `start`, parameters of shape (p, k) from weights of shape (m, k);
`log_density`, of shape (m, k); and `update`, parameters under which the weighted likelihood is no
lower than before. Terms without a parameter are left out of densities where they are the same for
every kind of customer and every k.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import betaln, digamma, gammaln, polygamma

Array = np.ndarray
SMALL, LARGE = 1e-3, 1e4  # shapes beyond are as good as none


class Family(NamedTuple):
    """A distribution with k sets of its parameters."""

    start: Callable[[Array, Array, Array], Array]
    log_density: Callable[[Array, Array, Array], Array]
    update: Callable[[Array, Array, Array, Array], Array]


def _mean(values: Array, weights: Array) -> Array:
    return (weights * values).sum(axis=0) / weights.sum(axis=0)


def _gamma_fit(mean: Array, mean_log: Array) -> Array:
    """Shape and rate of a Gamma distribution with that mean and mean logarithm.

    References
    ----------
    Minka 2002, Estimating a Gamma distribution (Newton's method for 1 / shape).
    """
    gap = np.maximum(np.log(mean) - mean_log, 0.5 / LARGE)
    shape = 0.5 / gap
    for _ in range(5):
        slope = 1 / shape - polygamma(1, shape)
        step = (np.log(shape) - digamma(shape) - gap) / (shape**2 * slope)
        shape = np.clip(1 / (1 / shape + step), SMALL, LARGE)
    return np.stack([shape, shape / mean])


# Times: Gamma. The exposure is 1 where the time says something and 0 where it does not.


def _time_log_density(x: Array, e: Array, p: Array) -> Array:
    shape, rate = p
    return e * (shape * np.log(rate) - gammaln(shape) + (shape - 1) * np.log(x) - rate * x)


def _time_fit(x: Array, e: Array, w: Array) -> Array:
    return _gamma_fit(_mean(x, w * e + 1e-12), _mean(np.log(x), w * e + 1e-12))


def _time_update(x: Array, e: Array, w: Array, p: Array) -> Array:
    return _time_fit(x, e, w)


# Counts: Gamma–Poisson (negative binomial), x events in a length e.


def _count_start(x: Array, e: Array, w: Array) -> Array:
    rate = ((w * x).sum(axis=0) + 0.5) / (w * e).sum(axis=0)
    return np.stack([np.ones_like(rate), 1 / rate])


def _count_log_density(x: Array, e: Array, p: Array) -> Array:
    shape, rate = p
    constant = gammaln(x + shape) - gammaln(shape) + shape * np.log(rate)
    return constant - (x + shape) * np.log(rate + e) + x * np.log(e) - gammaln(x + 1)


def _count_update(x: Array, e: Array, w: Array, p: Array) -> Array:
    shape, rate = p  # a customer's own rate, given x, is Gamma again
    own, length = x + shape, e + rate
    return _gamma_fit(_mean(own / length, w), _mean(digamma(own) - np.log(length), w))


# Again: whether there was any event in a length e, of the same Gamma–Poisson.


def _none(e: Array, p: Array) -> Array:
    """Log of the probability of no event."""
    shape, rate = p
    return np.minimum(-shape * np.log1p(e / rate), -1e-12)


def _again_log_density(x: Array, e: Array, p: Array) -> Array:
    none = _none(e, p)
    return np.where(x > 0, np.log(-np.expm1(none)), none)


def _again_update(x: Array, e: Array, w: Array, p: Array) -> Array:
    shape, rate = p
    none = np.exp(_none(e, p))  # a rate with events is any rate but for those without
    mean, mean_log = shape / rate, digamma(shape) - np.log(rate)
    mean_0, mean_log_0 = shape / (rate + e), digamma(shape) - np.log(rate + e)
    own = np.where(x > 0, (mean - none * mean_0) / (1 - none), mean_0)
    own_log = np.where(x > 0, (mean_log - none * mean_log_0) / (1 - none), mean_log_0)
    return _gamma_fit(_mean(own, w), _mean(own_log, w))


# Shares: Beta–Binomial, x of e.


def _share_start(x: Array, e: Array, w: Array) -> Array:
    mean = ((w * x).sum(axis=0) + 0.5) / ((w * e).sum(axis=0) + 1)
    return 5 * np.stack([mean, 1 - mean])


def _share_log_density(x: Array, e: Array, p: Array) -> Array:
    a, b = p
    chosen = -betaln(x + 1, e - x + 1) - np.log(e + 1)
    return betaln(x + a, e - x + b) - betaln(a, b) + chosen


def _share_update(x: Array, e: Array, w: Array, p: Array) -> Array:
    """The fixed point of Minka 2000, Estimating a Dirichlet distribution."""
    a, b = p
    total = (w * (digamma(e + a + b) - digamma(a + b))).sum(axis=0)
    hits = (w * (digamma(x + a) - digamma(a))).sum(axis=0)
    others = (w * (digamma(e - x + b) - digamma(b))).sum(axis=0)
    return np.clip(np.stack([a * hits / total, b * others / total]), SMALL, LARGE)


# Levels: a mean of e orders, log-normal around a customer's own level, which is log-normal too.


def _level_start(x: Array, e: Array, w: Array) -> Array:
    middle = _mean(np.log(x), w)
    half = _mean((np.log(x) - middle) ** 2, w) / 2 + SMALL
    return np.stack([np.exp(middle), half, half])


def _level_log_density(x: Array, e: Array, p: Array) -> Array:
    median, between, within = p
    variance = between + within / e
    return -0.5 * (np.log(2 * np.pi * variance) + np.log(x / median) ** 2 / variance)


def _level_update(x: Array, e: Array, w: Array, p: Array) -> Array:
    median, between, within = p  # a customer's own level, given x, is log-normal again
    left = 1 / (1 / between + e / within)
    own = left * (np.log(median) / between + e * np.log(x) / within)
    middle = _mean(own, w)
    between = _mean((own - middle) ** 2 + left, w)
    within = _mean(e * ((np.log(x) - own) ** 2 + left), w)
    return np.stack([np.exp(middle), np.maximum(between, SMALL), np.maximum(within, SMALL)])


TIME = Family(_time_fit, _time_log_density, _time_update)
COUNT = Family(_count_start, _count_log_density, _count_update)
AGAIN = Family(_count_start, _again_log_density, _again_update)
SHARE = Family(_share_start, _share_log_density, _share_update)
LEVEL = Family(_level_start, _level_log_density, _level_update)
