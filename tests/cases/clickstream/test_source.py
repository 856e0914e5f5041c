"""The clickstream source: reading, importing into SQLite, and the synthetic twin."""

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segmentation.base.errors import DataError
from segmentation.base.paths import is_twin
from segmentation.cases.clickstream import source as clickstream
from segmentation.cases.clickstream.csv_files import COLUMNS, PAGE, batches
from segmentation.cases.clickstream.twin import MONTHS, USERS, twin

HEADER = ",".join(COLUMNS)
SESSION = "72d76fde-8bb3-4e00-8c23-a032dfed738c"
LINE = (
    f"2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,{SESSION}"
)
COMMAND = [sys.executable, "-m", "segmentation", "data", "clickstream"]


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(("\n".join((HEADER, *lines)) + "\n").encode(encoding))
    return path


def rows_of(database: Path) -> list[tuple]:
    with sqlite3.connect(database) as connection:
        return connection.execute("SELECT * FROM ecommerce_behavior").fetchall()


def left_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.fixture(scope="module")
def twin_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return clickstream.published(twin(tmp_path_factory.mktemp("twin"), users=1_500).parent)


# Import


def test_every_column_arrives_in_its_kind(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", LINE, LINE.replace("view", "cart").replace(SESSION, ""))
    assert clickstream.import_events([source], tmp_path / "new" / "e.sqlite") == 2
    first, second = rows_of(tmp_path / "new" / "e.sqlite")
    assert first == (
        "2019-10-01 00:00:00", "view", 44600062, 2103807459595387724, None, "shiseido", 35.79,
        541312140, SESSION,
    )  # fmt: skip
    assert second[1] == "cart" and second[-1] is None
    table = clickstream.events(tmp_path / "new" / "e.sqlite")
    assert table.columns == COLUMNS
    assert table.schema()["event_time"].is_timestamp()
    assert left_in(tmp_path / "new") == {"e.sqlite"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_packed_or_not(tmp_path: Path, encoding: str, packed: bool) -> None:
    source = write(tmp_path / "a.csv", LINE.replace("shiseido", "mülle"), encoding=encoding)
    if packed:
        source.write_bytes(gzip.compress(source.read_bytes()))
    clickstream.import_events([source], tmp_path / "e.sqlite")
    assert rows_of(tmp_path / "e.sqlite")[0][5] == "mülle"


def test_several_months_in_order(tmp_path: Path, twin_files: list[Path]) -> None:
    rows = clickstream.import_events(twin_files, tmp_path / "e.sqlite")
    lines = [len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in twin_files]
    assert rows == sum(lines) == len(rows_of(tmp_path / "e.sqlite"))
    times = [row[0] for row in rows_of(tmp_path / "e.sqlite")]
    assert times == sorted(times)


def test_quoted_fields_and_windows_line_ends(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    text = f"{HEADER}\r\n{LINE.replace('shiseido', chr(34) + 'a, b' + chr(34))}\r\n"
    source.write_bytes(text.encode())
    clickstream.import_events([source], tmp_path / "e.sqlite")
    assert rows_of(tmp_path / "e.sqlite")[0][5] == "a, b"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("35.79", "abc", r"line 3: price must hold a number or nothing, not 'abc'"),
        ("35.79", "nan", r"line 3: price .* 'nan'"),
        ("35.79", "1e5", r"line 3: price .* '1e5'"),
        ("35.79", '"35,79"', r"line 3: price .* '35,79'"),
        ("44600062", "", r"line 3: product_id must hold a whole number, not ''"),
        ("44600062", "4_4", r"line 3: product_id .* '4_4'"),
        ("541312140", "x1", r"line 3: user_id must hold a whole number or nothing, not 'x1'"),
        ("2103807459595387724", "9" * 19, r"line 3: category_id .* '9999999999999999999'"),
        ("2019-10-01 00:00:00 UTC", "2019-13-01 00:00:00 UTC", r"line 3: event_time .* '2019-13"),
        ("2019-10-01 00:00:00 UTC", "01/10/2019 00:00:00 UTC", r"line 3: event_time .* '01/10"),
        (f",{SESSION}", "", r"line 3: 8 fields instead of 9; if the file was cut short"),
        (SESSION, f"{SESSION},x", r"line 3: 10 fields instead of 9"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    source = write(tmp_path / "2019-Oct.csv", LINE, LINE.replace(old, new, 1), LINE)
    with pytest.raises(DataError, match=rf"2019-Oct\.csv, {message}"):
        clickstream.import_events([source], tmp_path / "e.sqlite")
    assert left_in(tmp_path) == {"2019-Oct.csv"}


def test_the_line_is_counted_over_batches_and_line_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segmentation.cases.clickstream.csv_files.BATCH", 2)
    broken = LINE.replace("shiseido", '"shi\nseido"')
    source = write(tmp_path / "a.csv", LINE, LINE, broken, LINE.replace("35.79", "x"))
    with pytest.raises(DataError, match=r"line 6: price"):
        list(batches(source))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"a\.csv is empty; download it again from https"),
        (HEADER.encode() + b"\n", r"a\.csv holds no events"),
        (HEADER.replace("price", "cost").encode() + b"\n", r"column price is missing; .*,cost,"),
        (HEADER.replace(",", ";").encode() + b"\n", r"not separated by commas"),
        (HEADER.replace(",", "\t").encode() + b"\n", r"not separated by commas"),
        (",".join(reversed(COLUMNS)).encode(), r"the columns are not in order"),
        (f'{HEADER}\n{LINE}\n{LINE[:30]}"'.encode(), r"line 3: 3 fields instead of 9"),
        (f'{HEADER}\n2019-10-01 00:00:00 UTC,"vie'.encode(), r"cannot be read to its end"),
        (f"{HEADER}\n{LINE}\n".encode() + b"\xff\xfe\xe9,\n", r"cannot be read .*save it as UTF-8"),
        (
            gzip.compress(f"{HEADER}\n{LINE}\n".encode() * 9, mtime=0)[:-9],
            r"cannot be read to its end",
        ),
        (b"\x1f\x8b\x08 no gzip", r"cannot be read to its end"),
    ],
)
def test_a_file_cut_short_or_of_another_kind(tmp_path: Path, content: bytes, message: str) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "e.sqlite"
    source.write_bytes(content)
    with pytest.raises(DataError, match=message):
        clickstream.import_events([source], target)
    assert left_in(tmp_path) == {"a.csv"}


@pytest.mark.parametrize(
    ("kept", "row"),
    [
        (f"{LINE[:-40]}", ("2019-10-01 00:00:00", "view", 44600062, 35.79, None, None)),
        (f"{LINE[:72]}", ("2019-10-01 00:00:00", "view", 44600062, None, None, None)),
        (f"{LINE[:30]}", (None, None, None, None, None, None)),
    ],
)
def test_an_excerpt_may_end_in_the_middle_of_a_line(tmp_path: Path, kept: str, row: tuple) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "e.sqlite"
    source.write_text(f"{HEADER}\n{LINE}\n{kept}", encoding="utf-8")
    with pytest.raises(DataError, match=r"line 3: . fields instead of 9; .* with --cut-short"):
        clickstream.import_events([source], target)
    assert clickstream.import_events([source], target, cut_short=True) == 2
    first, second = rows_of(target)
    assert first[-1] == SESSION
    assert (*second[:3], *second[6:]) == row  # an id that may lack its end is no id
    source.write_text(f"{HEADER}\n{kept}\n{LINE}", encoding="utf-8")
    with pytest.raises(DataError, match=r"line 2: . fields instead of 9"):
        clickstream.import_events([source], target, cut_short=True)


def test_a_failed_import_leaves_the_old_table(tmp_path: Path) -> None:
    target = tmp_path / "e.sqlite"
    clickstream.import_events([write(tmp_path / "a.csv", LINE)], target)
    before = target.read_bytes()
    with pytest.raises(DataError, match="price"):
        clickstream.import_events(
            [write(tmp_path / "a.csv", LINE, LINE.replace("35", "x"))], target
        )
    assert target.read_bytes() == before
    assert left_in(tmp_path) == {"a.csv", "e.sqlite"}


def test_sources_and_targets_that_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", LINE)
    with pytest.raises(DataError, match=r"missing\.csv is no file; download one from https"):
        clickstream.import_events([tmp_path / "missing.csv"], tmp_path / "e.sqlite")
    with pytest.raises(DataError, match="is a folder; give the name of a file in it"):
        clickstream.import_events([source], tmp_path)
    other = write(tmp_path / "b.csv", LINE)  # two sources and no target, by mistake
    before = other.read_bytes()
    with pytest.raises(DataError, match=r"b\.csv is there and holds something else than events"):
        clickstream.import_events([source], other)
    assert other.read_bytes() == before
    with sqlite3.connect(tmp_path / "shop.sqlite") as database:
        database.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(DataError, match=r"shop\.sqlite is there and holds something else"):
        clickstream.import_events([source], tmp_path / "shop.sqlite")


def test_a_target_in_use_is_refused(tmp_path: Path) -> None:
    source, target = write(tmp_path / "a.csv", LINE), tmp_path / "e.sqlite"
    clickstream.import_events([source], target)
    held = sqlite3.connect(target, isolation_level=None)
    held.execute("BEGIN")
    held.execute("SELECT count(*) FROM ecommerce_behavior").fetchone()
    with pytest.raises(DataError, match=r"e\.sqlite is in use by another program; close that"):
        clickstream.import_events([source, source], target)
    held.close()
    assert clickstream.import_events([source, source], target) == 2


def test_two_imports_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = write(tmp_path / "a.csv", LINE), tmp_path / "e.sqlite"

    def second(*_: object) -> int:
        with pytest.raises(DataError, match=r"another import into .* is running"):
            clickstream.import_events([source], target)
        raise KeyboardInterrupt

    monkeypatch.setattr(clickstream, "_fill", second)
    with pytest.raises(KeyboardInterrupt):
        clickstream.import_events([source], target)
    assert left_in(tmp_path) == {"a.csv"}


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(clickstream, "_fill", full)
    with pytest.raises(DataError, match=r"cannot be written \(database or disk is full\)"):
        clickstream.import_events([write(tmp_path / "a.csv", LINE)], tmp_path / "e.sqlite")


@pytest.mark.parametrize("old_table", [False, True])
def test_a_killed_import_breaks_nothing(
    tmp_path: Path, twin_files: list[Path], old_table: bool
) -> None:
    target, parts = tmp_path / "e.sqlite", lambda: [*tmp_path.glob(".e.sqlite.*.part")]
    if old_table:
        clickstream.import_events([write(tmp_path / "a.csv", LINE)], target)
    before = target.read_bytes() if old_table else None
    many = [str(file) for file in twin_files] * 40
    run = subprocess.Popen([*COMMAND, *many, str(target)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(p.stat().st_size > 1_000_000 for p in parts()):
        assert run.poll() is None, "the import ended before it could be killed"
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert parts()  # what a killed run leaves behind
    assert (target.read_bytes() if target.exists() else None) == before
    rows = clickstream.import_events(twin_files, target)
    assert len(rows_of(target)) == rows > 1
    assert not parts()


def test_command(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", LINE)
    done = subprocess.run(
        [*COMMAND, str(source), "e.sqlite"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "1 events written to e.sqlite\n")
    assert "100%" in done.stderr  # the progress bar
    failed = subprocess.run(
        [*COMMAND, "none.csv", "e.sqlite"], cwd=tmp_path, capture_output=True, text=True
    )
    assert failed.returncode == 2
    assert failed.stderr == f"error: none.csv is no file; download one from {PAGE}.\n"


# Reading back


def test_the_file_cannot_be_written_to(tmp_path: Path) -> None:
    target = tmp_path / "odd name? #1.sqlite"
    clickstream.import_events([write(tmp_path / "a.csv", LINE)], target)
    backend = clickstream.connect(target)
    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        backend.con.execute("DELETE FROM ecommerce_behavior")
    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        backend.create_table("other", schema={"x": "int64"})
    assert len(rows_of(target)) == 1


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not there; import the events first"):
        clickstream.connect(tmp_path / "e.sqlite")
    with pytest.raises(DataError, match=r"holds no table ecommerce_behavior"):
        clickstream.connect(write(tmp_path / "a.csv", LINE))
    assert left_in(tmp_path) == {"a.csv"}


def test_missing_files_name_page_files_and_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    assert not clickstream.is_there()
    with pytest.raises(DataError) as error:
        clickstream.load_events("real")
    for part in (PAGE, "2019-Oct.csv", (tmp_path / "clickstream").as_posix()):
        assert part in str(error.value)


def test_load_events_imports_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTATION_DATA", str(tmp_path))
    monkeypatch.setattr("segmentation.base.paths.DATA", tmp_path / "data")
    (tmp_path / "clickstream").mkdir()
    write(tmp_path / "clickstream" / "2019-Nov.csv", LINE)
    write(tmp_path / "clickstream" / "2019-Oct.csv", LINE, LINE)
    assert clickstream.is_there() and not clickstream.is_twin()
    assert [file.name for file in clickstream.published()] == list(MONTHS)
    database = clickstream.load_events("real")
    made = database.stat().st_mtime_ns
    assert len(rows_of(database)) == 3
    assert clickstream.load_events("real") == database and database.stat().st_mtime_ns == made
    write(tmp_path / "clickstream" / "2019-Nov.csv", LINE, LINE)  # another file, another import
    assert len(rows_of(clickstream.load_events("real"))) == 4
    with pytest.raises(DataError, match="events must be twin or real, not 'both'"):
        clickstream.load_events("both")


def test_load_events_makes_the_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmentation.base.paths.DATA", tmp_path / "data")
    monkeypatch.setattr(
        "segmentation.cases.clickstream.twin.twin", lambda folder: twin(folder, users=50)
    )
    database = clickstream.load_events("twin")
    assert len(rows_of(database)) > 50
    assert is_twin(database.parent / "twin")


# The twin


def test_twin_has_the_faults_of_the_published_files(tmp_path: Path, twin_files: list[Path]) -> None:
    database = tmp_path / "e.sqlite"
    clickstream.import_events(twin_files, database)
    with sqlite3.connect(database) as connection:
        ask = lambda query: connection.execute(query).fetchone()[0]  # noqa: E731
        events = ask("SELECT count(*) FROM ecommerce_behavior")
        assert USERS >= 100_000 and events / 1_500 * USERS > 1_000_000  # at the usual size
        assert ask("SELECT count(DISTINCT user_id) FROM ecommerce_behavior") == 1_500
        for column, least in (("category_code", 0.2), ("brand", 0.1)):
            missing = ask(f"SELECT count(*) FROM ecommerce_behavior WHERE {column} IS NULL")
            assert least < missing / events < 0.6
        assert ask("SELECT count(*) FROM ecommerce_behavior WHERE price = 0") > 0
        assert ask("SELECT count(DISTINCT event_type) FROM ecommerce_behavior") == 4
        assert (
            ask(
                "SELECT max(n) FROM (SELECT count(DISTINCT user_id) AS n FROM ecommerce_behavior "
                "GROUP BY user_session HAVING user_session IS NOT NULL)"
            )
            > 1
        )
        assert events > ask("SELECT count(*) FROM (SELECT DISTINCT * FROM ecommerce_behavior)")
        assert ask("SELECT min(category_id) FROM ecommerce_behavior") > 10**18
        first, last = connection.execute(
            "SELECT min(event_time), max(event_time) FROM ecommerce_behavior"
        ).fetchone()
    assert first.startswith("2019-10-01") and last.startswith("2019-11-30")


@pytest.mark.parametrize("users", [1, 7])
def test_small_twin(tmp_path: Path, users: int) -> None:
    files = clickstream.published(twin(tmp_path, users=users).parent)
    clickstream.import_events(files, tmp_path / "e.sqlite")
    assert rows_of(tmp_path / "e.sqlite")
