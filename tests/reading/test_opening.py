"""Files of orders in any form: encodings, delimiters, workbooks, Parquet, folders, broken ones."""

import gzip
from collections.abc import Callable
from pathlib import Path

import ibis
import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file import sample
from segmentation.reading import encodings
from segmentation.reading.staging import columns_of_first

# Encodings and delimiters

GERMAN = ("Kunde;Bestellnr;Datum;Betrag", "Müller;1;31.01.2024;1.010,50", "Groß;2;01.02.2024;20,00")
ENCODED = [("Müller", "2024-01-31", 1010.5), ("Groß", "2024-02-01", 20.0)]


@pytest.mark.parametrize(
    ("encoding", "form"),
    [
        ("utf-8", "UTF-8, separated by semicolons"),
        ("utf-8-sig", "UTF-8 with a byte order mark, separated by semicolons"),
        ("utf-16", "UTF-16, separated by semicolons"),
        ("utf-16-le", "UTF-16, separated by semicolons"),
        ("utf-16-be", "UTF-16, separated by semicolons"),
        ("utf-32", "UTF-32, separated by semicolons"),
        ("latin-1", "Windows-1252 (Latin-1), separated by semicolons"),
        ("cp1252", "Windows-1252 (Latin-1), separated by semicolons"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_semicolons_and_decimal_commas(
    tmp_path: Path, encoding: str, form: str, packed: bool
) -> None:
    path = made(tmp_path, *GERMAN[1:], header=GERMAN[0], encoding=encoding)
    if packed:
        path = path.rename(tmp_path / "orders.csv.gz")
        path.write_bytes(gzip.compress(path.read_bytes()))
    reading = reads(path)
    assert orders(reading) == ENCODED
    assert (reading.decimal, reading.day_first) == (",", True)
    assert reading.files["read as"].tolist() == [form]


def test_a_byte_that_windows_1252_does_not_know_is_latin_1(tmp_path: Path) -> None:
    path = made(tmp_path, *GOOD)
    path.write_bytes(path.read_bytes().replace(b"b,2", b"b\x81,2"))
    reading = reads(path)
    assert reading.files["read as"].tolist() == ["Latin-1, separated by commas"]
    assert orders(reading)[1][0] == "b\x81"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, mark: str, ends: str) -> None:
    path = made(
        tmp_path, *[line.replace(",", mark) for line in GOOD], header=HEADER.replace(",", mark)
    )
    path.write_bytes(path.read_bytes().replace(b"\n", ends.encode()))
    assert orders(reads(path)) == PLAIN


def test_a_delimiter_can_be_set_and_is_asked_for(tmp_path: Path) -> None:
    path = made(
        tmp_path, *[line.replace(",", "~") for line in GOOD], header=HEADER.replace(",", "~")
    )
    with pytest.raises(
        DataError, match=r"orders\.csv is not parted into columns by .* set delimiter"
    ):
        reads(path)
    assert orders(reads(path, delimiter="~")) == PLAIN
    with pytest.raises(DataError, match="delimiter must be one character or tab; got '~~'"):
        reads(path, delimiter="~~")
    tabbed = made(
        tmp_path, *[line.replace(",", "\t") for line in GOOD], header=HEADER.replace(",", "\t")
    )
    assert orders(reads(tabbed, delimiter="tab")) == PLAIN


def test_quoted_fields_may_hold_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    path = made(tmp_path, '"Smith, ""J""\nLtd",1,2024-01-05,"1,234.50"', *GOOD[1:])
    assert orders(reads(path))[0] == ('Smith, "J" Ltd', "2024-01-05", 1234.5)


def test_a_quotation_mark_that_is_never_closed_names_the_file(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,1.50" for i in range(200_000)]
    lines[100] = '"c100,100,2024-01-05,1.50'
    with pytest.raises(DataError, match=r"orders\.csv: a quotation mark is opened .* close or"):
        reads(made(tmp_path, *lines))


# Other files


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": ["007", "8", "007"],
            "order": [1, 2, 3],
            "date": pd.to_datetime(["2024-01-05 10:30", "2024-01-31 00:00", "2024-02-01 00:00"]),
            "amount": [10.5, 1234.0, 5.125],
        }
    )


FRAME = [("007", "2024-01-05", 10.5), ("8", "2024-01-31", 1234.0), ("007", "2024-02-01", 5.125)]


def excel(table: pd.DataFrame, path: Path) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        pd.DataFrame({"note": ["see the other sheet"]}).to_excel(
            book, sheet_name="Info", index=False
        )
        table.to_excel(book, sheet_name="Orders", index=False, startrow=2)


def parquet(table: pd.DataFrame, path: Path) -> None:
    table.assign(items=[[1], [2], [3]]).to_parquet(path)


@pytest.mark.parametrize(
    ("name", "write", "form"),
    [
        ("orders.xlsx", excel, ["workbook, sheet Orders (of 2)", "left out: no table"]),
        ("orders.parquet", parquet, ["Parquet"]),
        ("named_wrongly.csv", excel, ["workbook, sheet Orders (of 2)", "left out: no table"]),
    ],
)
def test_workbooks_and_parquet(
    tmp_path: Path, name: str, write: Callable[[pd.DataFrame, Path], None], form: list[str]
) -> None:
    made_as = tmp_path / (name if not name.endswith(".csv") else "x.xlsx")
    write(frame(), made_as)
    reading = reads(made_as.rename(tmp_path / name))
    assert orders(reading) == FRAME
    assert reading.files["read as"].tolist() == form


def test_parquet_with_decimals_zones_and_integers(tmp_path: Path) -> None:
    table = frame().assign(
        date=frame()["date"].dt.tz_localize("Europe/Berlin"), customer=[17850.0, 8.0, 17850.0]
    )
    path = tmp_path / "orders.parquet"
    table.to_parquet(path)
    duck = ibis.duckdb.connect()
    typed = duck.read_parquet(path).mutate(amount=ibis._.amount.cast("decimal(18,3)"))
    duck.to_parquet(typed, tmp_path / "typed.parquet")
    reading = reads(tmp_path / "typed.parquet")
    assert orders(reading) == [
        ("17850", "2024-01-05", 10.5), ("8", "2024-01-30", 1234.0), ("17850", "2024-01-31", 5.125)
    ]  # the engine wrote the moments in UTC, and knew of no other zone  # fmt: skip


def folder_of(tmp_path: Path) -> Path:
    there = tmp_path / "exports"
    there.mkdir()
    (there / "b.csv").write_text(f"{HEADER}\n" + "\n".join(GOOD[:2]), encoding="utf-8")
    (there / "a.csv").write_text(
        "amount;date;order;customer\n5,25;01.02.2024;3;a\n", encoding="utf-16"
    )
    (there / "notes.md").write_text("not orders", encoding="utf-8")
    return there


def test_a_folder_of_files(tmp_path: Path) -> None:
    there = folder_of(tmp_path)
    (there / "a.csv").write_text(
        "amount;date;order;customer\n5.25;2024-02-01;3;a\n", encoding="utf-16"
    )
    reading = reads(there)
    assert orders(reading) == PLAIN
    assert reading.files[["file", "rows"]].to_numpy().tolist() == [["a.csv", 1], ["b.csv", 2]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.csv", b"", r"c\.csv is empty"),
        (
            "c.csv.gz",
            gzip.compress(b"customer,order\n" * 9999, mtime=0)[:60],
            r"c\.csv\.gz cannot be read to its end",
        ),
        ("c.xlsx", b"PK\x03\x04broken", r"c\.xlsx cannot be read as a workbook"),
        ("c.parquet", b"PAR1broken", r"c\.parquet cannot be read as Parquet"),
        (
            "c.csv",
            b"date,order,amount\n2024-01-05,1,1\n",
            r"c\.csv may hold orders too, but no column is known as customer",
        ),
    ],
)
def test_a_folder_with_one_broken_file_names_it(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    there = folder_of(tmp_path)
    (there / "a.csv").unlink()
    (there / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        reads(there)


def test_no_file_and_no_orders_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no file nothing\.csv"):
        reads(tmp_path / "nothing.csv")
    (tmp_path / "x.md").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="holds no orders file; CSV"):
        reads(tmp_path)


# Whole files


def test_files_appear_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path, *GOOD, "x,,,")
    reads(path)
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    assert set(before) == {"orders.parquet", "set_aside.csv"}
    with pytest.raises(DataError):
        reads(made(tmp_path, "y,5,03/04/2024,1"))
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    reads(made(tmp_path, *GOOD))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["orders.parquet"]


