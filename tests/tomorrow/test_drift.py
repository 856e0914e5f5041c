"""Who changes segment between two dates, against habits that never change and refits alone."""

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from segmentation.base.errors import DataError
from segmentation.clusters.agreement import moved
from segmentation.clusters.centroids import predict
from segmentation.clusters.kmeans import fit_kmeans
from segmentation.features.measure import features_table
from segmentation.features.names import RFM
from segmentation.features.scaling import scale
from segmentation.lifetime.nbd import gamma_rates
from segmentation.tomorrow import drift
from segmentation.tomorrow.segments import fit_segments

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
    return [features_table(table, as_of=d) for d in (FIRST, LAST)]


def past_of(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders up to the first date."""
    return orders[orders["ordered_at"] < pd.Timestamp(FIRST) + pd.Timedelta(days=1)]


def test_transitions_by_hand_and_as_pandas_has_them():
    table = drift.transitions(np.array([0, 0, 0, 0, 2]), np.array([0, 1, 1, 2, 2]), 3)
    expected = [[0.25, 0.5, 0.25], [np.nan] * 3, [0, 0, 1]]
    np.testing.assert_allclose(table.value.unstack(), expected)
    assert table.low[1].isna().all()  # nobody was there
    then, now = np.random.default_rng(1).integers(0, 3, (2, 200))
    expected = pd.crosstab(then, now, normalize="index")
    np.testing.assert_allclose(drift.transitions(then, now, 3).value.unstack(), expected)


def test_intervals_of_transitions_have_the_known_width():
    rng = np.random.default_rng(0)
    then = np.repeat([0, 1], [3_000, 1_000])
    seen = drift.transitions(then, (rng.random(4_000) < 0.3).astype(int), 2)
    for row, n in ((0, 3_000), (1, 1_000)):
        p = seen.value[row, 1]
        width = 2 * norm.ppf(0.975) * np.sqrt(p * (1 - p) / n)
        assert seen.high[row, 1] - seen.low[row, 1] == pytest.approx(width, rel=0.1)
    none = drift.transitions(np.zeros(20, int), np.zeros(20, int), 2)
    assert none.high[0, 1] == pytest.approx(0.1611, abs=5e-5)  # 0 of 20 has a width


def test_segments_are_those_of_their_date(customers):
    segments = fit_segments(customers, RFM, 3)
    matrix = scale(customers, list(RFM))
    expected = predict(matrix, fit_kmeans(matrix, 3))
    assert segments.clustering.labels.tolist() == expected.tolist()
    few = customers.tail(20)
    assert segments.label(few).to_dict() == dict(zip(few.index, expected[-20:], strict=True))


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


def compared(orders: pd.DataFrame, **draws: int) -> drift.SnapshotComparison:
    """Both dates of a shop, in three segments."""
    return drift.compare_snapshots(*both_dates(orders), past_of(orders), 90, 3, **draws)


def test_steady_customers_are_no_drift_and_faster_ones_are():
    steady, faster = (compared(steady_shop(700, 3, pace), refit_draws=1) for pace in (1.0, 2.5))
    assert steady.null_moved.low <= steady.share_moved <= steady.null_moved.high
    assert faster.share_moved_up > faster.null_moved_up.high
    assert steady.beyond_null.sum() <= 2


def test_a_comparison_in_parts():
    orders = steady_shop(300, 1)
    before, after = both_dates(orders)
    found, again = (compared(orders, draws=30, refit_draws=3) for _ in range(2))
    old, new = fit_segments(before, RFM, 3), fit_segments(after, RFM, 3)
    same = after[after["Customer_ID"].isin(before["Customer_ID"])]
    then, now = old.label(before).to_numpy(), old.label(same).to_numpy()
    spend = before["Monetary"].groupby(then).mean().to_numpy()
    assert found.share_moved == (then != now).mean()
    assert found.share_moved_up == (spend[now] > spend[then]).mean() < found.share_moved
    assert found.share_relabelled == moved(then, new.label(same).to_numpy())
    assert found.share_placed_differently == moved(now, new.label(same).to_numpy())
    stayed = sum((then == i).mean() * found.transitions.value[i, i] for i in range(3))
    assert found.share_moved == pytest.approx(1 - stayed)
    null = found.null_transitions
    assert null.value.groupby("then").sum().tolist() == pytest.approx([1] * 3)
    pd.testing.assert_frame_equal(null.draws, again.null_transitions.draws)
    np.testing.assert_array_equal(found.refits, again.refits)


def test_nothing_after_the_first_date_makes_the_null():
    orders = steady_shop(300, 1)
    late = orders["ordered_at"] > past_of(orders)["ordered_at"].max()
    other = orders.assign(amount=orders["amount"].where(~late, 1e4))
    plain, odd = (compared(table, refit_draws=1) for table in (orders, other))
    pd.testing.assert_series_equal(plain.null_transitions.value, odd.null_transitions.value)
    pd.testing.assert_frame_equal(plain.centroids, odd.centroids)
    assert plain.share_moved_up != odd.share_moved_up


def test_refits_of_clear_groups_move_nobody(blobs):
    people = blobs - blobs.min() + 1
    assert drift.refits(people, RFM, 4, draws=3).tolist() == [0, 0, 0]


def test_too_few_customers_are_refused():
    with pytest.raises(
        DataError, match="at least 50 customers at the earlier date, but there are 20"
    ):
        compared(steady_shop(20, 0))
