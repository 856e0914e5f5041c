"""Texts that no spreadsheet runs, whatever Arrow calls them and whatever parts the fields."""

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from segmentation.base import exports
from segmentation.base.harmless import FORMULA, harmless, harmless_column

DANGEROUS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\x00=1", "\ufeff=1",
    "\u200b=1", "\xa0=1", "x;=1", "x,=1", "x\t=1", "x|=1", "x; +1", 'x;"=1"', "x,\u200b@A",
    "a\n=1;=2",
]  # fmt: skip
NOTHING: dict[str, list[str]] = {mark: [] for mark in ",;\t|"}
FINE = ["0017", "a=b", "Anne-Marie", "x@y.org", "σ +1", "", "1-2", "a;b", "Müller, Söhne", "a|b"]
TYPES = [
    pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()), pa.dictionary(pa.int64(), pa.string()),
]  # fmt: skip


def array(texts: list[str | None], kind: pa.DataType) -> pa.Array:
    """Texts as a column of this type; a dictionary is made by coding its values."""
    if not pa.types.is_dictionary(kind):
        return pa.array(texts, kind)
    coded = pa.array(texts, kind.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.cast(kind.index_type), coded.dictionary)


def runs(text: str, mark: str) -> list[str]:
    """Fields that a spreadsheet would run if it parted this CSV by another mark."""
    return [f for row in csv.reader(io.StringIO(text), delimiter=mark) for f in row
            if FORMULA.match(f.strip('" '))]  # fmt: skip


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_every_arrow_type_of_text_is_made_harmless(kind: pa.DataType) -> None:
    found = harmless_column(array([*DANGEROUS, None, *FINE], kind)).to_pylist()
    assert found[-len(FINE) :] == FINE and found[len(DANGEROUS)] is None
    assert found[: len(DANGEROUS)] == [harmless(text) for text in DANGEROUS]
    assert [a for a, b in zip(DANGEROUS, found, strict=False) if a == b] == []


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_field_starts_with_a_formula_whatever_parts_them(tmp_path: Path, text: str) -> None:
    table = pd.DataFrame({"id": ["0017", text], text: ["y", "z"]})
    for decimal in (".", ","):
        path = exports.write_csv(table, tmp_path / "x.csv", decimal)
        written = path.read_text(encoding="utf-8-sig")
        assert {mark: runs(written, mark) for mark in ",;\t|"} == NOTHING
        assert len(written.splitlines()) == 3


@pytest.mark.parametrize("text", FINE)
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text


def test_twice_is_as_once() -> None:
    assert [harmless(harmless(text)) for text in DANGEROUS] == [harmless(t) for t in DANGEROUS]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_frames_of_arrow_texts_are_made_harmless(tmp_path: Path, kind: pa.DataType) -> None:
    table = pd.DataFrame({"id": pd.array(pa.array(["=1", None], kind), pd.ArrowDtype(kind))})
    path = exports.write_csv(table, tmp_path / "x.csv")
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == "'=1"


def test_bytes_and_lists_are_written_as_texts_that_nothing_runs(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": [b"=1", ["=1", "x;=2"], ("a",)]})
    written = exports.write_csv(table, tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert {mark: runs(written, mark) for mark in ",;\t|"} == NOTHING
