"""Clickstream segments: their figures, and what they might be worth."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.errors import DataError
from segmentation.cases.clickstream import segments
from segmentation.cases.clickstream.users import COUNTS


def test_segments_add_up() -> None:
    users = pd.DataFrame(
        {"Customer_ID": [1, 2], "Recency": [4, 3], "Frequency": [1, 0], "Monetary": [12.5, 0.0],
         "Sessions": [2, 1], "Products": [3, 1], "Views": [3, 1], "Carts": [2, 0],
         "Purchases": [2, 0]}
    )  # fmt: skip
    left = pd.DataFrame({"Customer_ID": [1], "Products_Left": [1], "Value": [90.0], "Days": [1]})
    segment = pd.Series(pd.Categorical(["x", "y"], ["x", "y"]))
    found = segments.segments(users, segment, left)
    assert found["customers"].tolist() == [1, 1] and found["share"].sum() == 1
    assert found["share of spend"].tolist() == [1, 0]
    assert found[["carted", "bought"]].to_numpy().tolist() == [[1, 1], [0, 0]]
    assert segments.of_buyers(found) == ["x"]
    assert found["left value"].tolist() == [90, 0] and found["left users"].tolist() == [1, 0]


def test_worth_of_a_segment_where_hardly_anybody_bought() -> None:
    users = pd.DataFrame(
        {"Monetary": [100.0, 50.0, 1.0, *[0.0] * 30], "Frequency": [1, 1, 1, *[0] * 30]}
    )
    users["Purchases"] = users["Frequency"]
    segment = pd.Series(pd.Categorical(["x"] * 2 + ["y"] * 31, ["x", "y"]))
    rates = pd.Series({"x": 0.5, "z": 0.1})
    found = segments.worth(users, segment, 0.2, rates)
    assert found["margin of an order"].tolist() == pytest.approx([15, 10.07])
    assert found["orders of"].tolist() == ["theirs", "all"]
    assert found["break-even"].tolist() == [150, 101]  # ten orders of a thousand users
    assert found[["buy next", "each arm"]].iloc[1].isna().all()  # nothing is known of "y"
    # (1.96 + 0.842)² (0.5 · 0.5 + 0.51 · 0.49) / 0.01²
    assert found["each arm"].iloc[0] == pytest.approx(39_240, rel=0.001)
    assert segments.worth(users, segment, 0.2, pd.Series({"x": 0.0}))["each arm"].isna().all()
    stopped = segments.worth(users, segment, 0.2, rates, ["x"]).loc["x"]
    assert stopped[["break-even", "each arm"]].isna().all()
    assert stopped["margin of an order"] == 15
    nobody = segments.worth(
        users.assign(Monetary=0.0, Frequency=0, Purchases=0), segment, 0.2, rates
    )
    assert nobody["margin of an order"].isna().all()
    with pytest.raises(DataError, match="margin must be a share between 0 and 1; got 1"):
        segments.worth(users, segment, 1.5, rates)


def test_as_many_users_from_the_top_of_lists() -> None:
    users = pd.DataFrame(
        {"Recency": [9, 1, 1, 5], "Monetary": [5.0, 0, 0, 7], "Sessions": [1, 1, 2, 1],
         "Frequency": [1, 0, 0, 1], "Products": [4, 3, 2, 1], "Carted": [0, 0, 0, 0]}
    )  # fmt: skip
    outcome = pd.Series([True, True, False, True])
    found = segments.as_many(users, outcome, 1)
    assert found["share"].to_dict() == {
        "seen last, then most visits": 0,  # of the two seen last, the one with two visits
        "most orders, then seen last": 1,
        "highest spend, then seen last": 1,
        "most visits, then seen last": 0,
        "most products, then seen last": 1,
        "most carted, then seen last": 1,
    }
    assert found["customers"].tolist() == [1] * 6
    assert {first for first, _ in segments.YARDSTICKS.values()} == set(COUNTS)
    two = segments.as_many(users.assign(Recency=[9, 1, 2, 5]), outcome, 2)["share"]
    assert two["most carted, then seen last"] == 0.5  # the second and the third


def test_carts_are_listed_fresh_ones_of_users_who_never_bought_first() -> None:
    left = pd.DataFrame(
        {"Customer_ID": [1, 2, 3, 4, 5], "Products_Left": [1] * 5,
         "Value": [50.0, 40.0, 30.0, 20.0, 10.0], "Days": [0, 30, segments.FRESH, 8, 2]}
    )  # fmt: skip
    users = pd.DataFrame({"Customer_ID": [1, 2, 3, 4, 5, 6], "Purchases": [2, 0, 0, 0, 0, 9]})
    found = segments.carts_left(left, users)
    assert found["Customer_ID"].tolist() == [3, 5, 2, 4, 1]
    assert found["Fresh"].tolist() == [True, True, False, False, True]
    assert found["Bought"].tolist() == [False] * 4 + [True]
    kinds = segments.by_kind_of_cart(found)
    assert kinds["users"].tolist() == [2, 2, 1, 0]
    assert kinds["value"].tolist() == [40, 60, 50, 0]
    assert kinds["share of value"].sum() == pytest.approx(1)
    assert np.array_equal(kinds["user"], ["never bought"] * 2 + ["bought something"] * 2)
    assert segments.by_kind_of_cart(found.head(0))["share of value"].tolist() == [0] * 4
