"""Scoring files: the same as `predict`, nothing lost, nothing half-written."""

import gzip
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from segmentation.__main__ import main
from segmentation.base.errors import DataError
from segmentation.base.harmless import harmless
from segmentation.features.names import NUMERIC, RFM
from segmentation.scoring import source_file, stream
from segmentation.scoring.model import FLAGS
from segmentation.scoring.segmenter import Segmenter

HEADER = "Customer_ID,Recency,Frequency,Monetary\n"


@pytest.fixture(scope="module")
def model(customers: pd.DataFrame) -> Segmenter:
    return Segmenter.fit(customers, list(NUMERIC), 5, verdict="natural", snapshot="2026-06-30")


@pytest.fixture(scope="module")
def rfm(customers: pd.DataFrame) -> Segmenter:
    return Segmenter.fit(customers, list(RFM), 3, verdict="natural", snapshot="2026-06-30")


def written(text: str | bytes, path: Path) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("source", [".csv", ".csv.gz", ".parquet"])
@pytest.mark.parametrize("target", [".csv", ".parquet"])
def test_a_file_is_scored_as_predict_does(
    model: Segmenter,
    customers: pd.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    target: str,
) -> None:
    monkeypatch.setattr(source_file, "BATCH", 700)  # several of each
    monkeypatch.setattr(source_file, "BLOCK", 90_000)
    some = customers.assign(Recency=customers["Recency"].where(customers.index % 50 > 0))
    file = tmp_path / f"customers{source}"
    some.to_parquet(file) if source == ".parquet" else some.to_csv(file, index=False)
    scored = stream.score_file(model, file, tmp_path / f"scores{target}")
    out, counts = scored.path, scored.counts
    back = pd.read_parquet(out) if target == ".parquet" else pd.read_csv(out)
    wanted = model.predict(some)
    assert back["Customer_ID"].astype(int).tolist() == some["Customer_ID"].tolist()
    for name in ("Segment", "Next_Segment"):
        assert back[name].fillna("-").tolist() == wanted[name].astype(object).fillna("-").tolist()
    for name in ("Cluster", "Distance", "Next_Distance", "Margin"):
        found, expected = (t[name].to_numpy("float64", na_value=np.nan) for t in (back, wanted))
        np.testing.assert_allclose(found, expected, atol=1e-6 if target == ".csv" else 0)
    for flag in FLAGS:
        assert back[flag].tolist() == wanted[flag].tolist()
        assert counts[flag] == wanted[flag].sum()
    assert counts["customers"] == len(some) == sum(counts[n] for n in model.names) + 100
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_ids_stay_as_they_are_and_run_nowhere(rfm: Segmenter, tmp_path: Path) -> None:
    file = written(HEADER + '0017,3,1,5\n=1+1,3,1,5\n,3,1,5\n"a\nb",3,1,5\n', tmp_path / "x.csv")
    csv = stream.score_file(rfm, file, tmp_path / "y.csv").path
    ids = pd.read_csv(csv, dtype=str, keep_default_na=False)["Customer_ID"]
    assert ids.tolist() == ["0017", "'=1+1", "", "a b"]
    parquet = stream.score_file(rfm, file, tmp_path / "y.parquet").path
    assert pd.read_parquet(parquet)["Customer_ID"].tolist() == ["0017", "=1+1", "", "a\nb"]


def test_numbers_stay_numbers_in_parquet(rfm: Segmenter, tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [7, 8], "Recency": [1, 2], "Frequency": [1, 1], "Monetary": [5, 6]})
    frame.to_parquet(tmp_path / "x.parquet")
    out = stream.score_file(rfm, tmp_path / "x.parquet", tmp_path / "y.parquet", key="id").path
    assert pq.read_schema(out).field("id").type == pa.int64()
    assert pd.read_parquet(out)["Too_New"].isna().all()


