"""The count mixture: its distributions, its fit, and what it recovers."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import adjusted_rand_score

from segmentation.base.errors import DataError
from segmentation.clusters import mixture
from segmentation.clusters.distributions import AGAIN, COUNT, LEVEL, SHARE, TIME, Family
from segmentation.features.names import NUMERIC

NINE = list(NUMERIC)


def column(*values: float) -> np.ndarray:
    """Values as families want them."""
    return np.array(values, dtype=float)[:, None]


# Distributions


def test_densities_are_those_of_scipy() -> None:
    x, n = column(0, 1, 4), column(1, 3, 9)
    share = SHARE.log_density(x, n, np.array([[2.0], [5.0]]))
    assert share == pytest.approx(stats.betabinom(n, 2, 5).logpmf(x))
    count = COUNT.log_density(x, n, np.array([[1.5], [4.0]]))
    assert count == pytest.approx(stats.nbinom(1.5, 4 / (4 + n)).logpmf(x))
    time = TIME.log_density(x + 1, np.ones_like(x), np.array([[1.5], [4.0]]))
    assert time == pytest.approx(stats.gamma(1.5, scale=1 / 4).logpdf(x + 1))
    level = LEVEL.log_density(x + 1, n, np.array([[2.0], [0.3], [0.8]]))
    spread = np.sqrt(0.3 + 0.8 / n)
    assert level == pytest.approx(stats.norm(np.log(2), spread).logpdf(np.log(x + 1)))


def test_a_time_without_exposure_says_nothing() -> None:
    shown = TIME.log_density(column(3, 3), column(1, 0), np.array([[1.5], [4.0]]))
    assert shown[0] != 0 and shown[1] == 0


def test_again_is_whether_a_count_is_above_zero() -> None:
    p, days = np.array([[1.5], [40.0]]), column(5, 90, 400)
    none = COUNT.log_density(np.zeros_like(days), days, p)
    assert AGAIN.log_density(np.zeros_like(days), days, p) == pytest.approx(none)
    some = AGAIN.log_density(np.ones_like(days), days, p)
    assert np.exp(none) + np.exp(some) == pytest.approx(np.ones((3, 1)))


def drawn(family: Family, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Figures and exposures of 20,000 customers, and the parameters they were drawn with."""
    size = 20_000
    n = rng.integers(1, 30, size).astype(float)
    if family is TIME:
        return rng.gamma(3, 1 / 0.02, size), np.ones(size), [3, 0.02]
    if family is COUNT:
        return rng.poisson(rng.gamma(3, 1 / 2, size) * n).astype(float), n, [3, 2]
    if family is AGAIN:
        return (rng.poisson(rng.gamma(3, 1 / 20, size) * n) > 0).astype(float), n, [3, 20]
    if family is SHARE:
        return rng.binomial(n.astype(int), rng.beta(2, 6, size)).astype(float), n, [2, 6]
    own = rng.normal(np.log(40), np.sqrt(0.2), size)
    return np.exp(rng.normal(own, np.sqrt(0.5 / n))), n, [40, 0.2, 0.5]


@pytest.mark.parametrize("family", [TIME, COUNT, SHARE, LEVEL, AGAIN])
def test_updates_never_lower_the_likelihood_and_find_the_parameters(family: Family) -> None:
    x, e, planted = drawn(family, np.random.default_rng(0))
    x, e, w = x[:, None], e[:, None], np.ones((len(x), 1))
    p = family.start(x, e, w)
    reached = [float(family.log_density(x, e, p).sum())]
    for _ in range(400):
        p = family.update(x, e, w, p)
        reached.append(float(family.log_density(x, e, p).sum()))
    assert np.diff(reached).min() > -1e-4
    assert p.shape == (len(planted), 1)
    if family is AGAIN:  # whether there was any hardly tells shape from rate; their ratio it does
        assert p[0, 0] / p[1, 0] == pytest.approx(planted[0] / planted[1], rel=0.1)
    else:
        assert p[:, 0] == pytest.approx(planted, rel=0.1)


# Terms


def test_terms_are_counts_with_exposures(customers: pd.DataFrame) -> None:
    made = mixture.terms(customers, NINE)
    assert set(made) == {*NINE, mixture.AGAIN_TERM}
    returned = made["Return_Rate"]
    pairs = np.column_stack([returned.x, returned.exposure])[returned.row]
    assert pairs[:, 0] / pairs[:, 1] == pytest.approx(customers["Return_Rate"].to_numpy())
    assert pairs[:, 1] == pytest.approx(customers["Frequency"].to_numpy())
    once = (customers["Frequency"] == 1).to_numpy()
    recency = made["Recency"]
    assert (recency.exposure[recency.row][once] == 0).all()
    assert (recency.exposure[recency.row][~once] == 1).all()


def test_without_frequency_nobody_orders_again(customers: pd.DataFrame) -> None:
    assert set(mixture.terms(customers, ["Monetary", "Tenure"])) == {"Monetary", "Tenure"}


# The fit


@pytest.fixture(scope="module")
def few(customers: pd.DataFrame) -> pd.DataFrame:
    """1,500 customers."""
    return customers.head(1_500)


@pytest.fixture(scope="module")
def fitted(few: pd.DataFrame) -> mixture.Mixture:
    """Five kinds of them."""
    return mixture.fit_mixture(few, NINE, 5, starts=5)


def test_it_recovers_planted_personas(fitted: mixture.Mixture, truth: pd.Series) -> None:
    labels = fitted.posterior.argmax(axis=1)
    assert adjusted_rand_score(truth.head(1_500), labels) > 0.95


def test_everybody_has_a_probability_of_each_kind(fitted: mixture.Mixture) -> None:
    assert fitted.posterior.shape == (1_500, 5)
    assert fitted.posterior.sum(axis=1) == pytest.approx(np.ones(1_500))


def test_extrapolation_ends_no_lower_than_plain_steps(
    few: pd.DataFrame, fitted: mixture.Mixture
) -> None:
    some = mixture.terms(few, NINE)
    at_the_end = mixture._joint(some, fitted.parameters)
    stepped = mixture._step(some, fitted.parameters, at_the_end)
    gain = mixture._likelihood(mixture._joint(some, stepped)) - mixture._likelihood(at_the_end)
    assert -1e-6 < gain / len(few) < 1e-4


def test_one_kind_is_allowed_and_fits_worse(few: pd.DataFrame, fitted: mixture.Mixture) -> None:
    one = mixture.fit_mixture(few, NINE, 1)
    assert (one.posterior == 1).all()
    assert one.log_likelihood < fitted.log_likelihood


def test_the_same_seed_gives_the_same_fit(few: pd.DataFrame) -> None:
    first, second = (mixture.fit_mixture(few.head(400), NINE, 3, starts=2) for _ in range(2))
    assert np.array_equal(first.posterior, second.posterior)


def test_too_few_customers(few: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="need at least 5 different customers"):
        mixture.fit_mixture(few.head(3), NINE, 5)
