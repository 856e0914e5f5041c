"""REES46 clickstream: the published CSV files streamed into SQLite, and read from there.

The target holds one table, `ecommerce_behavior`, in the public column order. It appears whole
or not at all: a run that is killed leaves the old table, or none. Memory stays flat, since
lines are read, checked and written in batches.
"""

import contextlib
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import ibis
import ibis.expr.types as ir
from filelock import FileLock, Timeout
from tqdm import tqdm

from segmentation.base import exports, paths
from segmentation.base.errors import DataError
from segmentation.base.paths import raw_folder, shown
from segmentation.cases.clickstream import csv_files, twin
from segmentation.cases.clickstream.csv_files import COLUMNS, FILES, PAGE, batches
from segmentation.cases.files import public_file, twin_is_read

NAME = "clickstream"
SOURCE = (
    "Source: M. Kechinov, eCommerce behavior data from multi category store, REES46 Marketing "
    f"Platform (Open CDP), {PAGE}."
)
TABLE = "ecommerce_behavior"
CREATE = """
CREATE TABLE ecommerce_behavior (
    event_time TIMESTAMP, event_type TEXT, product_id BIGINT, category_id BIGINT,
    category_code TEXT, brand TEXT, price DOUBLE, user_id BIGINT, user_session TEXT
)
"""
INSERT = "INSERT INTO ecommerce_behavior VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _refuse_target(target: Path) -> None:
    """Raise `DataError` if a target must not be replaced: not ours, or in use."""
    if target.is_dir():
        raise DataError(f"{shown(target)} is a folder; give the name of a file in it.")
    if not target.exists():
        return
    in_use = False
    try:
        with contextlib.closing(sqlite3.connect(target, timeout=0)) as old:
            names = {name for (name,) in old.execute("SELECT name FROM sqlite_master")}
            old.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        in_use, names = "locked" in str(error), {str(error)}
    except sqlite3.DatabaseError as error:  # no SQLite file at all
        names = {str(error)}
    if in_use:
        raise DataError(
            f"{shown(target)} is in use by another program; close that, or choose another name "
            "for the target."
        )
    if not names <= {TABLE}:
        raise DataError(
            f"{shown(target)} is there and holds something else than events, which is not "
            "overwritten; choose another name for the target."
        )


def _fill(part: Path, sources: Sequence[Path], cut_short: bool, progress: bool) -> int:
    """Write the events of all sources into a new database; return their number."""
    sizes = [source.stat().st_size for source in sources]
    rows = 0
    with (
        contextlib.closing(sqlite3.connect(part, isolation_level=None)) as database,
        tqdm(total=sum(sizes), unit="B", unit_scale=True, disable=not progress) as bar,
    ):
        # Nobody reads the file before it is whole, so it needs no journal.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(CREATE)
        database.execute("BEGIN")
        for number, source in enumerate(sources):
            for position, batch in batches(source, cut_short=cut_short):
                database.executemany(INSERT, batch)
                rows += len(batch)
                bar.update(sum(sizes[:number]) + position - bar.n)
        database.execute("COMMIT")
    return rows


def import_events(
    sources: Sequence[Path], target: Path, *, cut_short: bool = False, progress: bool = False
) -> int:
    """Stream published files into the table `ecommerce_behavior` of an SQLite file.

    Parameters
    ----------
    sources : sequence of Path
        One or more CSV files, packed with gzip or not, in this order.
    target : Path
        Replaced if it is an earlier import; its folder is made if absent.
    cut_short : bool
        Whether a file may end in the middle of a line; see `csv_files.batches`.
    progress : bool

    Returns
    -------
    int
        Events written.

    Raises
    ------
    DataError
        If a source is refused (see `csv_files.batches`), or the target is a folder,
        another kind of file, or in use. The target stays as it was.
    """
    for source in sources:
        if not source.is_file():
            raise DataError(f"{shown(source)} is no file; download one from {PAGE}.")
    _refuse_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(str(target.resolve()).encode()).hexdigest()[:12]
    lock = FileLock(Path(tempfile.gettempdir()) / f"clickstream-{key}.lock", timeout=0)
    try:
        with lock, exports.written(target) as part:
            rows = _fill(part, sources, cut_short, progress)
            if not rows:
                names = ", ".join(source.name for source in sources)
                raise DataError(f"{names} holds no events; download it again from {PAGE}.")
            _refuse_target(target)
    except Timeout:
        raise DataError(f"another import into {shown(target)} is running; wait for it.") from None
    except (sqlite3.Error, PermissionError) as error:
        raise DataError(
            f"{shown(target)} cannot be written ({error}); close programs that use it and see "
            "that the disk has room, or choose another name."
        ) from None
    return rows


def connect(database: Path) -> ibis.BaseBackend:
    """Open an imported file for reading only; `DataError` if it holds no table of events."""
    if not database.is_file():
        raise DataError(f"{shown(database)} is not there; import the events first.")
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        columns = connection.execute("SELECT * FROM ecommerce_behavior LIMIT 0").description
    except sqlite3.DatabaseError:
        columns = ()
    if tuple(column[0] for column in columns) != COLUMNS:
        connection.close()
        raise DataError(
            f"{shown(database)} holds no table {TABLE} with the public columns; import the events "
            "again."
        )
    return ibis.sqlite.from_connection(connection)


def events(database: Path) -> ir.Table:
    """The table of events of an imported file, as an Ibis table that cannot be written to."""
    return connect(database).table(TABLE)


# The files of the notebook


def published(folder: Path | None = None) -> list[Path]:
    """The monthly files that are there, in order of time; `DataError` if there is none."""
    first = public_file(NAME, FILES, PAGE, folder)
    return [path for name in FILES if (path := first.with_name(name)).exists()]


def is_there() -> bool:
    """Whether any of the monthly files is there."""
    return any((raw_folder(NAME) / name).exists() for name in FILES)


is_twin = partial(twin_is_read, NAME)


def load_events(which: str = "real", *, progress: bool = False) -> Path:
    """Return the SQLite file with the events of a notebook, importing them first if need be.

    Parameters
    ----------
    which : {"twin", "real"}
        A synthetic twin, made under `data/`, or the monthly files in `paths.raw_folder`.
    progress : bool

    Raises
    ------
    DataError
        For another `which`, or if the published files are not there.
    """
    if which not in ("twin", "real"):
        raise DataError(f"events must be twin or real, not {which!r}.")
    code = [Path(str(m.__file__)).read_bytes() for m in (csv_files, twin)]
    made_of: list[object] = [hashlib.sha256(b"".join([*code, CREATE.encode()])).hexdigest()]
    if which == "real":
        stats = [(file, file.stat()) for file in published()]
        made_of += [(str(f.resolve()), s.st_size, s.st_mtime_ns) for f, s in stats]
    key = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:12]
    folder = paths.DATA / f"clickstream-{key}"
    database = folder / "events.sqlite"
    if not database.exists():
        paths.DATA.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not database.exists():
                files = None if which == "real" else twin.twin(folder / "twin").parent
                import_events(published(files), database, cut_short=True, progress=progress)
    return database