def test_the_committed_sample_is_what_its_generator_makes(tmp_path: Path) -> None:
    assert sample.write(tmp_path / "x.csv").read_bytes() == sample.FILE.read_bytes()
    path = tmp_path / "sample.csv"
    path.write_bytes(sample.FILE.read_bytes())
    reading = reads(path)
    assert 1_900 <= reading.n_orders <= 2_100
    assert set(aside(reading)) == {
        "no customer", "amount not understood", "exact copy of another row", "total or sum"
    }  # fmt: skip


# What the beginning of a file shows


@pytest.mark.parametrize("begin", [b"%PDF-1.4\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n\x00\x00\x01x,y\xff"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_no_text_is_a_sentence(tmp_path: Path, begin: bytes, packed: bool) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.compress(begin) if packed else begin)
    for act in (lambda: reads(path), lambda: columns_of_first(path, tmp_path)):
        with pytest.raises(DataError, match=r"orders\.csv is .*; export the orders as CSV") as stop:
            act()
        assert str(stop.value).isascii()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_header_of_a_text_is_read_from_its_beginning_alone(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encodings, "BEGINNING", 512)
    header, lines = "Käufer;Bestellnr;Datum;Betrag", ["Müller;1;31.01.2024;10"] * 500
    path = made(tmp_path, *lines, header=header, encoding=encoding)
    assert columns_of_first(path, tmp_path) == header.split(";")
    assert len("".join(encodings.first_lines(path))) < 600


def test_the_header_of_other_files_is_read(tmp_path: Path) -> None:
    table = pd.DataFrame({"customer": ["a"], "date": ["2024-01-05"], "amount": [1.5]})
    table.to_parquet(tmp_path / "x.parquet")
    table.to_excel(tmp_path / "x.xlsx", index=False)
    table.to_json(tmp_path / "x.json", orient="records", lines=True)
    for name in ("x.parquet", "x.xlsx", "x.json"):
        assert columns_of_first(tmp_path / name, tmp_path) == list(table), name
