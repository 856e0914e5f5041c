"""Files in files: archives, packed texts, folders of parts, and what is no table among them."""

import bz2
import gzip
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from staged_files import HEADER, LINES, ROWS, everything, texts, written

from segmentation.base.errors import DataError

PLAIN = "\n".join((HEADER, *LINES, "")).encode()


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


def workbook() -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"customer": ["w"], "date": ["2024-01-05"], "amount": [1]}).to_excel(
        out, index=False
    )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("orders.csv.gz", gzip.compress),
        ("orders.csv.bz2", bz2.compress),
        ("orders.csv.zst", lambda text: pa.compress(text, "zstd", asbytes=True)),
        ("named_wrongly.csv", bz2.compress),
        ("ORDERS.CSV.GZ", gzip.compress),
    ],
)
def test_packed_texts_are_read(tmp_path: Path, name: str, pack) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_bytes(pack(PLAIN))
    assert texts(path) == (ROWS, "UTF-8, separated by commas", [])
    cut = tmp_path / f"cut-{name}"
    cut.write_bytes(pack(PLAIN * 50)[:40])
    with pytest.raises(DataError, match="cannot be read to its end"):
        texts(cut)


def test_every_orders_file_of_a_zip_is_read_and_others_are_named(tmp_path: Path) -> None:
    members = {"a/one.csv": PLAIN, "two.xlsx": workbook(), "note.txt": b"hello\n"}
    members |= {"people.csv": b"customer,city\nx,y\n", "__MACOSX/one.csv": b"junk"}
    path = archive(tmp_path / "x.zip", members)
    rows, _, _, left = everything(path)
    assert sorted(row[0] for row in rows) == ["a", "b", "w"]
    assert {one.name for one in left} == {"x.zip/note.txt", "x.zip/people.csv"}
    assert all(one.cause.startswith("left out: ") for one in left)


def test_a_zip_writes_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    path = archive(tmp_path / "inner" / "x.zip", {"../../evil.csv": PLAIN})
    assert texts(path)[0] == ROWS
    assert not list(tmp_path.glob("evil*"))


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_what_swells_beyond_all_measure_is_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from segmentation.reading import packing

    monkeypatch.setattr(packing, "LARGE", 1 << 20)
    monkeypatch.setattr(packing, "CHUNK", 1 << 16)
    zeros = b"0" * (1 << 23)
    path = tmp_path / f"x.csv.{kind}"
    if kind == "zip":
        archive(path, {"x.csv": zeros})
    else:
        path.write_bytes(gzip.compress(zeros))
    with pytest.raises(DataError, match="holds more than 200 times its size"):
        texts(path)
    unpacked = [f for f in tmp_path.rglob("*") if f.is_file() and f != path]
    assert sum(f.stat().st_size for f in unpacked) < 1 << 22


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"folder/": b""}, r"x\.zip is an archive without files"),
        ({"a.txt": b"hello\n", "b.txt": b"bye\n"}, r"x\.zip holds no table that can be read"),
        ({"a.pdf": b"%PDF-1.4"}, r"x\.zip/a\.pdf is a PDF, not a table"),
        ({"inner.zip": PLAIN}, r"x\.zip holds another archive, inner\.zip; unpack it first"),
    ],
)
def test_archives_without_tables_are_a_sentence(
    tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    if "inner.zip" in members:
        inner = archive(tmp_path / "inner.zip", {"x.csv": PLAIN})
        members = {"inner.zip": inner.read_bytes()}
    with pytest.raises(DataError, match=message):
        texts(archive(tmp_path / "x.zip", members))


# Folders


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_columns_may_stand_in_the_names_of_folders(tmp_path: Path, form: str) -> None:
    there = tmp_path / "set"
    for day in ("2024-01-05", "2024-01-06"):
        part = there / f"date={day}" / "shop=N%20Y"
        part.mkdir(parents=True)
        table = pd.DataFrame({"customer": ["a"], "amount": ["1.5"]})
        if form == "csv":
            table.to_csv(part / "part-0.csv", index=False)
        else:
            table.to_parquet(part / "part-0.parquet")
    (there / "_SUCCESS").write_bytes(b"")
    assert texts(there)[0] == [
        ("a", "1.5", "2024-01-05", "N Y"), ("a", "1.5", "2024-01-06", "N Y")
    ]  # fmt: skip


def test_files_of_a_folder_that_hold_no_orders_are_named_and_left(tmp_path: Path) -> None:
    there = tmp_path / "exports"
    written(there / "customers.csv", "a,Rome", header="customer,city")
    written(there / "orders.csv", *LINES)
    written(there / "readme.txt", header="Exported on Monday")
    rows, _, _, left = everything(there)
    assert rows == ROWS
    assert [(one.name, one.cause[:26]) for one in left] == [
        ("readme.txt", "left out: is not parted in"),
        ("customers.csv", "left out: none of its colu"),
    ]


def test_only_the_first_part_of_a_file_may_have_the_header(tmp_path: Path) -> None:
    there = tmp_path / "parts"
    written(there / "x-00.csv", LINES[0])
    written(there / "x-01.csv", header=LINES[1])
    written(there / "x-02.csv", "d,4,2024-02-02,4", header="c,3,2024-02-01,3")
    rows, _, misfits, left = everything(there)
    assert [row[0] for row in rows] == ["a", "b", "c", "d"]
    assert (misfits, left) == ([], [])


# JSON


def test_json_lines_keep_their_texts_and_figures(tmp_path: Path) -> None:
    lines = (
        '{"customer": "007", "date": "2024-01-05", "amount": 10.50, "ship": {"city": "Rome"}}',
        "{broken",
        '{"amount": 1e3, "date": null, "customer": 17850, "items": [1, 2], "late": true}',
    )
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    rows, form, misfits = texts(path)
    assert rows == [("007", "2024-01-05", "10.50", "Rome", None),
                    ("17850", None, "1e3", None, "True")]  # fmt: skip
    assert (form, misfits) == ("UTF-8, JSON lines", ["{broken"])


def test_a_list_of_json_objects_is_read(tmp_path: Path) -> None:
    objects = [{"customer": "ü\n", "date": "2024-01-05", "amount": 1.25}] * 3
    path = tmp_path / "x.json"
    path.write_text(json.dumps(objects, indent=2, ensure_ascii=False), encoding="utf-8")
    rows, form, _ = texts(path)
    assert rows == [("ü\n", "2024-01-05", "1.25")] * 3
    assert form == "UTF-8, a list of JSON objects"
