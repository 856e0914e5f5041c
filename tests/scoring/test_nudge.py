"""The least single change: it changes the segment, and nothing smaller does."""

import numpy as np
import pandas as pd
import pytest

from segmentation.features.names import NUMERIC, RFM
from segmentation.scoring.model import Scaling
from segmentation.scoring.nudge import single_changes
from segmentation.scoring.segmenter import Segmenter
from tests.engines import made

WHOLE = ("Recency", "Frequency", "Tenure", "Support_Calls")


@pytest.fixture(scope="module")
def model(customers: pd.DataFrame) -> Segmenter:
    return Segmenter.fit(customers, list(NUMERIC), 5, verdict="natural", snapshot="2026-06-30")


@pytest.fixture(scope="module")
def ranges(customers: pd.DataFrame) -> pd.DataFrame:
    least, most = customers[list(NUMERIC)].min(), customers[list(NUMERIC)].max()
    whole = [name in WHOLE for name in NUMERIC]
    return pd.DataFrame({"least": least, "most": most, "whole": whole})


@pytest.mark.parametrize("row", [0, 17, 404, 1234])
def test_it_changes_the_segment_and_nothing_smaller_does(
    model: Segmenter, customers: pd.DataFrame, ranges: pd.DataFrame, row: int
) -> None:
    customer = customers.iloc[row]
    own = model.predict(customers.iloc[[row]])["Segment"].iloc[0]
    table = single_changes(model, customer, ranges)
    assert len(table) and table["change in σ"].is_monotonic_increasing
    for name, change in table.iterrows():
        now, needed = change["now"], change["needed"]
        assert now == customer[name]
        assert ranges.loc[name, "least"] <= needed <= ranges.loc[name, "most"]
        short = needed - np.sign(needed - now) * (1 if name in WHOLE else 1e-6)
        both = pd.DataFrame([customer.to_dict()] * 2).assign(**{str(name): [needed, short]})
        found = model.predict(both)["Segment"].tolist()
        assert found == [change["segment"], own] and change["segment"] != own
        assert change["change"] == pytest.approx(needed - now)


def test_by_hand(ranges: pd.DataFrame) -> None:
    days = Scaling(feature="Recency", log=False, mean=0.0, scale=10.0)
    model = made([days, "Monetary"], {"here": [0.0, 0.0], "there": [4.0, 0.0]})
    found = single_changes(model, pd.Series({"Recency": 5.0, "Monetary": 7.0}), ranges)
    # 20 days is half-way, where the lower label still holds; spend parts nobody here.
    assert found.index.tolist() == ["Recency"]
    assert found.loc["Recency", ["needed", "change", "segment"]].tolist() == [21, 16, "there"]
    assert found.loc["Recency", "change in σ"] == pytest.approx(1.6)


def test_what_lies_beyond_the_range_is_left_out(
    customers: pd.DataFrame, ranges: pd.DataFrame
) -> None:
    model = Segmenter.fit(customers, list(RFM), 3, verdict="natural", snapshot="2026-06-30")
    customer = customers.iloc[0]
    narrow = ranges.assign(least=customer[list(NUMERIC)], most=customer[list(NUMERIC)])
    found = single_changes(model, customer, narrow)
    assert found.empty and list(found) == ["now", "needed", "change", "segment", "change in σ"]
