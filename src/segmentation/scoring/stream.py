"""A file of customers scored in a stream: memory stays flat, whatever its length."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from tqdm import tqdm

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import shown
from segmentation.reading import opening
from segmentation.scoring.model import FLAGS, TENURE
from segmentation.scoring.segmenter import Segmenter

KEY = "Customer_ID"
BATCH = 131_072  # rows of Parquet that are held at a time ...
BLOCK = 1 << 23  # ... and bytes of CSV
HEAD = 1 << 16  # bytes in which the header of a CSV is looked for
DECIMALS = 6  # of distances and margins in a CSV
CSV, PARQUET = (".csv", ".tsv", ".txt", ".gz"), (".parquet", ".pq")
SUSPECT = r"[=+\-@＝＋－＠\x00-\x1f]"  # an id with one of these anywhere is looked at closely
SCORES = pa.schema(
    [
        ("Cluster", pa.int64()),
        ("Segment", pa.string()),
        ("Next_Segment", pa.string()),
        ("Distance", pa.float64()),
        ("Next_Distance", pa.float64()),
        ("Margin", pa.float64()),
        *((flag, pa.bool_()) for flag in FLAGS),
    ]
)


def _wanted(columns: list[str], model: Segmenter, key: str, file: str) -> list[str]:
    """The columns to read; complains if one is missing or there twice."""
    needed = [key, *model.features]
    missing = [name for name in needed if name not in columns]
    if missing:
        raise DataError(
            f"{file} has no column {', '.join(missing)}; "
            f"it has {', '.join(columns[:20]) or 'none'}."
        )
    wanted = list(dict.fromkeys([*needed, *([TENURE] if TENURE in columns else [])]))
    twice = [name for name in wanted if columns.count(name) > 1]
    if twice:
        raise DataError(f"{file} has more than one column {', '.join(twice)}; keep one.")
    return wanted


def _read_csv(file: Path, model: Segmenter, key: str) -> Iterator[pa.RecordBatch]:
    """Batches of a CSV, all columns as text, so that 0017 stays 0017."""
    with pa.input_stream(file) as stream:  # unpacks .gz
        text = stream.read(HEAD).decode("utf-8-sig", errors="replace")
    line = text.partition("\n")[0]
    mark = max(opening.DELIMITERS, key=line.count)
    header = next(csv.reader(io.StringIO(text), delimiter=mark), [])
    wanted = _wanted(header, model, key, file.name)
    parse = pa.csv.ParseOptions(delimiter=mark, newlines_in_values=True)
    block = pa.csv.ReadOptions(block_size=BLOCK)
    convert = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted
    )
    yield from pa.csv.open_csv(file, block, parse, convert)


def _read_parquet(file: Path, model: Segmenter, key: str) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file, pre_buffer=False) as content:  # else the whole file is kept
        wanted = _wanted(content.schema_arrow.names, model, key, file.name)
        yield from content.iter_batches(BATCH, columns=wanted)


def _nobody(model: Segmenter, key: str) -> pa.RecordBatch:
    """A batch without rows."""
    return pa.record_batch({name: pa.array([], pa.string()) for name in (key, *model.features)})


def _rows(file: Path) -> int | None:
    """How many rows a file has, if it says so itself."""
    return pq.read_metadata(file).num_rows if file.suffix in PARQUET else None


def _batches(file: Path, model: Segmenter, key: str) -> Iterator[pa.RecordBatch]:
    """Read a file piece by piece.

    Raises
    ------
    DataError
        If it is of no known kind, lacks a column, or cannot be read to its end.
    """
    if file.suffix not in (*CSV, *PARQUET):
        raise DataError(f"{file.name}: INPUT must be one of {', '.join((*CSV, *PARQUET))}.")
    if not file.is_file():
        raise DataError(f"{shown(file)} is not there.")
    reader = _read_csv if file.suffix in CSV else _read_parquet
    try:
        yield from reader(file, model, key)
    except (pa.ArrowException, csv.Error, OSError) as error:
        first = str(error).partition("\n")[0]
        raise DataError(f"{file.name} cannot be read ({first}); nothing was written.") from None


def _figures(column: pa.Array) -> pd.Series:
    """A column as float64; text that is no number becomes missing."""
    try:
        return pd.Series(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowException:
        return pd.to_numeric(column.to_pandas(), errors="coerce").astype("float64")


def score_batch(model: Segmenter, batch: pa.RecordBatch, key: str = KEY) -> pa.Table:
    """Score some customers: their ids, and `Segmenter.predict` as an Arrow table.

    Parameters
    ----------
    model : Segmenter
    batch : RecordBatch
        With `key` and the features; text that is no number counts as missing.
    key : str
    """
    names = [name for name in (*model.features, TENURE) if name in batch.schema.names]
    customers = pd.DataFrame({name: _figures(batch.column(name)) for name in names})
    found = model.predict(customers)
    words = pa.array(model.names)
    for name in ("Segment", "Next_Segment"):
        codes = found[name].cat.codes.to_numpy()
        found[name] = words.take(pa.array(codes, mask=codes < 0)).to_pandas()
    scores = pa.Table.from_pandas(found, SCORES, preserve_index=False)
    return scores.add_column(0, key, batch.column(key)).replace_schema_metadata(None)


def _for_people(scores: pa.Table, key: str) -> pa.Table:
    """Rounded, and with ids that no spreadsheet runs as formulas."""
    for name in ("Distance", "Next_Distance", "Margin"):
        at = scores.schema.get_field_index(name)
        scores = scores.set_column(at, name, pc.round(scores[name], DECIMALS))
    if not pa.types.is_string(scores[key].type):
        return scores
    if not pc.any(pc.match_substring_regex(scores[key], SUSPECT)).as_py():
        return scores
    ids = [one and exports.harmless(one) for one in scores[key].to_pylist()]
    return scores.set_column(0, key, pa.array(ids, pa.string()))


def _count(counts: Counter[str], scores: pa.Table) -> None:
    """Add a batch to the counts of customers, segments and flags."""
    counts["customers"] += len(scores)
    for flag in FLAGS:
        counts[flag] += pc.sum(scores[flag]).as_py() or 0
    for found in pc.value_counts(scores["Segment"]).to_pylist():
        if found["values"] is not None:
            counts[found["values"]] += found["counts"]


def _write(tables: Iterator[pa.Table], part: Path, kind: str, key: str, bar: tqdm) -> Counter[str]:
    """Write batches of scores as they come; the counts of what was written."""
    counts: Counter[str] = Counter()
    first = next(tables)
    writer = (
        pa.csv.CSVWriter(part, first.schema)
        if kind == ".csv"
        else pq.ParquetWriter(part, first.schema, compression="zstd")
    )
    with writer:
        for scores in chain([first], tables):
            writer.write_table(_for_people(scores, key) if kind == ".csv" else scores)
            _count(counts, scores)
            bar.update(len(scores))
    return counts


def score_file(
    model: Segmenter, source: Path, target: Path, *, key: str = KEY, progress: bool = False
) -> tuple[Path, dict[str, int]]:
    """Score a file into another one, which appears whole or not at all.

    Parameters
    ----------
    model : Segmenter
    source, target : Path
        CSV or Parquet each.
    key : str
        Column with the customer's id.
    progress : bool
        Show a progress bar.

    Returns
    -------
    target : Path
        As `exports.place` says.
    counts : dict
        `customers`, those of each segment, and those with each flag.

    Raises
    ------
    DataError
        If a file is of no known kind, is not there, lacks a column or cannot be read, or if
        target and source are the same.
    """
    if target.suffix not in (".csv", ".parquet"):
        raise DataError(f"{target.name}: OUTPUT must end in .csv or .parquet.")
    if target.resolve() == source.resolve():
        raise DataError("OUTPUT would replace INPUT; give it another name.")
    batches = _batches(source, model, key)
    # Read before anything is written: most of what can be wrong is wrong from the start.
    first = next(batches, None)
    if first is None:
        first = _nobody(model, key)
    tables = (score_batch(model, batch, key) for batch in chain([first], batches))
    part = exports.part_of(target)
    try:
        with tqdm(
            total=_rows(source), unit=" customers", unit_scale=True, disable=not progress
        ) as bar:
            counts = _write(tables, part, target.suffix, key, bar)
        written = exports.place(part, target)
    finally:
        part.unlink(missing_ok=True)
    return written, {name: counts[name] for name in ("customers", *model.names, *FLAGS)}
