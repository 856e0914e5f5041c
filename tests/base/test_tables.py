"""Tables for reading, cell by cell: what is written, and what is left as it was."""

import numpy as np
import pandas as pd
import pytest

from segmentation.base.tables import readable


def written(values: object, name: str = "spend", dtype: str | None = None) -> list:
    """A column of a table as it is written."""
    return readable(pd.DataFrame({name: pd.Series(values, dtype=dtype)}))[name].tolist()


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("share", [0.123, 0.0, 1.0], ["12%", "0%", "100%"]),
        ("share of spend, net", [0.996, 0.004], ["100%", "0%"]),
        ("share", [1, 0], ["100%", "0%"]),  # integers too
        ("Return_Rate", [0.5, 0.254], ["50%", "25%"]),
        ("Discount_Usage", [0.0], ["0%"]),
        ("customers' share", [0.5], ["0.50"]),  # it must begin so
    ],
)
def test_shares_are_in_per_cent(name: str, values: list, text: list[str]) -> None:
    assert written(values, name) == text


def test_a_caller_says_which_columns_are_shares_and_how_others_are_written() -> None:
    table = pd.DataFrame({"share": [0.5], "found": [0.123], "excess": [-0.0004]})
    shown = readable(table, shares=["found"], formats={"excess": "{:+.3f}"})
    assert shown.loc[0].tolist() == ["0.50", "12%", "0.000"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1_234.5, 2.345], ["1,234", "2"]),
        ([100.0, 0.4], ["100", "0"]),
        ([-1_234_567.8, 1.0], ["-1,234,568", "1"]),  # the size counts, not the sign
        ([99.94, 3.0], ["99.9", "3.0"]),
        ([10.0], ["10.0"]),
        ([9.994, -3.0], ["9.99", "-3.00"]),
        ([0.0], ["0.00"]),
    ],
)
def test_the_largest_figure_decides_the_decimals_of_its_column(
    values: list[float], text: list[str]
) -> None:
    assert written(values) == text


def test_integers_have_no_decimals_and_separated_thousands() -> None:
    assert written([5, -1_234_567, 0]) == ["5", "-1,234,567", "0"]
    assert written([5, 1_000], dtype="Int64") == ["5", "1,000"]


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("share", [-0.004], ["0%"]),
        ("spend", [-0.4, 100.0], ["0", "100"]),
        ("spend", [-0.04, 10.0], ["0.0", "10.0"]),
        ("spend", [-0.004, -0.01], ["0.00", "-0.01"]),
        ("spend", [-0.0], ["0.00"]),
        ("share", [-0.1], ["-10%"]),
    ],
)
def test_zero_has_no_sign(name: str, values: list[float], text: list[str]) -> None:
    assert written(values, name) == text


@pytest.mark.parametrize(
    ("name", "values", "dtype", "text"),
    [
        ("share", [0.5, np.nan], None, ["50%", "–"]),
        ("spend", [np.nan, 123.4], None, ["–", "123"]),
        ("spend", [np.nan, np.nan], "float64", ["–", "–"]),
        ("spend", [7, None], "Int64", ["7", "–"]),
        ("spend", [7, None], object, ["7.00", "–"]),
    ],
)
def test_a_missing_figure_is_a_dash(name: str, values: list, dtype: str, text: list[str]) -> None:
    assert written(values, name, dtype) == text


def test_figures_kept_as_objects_are_figures() -> None:
    assert written([1_500, 2], dtype="object") == ["1,500", "2"]
    assert written([1.5, 2], dtype="object") == ["1.50", "2.00"]


def test_what_is_no_figure_stays() -> None:
    table = pd.DataFrame(
        {
            "name": ["VIPs", None],
            "share by": ["customers", "spend"],
            "archetype": [True, False],
            "when": pd.to_datetime(["2026-06-30", "2025-06-30"]),
            "mixed": pd.Series(["none", 5], dtype=object),
            "segment": pd.Categorical([1, 2]),
        }
    )
    pd.testing.assert_frame_equal(readable(table), table)


def test_rows_columns_and_the_table_itself_stay() -> None:
    table = pd.DataFrame(
        {"spend": [1_234.5, 1.0], "name": ["a", "b"], "share": [0.1, 0.9]}, index=["x", "x"]
    )
    before = table.copy()
    shown = readable(table)
    pd.testing.assert_frame_equal(table, before)
    assert shown.columns.tolist() == ["spend", "name", "share"]
    assert shown.index.tolist() == ["x", "x"]
    assert shown.to_numpy().tolist() == [["1,234", "a", "10%"], ["1", "b", "90%"]]


def test_columns_of_the_same_name_keep_their_own_figures() -> None:
    table = pd.DataFrame([[1, 25.0]], columns=["spend", "spend"])
    assert readable(table).to_numpy().tolist() == [["1", "25.0"]]


def test_an_empty_table_keeps_its_columns() -> None:
    empty = pd.DataFrame({"share": pd.Series(dtype=float), "name": pd.Series(dtype=object)})
    shown = readable(empty)
    assert shown.empty
    assert shown.columns.tolist() == ["share", "name"]
    assert readable(pd.DataFrame()).empty
