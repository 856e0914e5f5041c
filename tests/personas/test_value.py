"""Money per customer and per segment, by hand, with dates on both edges of the year."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.base.errors import DataError
from segmentation.base.palette import VIP
from segmentation.personas.other_costs import (
    sensitivity,
    swapped,
    swapped_by_costs,
    when_swapped,
)
from segmentation.personas.value import (
    CONTRIBUTION_MARGIN,
    COSTS,
    YEAR,
    Assumptions,
    budget,
    budget_by_test,
    contribution,
    left_of_100,
    money,
    per_segment,
    profit_by_segment,
)

MEASURED = ["spend", "returned", "discounted_kept", "orders", "returns", "contacts"]
AMOUNT = st.floats(0, 1e4)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of four customers around the year up to 30 June 2026."""
    folder = tmp_path_factory.mktemp("tiny")
    columns = ["customer_id", "ordered_at", "amount", "returned_amount", "discounted"]
    orders = [
        (1, "2025-06-30 23:59:59", 500.00, 500.00, True),  # a second too early
        (1, "2025-07-01 00:00:00", 10.10, 0.00, True),
        (1, "2025-12-24 12:00:00", 0.07, 0.07, False),
        (1, "2026-06-30 23:59:59", 20.20, 5.05, True),  # a part of it is kept
        (1, "2026-07-01 00:00:00", 900.00, 900.00, True),  # a second too late
        (2, "2026-01-01 00:00:00", 30.30, 30.30, True),
        (3, "2024-01-01 00:00:00", 70.00, 0.00, False),
    ]
    contacts = [
        (1, "2025-06-30 23:59:59"),
        (1, "2025-07-01 00:00:00"),
        (1, "2026-06-30 23:59:59"),
        (1, "2026-07-01 00:00:00"),
        (3, "2026-03-03 03:03:03"),
    ]
    frames = {
        "orders": pd.DataFrame(orders, columns=columns).astype({"ordered_at": "datetime64[us]"}),
        "contacts": pd.DataFrame(contacts, columns=["customer_id", "contacted_at"]).astype(
            {"contacted_at": "datetime64[us]"}
        ),
        "customers": pd.DataFrame({"customer_id": [4, 3, 2, 1]}),
    }
    for name, frame in frames.items():
        frame.to_parquet(folder / f"{name}.parquet")
    return folder


def parts_of(**columns: list[float]) -> pd.DataFrame:
    """Parts of some customers; what is not given is 0."""
    every = ["spend", "margin", *COSTS, "contribution"]
    return pd.DataFrame(columns).reindex(columns=every, fill_value=0.0)


# Measured


@pytest.mark.parametrize("as_of", ["2026-06-30", dt.date(2026, 6, 30)])
def test_a_year_counts_from_its_first_second_to_its_last(tiny: Path, as_of: str | dt.date) -> None:
    measured = money(tiny, as_of)
    assert measured.index.tolist() == [4, 3, 2, 1]  # in the order of the customers
    assert measured.index.name == "Customer_ID"
    assert sorted(measured.columns) == sorted(MEASURED)
    by_hand = {
        4: [0, 0, 0, 0, 0, 0],
        3: [0, 0, 0, 0, 0, 1],
        2: [30.30, 30.30, 0, 1, 1, 0],
        1: [30.37, 5.12, 25.25, 3, 2, 2],
    }
    assert measured[MEASURED].T.to_dict("list") == by_hand


def test_a_period_of_one_day(tiny: Path) -> None:
    measured = money(tiny, "2026-06-30", days=1)
    assert measured.loc[1, MEASURED].tolist() == [20.20, 5.05, 15.15, 1, 1, 1]
    assert measured.loc[2, MEASURED].tolist() == [0] * 6
    next_day = money(tiny, "2026-07-01", days=1)
    assert next_day.loc[1, MEASURED].tolist() == [900, 900, 0, 1, 1, 1]


