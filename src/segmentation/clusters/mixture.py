"""A mixture model made for what the columns are: counts, shares, levels and times.

K-Means and the Gaussian mixture take every column for a length. Most of them are none: a return
rate is so many of so many orders. This model gives each column a distribution of its kind, with the
orders or days behind it as exposure, and fits kinds of customers by EM.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import logsumexp
from sklearn.cluster import kmeans_plusplus

from segmentation.base.parallel import single_thread
from segmentation.clusters.centroids import predict
from segmentation.clusters.distributions import AGAIN, COUNT, LEVEL, SHARE, TIME, Family
from segmentation.clusters.kmeans import check_k
from segmentation.features.scaling import scale

STARTS, SAMPLE, SHORT = 20, 2_000, 10  # short runs on a sample, of which the best goes on
TOLERANCE, MOST_CYCLES = 1e-5, 200  # nats per customer
FARTHEST = 18.0  # logs of parameters
NOTHING = 1e-9  # days between a single order and itself
SHARES, AGAIN_TERM = "shares", "ordered again"

Parameters = dict[str, np.ndarray]


class Term(NamedTuple):
    """One column: a family, its distinct pairs of figure and exposure, and whose pair is which."""

    family: Family
    x: np.ndarray
    exposure: np.ndarray
    row: np.ndarray


class Mixture(NamedTuple):
    """A fitted model: `parameters` of each feature, shape (p, k), and what follows from them."""

    parameters: Parameters
    posterior: np.ndarray  # (n, k), rows add up to 1
    log_likelihood: float


def terms(customers: pd.DataFrame, names: list[str]) -> dict[str, Term]:
    """What is modelled of each feature, given the orders and days behind it.

    The first order falls on the day of joining and the last one marks the recency, so what is
    counted is whether there was a second, and if so, those in between. Who ordered once has a
    recency that is the tenure, by definition: it says nothing more.
    """
    n, one = customers["Frequency"], pd.Series(1.0, index=customers.index)
    days = customers[["Tenure", "Recency"]] + 0.5
    again = (n > 1).astype(float)
    between = np.where(n > 1, days["Tenure"] - customers["Recency"], NOTHING)
    made = {
        "Recency": (TIME, days["Recency"], again),
        AGAIN_TERM: (AGAIN, again, days["Tenure"]),
        "Frequency": (COUNT, np.maximum(n - 2, 0), between),
        "Monetary": (LEVEL, customers["Monetary"] / n, n),
        "Tenure": (TIME, days["Tenure"], one),
        "Return_Rate": (SHARE, (customers["Return_Rate"] * n).round(), n),
        "Discount_Usage": (SHARE, (customers["Discount_Usage"] * n).round(), n),
        "Satisfaction_Score": (SHARE, ((customers["Satisfaction_Score"] - 1) * n).round(), 4 * n),
        "Avg_Time_Site_Min": (LEVEL, customers["Avg_Time_Site_Min"], n),
        "Support_Calls": (COUNT, customers["Support_Calls"], one),
    }
    wanted = [*names, AGAIN_TERM] if "Frequency" in names else names
    return {name: _term(*made[name]) for name in wanted}


def _term(family: Family, x: pd.Series, exposure: pd.Series) -> Term:
    both = np.column_stack([x, exposure]).astype(float)
    pairs, row = np.unique(both, axis=0, return_inverse=True)
    return Term(family, pairs[:, :1], pairs[:, 1:], row)


def fit_mixture(
    customers: pd.DataFrame, names: list[str], k: int, seed: int = 0, starts: int = STARTS
) -> Mixture:
    """Fit k kinds of customers by EM and keep the best of several starts.

    Every start gives a sample to the nearest of k customers drawn far apart (k-means++) and takes a
    few steps; the one with the highest likelihood is carried to convergence on everybody. Customers
    come with all nine raw features, of which the named ones are modelled; k may be 1.

    Raises
    ------
    DataError
        If there are fewer distinct customers than k, or k is below 1.

    References
    ----------
    Dempster, Laird & Rubin 1977, J. R. Stat. Soc. B 39 (EM); Biernacki, Celeux & Govaert 2003,
    Comput. Stat. Data Anal. 41 (short runs first); Varadhan & Roland 2008, Scand. J. Stat. 35
    (steps extrapolated).
    """
    matrix = scale(customers, names).to_numpy()
    check_k(matrix, k)
    everybody = terms(customers, names)
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(matrix), min(SAMPLE, len(matrix)), replace=False)
    few = terms(customers.iloc[rows], names)
    with single_thread():
        runs = [_short_run(few, matrix[rows], k, seed + i) for i in range(starts if k > 1 else 1)]
        parameters, joint = _converge(everybody, max(runs, key=lambda run: run[1])[0])
    total = logsumexp(joint, axis=1, keepdims=True)
    return Mixture(parameters, np.exp(joint - total), float(total.sum()))


def _short_run(
    some: dict[str, Term], matrix: np.ndarray, k: int, seed: int
) -> tuple[Parameters, float]:
    centres, _ = kmeans_plusplus(matrix, k, random_state=seed)
    # Nobody is given away whole, or a kind without a return could never get one.
    posterior = 0.9 * np.eye(k)[predict(matrix, centres)] + 0.1 / k
    parameters = {
        name: term.family.start(term.x, term.exposure, _weights(term, posterior))
        for name, term in some.items()
    } | {SHARES: posterior.mean(axis=0)[None]}
    for _ in range(SHORT):
        parameters = _step(some, parameters, _joint(some, parameters))
    return parameters, _likelihood(_joint(some, parameters))


def _weights(term: Term, posterior: np.ndarray) -> np.ndarray:
    """Posterior weights of the distinct pairs of a term."""
    some = [np.bincount(term.row, w, len(term.x)) for w in posterior.T]
    return np.stack(some, axis=1) + 1e-12  # a kind that nobody is of stays a kind


def _joint(some: dict[str, Term], parameters: Parameters) -> np.ndarray:
    """Log density of each customer and kind, the kind's share included; shape (n, k)."""
    joint = np.log(parameters[SHARES])
    for name, term in some.items():
        log_density = term.family.log_density(term.x, term.exposure, parameters[name])
        joint = joint + log_density[term.row]
    return joint