def test_what_is_no_number_is_counted_not_scored(rfm: Segmenter, tmp_path: Path) -> None:
    file = written(HEADER + "1,3,1,5\n2,x,1,5\n3,3,,5\n4, 3 ,1,5\n", tmp_path / "x.csv")
    scored = stream.score_file(rfm, file, tmp_path / "y.csv")
    out, counts = scored.path, scored.counts
    assert pd.read_csv(out)["Incomplete"].tolist() == [False, True, True, False]
    assert counts["Incomplete"] == 2


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters_and_a_byte_order_mark(rfm: Segmenter, tmp_path: Path, mark: str) -> None:
    text = (HEADER + "1,3,1,5\n").replace(",", mark)
    file = written(gzip.compress(text.encode("utf-8-sig"), mtime=0), tmp_path / "x.csv.gz")
    assert stream.score_file(rfm, file, tmp_path / "y.csv").counts["customers"] == 1


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_nobody_gives_a_table_of_nobody(rfm: Segmenter, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"x{kind}"
    empty = pd.DataFrame(columns=["Customer_ID", *RFM], dtype=str)
    empty.to_csv(file, index=False) if kind == ".csv" else empty.to_parquet(file)
    scored = stream.score_file(rfm, file, tmp_path / "y.csv")
    out, counts = scored.path, scored.counts
    assert counts["customers"] == 0 and len(pd.read_csv(out)) == 0


BROKEN = {
    "no column": ("id,Recency\n1,2\n", "x.csv has no column Customer_ID, Frequency, Monetary; "),
    "twice": ("Recency," + HEADER + "1,1,1,1,1\n", "more than one column Recency; keep one"),
    "short row": (HEADER + "1,3,1,5\n1,3\n", "x.csv cannot be read .*Expected 4 columns, got 2"),
    "no text": (HEADER.encode() + b"\xed\xa0\x80,3,1,5\n", "x.csv: line 2 holds half a char"),
    "nothing": ("", "x.csv is empty"),
    "binary": (bytes(range(256)) * 99, "x.csv (cannot be read|has no column)"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_read_writes_nothing(
    rfm: Segmenter, tmp_path: Path, content: str | bytes, message: str
) -> None:
    file = written(content, tmp_path / "x.csv")
    old = written("old", tmp_path / "y.csv")
    with pytest.raises(DataError, match=message):
        stream.score_file(rfm, file, old)
    assert old.read_text() == "old" and len(list(tmp_path.iterdir())) == 2


def test_an_error_late_in_the_file_leaves_the_old_scores(
    rfm: Segmenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "BLOCK", 256)
    file = written(HEADER + "1,3,1,5\n" * 500 + "1,3\n", tmp_path / "x.csv")
    old = written("old", tmp_path / "y.csv")
    with pytest.raises(DataError, match="nothing was written"):
        stream.score_file(rfm, file, old)
    assert old.read_text() == "old" and len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("x.csv", "y.xlsx"), r"y\.xlsx: OUTPUT must end in \.csv or \.parquet"),
        (("x.csv", "x.csv"), "OUTPUT would replace INPUT"),
        (("x.md", "y.csv"), r"x\.md: INPUT must be one of \.csv"),
        (("none.csv", "y.csv"), r"none\.csv is not there"),
        (("broken.parquet", "y.csv"), r"broken\.parquet cannot be read"),
        (("broken.csv.gz", "y.csv"), r"broken\.csv\.gz cannot be read"),
    ],
)
def test_files_that_cannot_be_used(
    rfm: Segmenter, tmp_path: Path, names: tuple[str, str], message: str
) -> None:
    for name in ("x.csv", "x.md"):
        written(HEADER, tmp_path / name)
    written(b"PAR1 no", tmp_path / "broken.parquet")
    written(gzip.compress(HEADER.encode() * 99, mtime=0)[:40], tmp_path / "broken.csv.gz")
    with pytest.raises(DataError, match=message):
        stream.score_file(rfm, tmp_path / names[0], tmp_path / names[1])
    assert not (tmp_path / "y.csv").exists()


