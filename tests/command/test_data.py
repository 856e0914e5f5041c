"""The command that writes the simulated shop."""

import errno
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from segmentation.__main__ import main
from segmentation.base.outputs import LIST
from segmentation.base.paths import ROOT
from segmentation.shop import disk, planted

SMALL = ["--customers", "300"]
FILES = {f"{name}.parquet" for name in disk.TABLES} | {"shop.json"}


def write_shop(arguments: list[str]) -> int:
    """`segmentation data shop` with these arguments; its exit code."""
    return main(["data", "shop", *arguments])


def _hashes(folder: Path) -> dict[str, str]:
    files = (file for file in folder.iterdir() if file.is_file() and file.name != LIST)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _newest(data: Path) -> str:
    """The folder that data/shop names, by link or, on some Windows machines, by text file."""
    note = data / "shop.txt"
    return (
        note.read_text(encoding="utf-8").strip()
        if note.exists()
        else (data / "shop").readlink().name
    )


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of data/."""
    monkeypatch.setattr(disk, "DATA", tmp_path / "data")
    return tmp_path / "data"


def test_writes_every_table_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a" / "new folder"
    code = write_shop(
        [*SMALL, "--seed", "7", "--snapshot", "2025-12-31", "--holdout-days", "30", "--csv",
         "--out", str(out)]
    )  # fmt: skip
    assert code == 0
    assert {f.name for f in out.iterdir()} == FILES | {"features.csv", LIST}
    made = json.loads((out / "shop.json").read_text(encoding="utf-8"))
    assert (made["n_customers"], made["seed"], made["holdout_days"]) == (300, 7, 30)
    printed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert printed["customers"] == "300"
    assert printed["orders"] == f"{made['rows']['orders']:,} from 2023-01-01 to 2025-12-31"
    assert printed["contacts"] == f"{made['rows']['contacts']:,}"
    orders = pd.read_parquet(out / "orders.parquet")
    assert len(orders) == made["rows"]["orders"]
    assert orders["ordered_at"].between("2023-01-01", "2026-01-01", inclusive="left").all()
    csv = pd.read_csv(out / "features.csv", encoding="utf-8")
    pd.testing.assert_frame_equal(
        csv, pd.read_parquet(out / "features.parquet"), check_dtype=False, rtol=1e-12
    )


def test_the_summary_counts_the_hold_out_and_the_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write_shop([*SMALL, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    future = len(pd.read_parquet(tmp_path / "future.parquet"))
    assert f"future orders  {future:,} until 2026-09-28, held out" in printed
    size = sum(f.stat().st_size for f in tmp_path.iterdir() if f.suffix == ".parquet")
    assert f"size on disk   {size / 1e6:,.1f} MB" in printed


def test_arguments_reach_the_simulation(tmp_path: Path) -> None:
    arguments = ["--overlap", "2.5", "--structure", "none", "--rated-share", "0.5"]
    assert write_shop([*SMALL, *arguments, "--out", str(tmp_path)]) == 0
    made = json.loads((tmp_path / "shop.json").read_text(encoding="utf-8"))
    assert (made["overlap"], made["structure"], made["rated_share"]) == (2.5, "none", 0.5)
    assert set(pd.read_parquet(tmp_path / "truth.parquet")["Persona"]) == {"Customer"}
    assert 0.4 < pd.read_parquet(tmp_path / "orders.parquet")["rating"].notna().mean() < 0.6


def test_the_notebooks_find_the_default_folder(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write_shop(SMALL) == 0
    folder = disk.folder_of(planted.Parameters(n_customers=300))
    assert _newest(data) == folder.name
    written = (folder / "shop.json").stat().st_mtime_ns
    assert disk.load_shop(300) == folder
    assert (folder / "shop.json").stat().st_mtime_ns == written
    assert "already there" not in capsys.readouterr().out


def test_a_shop_that_is_there_is_used_again_unless_forced(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_shop(SMALL)
    table = disk.folder_of(planted.Parameters(n_customers=300)) / "orders.parquet"
    first = table.stat().st_mtime_ns
    assert write_shop(SMALL) == 0
    assert "already there" in capsys.readouterr().out
    assert table.stat().st_mtime_ns == first
    assert write_shop([*SMALL, "--csv"]) == 0  # the CSV is not there yet
    assert (table.parent / "features.csv").exists()
    second = table.stat().st_mtime_ns
    assert second > first
    assert write_shop([*SMALL, "--csv", "--force"]) == 0
    assert table.stat().st_mtime_ns > second


def test_the_link_follows_the_newest(data: Path) -> None:
    for n in (300, 200):
        assert write_shop(["--customers", str(n)]) == 0
        assert _newest(data) == disk.folder_of(planted.Parameters(n_customers=n)).name


def test_where_links_are_refused_a_text_file_names_the_newest(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    assert write_shop(SMALL) == 0
    folder = disk.folder_of(planted.Parameters(n_customers=300))
    assert (data / "shop.txt").read_text(encoding="utf-8") == f"{folder.name}\n"
    assert not (data / "shop").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--customers", "0"], "n_customers must be 1 or more, not 0"),
        (["--customers", "many"], "--customers"),
        (["--overlap", "-1"], "overlap must be above 0"),
        (["--overlap", "nan"], "overlap must be above 0"),
        (["--structure", "x"], "structure must be personas or none, not 'x'"),
        (["--snapshot", "midsummer"], "2026-06-30; got 'midsummer'"),
        (["--snapshot", "9999-12-31"], "the calendar has no room"),
        (["--holdout-days", "-1"], "holdout_days must be 0 or more"),
        (["--rated-share", "1.5"], "rated_share must lie between 0 and 1"),
        (["--customers", "99999999999999999999"], "n_customers must be at most 1,000,000,000"),
        (["--seed", "-1"], "seed must be 0 or more"),
        (["--custom", "5"], "--custom"),
    ],
)
def test_bad_arguments_are_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    out = tmp_path / "out"
    assert write_shop([*arguments, "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert named in printed.err
    assert printed.err.endswith(".\n")
    assert not out.exists()


def test_help_names_every_argument_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        write_shop(["--help"])
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    for text in ("--customers", "500000", "--seed", "42", "--snapshot", "2026-06-30", "--csv"):
        assert text in printed


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    for out, said in ((file, "is a file; give a folder."), (file / "below", "Not a directory")):
        assert write_shop([*SMALL, "--out", str(out)]) == 2
        told = capsys.readouterr().err
        assert said in told and told.count("\n") == 1
    assert file.read_text(encoding="utf-8") == "kept"


def test_the_folder_of_another_shop_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_shop(SMALL)
    folder = data / _newest(data)
    before = _hashes(folder)
    link = [data / "shop"] if (data / "shop").is_symlink() else []
    for out in [folder, *link]:
        assert write_shop(["--customers", "200", "--out", str(out)]) == 2
        assert "belongs to the notebooks" in capsys.readouterr().err
        assert _hashes(folder) == before


HOLDS = {
    "a photograph": {"holiday.jpg": b"x"},
    "tables of the same names": {"orders.parquet": b"mine", "shop.json": b"{}"},
    "another command's result": {LIST: b'{"by": "segmentation mine", "files": {}}', "a": b"x"},
    "a hidden file": {".env": b"x"},
    "a broken list": {LIST: b"{", "orders.parquet": b"mine"},
}


@pytest.mark.parametrize("files", HOLDS.values(), ids=HOLDS)
def test_a_folder_with_files_of_others_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, bytes]
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert write_shop([*SMALL, "--out", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert "stays as it is" in said.err and said.err.count("\n") == 1 and said.out == ""
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == files


def test_a_table_that_was_changed_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_shop([*SMALL, "--csv", "--out", str(tmp_path)])
    (tmp_path / "features.csv").write_text("my own work", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    before = _hashes(tmp_path)
    assert write_shop(["--customers", "200", "--csv", "--out", str(tmp_path)]) == 2
    assert "features.csv is not as this command wrote it" in capsys.readouterr().err
    assert _hashes(tmp_path) == before
    assert write_shop(["--customers", "200", "--out", str(tmp_path)]) == 0  # needs not that name
    after = _hashes(tmp_path)
    assert {n for n in before if before[n] == after[n]} == {"features.csv", "notes.txt"}


def test_a_csv_of_an_earlier_shop_does_not_stay(tmp_path: Path) -> None:
    write_shop([*SMALL, "--csv", "--out", str(tmp_path)])
    assert write_shop(["--customers", "200", "--out", str(tmp_path)]) == 0
    assert {f.name for f in tmp_path.iterdir()} == FILES | {LIST}


@pytest.mark.parametrize("arguments", [[], ["--csv"]])
def test_a_full_disk_leaves_the_earlier_files(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    write_shop([*SMALL, "--csv", "--out", str(tmp_path)])
    before = _hashes(tmp_path)
    capsys.readouterr()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "Error writing bytes to file")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    command = ["--customers", "200", *arguments, "--out", str(tmp_path)]
    assert write_shop(command) == 2
    assert _hashes(tmp_path) == before
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("error: the shop cannot be written to ")
    assert last.endswith(f"{os.strerror(errno.ENOSPC)}.")


def test_a_killed_run_leaves_the_earlier_files_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    assert write_shop([*SMALL, "--out", str(tmp_path)]) == 0
    before = _hashes(tmp_path)
    command = ["generate_data.py", "--customers", "400000", "--out", str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        deadline = time.monotonic() + 60
        while (
            not any(tmp_path.glob(".result.*.part/orders.parquet")) and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        run.kill()
    assert run.returncode != 0
    assert len(list(tmp_path.glob(".result.*.part"))) == 1
    assert _hashes(tmp_path) == before
    assert write_shop(["--customers", "200", "--out", str(tmp_path)]) == 0
    assert {f.name for f in tmp_path.iterdir()} == FILES | {LIST}
    assert len(pd.read_parquet(tmp_path / "customers.parquet")) == 200


def test_same_parameters_same_bytes_on_one_worker_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_chunks = ["--customers", "60000"]
    for name in ("first", "second"):
        assert write_shop([*two_chunks, "--out", str(tmp_path / name)]) == 0
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert write_shop([*two_chunks, "--out", str(tmp_path / "one worker")]) == 0
    first = _hashes(tmp_path / "first")
    assert set(first) == FILES
    assert _hashes(tmp_path / "second") == first
    assert _hashes(tmp_path / "one worker") == first
    assert write_shop([*two_chunks, "--seed", "43", "--out", str(tmp_path / "other")]) == 0
    assert not set(_hashes(tmp_path / "other").values()) & set(first.values())


def test_nothing_slow_is_imported() -> None:
    code = (
        "import sys; from segmentation.__main__ import main;"
        "main(['data', 'shop', '--customers', '0']); print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = set(run.stdout.split())
    assert "segmentation.shop.simulate" in imported
    assert not imported & {"sklearn", "scipy", "matplotlib", "seaborn", "papermill", "nbformat"}
