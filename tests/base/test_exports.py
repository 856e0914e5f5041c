"""Tables and reports for people: what a spreadsheet gets, and when a file is held open."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.workshop.page import without, write_report

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "-5",
]


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Customer_ID": ["0017", "Müller; Söhne", 'say "a,b"', None],
            "Recency": [1, 2, 3, 4],
            "Monetary": [1234.5, -0.25, np.nan, 1e6],
            "Segment": pd.Categorical(["x", "y", "x", "y"]),
            "First": pd.to_datetime(["2024-01-05"] * 4),
        },
        index=[7, 8, 9, 10],
    )


# CSV


@pytest.mark.parametrize(("decimal", "delimiter"), [(".", ","), (",", ";")])
def test_csv_comes_back_as_it_was(tmp_path: Path, decimal: str, delimiter: str) -> None:
    path = exports.write_csv(people(), tmp_path / "deep" / "people.csv", decimal)
    assert path == tmp_path / "deep" / "people.csv"
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfCustomer_ID" + delimiter.encode())
    assert b"\r" not in raw
    back = pd.read_csv(
        path, sep=delimiter, decimal=decimal, dtype={"Customer_ID": object}, encoding="utf-8-sig"
    )
    wanted = people().reset_index(drop=True)
    assert back["Customer_ID"].fillna("").tolist() == wanted["Customer_ID"].fillna("").tolist()
    np.testing.assert_array_equal(back["Monetary"], wanted["Monetary"])
    assert back["First"].tolist() == ["2024-01-05"] * 4
    assert [p.name for p in path.parent.iterdir()] == ["people.csv"]


def test_csv_refuses_another_decimal_mark(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="must be a point or a comma; got ';'"):
        exports.write_csv(people(), tmp_path / "x.csv", ";")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_written_so_that_no_spreadsheet_runs_it(tmp_path: Path, formula: str) -> None:
    table = pd.DataFrame({"id": [formula], formula: pd.Categorical([formula]), "n": [-5]})
    path = exports.write_csv(table, tmp_path / "x.csv")
    back = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    assert back.columns[1].startswith("'") and back["id"][0].startswith("'")
    assert back.iloc[0, 1].startswith("'")
    assert back["id"][0][1:].strip() == formula.strip()
    assert back["n"][0] == "-5"  # a number is none
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize("text", ["0017", "a=b", "Anne-Marie", "x@y.org", "σ +1", "", "1-2"])
def test_harmless_texts_stay(text: str) -> None:
    assert exports.harmless(text) == text


def test_a_table_is_not_changed(tmp_path: Path) -> None:
    table = people()
    exports.write_csv(table, tmp_path / "x.csv", ",")
    pd.testing.assert_frame_equal(table, people())


# Parquet


def test_parquet_keeps_everything_but_the_index(tmp_path: Path) -> None:
    table = people().assign(Customer_ID=FORMULAS[:4])
    path = exports.write_parquet(table, tmp_path / "x.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(path), table.reset_index(drop=True))


# Names


def held_open(names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse, as Windows does, to replace files that another program has open."""
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name in names:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)


def test_a_file_held_open_gets_a_new_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "segments.csv"
    held_open({"segments.csv", "segments-2.csv"}, monkeypatch)
    written = exports.write_csv(people(), wanted)
    assert written == tmp_path / "segments-3.csv"
    assert exports.renamed(wanted, written) == (
        "segments.csv is held open by another program, so segments-3.csv was written instead."
    )
    assert exports.renamed(wanted, wanted) == ""
    assert [p.name for p in tmp_path.iterdir()] == ["segments-3.csv"]


def test_no_free_name_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_NAMES", 2)
    held_open({"x.parquet", "x-2.parquet"}, monkeypatch)
    with pytest.raises(DataError, match=r"x\.parquet cannot be replaced; close the program"):
        exports.write_parquet(people(), tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = exports.write_csv(people(), tmp_path / "x.csv")
    before = path.read_bytes()
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exports.write_csv(people().head(1), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


# Dictionary


def test_dictionary_says_what_every_column_means() -> None:
    table = people()
    meanings = {name: f"meaning of {name}" for name in table} | {"more": "not here"}
    found = exports.dictionary(table, meanings).set_index("column")
    assert found["type"].tolist() == ["text", "whole number", "number", "text", "date"]
    assert found.loc["Monetary", ["missing", "lowest", "highest"]].tolist() == [1, -0.25, 1e6]
    assert found["meaning"].tolist() == [meanings[name] for name in table]
    assert np.isnan(found.loc["Segment", "lowest"])
    with pytest.raises(DataError, match="column Segment, First has no entry"):
        exports.dictionary(table, dict.fromkeys(("Customer_ID", "Recency", "Monetary"), "x"))


# Report


def executed(folder: Path) -> Path:
    """A small executed notebook."""
    picture = new_output("display_data", {"image/png": "iVBORw0KGgo="})
    cells = [
        new_markdown_cell(
            "# Kunden & <Umsatz>\n\nThe question.\n\nIn the committed run, 5 of 7.\n\n"
            "**Contents**: [a](#a)\n\nBack to: [08](../08_personas.ipynb)"
        ),
        new_markdown_cell("| parameter | what |\n|---|---|\n| `path` | a file |"),
        new_code_cell("path = 'secret code'", metadata={"tags": ["parameters"]}),
        new_markdown_cell("See [05](../05.ipynb), [a](#a), [web](https://x.org) ![p](p.png)"),
        new_code_cell("plot()", outputs=[picture], metadata={"tags": ["figure:a"]}),
        new_code_cell(
            "results",
            outputs=[new_output("stream", text="{machine}")],
            metadata={"tags": ["results"]},
        ),
        new_code_cell(
            "v",
            outputs=[new_output("stream", text="Python 3")],
            metadata={"tags": ["nbval-ignore-output"]},
        ),
    ]
    path = folder / "small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_report_has_no_code_and_loads_nothing(tmp_path: Path) -> None:
    path = write_report(executed(tmp_path), tmp_path / "report.html")
    page = path.read_text(encoding="utf-8")
    assert "<title>Kunden &amp; &lt;Umsatz&gt;</title>" in page
    for absent in (
        "secret code",
        "plot()",
        "committed run",
        "Contents",
        "Back to",
        "{machine}",
        "Python 3",
        "<script",
        "| parameter",
        "what</th>",
        "05.ipynb",
    ):
        assert absent not in page, absent
    assert "The question." in page and "See 05," in page
    assert "data:image/png;base64,iVBORw0KGgo=" in page
    assert set(re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', page)) == {"https://x.org", "p.png"}


def test_without_drops_paragraphs_by_their_beginning() -> None:
    assert without("a b\n\nc d\n\ne", ("c", "x")) == "a b\n\ne"