def test_the_command_says_what_it_counted(
    rfm: Segmenter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(rfm.save(tmp_path / "m.json"))
    file = str(written(HEADER + "1,3,1,5\n2,x,1,5\n", tmp_path / "x.csv"))
    assert main(["score", model, file, str(tmp_path / "y.csv")]) == 0
    said = capsys.readouterr().out
    assert [w for w in rfm.names if w not in said] == []
    assert re.search(
        r"incomplete: not scored, a feature is no number or cannot be +1 +50\.0%", said
    )
    assert said.rstrip().endswith("y.csv") and "Nobody" not in said
    written(HEADER + "1,3;1,1,5\n", tmp_path / "x.csv")
    assert main(["score", model, file, str(tmp_path / "y.csv")]) == 0
    assert "Nobody could be scored" in capsys.readouterr().out
    assert main(["score", model, str(tmp_path / "absent.csv"), str(tmp_path / "z.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "x;=1", "x,=1", "\t=1", "  =1", "＝1"]
TEXTS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary of string": pa.dictionary(pa.int32(), pa.string()),
    "dictionary of large_string": pa.dictionary(pa.int64(), pa.large_string()),
    "dictionary with short codes": pa.dictionary(pa.int8(), pa.string()),
}


def coded(texts: list[str], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.array(texts, kind)
    found = pa.array(texts, kind.value_type).dictionary_encode()
    return pa.DictionaryArray.from_arrays(found.indices.cast(kind.index_type), found.dictionary)


@pytest.mark.parametrize("kind", TEXTS.values(), ids=TEXTS)
def test_ids_of_every_text_type_run_nowhere(
    rfm: Segmenter, tmp_path: Path, kind: pa.DataType
) -> None:
    ids = [*FORMULAS, "0017", "NULL"]
    figures = {name: pa.array([3.0] * len(ids)) for name in RFM}
    pq.write_table(pa.table({"=who": coded(ids, kind)} | figures), tmp_path / "x.parquet")
    csv = stream.score_file(rfm, tmp_path / "x.parquet", tmp_path / "y.csv", key="=who").path
    back = pd.read_csv(csv, dtype=str, keep_default_na=False)
    assert back.columns[0] == "'=who"
    assert back["'=who"].tolist()[-2:] == ["0017", "NULL"]
    assert back["'=who"].tolist()[:-2] == [harmless(text) for text in FORMULAS]
    kept = stream.score_file(rfm, tmp_path / "x.parquet", tmp_path / "y.parquet", key="=who").path
    assert pd.read_parquet(kept)["=who"].tolist() == ids


def test_names_of_a_model_run_nowhere(rfm: Segmenter, tmp_path: Path) -> None:
    names = ["=cmd|' /C calc'!A0", "@SUM(A1)", "x;=1"]
    named = [replace(one, name=name) for one, name in zip(rfm.segments, names, strict=True)]
    model = replace(rfm, segments=named)
    file = written(HEADER + "1,3,1,5\n2,300,9,5000\n", tmp_path / "x.csv")
    back = pd.read_csv(stream.score_file(model, file, tmp_path / "y.csv").path)
    found = {*back["Segment"], *back["Next_Segment"]}
    assert found <= {harmless(name) for name in names} and len(found) > 1
    counts = stream.score_file(model, file, tmp_path / "y.parquet").counts
    assert counts["customers"] == sum(counts[name] for name in names) == 2


@pytest.mark.parametrize("key", ["Segment", "Cluster", "Margin", "Too_New"])
def test_an_id_called_like_a_column_of_the_scores_is_one_sentence(
    rfm: Segmenter, tmp_path: Path, key: str
) -> None:
    file = written(HEADER.replace("Customer_ID", key) + "1,3,1,5\n", tmp_path / "x.csv")
    with pytest.raises(DataError, match=f"^--key {key}: the scores have a column of that name"):
        stream.score_file(rfm, file, tmp_path / "y.csv", key=key)
    assert list(tmp_path.iterdir()) == [file]


def test_a_feature_can_be_the_id(rfm: Segmenter, tmp_path: Path) -> None:
    file = written(HEADER + "1,3,1,5\n", tmp_path / "x.csv")
    back = pd.read_csv(stream.score_file(rfm, file, tmp_path / "y.csv", key="Recency").path)
    assert back["Recency"].tolist() == [3] and not back["Incomplete"].any()


def test_half_a_character_is_one_sentence(rfm: Segmenter, tmp_path: Path) -> None:
    texts = pa.array([b"a", b"\xed\xa0\x80"], pa.binary())
    ids = pa.Array.from_buffers(pa.string(), 2, [None, *texts.buffers()[1:]])
    figures = {name: pa.array([3.0, 3.0]) for name in RFM}
    pq.write_table(pa.table({"Customer_ID": ids} | figures), tmp_path / "x.parquet")
    with pytest.raises(DataError, match=r"x\.parquet: the id in row 2 is no valid text"):
        stream.score_file(rfm, tmp_path / "x.parquet", tmp_path / "y.csv")
    lines = (HEADER + "1,3,1,5\n" * 3).encode() + b"\xed\xbf\xbf,3,1,5\n"
    file = written(lines, tmp_path / "x.csv")
    with pytest.raises(DataError, match=r"x\.csv: line 5 holds half a character"):
        stream.score_file(rfm, file, tmp_path / "y.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.csv", "x.parquet"]


@pytest.mark.parametrize("kind", ["folder", "link", "dangling link", "read-only"])
def test_an_output_that_is_not_ours_to_replace_is_one_sentence(
    rfm: Segmenter, tmp_path: Path, kind: str
) -> None:
    file = written(HEADER + "1,3,1,5\n", tmp_path / "x.csv")
    mine, out = written("mine", tmp_path / "mine.csv"), tmp_path / "y.csv"
    if kind == "folder":
        out.mkdir()
    elif kind == "read-only":
        written("mine", out).chmod(0o400)
    else:
        out.symlink_to(mine if kind == "link" else tmp_path / "nowhere")
    with pytest.raises(DataError, match=rf"^y\.csv is (a {kind.split()[-1]}|{kind})"):
        stream.score_file(rfm, file, out)
    assert mine.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.csv", "x.csv", "y.csv"]


SCORER = """
import sys
from pathlib import Path
from segmentation.scoring import stream
from segmentation.scoring.segmenter import Segmenter
model, source, target = map(Path, sys.argv[1:])
for _ in range(9):
    stream.score_file(Segmenter.load(model), source, target)
"""


def many(path: Path, first: str) -> Path:
    rows = "".join(f"{first}{i},{i % 300},{1 + i % 7},{i}\n" for i in range(60_000))
    return written(HEADER + rows, path)


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_two_scorers_at_once_leave_one_whole_file(
    rfm: Segmenter, tmp_path: Path, kind: str
) -> None:
    model, out = rfm.save(tmp_path / "m.json"), tmp_path / f"y{kind}"
    files = [many(tmp_path / f"{one}.csv", one) for one in "ab"]
    command = [sys.executable, "-c", SCORER, str(model)]
    runs = [subprocess.Popen([*command, str(file), str(out)]) for file in files]
    assert [run.wait() for run in runs] == [0, 0]
    ids = (pd.read_csv(out) if kind == ".csv" else pd.read_parquet(out))["Customer_ID"]
    assert len(ids) == 60_000 and ids.str[0].nunique() == 1
    assert len(list(tmp_path.iterdir())) == 4


def test_a_killed_scorer_leaves_the_old_scores_and_the_next_one_cleans_up(
    rfm: Segmenter, tmp_path: Path
) -> None:
    model, file = rfm.save(tmp_path / "m.json"), many(tmp_path / "a.csv", "a")
    out = stream.score_file(rfm, file, tmp_path / "y.csv").path
    before = out.read_bytes()
    for _ in range(4):
        command = [sys.executable, "-c", SCORER, str(model), str(file), str(out)]
        with subprocess.Popen(command) as run:
            while not any(tmp_path.glob(".y.csv.*.part")) and run.poll() is None:
                time.sleep(0.001)
            run.kill()
        assert out.read_bytes() == before
    assert len(list(tmp_path.glob(".y.csv.*.part"))) <= 1
    stream.score_file(rfm, file, out)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "m.json", "y.csv"]


def test_memory_stays_flat(
    model: Segmenter, customers: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "BATCH", 20_000)
    many = pd.concat([customers[["Customer_ID", *NUMERIC]]] * 40, ignore_index=True)
    # Random figures, so that the file is no smaller than what it holds.
    many[list(NUMERIC)] = np.random.default_rng(0).uniform(1, 5, (len(many), len(NUMERIC)))
    many.to_parquet(tmp_path / "x.parquet", row_group_size=20_000)
    held, before = [], pa.total_allocated_bytes()
    for batch in source_file.batches(tmp_path / "x.parquet", model, "Customer_ID"):
        held.append(pa.total_allocated_bytes() - before)
        del batch
    assert len(held) == 10
    assert max(held) < 0.75 * 8 * many.size  # with pyarrow's own buffers it is 1.5 times that
