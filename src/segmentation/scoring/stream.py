"""A file of customers scored in a stream: memory stays flat, whatever its length."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from segmentation.base.harmless import harmless, harmless_column
from segmentation.reading import customer_columns, customers
from segmentation.reading.customers import Seen
from segmentation.scoring import plausible, source_file
from segmentation.scoring.model import FLAGS, TENURE
from segmentation.scoring.segmenter import Segmenter

Possible = Mapping[str, tuple[float, float]]  # feature → the least and the most it can be
KEY = "Customer_ID"
PEEKED = 1_000  # rows that a decimal mark is guessed from
DECIMALS = 6  # of distances and margins in a CSV
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


@dataclass(frozen=True)
class _Job:
    """What is the same for every batch of a file; `file` is what errors call it."""

    model: Segmenter
    key: str
    possible: Possible
    file: str

    def scores(self, batch: pa.RecordBatch, mark: str, seen: Seen) -> pa.Table:
        """The ids and `Segmenter.predict` of some customers; `seen` is added to."""
        model, there = self.model, batch.schema.names
        figures = {
            name: customers.figures(
                batch.column(there.index(name)), name, mark, seen,
                self.possible if name in model.features else {}, plausible.SHARES,
            )
            for name in dict.fromkeys([*model.features, TENURE])
            if name in there
        }  # fmt: skip
        ids = customer_columns.ids(batch.column(0), self.file, seen.rows)
        seen.rows += len(batch)
        scored = model.predict(pd.DataFrame(figures))
        words = pa.array(model.names)
        for name in ("Segment", "Next_Segment"):
            codes = scored[name].cat.codes.to_numpy()
            scored[name] = words.take(pa.array(codes, mask=codes < 0)).to_pandas()
        table = pa.Table.from_pandas(scored, SCORES, preserve_index=False)
        return table.add_column(0, self.key, ids).replace_schema_metadata(None)

    def first_mark(self, first: pa.RecordBatch) -> str:
        """The decimal mark that the first rows show: a guess, which the file must bear out."""
        seen = Seen()
        self.scores(first.slice(0, PEEKED), customers.POINT, seen)
        comma = customers.COMMA in seen.marks and customers.POINT not in seen.marks
        return customers.COMMA if comma else customers.POINT

    def run(
        self, text: Path, part: Path, kind: str, assumed: str, progress: bool
    ) -> tuple[Counter[str], Seen, str]:
        """Score a file with one decimal mark: the counts, what was seen, and the mark."""
        batches = source_file.batches(text, self.model, self.key, self.file)
        first = next(batches, None)
        if first is None:
            first = source_file.nobody(self.model, self.key)
        mark, seen = assumed or self.first_mark(first), Seen()
        tables = (self.scores(batch, mark, seen) for batch in chain([first], batches))
        with tqdm(
            total=source_file.rows(text), unit=" customers", unit_scale=True, disable=not progress
        ) as bar:
            return _write(tables, part, kind, bar), seen, mark


def _for_people(scores: pa.Table) -> pa.Table:
    """Rounded, and with texts and names that no spreadsheet runs as formulas."""
    for name in ("Distance", "Next_Distance", "Margin"):
        at = scores.schema.get_field_index(name)
        scores = scores.set_column(at, name, pc.round(scores[name], DECIMALS))
    if customer_columns.is_text(scores.schema.field(0).type):
        name = scores.column_names[0]
        scores = scores.set_column(0, name, harmless_column(scores.column(0)))
    for name in ("Segment", "Next_Segment"):
        coded = scores[name].combine_chunks().dictionary_encode()
        safe = harmless_column(coded.dictionary)
        if not safe.equals(coded.dictionary):  # hardly ever
            at = scores.schema.get_field_index(name)
            scores = scores.set_column(at, name, safe.take(coded.indices))
    return scores.rename_columns([harmless(name) for name in scores.column_names])


def _count(counts: Counter[str], scores: pa.Table) -> None:
    """Add a batch to the counts of customers, segments and flags."""
    counts["customers"] += len(scores)
    for flag in FLAGS:
        counts[flag] += pc.sum(scores[flag]).as_py() or 0
    for found in pc.value_counts(scores["Segment"]).to_pylist():
        if found["values"] is not None:
            counts[found["values"]] += found["counts"]


def _write(tables: Iterator[pa.Table], part: Path, kind: str, bar: tqdm) -> Counter[str]:
    """Write batches of scores as they come; the counts of what was written."""
    counts: Counter[str] = Counter()
    first = next(tables)
    made = _for_people(first) if kind == ".csv" else first
    writer = (
        pa.csv.CSVWriter(part, made.schema)
        if kind == ".csv"
        else pq.ParquetWriter(part, made.schema, compression="zstd")
    )
    with writer:
        for scores in chain([first], tables):
            writer.write_table(_for_people(scores) if kind == ".csv" else scores)
            _count(counts, scores)
            bar.update(len(scores))
    return counts


@dataclass(frozen=True)
class Scored:
    """What scoring a file gave."""

    path: Path
    counts: dict[str, int]  # customers, those of each segment, and those with each flag
    notes: list[str]  # figures that are missing or cannot be, in sentences


def score_file(
    model: Segmenter,
    source: Path,
    target: Path,
    *,
    key: str = KEY,
    decimal: str = "",
    possible: Possible = plausible.POSSIBLE,
    progress: bool = False,
) -> Scored:
    """Score a file into another one, which appears whole or not at all.

    Which decimal mark a file has is told by all of it: it is read with the mark that its first
    batch shows, and once more in the rare case that the rest says otherwise.

    Parameters
    ----------
    source, target : Path
        CSV or Parquet each.
    key : str
        Column with the customer's id.
    decimal : {"", ".", ","}
        The decimal mark of texts; "" to find it.
    possible : mapping
        Figures of other sizes count as missing.

    Raises
    ------
    DataError
        If a file is of no known kind, is not there, lacks a column or cannot be read, if figures
        can be read in two ways, if shares are per cents, if the target cannot be replaced, or if
        target and source are the same.
    """
    kind = target.suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise DataError(f"{target.name}: OUTPUT must end in .csv or .parquet.")
    source_file.check_source(source)
    if target.resolve() == source.resolve():
        raise DataError("OUTPUT would replace INPUT; give it another name.")
    if key in SCORES.names:
        raise DataError(
            f"--key {key}: the scores have a column of that name too; give the column of ids "
            "another name."
        )
    exports.check_target(target)
    given, job = customers.given_mark(decimal), _Job(model, key, possible, source.name)
    with tempfile.TemporaryDirectory(prefix="score-") as folder, exports.part(target) as part:
        text, assumed = source, given
        while True:
            try:
                counts, seen, used = job.run(text, part, kind, assumed, progress)
            except UnicodeError as error:
                if text is not source or source_file.is_parquet(source):
                    raise DataError(f"{source.name} cannot be read ({error}).") from None
                text = source_file.as_utf8(source, Path(folder))
                continue
            mark = customers.decide(seen, given, source.name)
            if mark == used:
                break
            assumed = mark
        plausible.check_shares(seen, source.name)
        written = exports.replace_or_next_free(part, target)
    names = ("customers", *model.names, *FLAGS)
    return Scored(
        written, {name: counts[name] for name in names}, plausible.notes(seen, model.features)
    )
