"""Score a file of customers with a model, in a stream: memory stays flat, whatever its length.

INPUT is CSV or Parquet with one row per customer: an id and the features of the model, written as
programs or as people write figures (1,234.56, 50%, £500, a decimal comma). OUTPUT (.csv or
.parquet) has the same rows in the same order: the id, the segment, the next one, how sure that is,
and flags. Who lacks a feature, or has one that cannot be, is kept, flagged and counted. Nothing is
fitted.
"""

import argparse
from pathlib import Path

from segmentation.base import exports
from segmentation.base.errors import DataError
from segmentation.base.paths import shown
from segmentation.base.tables import table
from segmentation.command.cli import parser
from segmentation.scoring.model import FLAGS
from segmentation.scoring.segmenter import Segmenter
from segmentation.scoring.stream import KEY, Scored, score_file

FLAG_WORDS = {
    "Out_Of_Range": "out of range: farther than 999 in 1,000 at the fit",
    "Undecided": "undecided: about as near to the next segment",
    "Too_New": "too new: joined too lately",
    "Incomplete": "incomplete: not scored, a feature is no number or cannot be",
}


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(
        __doc__,
        "segmentation score",
        "segmentation score models/flagship.json customers.csv scores.csv",
    )
    add = arguments.add_argument
    add("model", metavar="MODEL", type=Path, help="a model that segmentation train wrote")
    add("source", metavar="INPUT", type=Path, help="customers: .csv (also .gz) or .parquet")
    add("target", metavar="OUTPUT", type=Path, help="where the scores go: .csv or .parquet")
    add("--key", metavar="COLUMN", default=KEY, help="the column with the customer's id")
    add("--decimal", metavar="MARK", default="",
        help="point or comma, where the figures of a CSV can be read in two ways")  # fmt: skip
    return arguments.parse_args(argv)


def run(argv: list[str]) -> int:
    """Score a file, print the segments and flags, and say where the scores are."""
    given = _arguments(argv)
    model = Segmenter.load(given.model)
    scored = _score(model, given)
    counts = scored.counts
    everyone = counts["customers"]
    rows = [{"": name, "customers": n, "share": _share(n, everyone)} for name, n in counts.items()]
    print(table([row for row in rows if row[""] not in FLAGS]))
    print(table([{**row, "": FLAG_WORDS[row[""]]} for row in rows if row[""] in FLAGS]))
    for note in scored.notes:
        print(note)
    if everyone and counts["Incomplete"] == everyone:
        print("Nobody could be scored.")
    if said := exports.renamed(given.target, scored.path):
        print(said)
    print(shown(scored.path))
    return 0


def _score(model: Segmenter, given: argparse.Namespace) -> Scored:
    """Score the file; what the reader can set is named as the command calls it."""
    try:
        return score_file(
            model, given.source, given.target, key=given.key, decimal=given.decimal, progress=True
        )
    except DataError as error:
        raise DataError(str(error).replace("set decimal to", "set --decimal to")) from None


def _share(some: int, everyone: int) -> str:
    return f"{some / everyone:.1%}" if everyone else "–"
