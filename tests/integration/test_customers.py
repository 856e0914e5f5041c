"""One table of customers, in the app and by `score`: the same ids, figures and segments."""

import io
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segmentation.app import uploads
from segmentation.app.uploads import NOTHING_SET, Request
from segmentation.base.errors import DataError
from segmentation.base.exports import write_csv
from segmentation.base.paths import ROOT
from segmentation.command.score import run
from segmentation.features.measure import customer_features
from segmentation.features.names import NUMERIC
from segmentation.orders_file import sample
from segmentation.orders_file import source as orders_file
from segmentation.orders_file.parsing import Options
from segmentation.scoring import source_file, stream
from segmentation.scoring.segmenter import Segmenter

COLUMNS = ["Customer_ID", *NUMERIC]
USUAL = ["1", "10", "5", "100.5", "400", "0.1", "0.2", "4", "9", "1"]
# Feature → cells, each in a row of its own.
ODD = {
    "Customer_ID": ["NULL", "nan", "None", "n/a", "0017", "17850.0", "=1+1", "-5", "", "Zoë",
                    "x;=1"],
    "Recency": ["-1", "0", "1e2", " 7 ", "x", "1,234", "nan", "inf"],
    "Frequency": ["0", "1", "1,234", "-3", "2.5", "5 x"],
    "Monetary": ["1,234.56", "£500", "$1,000,000", "-1", "(5.00)", "12345678901234", "500 EUR", ""],
    "Return_Rate": ["50%", "1.5", "-0.1", "100%", "0 %", "150%", "1", "0"],
    "Discount_Usage": ["12.5 %", "2", "abc"],
    "Satisfaction_Score": ["99", "0", "5", "0.9", "n/a"],
    "Avg_Time_Site_Min": ["-2", "1e999"],
    "Support_Calls": ["-1", "NULL", "0"],
}  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Segmenter:
    return Segmenter.load(ROOT / "models" / "flagship.json")


def odd_rows() -> pd.DataFrame:
    rows = []
    for name, cells in ODD.items():
        for cell in cells:
            row = dict(zip(COLUMNS, USUAL, strict=True)) | {"Customer_ID": f"c{len(rows)}"}
            rows.append(row | {name: cell})
    return pd.DataFrame(rows)


def by_score(model: Segmenter, file: Path, folder: Path, **options: str) -> pd.DataFrame:
    return pd.read_parquet(
        stream.score_file(model, file, folder / "scores.parquet", **options).path
    )


def by_app(model: Segmenter, file: Path, options: Options = NOTHING_SET) -> pd.DataFrame:
    found = uploads.read(
        file.name, file.read_bytes(), Request(wanted=model.features, options=options)
    )
    scored = model.predict(found.customers)
    scored.insert(0, "Customer_ID", found.customers["Customer_ID"])
    return scored


def assert_same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    assert ours["Customer_ID"].fillna("").astype(str).tolist() == theirs["Customer_ID"].tolist()
    for name in ("Segment", "Next_Segment", "Distance", "Incomplete", "Too_New"):
        a, b = (frame[name].astype(object) for frame in (ours, theirs))
        assert a.where(a.notna(), None).tolist() == b.where(b.notna(), None).tolist(), name


def test_odd_rows_are_read_alike(model: Segmenter, tmp_path: Path) -> None:
    table = odd_rows()
    assert len(table) > 40
    file = tmp_path / "odd.csv"
    table.to_csv(file, index=False)
    ours, theirs = by_score(model, file, tmp_path), by_app(model, file)
    assert_same(ours, theirs)
    assert ours["Customer_ID"].tolist()[:11] == ODD["Customer_ID"]
    bad = {"Recency": ["-1", "x", "nan", "inf"], "Frequency": ["0", "-3", "5 x"],
           "Monetary": ["-1", "(5.00)", ""], "Return_Rate": ["1.5", "-0.1", "150%"],
           "Discount_Usage": ["2", "abc"], "Satisfaction_Score": ["99", "0", "0.9", "n/a"],
           "Avg_Time_Site_Min": ["-2", "1e999"], "Support_Calls": ["-1", "NULL"]}  # fmt: skip
    refused = [(n, c) for n, cells in ODD.items() for c in cells if c in bad.get(n, [])]
    cells = [(name, cell) for name, some in ODD.items() for cell in some]
    at = ours["Incomplete"].tolist()
    assert [cell for cell, incomplete in zip(cells, at, strict=True) if incomplete] == refused


