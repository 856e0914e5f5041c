"""Who changes segment between two dates, against habits that never change and refits alone."""

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from segmentation.base.errors import DataError
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.measure import customer_features
from segmentation.features.names import RFM
from segmentation.features.scaling import scale
from segmentation.lifetime.nbd import gamma_rates
from segmentation.tomorrow import drift

FIRST, LAST = "2026-01-01", "2026-04-01"


def steady_shop(customers: int, seed: int, faster: float = 1.0) -> pd.DataFrame:
    """Orders at rates that are Gamma over customers; after `FIRST` all order that much faster."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.8, 1 / 40, customers)
    joined = rng.integers(30, 300, customers)
    parts = [np.zeros((customers, 2))]
    parts[0][:, 0], parts[0][:, 1] = np.arange(customers), -joined
    for start, length, times in ((-joined, joined, 1.0), (np.zeros(customers), 90, faster)):
        count = rng.poisson(rate * times * length)
        owner = np.repeat(np.arange(customers), count)
        when = start[owner] + rng.random(len(owner)) * np.broadcast_to(length, customers)[owner]
        parts.append(np.column_stack([owner, when]))
    owner, when = np.vstack(parts).T
    return pd.DataFrame(
        {
            "customer_id": owner.astype(int),
            "order_id": range(len(owner)),
            # Day 0 of the count begins when the first date ends.
            "ordered_at": pd.Timestamp(FIRST)
            + pd.Timedelta(days=1)
            + pd.to_timedelta(when, "D").floor("s"),
            "amount": rng.lognormal(3, 0.5, len(owner)).round(2),
        }
    )


def both_dates(orders: pd.DataFrame) -> list[pd.DataFrame]:
    """Features at the two dates."""
    table = ibis.memtable(orders)
    return [
        customer_features(table, as_of=d).order_by("Customer_ID").execute() for d in (FIRST, LAST)
    ]


def past_of(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders up to the first date."""
    return orders[orders["ordered_at"] < pd.Timestamp(FIRST) + pd.Timedelta(days=1)]


def test_transitions_by_hand():
    then, now = pd.Series([0, 0, 0, 0, 2]), pd.Series([0, 1, 1, 2, 2])
    table = drift.transitions(then, now, 3)
    expected = [[0.25, 0.5, 0.25], [np.nan] * 3, [0, 0, 1]]
    np.testing.assert_allclose(table, expected)
    rng = np.random.default_rng(0)
    some = drift.transitions(*[pd.Series(rng.integers(0, 4, 500)) for _ in range(2)], 4)
    assert some.sum(axis=1).to_numpy() == pytest.approx(np.ones(4))


def test_transitions_are_those_of_pandas():
    rng = np.random.default_rng(1)
    then, now = (pd.Series(rng.integers(0, 3, 200), index=range(50, 250)) for _ in range(2))
    expected = pd.crosstab(then, now, normalize="index")
    np.testing.assert_allclose(drift.transitions(then, now, 3), expected)


def test_intervals_of_transitions_have_the_known_width():
    rng = np.random.default_rng(0)
    then = pd.Series(np.repeat([0, 1], [3_000, 1_000]))
    now = pd.Series((rng.random(4_000) < 0.3).astype(int))
    low, high = drift.transition_intervals(then, now, 2)
    seen = drift.transitions(then, now, 2)
    for row, n in ((0, 3_000), (1, 1_000)):
        p = seen.loc[row, 1]
        width = 2 * norm.ppf(0.975) * np.sqrt(p * (1 - p) / n)
        assert high.loc[row, 1] - low.loc[row, 1] == pytest.approx(width, rel=0.1)
    assert ((low <= seen) & (seen <= high)).to_numpy().all()
    low, high = drift.transition_intervals(pd.Series([0] * 20), pd.Series([0] * 20), 2)
    assert high.loc[0, 1] == pytest.approx(0.1611, abs=5e-5)  # 0 of 20 has a width
    assert low.loc[1].isna().all()  # nobody was there


def test_the_model_is_that_of_its_date(customers):
    model = drift.model_at(customers, list(RFM), 3)
    matrix = scale(customers, list(RFM))
    expected = predict(matrix, fit_kmeans(matrix, 3))
    assert drift.label(model, customers).tolist() == expected.tolist()
    few = customers.tail(20)
    assert drift.label(model, few).tolist() == expected[-20:].tolist()
    assert list(drift.label(model, few).index) == list(few.index)