def test_money_of_the_small_shop_is_what_pandas_adds_up(shop_folder: Path, tables: dict) -> None:
    measured = money(shop_folder, "2026-06-30")
    orders, contacts = tables["orders"], tables["contacts"]
    orders = orders[orders["ordered_at"] >= "2025-07-01"]
    assert measured["spend"].sum() == pytest.approx(orders["amount"].sum())
    assert measured["returned"].sum() == pytest.approx(orders["returned_amount"].sum())
    kept = (orders["amount"] - orders["returned_amount"])[orders["discounted"]]
    assert measured["discounted_kept"].sum() == pytest.approx(kept.sum())
    assert measured["returns"].sum() == (orders["returned_amount"] > 0).sum()
    assert measured["orders"].sum() == len(orders)
    assert measured["contacts"].sum() == (contacts["contacted_at"] >= "2025-07-01").sum()
    assert len(measured) == len(tables["customers"])


# Assumed


@pytest.mark.parametrize(
    ("field", "value", "limit"),
    [
        ("margin", 1.01, "a share between 0 and 1"),
        ("margin", -0.01, "a share between 0 and 1"),
        ("coupon", 10, "a share between 0 and 1"),
        ("coupon", float("nan"), "a share between 0 and 1"),
        ("cost_of_return", -1, "0 or more"),
        ("cost_of_contact", -0.5, "0 or more"),
    ],
)
def test_impossible_assumptions_are_named(field: str, value: float, limit: str) -> None:
    with pytest.raises(DataError, match=rf"^{field} must be {limit}; got {value}\.$"):
        Assumptions(**{field: value})


def test_the_edges_can_be_assumed() -> None:
    Assumptions(margin=0, cost_of_return=0, cost_of_contact=0, coupon=0)
    Assumptions(margin=1, coupon=1)


def test_contribution_by_hand() -> None:
    measured = pd.DataFrame(
        [[200.0, 50.0, 80.0, 9, 2, 3], [0.0, 0.0, 0.0, 0, 0, 1]], columns=MEASURED, index=[8, 9]
    )
    parts = contribution(measured, Assumptions(0.5, 10, 4, 0.1))
    assert parts.loc[8].to_dict() == {
        "spend": 200, "margin": 100, "refunds": -25, "coupons": -8, "returns": -20,
        "support": -12, "contribution": 35,
    }  # fmt: skip
    assert parts.loc[9, ["margin", "support", "contribution"]].tolist() == [0, -4, -4]


