"""A table of people's files as Parquet of texts, and the rows that go into it."""

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

BATCH = 50_000  # rows written at a time
FIRST = 100  # rows in which a cell is looked for
NAMED = 5  # columns of a table that is left


@dataclass(frozen=True, kw_only=True)
class Staged:
    """One table as Parquet of texts, and what was seen on the way."""

    name: str  # of the file, for people; with its sheet where several are read
    parquet: Path  # a row for each of the file; columns `c0`, `c1`, … in its order
    columns: list[str]  # what the header calls them
    form: str  # how it was read, such as "UTF-8, separated by semicolons"
    rejected_rows: list[str]  # lines with a wrong number of fields for the header
    # column → the time zone that its type names
    zones: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the file, the rejected ones among them."""
        return pq.ParquetFile(self.parquet).metadata.num_rows + len(self.rejected_rows)


@dataclass(frozen=True)
class Left:
    """A table that was not read, since it is none of those that are wanted."""

    name: str  # of the file, with its sheet
    columns: list[str]
    cause: str  # why it was left, in a few words


def read_staged(connection: Backend, parquet: Path) -> ir.Table:
    """Parquet at this very path, whose brackets and stars are no pattern."""
    return connection.read_parquet(glob.escape(str(parquet)), hive_partitioning=False)


def first_cells(parquet: Path) -> list[str]:
    """The first cell of each column that is not empty, as far as the first rows show one."""
    batch = next(pq.ParquetFile(parquet).iter_batches(FIRST), None)
    columns = batch.to_pydict().values() if batch is not None else []
    return [next((cell for cell in cells if cell and cell.strip()), "") for cells in columns]


def not_used(columns: list[str]) -> str:
    """Why a table is left that has none of the columns that are used."""
    few = ", ".join(columns[:NAMED]) + (", …" if len(columns) > NAMED else "")
    return f"left out: none of its columns ({few}) is used"


def write_rows(rows: Iterable[Sequence[str | None]], width: int, path: Path) -> None:
    """Write rows of texts as Parquet with columns `c0`, `c1`, …, in a stream."""
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(width)])
    with pq.ParquetWriter(path, schema) as writer:
        batch: list[Sequence[str | None]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                writer.write_table(_table(batch, schema))
                batch = []
        if batch or not width:
            writer.write_table(_table(batch, schema))


def _table(rows: list[Sequence[str | None]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(c, pa.string()) for c in columns], schema=schema)