def test_unchanged_habits_add_what_they_should():
    orders = steady_shop(600, 0)
    people, _ = both_dates(orders)
    past = past_of(orders)
    drawn = list(drift.unchanged(people, past, 90, draws=60, seed=1))
    for aged in drawn[:5]:
        more = aged["Frequency"] - people["Frequency"]
        silent = more == 0
        assert (aged["Recency"][silent] == people["Recency"][silent] + 90).all()
        assert aged["Recency"][~silent].between(0, 89).all()
        assert (aged["Monetary"][silent] == people["Monetary"][silent]).all()
        assert (aged["Monetary"][~silent] > people["Monetary"][~silent]).all()
    shape, rate = gamma_rates(people["Frequency"].to_numpy() - 1, people["Tenure"] + 0.5)
    expected = 90 * (shape + people["Frequency"] - 1) / (rate + people["Tenure"] + 0.5)
    added = np.mean([aged["Frequency"] - people["Frequency"] for aged in drawn], axis=0)
    assert added.sum() == pytest.approx(expected.sum(), rel=0.03)
    assert np.corrcoef(added, expected)[0, 1] > 0.95
    # Whoever always paid the same keeps doing so.
    flat = drift.unchanged(people, past.assign(amount=5.0), 90, draws=1)
    aged = next(flat)
    extra = 5.0 * (aged["Frequency"] - people["Frequency"])
    assert (aged["Monetary"] - people["Monetary"]).to_numpy() == pytest.approx(extra.to_numpy())


def test_the_last_of_several_orders_is_as_late_as_it_should_be():
    people = pd.DataFrame(
        {"Customer_ID": [1], "Recency": [0], "Frequency": [401], "Monetary": [1.0], "Tenure": [400]}
    )
    people = pd.concat([people.assign(Customer_ID=i) for i in range(30)], ignore_index=True)
    people["Frequency"] += np.arange(30)  # rates must differ a little to be learned
    past = pd.DataFrame({"customer_id": people["Customer_ID"], "amount": 1.0})
    aged = pd.concat(drift.unchanged(people, past, 90, draws=50))
    # about one order a day: the mean gap to the end is nearly a day, less the rounding down
    assert 0 <= aged["Recency"].mean() < 1
    assert aged["Recency"].max() < 20


def test_steady_customers_are_no_drift_and_faster_ones_are():
    found = {}
    for faster in (1.0, 2.5):
        orders = steady_shop(700, 3, faster)
        found[faster] = drift.between(*both_dates(orders), past_of(orders), 90, 3, again=1)
    low, high = np.quantile(found[1.0]["kept if unchanged"], [0.005, 0.995])
    assert low <= found[1.0]["kept"] <= high
    assert found[2.5]["up"] > found[2.5]["up if unchanged"].max()
    steady = found[1.0]
    beyond = (steady["seen"] < steady["null low"]) | (steady["seen"] > steady["null high"])
    assert beyond.to_numpy().sum() <= 2


def test_between_in_parts():
    orders = steady_shop(300, 1)
    before, after = both_dates(orders)
    found = drift.between(before, after, past_of(orders), 90, 3, draws=30, again=3)
    for name in ("seen", "null"):
        assert found[name].sum(axis=1).to_numpy() == pytest.approx(np.ones(3))
    model = drift.model_at(before, list(RFM), 3)
    now = drift.label(model, after[after["Customer_ID"].isin(before["Customer_ID"])])
    then = drift.label(model, before)
    assert found["kept"] == (then.to_numpy() != now.to_numpy()).mean()
    assert found["up"] < found["kept"]
    moved = 1 - sum(then.eq(i).mean() * found["seen"].loc[i, i] for i in range(3))
    assert found["kept"] == pytest.approx(moved)
    again = drift.between(before, after, past_of(orders), 90, 3, draws=30, again=3)
    np.testing.assert_array_equal(found["kept if unchanged"], again["kept if unchanged"])
    np.testing.assert_array_equal(found["refits"], again["refits"])


def test_nothing_after_the_first_date_makes_the_null():
    orders = steady_shop(300, 1)
    before, _ = both_dates(orders)
    past = past_of(orders)
    late = orders["ordered_at"] > past["ordered_at"].max()
    other = orders.assign(amount=orders["amount"].where(~late, 1e4))
    changed = customer_features(ibis.memtable(other), as_of=LAST).order_by("Customer_ID").execute()
    plain, odd = (
        drift.between(before, after, past, 90, 3) for after in (both_dates(orders)[1], changed)
    )
    pd.testing.assert_frame_equal(plain["null"], odd["null"])
    pd.testing.assert_frame_equal(plain["centres"], odd["centres"])
    assert plain["up"] != odd["up"]


def test_refits_of_clear_groups_move_nobody(blobs):
    people = blobs - blobs.min() + 1
    assert drift.refits(people, list(RFM), 4, draws=3).tolist() == [0, 0, 0]


def test_too_few_customers_are_refused():
    orders = steady_shop(20, 0)
    with pytest.raises(
        DataError, match="at least 50 customers at the earlier date, but there are 20"
    ):
        drift.between(*both_dates(orders), past_of(orders), 90, 3)
