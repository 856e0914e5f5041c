"""Parquet and JSON as Parquet of texts."""

import glob
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from ibis.common.exceptions import IbisError

from segmentation.base.errors import DataError
from segmentation.reading.encodings import called, plain_text
from segmentation.reading.packing import CHUNK
from segmentation.reading.staged import BATCH, Staged, read_staged, write_rows

UNREAD = (pa.ArrowException, duckdb.Error, IbisError, OSError, ValueError, KeyError, IndexError,
          ArithmeticError)  # fmt: skip


def _as_text(column: ir.Value) -> ir.StringValue:
    kind = column.type()
    if kind.is_decimal():
        column = column.cast("float64")  # 12.5, not 12.500, which could be twelve thousand
    return column.cast("string")


def _is_hard(kind: pa.DataType) -> bool:
    """Whether the engine reads a type wrongly: very long decimals, times with a zone."""
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    return zoned or pa.types.is_decimal256(kind)


def _zones(file: Path) -> dict[str, str]:
    """Column → time zone, where its type names one."""
    schema = pq.read_schema(file)
    return {one.name: one.type.tz for one in schema if getattr(one.type, "tz", None)}


def _simple_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The clock of a zoned time where it was, and a very long decimal as text."""
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return pc.local_timestamp(column)
    if pa.types.is_decimal256(column.type):
        text = column.cast(pa.string())
        return pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
    return column


def _simple(table: pa.Table) -> pa.Table:
    columns = [_simple_column(column) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _simplified(file: Path, folder: Path) -> Path:
    """The same Parquet without what the engine reads wrongly."""
    source = pq.ParquetFile(file)
    if not any(_is_hard(kind) for kind in source.schema_arrow.types):
        return file
    target = folder / f"{file.name}.simple.parquet"
    with pq.ParquetWriter(target, _simple(source.schema_arrow.empty_table()).schema) as writer:
        for batch in source.iter_batches(BATCH):
            writer.write_table(_simple(pa.Table.from_batches([batch])))
    return target


def stage_parquet(connection: Backend, file: Path, folder: Path, name: str) -> Staged:
    """Bring Parquet to Parquet of texts; nested columns are left out."""
    try:
        columns = parquet_columns(file, name)
        table = read_staged(connection, _simplified(file, folder))
        cells = [table[i] for i in range(len(columns))]  # by place: the engine renames a second one
        flat = [i for i, cell in enumerate(cells) if not cell.type().is_nested()]
        parquet = folder / f"{file.name}.texts.parquet"
        texts = {f"c{n}": _as_text(cells[i]) for n, i in enumerate(flat)}
        if not texts:
            raise DataError(f"{name} holds no columns that could be read.")
        connection.to_parquet(table.select(**texts), parquet)
    except UNREAD as error:
        raise _broken(name, "Parquet", error) from None
    return Staged(
        name=name,
        parquet=parquet,
        columns=[columns[i] for i in flat],
        form="Parquet",
        rejected_rows=[],
        zones=_zones(file),
    )


def parquet_columns(file: Path, name: str) -> list[str]:
    """The names of the columns of a Parquet file."""
    try:
        return list(pq.read_schema(file).names)
    except UNREAD as error:
        raise _broken(name, "Parquet", error) from None


def _broken(name: str, what: str, error: Exception) -> DataError:
    if isinstance(error, DataError):
        return error
    cause = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return DataError(f"{name} cannot be read as {what} ({cause}).")


def is_json(start: bytes) -> bool:
    """Whether a text that begins so holds JSON objects: one a line, or a list of them."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[":
        return text[1:].lstrip()[:1] == b"{"
    line = text.split(b"\n", 1)[0].rstrip()
    return text[:1] == b"{" and b'"' in line[:3]


def stage_json(connection: Backend, file: Path, folder: Path, name: str) -> Staged:
    """Bring JSON objects to Parquet of texts, figures as they are written.

    Fields of an object inside an object are columns such as `customer.id`; lists are left out.
    """
    text, encoding, lines = plain_text(file, folder)
    if not lines:
        raise DataError(f"{name} is empty.")
    try:
        listed = _is_list(text)
        source = _one_a_line(connection, text, folder) if listed else text
        columns: dict[str, None] = {}
        rejected = []
        for line in _lines(source):
            found = _object(line)
            if found is None:
                rejected.append(line)
            else:
                columns |= dict.fromkeys(found)
    except UNREAD as error:
        raise _broken(name, "JSON", error) from None
    if not columns:
        raise DataError(f"{name} holds no JSON objects, one a line.")
    names = list(columns)
    parquet = folder / f"{file.name}.parquet"
    objects = (found for line in _lines(source) if (found := _object(line)) is not None)
    write_rows(([found.get(c) for c in names] for found in objects), len(names), parquet)
    form = f"{called(encoding)}, " + ("a list of JSON objects" if listed else "JSON lines")
    return Staged(name=name, parquet=parquet, columns=names, form=form, rejected_rows=rejected)


def _lines(text: Path) -> Iterator[str]:
    with text.open(encoding="utf-8") as raw:
        yield from (line.rstrip("\n") for line in raw if line.strip())


def _is_list(text: Path) -> bool:
    with text.open(encoding="utf-8-sig") as raw:
        return raw.read(CHUNK).lstrip()[:1] == "["


def _one_a_line(connection: Backend, text: Path, folder: Path) -> Path:
    """The objects of a list, one a line."""
    target = folder / f"{text.name}.lines"
    objects = connection.raw_sql(
        "SELECT replace(json::VARCHAR, chr(10), ' ') FROM read_json_objects($1, format='array')",
        parameters=[glob.escape(str(text))],
    )
    with target.open("w", encoding="utf-8") as out:
        while rows := objects.fetchmany(BATCH):
            out.writelines(f"{row[0]}\n" for row in rows if row[0])
    return target


def _object(line: str) -> dict[str, str | None] | None:
    """The flat fields of a JSON object as texts; None if the line holds none."""
    try:
        found = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    flat: dict[str, object] = {}
    for key, value in found.items():
        inner = value.items() if isinstance(value, dict) else ()
        flat |= {f"{key}.{part}": one for part, one in inner} if inner else {key: value}
    return {key: _text(value) for key, value in flat.items() if not isinstance(value, list | dict)}


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    # A lone half of a character cannot be written.
    return str(value).encode("utf-8", "replace").decode("utf-8")
