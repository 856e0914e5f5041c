"""Tables of customers: one reading of their cells, whatever a program or a person wrote."""

import subprocess
import sys
from functools import partial

import numpy as np
import pyarrow as pa
import pytest

from segmentation.base.errors import DataError
from segmentation.reading import customer_columns, customers
from segmentation.reading.customers import Seen
from segmentation.reading.decimal_mark import COMMA, POINT

NONE = np.nan
ANY = dict.fromkeys(("Monetary", "Return_Rate"), (-1e15, 1e15))
figures = partial(customers.figures, shares=("Return_Rate",))


def read(texts: list[str | None], decimal: str = POINT, name: str = "Monetary") -> list[float]:
    return figures(pa.array(texts, pa.string()), name, decimal, Seen(), ANY).tolist()


POINTS = {
    "1234.56": 1234.56, "1,234.56": 1234.56, "1,234,567.8": 1234567.8, "£500": 500, "500 €": 500,
    "USD 1,500.00": 1500, "$1,000,000": 1e6, "12,34,567.00": 1234567, " 3 ": 3, "+5": 5, "5.": 5,
    ".5": 0.5, "1e3": 1000, "1.5E-2": 0.015, "(5.00)": -5, "5-": -5, "−5": -5, "-7": -7,
    "1'234.50": 1234.5, "1 234.50": 1234.5, "1\u202f234.50": 1234.5, "0012": 12,
    "12345678901234": 12345678901234,
    "": NONE, "x": NONE, "1.2.3": NONE, "1,23": NONE, "nan": NONE, "NULL": NONE, "N/A": NONE,
    "inf": NONE, "-": NONE, "0x10": NONE, "50%": NONE, "true": NONE, "1e999": NONE,
}  # fmt: skip
COMMAS = {
    "1234,56": 1234.56, "1.234,56": 1234.56, "1.234.567,8": 1234567.8, "500": 500, "12,5 €": 12.5,
    "1.234": 1234, "0,125": 0.125, ",5": 0.5, "-3,5": -3.5, "1,5e2": 150, "1e3": 1000,
    "1.5": NONE, "1,234.56": NONE, "1,2,3": NONE, "": NONE,
}  # fmt: skip


@pytest.mark.parametrize(("text", "figure"), POINTS.items())
def test_cells_with_a_decimal_point(text: str, figure: float) -> None:
    np.testing.assert_equal(read([text]), [figure])
    np.testing.assert_equal(read(["7.25", text, None, "8"]), [7.25, figure, NONE, 8])


@pytest.mark.parametrize(("text", "figure"), COMMAS.items())
def test_cells_with_a_decimal_comma(text: str, figure: float) -> None:
    np.testing.assert_equal(read([text], COMMA), [figure])
    np.testing.assert_equal(read(["7,25", text, None, "8"], COMMA), [7.25, figure, NONE, 8])


@pytest.mark.parametrize(
    ("text", "share"), [("50%", 0.5), ("12.5 %", 0.125), ("0.5", 0.5), ("0%", 0), ("%", NONE)]
)
def test_shares_may_have_the_sign_of_per_cent(text: str, share: float) -> None:
    np.testing.assert_equal(read([text], name="Return_Rate"), [share])


KINDS = {
    "whole": pa.array([1, 2, None]),
    "large": pa.array([1, 2, None], pa.uint64()),
    "float": pa.array([1.0, 2.0, float("nan")]),
    "single": pa.array([1.0, 2.0, None], pa.float32()),
    "decimal": pa.array([1, 2, None], pa.decimal128(9, 2)),
    "decimal256": pa.array([1, 2, None], pa.decimal256(40, 3)),
    "text": pa.array(["1", "2.0", ""]),
    "large text": pa.array(["1", "2.0", None], pa.large_string()),
    "text view": pa.array(["1", "2.0", "x"], pa.string_view()),
    "coded texts": pa.array(["1", "2.0", "n/a"]).dictionary_encode(),
    "coded numbers": pa.array([1.0, 2.0, None]).dictionary_encode(),
}


@pytest.mark.parametrize("column", KINDS.values(), ids=KINDS)
def test_every_type_of_figures_gives_the_same(column: pa.Array) -> None:
    customer_columns.check_figures([pa.field("Recency", column.type)], "x")
    found = figures(column, "Recency", POINT, Seen(), {})
    np.testing.assert_equal(found, [1, 2, NONE])


REFUSED = {
    "bool": pa.bool_(), "duration[s]": pa.duration("s"), "date32": pa.date32(),
    "timestamp[us]": pa.timestamp("us"), "binary": pa.binary(), "list<item: double>":
    pa.list_(pa.float64()), "struct<>": pa.struct([]), "time64[us]": pa.time64("us"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "kind"), REFUSED.items())
def test_what_is_no_figure_is_refused_by_name(said: str, kind: pa.DataType) -> None:
    with pytest.raises(DataError) as told:
        customer_columns.check_figures([pa.field("Frequency", kind)], "x.parquet")
    assert str(told.value).startswith(f"x.parquet: column Frequency holds {said}")


