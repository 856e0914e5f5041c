"""What customers did in a window: who, how much, what came back, and its intervals."""

import ibis
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from segmentation.base.errors import DataError
from segmentation.features.measure import features_table
from segmentation.tomorrow import outcomes

DAYS = ["2026-03-01", "2026-04-01", "2026-04-02", "2026-05-01", "2026-05-02", "2026-04-20"]


@pytest.fixture
def orders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": [1, 2, 1, 1, 1, 3],
            "order_id": range(6),
            "ordered_at": pd.to_datetime(DAYS) + pd.Timedelta(hours=23, minutes=59),
            "amount": [10.0, 20.0, 30.5, 40.0, 50.0, 99.0],
            "returned_amount": [10.0, 0, 0, 8.25, 50.0, 0],
        }
    )


def people_at(orders: pd.DataFrame, day: str) -> pd.DataFrame:
    """Features as of a day."""
    return features_table(orders, as_of=day)


def test_follow_counts_the_window_and_no_other_day(orders):
    people = people_at(orders, "2026-04-01")
    found = outcomes.holdout_outcomes(people, ibis.memtable(orders), "2026-04-01", 30)
    assert found["Customer_ID"].tolist() == [1, 2]  # the third is new in the window
    assert found["Later_Orders"].tolist() == [2, 0]  # on its first and its last day
    assert found["Later_Spend"].tolist() == [70.5, 0]
    assert found["Later_Returned"].tolist() == [8.25, 0]
    pd.testing.assert_frame_equal(found[people.columns], people)


def test_features_know_nothing_of_the_window(orders):
    day = "2026-04-01"
    late = orders["ordered_at"] >= "2026-04-02"
    other = orders.assign(amount=orders["amount"].where(~late, 7 * orders["amount"]))
    both = [people_at(frame, day) for frame in (orders, other)]
    pd.testing.assert_frame_equal(*both)
    spends = [
        outcomes.holdout_outcomes(both[0], ibis.memtable(frame), day, 30)["Later_Spend"].sum()
        for frame in (orders, other)
    ]
    assert spends[1] == pytest.approx(7 * spends[0])


def test_nobody_ordered_is_refused(orders):
    people = people_at(orders, "2026-04-01")
    with pytest.raises(DataError, match="nobody ordered in the 5 days after 2026-06-01; choose"):
        outcomes.holdout_outcomes(people, ibis.memtable(orders), "2026-06-01", 5)


def test_the_shop_is_followed_as_its_files_say(shop_folder, customers, tables):
    table = ibis.read_parquet(shop_folder / "future.parquet")
    found = outcomes.holdout_outcomes(customers, table, "2026-06-30", 90)
    later = tables["future"][tables["future"]["customer_id"].isin(customers["Customer_ID"])]
    assert found["Later_Orders"].sum() == len(later)
    assert found["Later_Spend"].sum() == pytest.approx(later["amount"].sum())
    assert found["Later_Returned"].sum() == pytest.approx(later["returned_amount"].sum())


def test_days_are_paired_with_earlier_ones():
    days = ["2011-12-09", "2011-09-10", "2011-06-12"]
    assert outcomes.steps(days, 2) == [("2011-12-09", "2011-06-12")]
    assert outcomes.steps(dict.fromkeys(days), 1) == [tuple(days[:2]), tuple(days[1:])]
    assert outcomes.steps(days, 3) == []


def followed(again: list[int], spend: list[float], back: list[float]) -> pd.DataFrame:
    """Customers with what they did."""
    return pd.DataFrame(
        {
            "Later_Orders": again,
            "Later_Spend": spend,
            "Later_Returned": back,
        }
    )


def test_outcomes_by_hand():
    people = followed([2, 0, 1, 0], [60, 0, 40, 0], [25, 0, 0, 0])
    segment = pd.Series(pd.Categorical(["a", "a", "a", "b"], ["b", "a", "empty"]))
    did = outcomes.outcomes(people, segment, 50)  # a segment without customers is left out
    assert {name: e.value.to_dict() for name, e in did.items()} == {
        "ordered again": pytest.approx({"b": 0, "a": 2 / 3}),
        "spend": pytest.approx({"b": 0, "a": 100 / 3}),
        "amount returned": pytest.approx({"b": np.nan, "a": 0.25}, nan_ok=True),
    }
    assert did["ordered again"]["b"].high > 0.5  # none of one says little


def test_intervals_have_the_known_width():
    rng = np.random.default_rng(0)
    n, z = 3_000, norm.ppf(0.975)
    spend = np.where(rng.random(n) < 0.4, rng.gamma(2, 50, n), 0)
    people = followed(list((spend > 0).astype(int)), list(spend), list(0.1 * spend))
    segment = pd.Series(pd.Categorical(["all"] * n))
    did = {name: e["all"] for name, e in outcomes.outcomes(people, segment).items()}
    share = (spend > 0).mean()
    for outcome, spread in (("ordered again", share * (1 - share)), ("spend", spend.var())):
        found = did[outcome]
        assert found.high - found.low == pytest.approx(2 * z * np.sqrt(spread / n), rel=0.1)
        assert found.low < found.value < found.high
    # The same share of every pound comes back: the ratio of sums does not vary at all.
    back = did["amount returned"]
    assert (back.low, back.high) == pytest.approx((0.1, 0.1))


def test_outcomes_repeat_themselves(customers, shop_folder):
    table = ibis.read_parquet(shop_folder / "future.parquet")
    people = outcomes.holdout_outcomes(customers, table, "2026-06-30", 90)
    segment = pd.Series(pd.Categorical(np.where(customers["Frequency"] > 5, "many", "few")))
    first, second = (outcomes.outcomes(people, segment, 20) for _ in range(2))
    for outcome in first:
        pd.testing.assert_frame_equal(first[outcome].table, second[outcome].table)
    again = people["Later_Orders"].gt(0).groupby(segment.to_numpy()).mean()
    assert first["ordered again"].value.to_dict() == pytest.approx(again.to_dict())


def test_the_heaviest_customer_is_told_by_the_part_of_a_segment() -> None:
    people = pd.DataFrame({"Later_Spend": [500.0, 500, 90, 10, 0]})
    segment = pd.Series(["a", "a", "b", "b", "c"])
    assert outcomes.heaviest(people, segment) == (2, pytest.approx(0.9))