@given(
    st.lists(st.tuples(AMOUNT, st.floats(0, 1), st.floats(0, 1), st.integers(0, 9),
                       st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9),
    st.floats(0, 1), st.floats(0, 50), st.floats(0, 50), st.floats(0, 1),
)  # fmt: skip
def test_contribution_adds_up(
    rows: list, margin: float, of_return: float, of_contact: float, coupon: float
) -> None:
    measured = pd.DataFrame(rows, columns=MEASURED)
    measured["returned"] *= measured["spend"]
    measured["discounted_kept"] *= measured["spend"] - measured["returned"]
    assumed = Assumptions(margin, of_return, of_contact, coupon)
    parts = contribution(measured, assumed)
    added = parts["margin"] + parts[list(COSTS)].sum(axis=1)
    np.testing.assert_allclose(parts["contribution"], added, atol=1e-9)
    assert (parts[list(COSTS)] <= 0).all().all()
    free = contribution(measured, Assumptions(margin, 0, 0, 0))
    kept = margin * (measured["spend"] - measured["returned"])
    np.testing.assert_allclose(free["contribution"], kept, atol=1e-9)
    assert (parts["contribution"] <= free["contribution"]).all()


# Per segment


def test_segments_keep_the_order_of_their_categories() -> None:
    parts = parts_of(spend=[10, 30, 60], margin=[4, 12, 24], support=[0, -2, -8],
                     contribution=[4, 10, 16])  # fmt: skip
    names = pd.Series(
        pd.Categorical(["z", "z", "a"], ["z", "nobody", "a"]), index=["another", "index", "here"]
    )
    table = per_segment(parts, names)
    assert table.index.tolist() == ["z", "a"]
    assert table["customers"].tolist() == [2, 1]
    assert table["spend"].tolist() == [20, 60]
    assert table["support"].tolist() == [-1, -8]
    assert table["contribution"].tolist() == [7, 16]
    assert table["share of spend"].tolist() == [0.4, 0.6]
    np.testing.assert_allclose(table["share of contribution"], [14 / 30, 16 / 30])


def test_shares_of_the_small_shop_sum_to_one(shop_folder: Path, truth: pd.Series) -> None:
    parts = contribution(money(shop_folder, "2026-06-30"), Assumptions())
    table = per_segment(parts, pd.Series(pd.Categorical(truth)))
    np.testing.assert_allclose(
        table[["share of spend", "share of contribution"]].sum(), 1, rtol=0, atol=1e-12
    )
    whole = (table["customers"] * table["contribution"]).sum()
    assert whole == pytest.approx(parts["contribution"].sum())
    assert table["customers"].sum() == len(truth)


def test_what_becomes_of_100_pounds_by_hand() -> None:
    parts = parts_of(spend=[100, 300, 50], margin=[40, 120, 20], support=[0, -80, -1],
                     refunds=[-10, 0, 0], contribution=[30, 40, 19])  # fmt: skip
    table = left_of_100(parts, pd.Series(pd.Categorical(["b", "b", "a"], ["b", "none", "a"])))
    # The sums are divided, not the customers' own ratios averaged: 70 of 400 and 19 of 50.
    assert table.index.tolist() == ["a", "b"]
    assert table.columns.tolist() == ["margin", *COSTS, "left"]
    assert table["left"].tolist() == pytest.approx([38, 17.5])
    assert table.loc["b"].tolist() == pytest.approx([40, -2.5, 0, 0, -20, 17.5])


def test_a_group_taken_apart_by_hand() -> None:
    customers = pd.DataFrame({"Satisfaction_Score": [2.0, 5.0, 3.0]}, index=[30, 31, 32])
    measured = pd.DataFrame(
        {"orders": [10, 8, 30], "returns": [5, 0, 5], "contacts": [4, 1, 2]}, index=[30, 31, 32]
    )
    parts = parts_of(spend=[100, 400, 300], contribution=[-10, 200, 50]).set_index(measured.index)
    names = pd.Series(pd.Categorical(["angry", "happy", "angry"]), index=[7, 8, 9])
    table = profit_by_segment(customers, measured, parts, names)
    assert table.index.tolist() == ["angry", "happy"]
    assert table.index.name == "segment"
    by_hand = {
        "customers": [2, 1],
        "share": [2 / 3, 1 / 3],
        "spend": [200, 400],
        "contribution": [20, 200],
        CONTRIBUTION_MARGIN: [10, 50],
        "returned": [0.25, 0],
        "contacts": [3, 1],
        "Satisfaction_Score": [2.5, 5],
    }
    assert set(table.columns) == set(by_hand)
    for column, values in by_hand.items():
        assert table[column].tolist() == pytest.approx(values), column


def test_sensitivity_multiplies_all_costs_but_the_margin() -> None:
    measured = pd.DataFrame(
        [[100.0, 0, 50.0, 4, 1, 2], [100.0, 20.0, 0, 4, 0, 0]], columns=MEASURED
    )
    table = sensitivity(measured, Assumptions(0.5, 6, 2, 0.2), np.array(["a", "b"]), (0.5, 1, 6))
    assert table.columns.tolist() == ["costs × 0.5", "costs × 1", "costs × 6"]
    # a: 50 less coupons of 20% of 50, one return and two contacts; a coupon is at most the price.
    assert table.loc["a"].tolist() == pytest.approx([50 - 10, 50 - 20, 50 - 50 - 36 - 24])
    assert table.loc["b"].tolist() == pytest.approx([40, 40, 40])


def test_who_changes_places_if_costs_do() -> None:
    table = pd.DataFrame({"low": [3.0, 2, 1], "high": [3.0, 1, 2]}, index=["a", "b", "c"])
    assert swapped(table) == [("b", "c")]
    assert swapped(table.assign(high=[3, np.nan, 2])) == []


def test_places_change_if_costs_are_halved_or_doubled() -> None:
    table = pd.DataFrame(
        {"× 0.5": [3, 2, 5], "× 1": [3, 2, 1], "× 2": [1, 2, 0]}, index=["a", "b", "c"]
    )
    assert when_swapped(table, [("a", "b")]) == "doubled"
    assert when_swapped(table, [("b", "c")]) == "halved"
    assert when_swapped(table, [("a", "b"), ("b", "c")]) == "halved or doubled"
    assert when_swapped(table, []) == "halved or doubled"
    measured = pd.DataFrame(
        [[100.0, 20.0, 0, 4, 1, 3], [100.0, 0, 100.0, 4, 0, 0], [900.0, 0, 0, 4, 0, 0]],
        columns=MEASURED,
    )
    names = pd.Series(pd.Categorical(["a", "b", "c"]))
    found = swapped_by_costs(measured, Assumptions(0.5, 4, 1, 0.16), names)
    # a: 40 − 7 f, b: 50 − 16 f; they meet at f = 10/9.
    assert found == {
        CONTRIBUTION_MARGIN: [("a", "b")],
        "contribution": [("a", "b")],
        "share of contribution": [("a", "b")],
        "left of an order": [("a", "b")],
    }
    settled = swapped_by_costs(measured, Assumptions(0.5, 4, 1, 0.01), names)
    assert not any(settled.values())


def test_what_was_kept_at_full_price_by_the_orders_of_the_small_shop(
    shop_folder: Path, tables: dict, truth: pd.Series
) -> None:
    measured = money(shop_folder, "2026-06-30").loc[tables["features"]["Customer_ID"]]
    vips = set(tables["features"]["Customer_ID"][truth == VIP])
    orders = tables["orders"][tables["orders"]["ordered_at"] >= "2025-07-01"]
    theirs = orders[orders["customer_id"].isin(vips) & ~orders["discounted"]]
    kept = (theirs["amount"] - theirs["returned_amount"]).sum()
    at_full_price = measured["spend"] - measured["returned"] - measured["discounted_kept"]
    assert at_full_price[(truth == VIP).to_numpy()].sum() == pytest.approx(kept)


def test_a_budget_by_hand() -> None:
    left = pd.Series([30.0, 10.0, -6.0], index=[1, 2, 3])
    orders = pd.Series([2, 3, 2], index=[7, 8, 9])
    names = pd.Series(pd.Categorical(["z", "z", "a"], ["z", "nobody", "a"]), index=[4, 5, 6])
    table = budget(left, orders, names)
    assert table.index.tolist() == ["z", "a"]  # by row, in the order of the categories
    # The sums are divided: 40 over 5 orders. A point of 1,000 customers is ten orders.
    assert table["£ left of an order"].tolist() == [8, -3]
    assert table["£ per 1,000 and point"].tolist() == [80, -30]


def test_a_segment_without_orders_has_no_budget() -> None:
    table = budget(pd.Series([-8.0, 0.0, 5.0]), pd.Series([0, 0, 1]), pd.Series(["a", "b", "c"]))
    assert table.loc[["a", "b"]].isna().all().all()
    assert table.loc["c"].tolist() == [5, 50]


def test_where_nearly_all_order_again_the_budget_follows_what_is_left() -> None:
    left, orders = pd.Series([30.0, 10, 6, 2]), pd.Series([2, 3, 2, 2])
    again = pd.Series([True, True, True, False])
    table = budget_by_test(left, orders, again, pd.Series(["z", "z", "a", "a"]))
    assert table.loc["z", "share that orders again"] == 1
    assert np.isnan(table.loc["z", "£ per 1,000 and point"])
    # One per cent of what 1,000 customers leave in 90 days, at £20 a year each.
    per_cent = table.loc["z", "£ per 1,000 and per cent"]
    assert per_cent == pytest.approx(0.01 * 1_000 * 20 * 90 / YEAR)
    assert table.loc["a", "£ per 1,000 and point"] == 20
    assert np.isnan(table.loc["a", "£ per 1,000 and per cent"])
