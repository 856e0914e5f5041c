"""Clickstream segments: their figures, and what they might be worth."""

import pandas as pd
import pytest

from segmentation.schemas import DataError
from segmentation.sources import clickstream_segments as groups


def test_segments_add_up() -> None:
    users = pd.DataFrame(
        {"Customer_ID": [1, 2], "Recency": [4, 3], "Frequency": [1, 0], "Monetary": [12.5, 0.0],
         "Sessions": [2, 1], "Products": [3, 1], "Views": [3, 1], "Carts": [2, 0],
         "Purchases": [2, 0]}
    )  # fmt: skip
    left = pd.DataFrame({"Customer_ID": [1], "Products_Left": [1], "Value": [90.0], "Days": [1]})
    segment = pd.Series(pd.Categorical(["x", "y"], ["x", "y"]))
    found = groups.segments(users, segment, left)
    assert found["customers"].tolist() == [1, 1] and found["share"].sum() == 1
    assert found["share of spend"].tolist() == [1, 0]
    assert found[["viewed", "carted", "bought"]].to_numpy().tolist() == [[1, 1, 1], [1, 0, 0]]
    assert found.loc["x", ["carts", "purchases"]].tolist() == pytest.approx([200 / 3, 200 / 3])
    assert found["left value"].tolist() == [90, 0] and found["left users"].tolist() == [1, 0]


def test_top_categories_are_of_those_with_a_code() -> None:
    listing = pd.DataFrame(
        [
            (1, "unknown", 5, 0, 0.0),
            (1, "a.phone", 3, 1, 20.0),
            (1, "a.b.tv", 1, 0, 0.0),
            (1, "a.car", 1, 0, 0.0),
            (2, "unknown", 2, 0, 0.0),
        ],
        columns=["Customer_ID", "category", "Views", "Purchases", "Monetary"],
    )
    segment = pd.Series(pd.Categorical(["x", "y"], ["x", "y"]), index=[1, 2])
    found = groups.top_categories(listing, segment, top=2)
    assert found.loc["x"].tolist() == ["phone 60%, tv 20%", "–", 0.5]  # one purchase is too few
    listing["Purchases"] *= groups.FEW
    found = groups.top_categories(listing, segment, top=2)
    assert found.loc["x"].tolist() == ["phone 60%, tv 20%", "phone 100%", 0.5]
    assert found.loc["y"].tolist() == ["–", "–", 1.0]


def test_worth_of_a_segment_where_hardly_anybody_bought() -> None:
    users = pd.DataFrame(
        {"Monetary": [100.0, 50.0, 1.0, *[0.0] * 30], "Frequency": [1, 1, 1, *[0] * 30]}
    )
    users["Purchases"] = users["Frequency"]
    segment = pd.Series(pd.Categorical(["x"] * 2 + ["y"] * 31, ["x", "y"]))
    found = groups.worth(users, segment, 0.2)
    assert found["left of an order"].tolist() == pytest.approx([15, 0.2 * 151 / 3])
    assert found["orders of"].tolist() == ["theirs", "all"]
    assert found["worth of a point"].tolist() == pytest.approx([0.3, 31 * 0.2 * 151 / 300])
    nobody = groups.worth(users.assign(Monetary=0.0, Frequency=0, Purchases=0), segment, 0.2)
    assert nobody["left of an order"].isna().all()
    with pytest.raises(DataError, match="margin must be a share between 0 and 1; got 1"):
        groups.worth(users, segment, 1.5)


def test_as_many_users_by_one_feature() -> None:
    users = pd.DataFrame(
        {"Customer_ID": [1, 2, 3, 4], "Recency": [9, 1, 1, 5], "Monetary": [5.0, 0, 0, 7],
         "Sessions": [1, 1, 1, 1]}
    )  # fmt: skip
    found = groups.as_many(users, pd.Series([True, True, False, True]), 2)
    assert found["share"].to_dict() == {
        "seen last": 0.5, "with the highest spend": 1.0, "with most visits": 1.0
    }  # fmt: skip
    assert found["customers"].tolist() == [2, 2, 2]
