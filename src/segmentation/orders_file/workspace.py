"""The engine that reads an orders file, and a folder for its tables in between."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

MEMORY = "600MB"  # of the engine; what does not fit goes to disk


@dataclass(frozen=True)
class Workspace:
    """An engine and its folder."""

    connection: Backend
    folder: Path

    def store(self, table: ir.Table, name: str) -> ir.Table:
        """Write a table and go on with the file, so that nothing is computed twice."""
        path = self.folder / f"{name}.parquet"
        self.connection.to_parquet(table, path)
        return self.connection.read_parquet(path)


@contextmanager
def workspace(within: Path) -> Iterator[Workspace]:
    """A workspace in a folder, gone at the end."""
    with tempfile.TemporaryDirectory(prefix=".reading-", dir=within) as folder:
        connection = ibis.duckdb.connect(temp_directory=folder, memory_limit=MEMORY)
        try:
            yield Workspace(connection, Path(folder))
        finally:
            connection.disconnect()