@pytest.mark.parametrize(
    "kind",
    [pa.binary(), pa.large_binary(), pa.binary(4), pa.list_(pa.string()), pa.bool_(),
     pa.struct([]), pa.duration("s"), pa.map_(pa.string(), pa.string())],
    ids=str,
)  # fmt: skip
def test_what_is_no_id_is_refused_by_name(kind: pa.DataType) -> None:
    with pytest.raises(DataError, match=r"^x: column who holds .*, which cannot be ids"):
        customer_columns.check_ids(pa.field("who", kind), "x")


IDS = ["NULL", "nan", "None", "0017", "", " a ", "17850.0", "=1", None, "Zoë"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_ids_stay_as_they_are(kind: pa.DataType) -> None:
    customer_columns.check_ids(pa.field("who", kind), "x")
    assert customer_columns.ids(pa.array(IDS, kind), "x").to_pylist() == IDS
    coded = pa.array(IDS, pa.string()).dictionary_encode()
    assert customer_columns.ids(coded, "x").to_pylist() == IDS


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_half_a_character_in_an_id_is_told_with_its_row(kind: pa.DataType) -> None:
    broken = pa.array([b"a", b"\xed\xa0\x80"], pa.binary()).cast(pa.large_binary())
    parts = [None, *broken.buffers()[1:]]
    column = pa.Array.from_buffers(pa.large_string(), 2, parts)
    column = column.cast(kind) if kind == pa.string() else column
    with pytest.raises(DataError, match="x: the id in row 12 is no valid text"):
        customer_columns.ids(column, "x", 10)


def decided(columns: dict[str, list[str]], given: str = "", assumed: str = POINT) -> str:
    seen = Seen()
    for name, texts in columns.items():
        figures(pa.array(texts), name, assumed, seen, {})
    return customers.decide(seen, given, "x.csv")


@pytest.mark.parametrize("assumed", [POINT, COMMA])
@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1", "2"], POINT), (["1.5", "2"], POINT), (["1,5", "2"], COMMA), (["1,234.5"], POINT),
        (["1.234,5"], COMMA), (["1,234", "0.5"], POINT), (["1.234", "0,5"], COMMA),
        (["0.125"], POINT), (["0,125"], COMMA), (["1,234,567"], POINT), (["1.234.567"], COMMA),
        (["1234.567"], POINT), (["£1,50"], COMMA), (["x", ""], POINT),
    ],
)  # fmt: skip
def test_the_whole_table_tells_its_decimal_mark(texts: list[str], mark: str, assumed: str) -> None:
    assert decided({"Monetary": texts}, assumed=assumed) == mark
    assert decided({"Recency": ["1"], "Monetary": texts}, assumed=assumed) == mark


@pytest.mark.parametrize("assumed", [POINT, COMMA])
def test_what_can_be_read_in_two_ways_is_asked_with_its_place(assumed: str) -> None:
    with pytest.raises(DataError) as told:
        decided({"Recency": ["1", "2"], "Monetary": ["5", "1,234"]}, assumed=assumed)
    assert str(told.value) == (
        "x.csv: Monetary in row 2 (1,234) can be read in two ways; set decimal to the decimal "
        "mark, a point or a comma."
    )
    with pytest.raises(DataError) as told:
        decided({"Monetary": ["1.5", "2"], "Return_Rate": ["1", "0,5"]}, assumed=assumed)
    assert str(told.value).startswith(
        "x.csv: Monetary in row 1 (1.5) has a decimal point and Return_Rate in row 2 (0,5) a "
        "decimal comma; set decimal to the one that is meant"
    )
    for given, mark in {"point": POINT, "comma": COMMA, ".": POINT, ",": COMMA}.items():
        assert decided({"Monetary": ["1,234"]}, given) == mark
    with pytest.raises(DataError, match="must be a point or a comma; got ';'"):
        decided({}, ";")


def test_plain_figures_show_what_all_figures_show() -> None:
    # Two sets of patterns, one of them without an engine: they must agree.
    for text in ("1", "1.5", "1.234", "0.123", "12.345", "1234.567", "1.2345", "-1.234", ".500"):
        as_programs, as_people = Seen(), Seen()
        figures(pa.array([text]), "a", POINT, as_programs, {})
        figures(pa.array([f"£{text}"]), "a", POINT, as_people, {})
        assert set(as_programs.marks) == set(as_people.marks), text


def test_plain_files_need_no_engine() -> None:
    code = (
        "import sys, pyarrow as pa; from segmentation.reading import customers as c;"
        "c.figures(pa.array(['1', ' 2.5 ', '', 'nan']), 'a', '.', c.Seen(), {}, ());"
        "sys.exit('duckdb' in sys.modules or 'ibis' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("name", "same"),
    [("RETURN RATE ", True), ("return-rate (share)", True), ("Return_Rate", True),
     ("Rückgabe", False), ("Return", False)],
)  # fmt: skip
def test_columns_are_found_by_name(name: str, same: bool) -> None:
    assert customer_columns.find(["id", name], "Return_Rate") == ([1] if same else [])


def test_the_very_name_goes_before_one_like_it() -> None:
    assert customer_columns.find(["recency", "Recency", "RECENCY"], "Recency") == [1]
    assert customer_columns.find(["recency", "RECENCY"], "Recency") == [0, 1]
    assert customer_columns.find(["Monetary EUR", "Monetary2"], "Monetary") == [0]
