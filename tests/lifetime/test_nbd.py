"""BG/NBD: against planted parameters, numerical integration, and simulated futures."""

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.stats import beta, gamma, nbinom

from segmentation.base.errors import DataError
from segmentation.lifetime import nbd

CDNOW = nbd.BGNBD(0.243, 4.414, 0.793, 2.426)  # as Fader, Hardie & Lee (2005) print it, in weeks


def history(*rows: tuple[float, float, float]) -> pd.DataFrame:
    """Histories of repeat orders, time of the last, and age."""
    return pd.DataFrame(rows, columns=nbd.HISTORY)


ODD = history((0, 0, 0), (0, 0, 39), (1, 2, 30), (2, 30.43, 38.86), (3, 38, 38), (26, 30.9, 31))


def simulated(model: nbd.BGNBD, n: int, seed: int, days: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Histories of customers who order and leave as the model says, and orders in the days after.

    Order by order, as the model is told, and not by any formula of the module.
    """
    rng = np.random.default_rng(seed)
    rate = rng.gamma(model.r, 1 / model.alpha, n)
    leaves = rng.beta(model.a, model.b, n)
    age = rng.uniform(100, 400, n)
    clock, stays = np.zeros(n), np.ones(n, dtype=bool)
    repeats, last, later = np.zeros(n, dtype=int), np.zeros(n), np.zeros(n, dtype=int)
    while stays.any():
        clock[stays] += rng.exponential(1 / rate[stays])
        known, ahead = stays & (clock <= age), stays & (clock > age) & (clock <= age + days)
        repeats[known] += 1
        last[known] = clock[known]
        later[ahead] += 1
        stays &= (clock <= age + days) & (rng.random(n) >= leaves)
    return pd.DataFrame({"Repeats": repeats, "Last": last, "Age": age}), later


def test_histories_count_days_up_to_the_day():
    orders = pd.DataFrame(
        {
            "customer_id": [7, 7, 7, 7, 3, 3, 9],
            "order_id": range(7),
            "ordered_at": pd.to_datetime(
                ["2026-01-01 08:00", "2026-01-01 23:59", "2026-01-11", "2026-02-02", "2026-01-31",
                 "2026-01-31 12:00", "2026-02-01"], format="ISO8601"
            ),
            "amount": [10.0, 5.0, 45.5, 99.0, 1.0, 2.0, 7.0],
        }
    )  # fmt: skip
    found = nbd.histories(ibis.memtable(orders), "2026-01-31")
    assert found.columns.tolist() == ["Customer_ID", "Repeats", "Last", "Age", "Basket"]
    # Two orders of one day are one; the customer of the day itself is known for 0 days.
    assert found.to_numpy().tolist() == [[3, 0, 0, 0, 3.0], [7, 1, 10, 30, 30.25]]


def test_a_fit_recovers_what_was_planted():
    planted = nbd.BGNBD(0.8, 30.0, 1.2, 4.0)
    seen, _ = simulated(planted, 20_000, 0, 0)
    found = nbd.fit(seen)
    assert found.r == pytest.approx(planted.r, rel=0.05)
    assert found.alpha == pytest.approx(planted.alpha, rel=0.05)
    assert found.a / (found.a + found.b) == pytest.approx(1.2 / 5.2, rel=0.05)
    assert found.a == pytest.approx(planted.a, rel=0.2)
    # and no parameters near them are likelier
    best = nbd.likelihood(found, seen).sum()
    for place in range(4):
        for factor in (0.97, 1.03):
            other = [value * (factor if at == place else 1) for at, value in enumerate(found)]
            assert nbd.likelihood(nbd.BGNBD(*other), seen).sum() < best


def test_a_fit_does_not_depend_on_the_unit_of_time():
    seen, _ = simulated(nbd.BGNBD(0.8, 30.0, 1.2, 4.0), 2_000, 1, 0)
    weeks = seen.assign(Last=seen["Last"] / 7, Age=seen["Age"] / 7)
    first, second = nbd.fit(seen), nbd.fit(weeks)
    assert np.array(second) == pytest.approx(np.array(first) * [1, 1 / 7, 1, 1], rel=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_a_fit_is_found_where_nobody_leaves(seed):
    # The chance to leave runs into 0: a ridge without a top, on which any point will do.
    rng = np.random.default_rng(seed)
    age = rng.uniform(1, 300, 800)
    count = rng.poisson(rng.gamma(0.7, 1 / 60, 800) * age)
    last = np.where(count > 0, age * rng.random(800) ** (1 / np.maximum(count, 1)), 0)
    seen = pd.DataFrame({"Repeats": count, "Last": last, "Age": age})
    found = nbd.fit(seen)
    assert found.a / (found.a + found.b) < 0.05
    steady = count.sum() * 90 / age.sum() * 800
    assert nbd.expected_orders(found, seen, 90).sum() == pytest.approx(steady, rel=0.2)


def test_the_likelihood_is_the_integral_over_customers():
    # Given rate and chance: exponential gaps, and after the last either silence or leaving.
    model = nbd.BGNBD(0.8, 5.0, 1.5, 3.0)
    middle = (np.arange(2_000) + 0.5) / 2_000  # quantiles of equal weight
    p, rate = np.meshgrid(beta.ppf(middle, 1.5, 3.0), gamma.ppf(middle, 0.8, scale=1 / 5))
    for x, last, age in ((0, 0, 7), (1, 3, 9), (3, 6, 6.5)):
        silent = (1 - p) ** x * rate**x * np.exp(-rate * age)
        left = p * (1 - p) ** max(x - 1, 0) * rate**x * np.exp(-rate * last) if x else 0
        found = nbd.likelihood(model, history((x, last, age)))[0]
        assert np.exp(found) == pytest.approx(np.mean(silent + left), rel=2e-3)


@pytest.mark.parametrize("a", [0.3, 0.793, 1.0, 1.0 + 1e-9, 2.5])
@pytest.mark.parametrize("row", ODD.itertuples(index=False, name=None))
def test_expected_orders_are_the_integral_over_those_alive(a, row):
    model = CDNOW._replace(a=a)
    x, _, age = row
    weeks = 39.0

    def at(p: float) -> float:
        """Orders of a living customer who leaves with chance p, integrated over rates."""
        rates = model.r + x, model.alpha + age
        stays = (rates[1] / (rates[1] + p * weeks)) ** rates[0]
        return (1 - stays) / p * p ** (a - 1) * (1 - p) ** (model.b + x - 1)

    direct, _ = quad(at, 0, 1, epsabs=1e-12, limit=500)
    direct /= beta_function(a, model.b + x)
    one = history(row)
    expected = direct * nbd.alive(model, one)[0]
    assert nbd.expected_orders(model, one, weeks)[0] == pytest.approx(expected, rel=1e-5)


def test_the_published_example_of_cdnow():
    # The customer of Fader, Hardie & Lee's spreadsheet: x = 2, t_x = 30.43, T = 38.86.
    found = nbd.expected_orders(CDNOW, history((2, 30.43, 38.86)), 39)[0]
    assert found == pytest.approx(1.226, abs=0.001)


def test_expected_orders_and_leaving_are_those_of_a_simulated_future():
    planted = nbd.BGNBD(0.8, 30.0, 1.2, 4.0)
    seen, later = simulated(planted, 60_000, 3, 90)
    expected = nbd.expected_orders(planted, seen, 90)
    assert expected.mean() == pytest.approx(later.mean(), rel=0.03)
    tenth = pd.qcut(expected, 10)
    table = pd.DataFrame({"said": expected, "true": later}).groupby(tenth, observed=True).mean()
    assert table["said"].to_numpy() == pytest.approx(table["true"].to_numpy(), rel=0.12, abs=0.02)


def test_nothing_overflows_and_nobody_is_expected_less_than_nothing():
    extreme = history((0, 0, 0), (0, 0, 1e5), (900, 1e3, 1e3), (900, 950, 1e5), (1, 1, 1e5))
    least, most = nbd.LEAST, nbd.MOST
    # At most an order a day, which is all that histories by the day can hold.
    edges = [nbd.BGNBD(r, max(r, 0.2), a, b) for r in (least, most) for a in (least, 1, most)
             for b in (least, most)]  # fmt: skip
    for model in (CDNOW, nbd.BGNBD(50, 1e5, 5, 20), *edges):
        for found in (
            nbd.likelihood(model, extreme),
            nbd.alive(model, extreme),
            nbd.expected_orders(model, extreme, 90),
        ):
            assert np.isfinite(found).all()
        chances = nbd.alive(model, extreme)
        assert (chances >= 0).all() and (chances <= 1).all()
        assert (nbd.expected_orders(model, extreme, 90) >= 0).all()


def test_silence_makes_leaving_likelier_and_the_first_order_keeps_everybody():
    model = nbd.BGNBD(0.8, 30.0, 1.2, 4.0)
    silent = history((5, 100, 100), (5, 100, 160), (5, 100, 300))
    chances = nbd.alive(model, silent)
    assert chances[0] > chances[1] > chances[2]
    assert nbd.alive(model, history((0, 0, 300)))[0] == 1


def test_without_a_second_day_there_is_no_rate():
    with pytest.raises(DataError, match="nobody ordered on two days"):
        nbd.fit(history((0, 0, 5), (0, 0, 9)))
    with pytest.raises(DataError, match="nobody ordered twice"):
        nbd.gamma_rates(np.zeros(5, dtype=int), np.full(5, 10.0))


def test_gamma_rates_recover_what_was_planted():
    rng = np.random.default_rng(0)
    days = rng.uniform(20, 400, 30_000)
    repeats = rng.poisson(rng.gamma(0.7, 1 / 50, 30_000) * days)
    shape, rate = nbd.gamma_rates(repeats, days)
    assert shape == pytest.approx(0.7, rel=0.03)
    assert rate == pytest.approx(50, rel=0.05)
    # and have the highest likelihood, by scipy's negative binomial

    def likelihood(r, a):
        return nbinom.logpmf(repeats, r, a / (a + days)).sum()

    best = likelihood(shape, rate)
    for r, a in ((1.03, 1), (0.97, 1), (1, 1.03), (1, 0.97)):
        assert likelihood(shape * r, rate * a) < best