@pytest.mark.parametrize("block", [300, 900, 1 << 20])
def test_batches_change_nothing(
    model: Segmenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(source_file, "BLOCK", block)
    file = tmp_path / "odd.csv"
    # The only comma that shows the mark stands in the last row, and the first looks like a point.
    table = pd.DataFrame([dict(zip(COLUMNS, USUAL, strict=True))] * 60)
    table["Monetary"], table["Return_Rate"], table["Discount_Usage"] = "1.234", "0", "1"
    table.loc[59, "Monetary"] = "2.500,5"
    table.to_csv(file, index=False, sep=";")
    assert_same(by_score(model, file, tmp_path), by_app(model, file))
    whole = model.predict(table.assign(Monetary=1234.0).astype("float64"))
    assert by_score(model, file, tmp_path)["Distance"].iloc[0] == whole["Distance"].iloc[0]


def test_the_largest_customers_are_never_lost(model: Segmenter, tmp_path: Path) -> None:
    table = pd.DataFrame([dict(zip(COLUMNS, USUAL, strict=True))] * 3)
    table["Monetary"] = ["999.50", "1,000.00", "12,345,678.90"]
    table.to_csv(tmp_path / "x.csv", index=False)
    scored = stream.score_file(model, tmp_path / "x.csv", tmp_path / "y.parquet")
    assert scored.counts["Incomplete"] == 0 and scored.notes == []
    wanted = model.predict(table.assign(Monetary=[999.5, 1000, 12345678.9]).astype("float64"))
    assert pd.read_parquet(scored.path)["Distance"].tolist() == wanted["Distance"].tolist()


QUESTIONS = {
    "two ways": ({"Monetary": "1,234", "Return_Rate": "0", "Discount_Usage": "1"}, "two ways"),
    "both marks": ({"Monetary": "1.5", "Return_Rate": "0,5"}, "decimal point and Return_Rate"),
    "per cents": ({"Return_Rate": "40"}, "looks like per cents"),
}


@pytest.mark.parametrize(("cells", "said"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_same_is_asked_and_refused(
    model: Segmenter, tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    file = tmp_path / "x.csv"
    pd.DataFrame([dict(zip(COLUMNS, USUAL, strict=True)) | cells]).to_csv(file, index=False)
    with pytest.raises(DataError, match=said) as ours:
        by_score(model, file, tmp_path)
    with pytest.raises(DataError, match=said) as theirs:
        by_app(model, file)
    assert str(ours.value) == str(theirs.value)
    assert list(tmp_path.iterdir()) == [file]


def test_an_answer_is_taken_by_both(model: Segmenter, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    cells = QUESTIONS["two ways"][0]
    pd.DataFrame([dict(zip(COLUMNS, USUAL, strict=True)) | cells]).to_csv(file, index=False)
    distances = set()
    for decimal in (".", ","):
        ours = by_score(model, file, tmp_path, decimal=decimal)
        assert_same(ours, by_app(model, file, Options(decimal=decimal)))
        distances.add(ours["Distance"].iloc[0])
    assert len(distances) == 2


KINDS = {
    "flags": pa.array([True]),
    "durations": pa.array([1], pa.duration("s")),
    "dates": pa.array([1], pa.date32()),
    "bytes": pa.array([b"1"]),
}


@pytest.mark.parametrize("column", KINDS.values(), ids=KINDS)
def test_columns_of_no_figures_are_refused_by_name(
    model: Segmenter, tmp_path: Path, column: pa.Array
) -> None:
    usual = {n: pa.array([c if n == "Customer_ID" else float(c)])
             for n, c in zip(COLUMNS, USUAL, strict=True)}  # fmt: skip
    file = tmp_path / "x.parquet"
    pq.write_table(pa.table(usual | {"Frequency": column}), file)
    for way in (lambda: by_score(model, file, tmp_path), lambda: by_app(model, file)):
        with pytest.raises(DataError, match=r"x\.parquet: column Frequency holds"):
            way()


@pytest.mark.parametrize(
    "ids", [pa.array([["a"]]), pa.array([b"\x00"]), pa.array([True])], ids=["list", "bytes", "flag"]
)
def test_columns_of_no_ids_are_refused_by_name(
    model: Segmenter, tmp_path: Path, ids: pa.Array
) -> None:
    usual = {n: pa.array([float(c)]) for n, c in zip(COLUMNS, USUAL, strict=True)}
    file = tmp_path / "x.parquet"
    pq.write_table(pa.table(usual | {"Customer_ID": ids}), file)
    for way in (lambda: by_score(model, file, tmp_path), lambda: by_app(model, file)):
        with pytest.raises(DataError, match=r"x\.parquet: column Customer_ID holds"):
            way()


def test_parquet_is_read_alike(model: Segmenter, tmp_path: Path) -> None:
    usual = {n: pa.array([float(c)] * 3) for n, c in zip(COLUMNS, USUAL, strict=True)}
    odd = {"Customer_ID": pa.array(["NULL", None, "007"]),
           "Return_Rate": pa.array([0.1, 1.5, None]),
           "Monetary": pa.array([0.1, 1e14, 7], pa.float32()), "Recency": pa.array([-1, 2, 3]),
           "Support_Calls": pa.array(["1", "2", "x"]).dictionary_encode()}  # fmt: skip
    file = tmp_path / "x.parquet"
    pq.write_table(pa.table(usual | odd), file)
    assert_same(by_score(model, file, tmp_path), by_app(model, file))


@pytest.mark.parametrize("decimal", [".", ","])
def test_our_own_segments_are_scored_by_their_own_model(tmp_path: Path, decimal: str) -> None:
    reading = orders_file.read(sample.FILE, tmp_path, {"country": "none"}, Options())
    orders = ibis.duckdb.connect().read_parquet(reading.orders)
    table = customer_features(orders, as_of=reading.snapshot).execute()
    features = ["Recency", "Frequency", "Monetary"]
    model = Segmenter.fit(table, features, 3, verdict="natural", snapshot=reading.snapshot)
    table = table.round({"Monetary": 2}).assign(
        Segment="x", Customer_ID=lambda t: t["Customer_ID"].astype(str)
    )
    file = write_csv(table, tmp_path / "segments.csv", decimal)
    ours = by_score(model, file, tmp_path)
    wanted = model.predict(table)
    assert ours["Segment"].tolist() == wanted["Segment"].tolist()
    assert ours["Distance"].tolist() == pytest.approx(wanted["Distance"].tolist(), abs=1e-12)
    assert_same(ours, by_app(model, file))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_read_alike(model: Segmenter, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "X.CSV"
    row = dict(zip(COLUMNS, USUAL, strict=True)) | {"Customer_ID": "Zoë"}
    text = io.StringIO()
    pd.DataFrame([row] * 3).to_csv(text, index=False)
    file.write_bytes(("Kunden\n" + text.getvalue()).encode(encoding))
    ours = by_score(model, file, tmp_path)
    assert ours["Customer_ID"].tolist() == ["Zoë"] * 3
    assert_same(ours, by_app(model, file))


def test_the_command_asks_for_its_own_argument(
    model: Segmenter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.csv"
    cells = QUESTIONS["two ways"][0]
    pd.DataFrame([dict(zip(COLUMNS, USUAL, strict=True)) | cells]).to_csv(file, index=False)
    saved = str(model.save(tmp_path / "m.json"))
    with pytest.raises(DataError, match="set --decimal to the decimal mark, a point or a comma"):
        run([saved, str(file), str(tmp_path / "y.csv")])
    assert run([saved, str(file), str(tmp_path / "y.csv"), "--decimal", "comma"]) == 0
    assert str(tmp_path / "y.csv") in capsys.readouterr().out
