"""Quality, concentration and cohorts: by hand, and against their definitions."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation.features.explore import cohort_retention, lorenz, quality

SPEND = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda v: sum(v) > 1e-3)
DAY_0 = pd.Timestamp("2026-01-01")


def day(number: int) -> pd.Timestamp:
    """Day `number` after 1 January 2026, in its last second."""
    return DAY_0 + pd.Timedelta(days=number, hours=23, minutes=59, seconds=59)


def write_shop(folder: Path, joined: dict[str, int], ordered: dict[str, list[int]]) -> Path:
    """A shop of which only joining days and order days matter, given as day numbers."""
    people = pd.DataFrame(
        {"customer_id": joined.keys(), "joined_on": [day(d).date() for d in joined.values()]}
    )
    people.to_parquet(folder / "customers.parquet")
    orders = [(name, day(d)) for name, days in ordered.items() for d in days]
    frame = pd.DataFrame(orders, columns=["customer_id", "ordered_at"])
    frame.to_parquet(folder / "orders.parquet")
    return folder


# Quality


def test_a_simulated_shop_breaks_no_rule(shop_folder: Path, tables: dict) -> None:
    found = quality(shop_folder)
    assert found.index.tolist() == ["orders", "customers", "contacts"]
    assert found["rows"].to_dict() == {name: len(tables[name]) for name in found.index}
    assert found["columns"].to_dict() == {name: tables[name].shape[1] for name in found.index}
    assert (found["rules checked"] > 0).all()
    assert not found[["missing values", "rows in breach"]].to_numpy().any()


def test_breaches_of_a_damaged_copy_are_counted(
    shop_folder: Path, tables: dict, tmp_path: Path
) -> None:
    orders = tables["orders"].head(1_000).astype({"discounted": "boolean", "rating": "int64"})
    orders.loc[[3, 4], "rating"] = [6, 0]
    orders.loc[5, "minutes_on_site"] = -1.0
    orders.loc[6, "returned_amount"] = orders.loc[6, "amount"] + 1
    orders.loc[8, "order_id"] = orders.loc[7, "order_id"]
    orders.loc[[10, 11, 12], "discounted"] = pd.NA  # missing, which no rule forbids
    orders.to_parquet(tmp_path / "orders.parquet")
    people = tables["customers"].head(50).copy()
    people.loc[2, "joined_on"] = None
    people.to_parquet(tmp_path / "customers.parquet")
    shutil.copy(shop_folder / "contacts.parquet", tmp_path)
    found = quality(tmp_path)
    assert found["rows"].tolist()[:2] == [1_000, 50]
    assert found["rows in breach"].tolist() == [5, 1, 0]
    assert found["missing values"].tolist() == [3, 1, 0]


# Concentration


@given(SPEND, st.integers(2, 50))
def test_lorenz_runs_from_corner_to_corner_and_is_convex(values: list[float], points: int) -> None:
    curve = lorenz(pd.Series(values), points)
    assert len(curve) == points
    np.testing.assert_allclose(curve.iloc[[0, -1]], [[0, 0], [1, 1]], rtol=0, atol=1e-12)
    assert (curve["revenue"].diff().dropna() >= -1e-12).all()
    assert (curve["revenue"].diff().diff().dropna() >= -1e-9).all()
    assert (curve["revenue"] <= curve["customers"] + 1e-12).all()


def test_lorenz_by_hand() -> None:
    curve = lorenz(pd.Series([6, 1, 3]), points=7)
    # 1, 3 and 6 of 10; half a customer on the way counts half.
    expected = [0, 0.05, 0.1, 0.25, 0.4, 0.7, 1]
    np.testing.assert_allclose(curve["revenue"], expected, atol=1e-12)


# Cohorts of 30 days, counted back from the last order


def test_retention_by_hand(tmp_path: Path) -> None:
    shop = write_shop(
        tmp_path,
        {"a": 1, "b": 45, "c": 60, "d": 90, "e": 100},
        {
            "a": [1, 30, 31, 92],  # periods 0, 0, 1 and 3; nothing in period 2
            "b": [45, 75, 105],  # periods 0, 1 and 2
            "c": [60, 120],  # periods 0 and 2
            "d": [90, 120],  # periods 0 and 1
            "e": [100],
        },
    )
    table = cohort_retention(shop, days=30)
    # Cohorts reach to days 30, 60 and 90; the one under way (e) has no finished period. Period 2
    # was over for a alone, and period 3 for nobody.
    assert table.index.tolist() == ["31 Jan 2026", "02 Mar 2026", "01 Apr 2026"]
    assert table.columns.tolist() == [0, 1, 2]
    expected = [[1.0, 1.0, 0.0], [1.0, 0.5, np.nan], [1.0, np.nan, np.nan]]
    np.testing.assert_array_equal(table.to_numpy(), expected)


def test_a_period_is_shown_only_once_it_is_over_for_all_members(tmp_path: Path) -> None:
    joined = {"first": 0, "a": 30, "b": 31}
    # On day 89 the second period of 30 days is over for who joined on day 30, not on day 31.
    early = write_shop(tmp_path, joined, {"first": [0], "a": [30, 89], "b": [31, 89]})
    table = cohort_retention(early, days=30)
    assert table.iloc[-1, 0] == 1
    assert table.iloc[-1, 1:].isna().all()
    over = write_shop(tmp_path, joined, {"first": [0], "a": [30, 89], "b": [31, 91]})
    assert cohort_retention(over, days=30).iloc[-1].tolist() == [1.0, 0.5]


@pytest.mark.parametrize(("opened", "cohorts"), [(1, 2), (2, 1)])
def test_a_cohort_cut_short_by_the_opening_is_left_out(
    opened: int, cohorts: int, tmp_path: Path
) -> None:
    # The last order is on day 90, so cohorts of 30 days are those of days 1–30 and 31–60.
    joined = {"a": opened, "b": 40}
    shop = write_shop(tmp_path, joined, {"a": [opened, 31 + opened], "b": [40, 90]})
    table = cohort_retention(shop, days=30)
    assert table.index.tolist() == ["31 Jan 2026", "02 Mar 2026"][-cohorts:]


def test_cohorts_of_the_small_shop(shop_folder: Path) -> None:
    table = cohort_retention(shop_folder)
    assert (table[0] == 1).all()
    assert table.stack().dropna().between(0, 1).all()
    assert pd.to_datetime(table.index, format="%d %b %Y").is_monotonic_increasing
    lived = table.notna().sum(axis=1).tolist()
    assert lived == sorted(lived, reverse=True) and lived[-1] == 1