def _likelihood(joint: np.ndarray) -> float:
    return float(logsumexp(joint, axis=1).sum())


def _step(some: dict[str, Term], parameters: Parameters, joint: np.ndarray) -> Parameters:
    """One step of EM."""
    posterior = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
    updated = {
        name: term.family.update(term.x, term.exposure, _weights(term, posterior), parameters[name])
        for name, term in some.items()
    }
    return updated | {SHARES: np.maximum(posterior.mean(axis=0)[None], 1e-12)}


def _converge(some: dict[str, Term], parameters: Parameters) -> tuple[Parameters, np.ndarray]:
    """EM with extrapolated steps, each taken back where it would lower the likelihood."""
    joint = _joint(some, parameters)
    for _ in range(MOST_CYCLES):
        before = _likelihood(joint)
        first = _step(some, parameters, joint)
        second = _step(some, first, _joint(some, first))
        plain, far = _joint(some, second), _extrapolated(parameters, first, second)
        beyond = _joint(some, far)
        better = _likelihood(beyond) > _likelihood(plain)
        parameters, joint = (far, beyond) if better else (second, plain)
        if _likelihood(joint) - before < TOLERANCE * len(joint):
            break
    return parameters, joint


def _extrapolated(start: Parameters, first: Parameters, second: Parameters) -> Parameters:
    """Where two steps would lead if they went on (SQUAREM, scheme S3), all parameters positive."""
    far = {}
    for name in start:
        zero, one, two = (np.log(p[name]) for p in (start, first, second))
        way, bend = one - zero, two - 2 * one + zero
        length = max(1.0, float(np.linalg.norm(way) / (np.linalg.norm(bend) + 1e-12)))
        beyond = zero + 2 * length * way + length**2 * bend
        far[name] = np.exp(np.clip(beyond, -FARTHEST, FARTHEST))
    far[SHARES] /= far[SHARES].sum()
    return far
