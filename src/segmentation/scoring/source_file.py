"""A file of customers, batch by batch: CSV in any encoding, packed or not, and Parquet.

What comes out is the id, the features of a model and the tenure, as texts or as the numbers that
the file holds; `reading.customers` makes figures of them.
"""

import codecs
import csv
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from segmentation.base.errors import DataError
from segmentation.base.paths import shown
from segmentation.reading import customer_columns, encodings, packing
from segmentation.reading.headers import DELIMITERS, header
from segmentation.scoring.model import TENURE, Model

BATCH = 131_072  # rows of Parquet that are held at a time ...
BLOCK = 1 << 23  # ... and bytes of CSV
START = 4096  # bytes that show a wide encoding
CSV, PARQUET = (".csv", ".tsv", ".txt", ".gz"), (".parquet", ".pq")
HALVES = re.compile("[\ud800-\udfff]")


def _places(columns: list[str], model: Model, key: str, file: str) -> dict[str, int]:
    """Column as it is called here → where it stands; complains of one missing or there twice."""
    needed = [key, *model.features]
    found = {
        name: customer_columns.find(columns, name) for name in dict.fromkeys([*needed, TENURE])
    }
    missing = [name for name in needed if not found[name]]
    if missing:
        raise DataError(
            f"{file} has no column {', '.join(missing)}; "
            f"it has {', '.join(columns[:20]) or 'none'}."
        )
    twice = [name for name, places in found.items() if len(places) > 1]
    if twice:
        raise DataError(f"{file} has more than one column {', '.join(twice)}; keep one.")
    return {name: places[0] for name, places in found.items() if places}


def _read_csv(file: Path, model: Model, key: str, name: str) -> Iterator[pa.RecordBatch]:
    """Batches of a CSV, all columns as text, so that 0017 stays 0017."""
    with packing.opened(file) as raw:
        encoding = encodings.encoding_of(io.BytesIO(raw.read(START)))
    if encoding.startswith(("utf-16", "utf-32")):
        raise UnicodeError(encoding)
    head = header(encodings.first_lines(file), "", name)
    if head.mark not in DELIMITERS:
        raise DataError(f"{name} must have {', '.join(DELIMITERS.values())} between its fields.")
    places = _places(head.columns, model, key, name)
    columns = [f"c{at}" for at in range(head.most)]
    wanted = [columns[at] for at in places.values()]
    parse = pa.csv.ParseOptions(delimiter=head.mark, newlines_in_values=True)
    block = pa.csv.ReadOptions(block_size=BLOCK, skip_rows=head.lines, column_names=columns)
    convert = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(wanted, pa.string()), include_columns=list(dict.fromkeys(wanted))
    )
    with packing.opened(file) as raw:
        content = pa.OSFile(str(file)) if isinstance(raw, io.BufferedReader) else raw
        try:
            reader = pa.csv.open_csv(content, block, parse, convert)
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                raise
            return
        for batch in reader:
            yield pa.record_batch([batch.column(c) for c in wanted], names=list(places))


def _read_parquet(file: Path, model: Model, key: str, name: str) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file, pre_buffer=False) as content:  # else the whole file is kept
        schema = content.schema_arrow
        places = _places(schema.names, model, key, name)
        customer_columns.check_ids(schema.field(places[key]), name)
        customer_columns.check_figures([schema.field(places[f]) for f in places if f != key], name)
        wanted = [schema.names[at] for at in places.values()]
        for batch in content.iter_batches(BATCH, columns=list(dict.fromkeys(wanted))):
            yield pa.record_batch([batch.column(c) for c in wanted], names=list(places))


def nobody(model: Model, key: str) -> pa.RecordBatch:
    """A batch without rows."""
    return pa.record_batch({name: pa.array([], pa.string()) for name in (key, *model.features)})


def is_parquet(file: Path) -> bool:
    """Whether a file says by its name that it is Parquet."""
    return file.suffix.lower() in PARQUET


def rows(file: Path) -> int | None:
    """How many rows a file has, if it says so itself."""
    return pq.read_metadata(file).num_rows if is_parquet(file) else None


def check_source(file: Path) -> None:
    """Raise `DataError` if a file is of no known kind, or not there."""
    if file.suffix.lower() not in (*CSV, *PARQUET):
        raise DataError(f"{file.name}: INPUT must be one of {', '.join((*CSV, *PARQUET))}.")
    if not file.is_file():
        raise DataError(f"{shown(file)} is not there.")


def batches(file: Path, model: Model, key: str, name: str = "") -> Iterator[pa.RecordBatch]:
    """Read a file piece by piece: the id, the features, and the tenure if it is there.

    Raises
    ------
    DataError
        If it lacks a column, or cannot be read to its end.
    UnicodeError
        If it is text in another encoding than UTF-8.
    """
    name = name or file.name
    reader = _read_parquet if is_parquet(file) else _read_csv
    try:
        yield from reader(file, model, key, name)
    except (pa.ArrowException, csv.Error, OSError, EOFError, zlib.error) as error:
        first = str(error).partition("\n")[0]
        if "UTF8" in first:
            raise UnicodeError(first) from None
        raise DataError(f"{name} cannot be read ({first}); nothing was written.") from None


def as_utf8(file: Path, folder: Path) -> Path:
    """A copy in UTF-8 of a text in another encoding.

    Raises
    ------
    DataError
        If it is UTF-8 but for halves of characters, which are no text in any encoding.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
    line = 1
    with packing.opened(file) as raw, suppress(UnicodeDecodeError):
        while block := raw.read(BLOCK):
            text = decoder.decode(block)
            if found := HALVES.search(text):
                line += text.count("\n", 0, found.start())
                raise DataError(
                    f"{file.name}: line {line:,} holds half a character (a lone surrogate), which "
                    "is no text; mend it or leave the line out. Nothing was written."
                )
            line += text.count("\n")
    return encodings.plain_text(packing.unpacked(file, folder), folder)[0]
