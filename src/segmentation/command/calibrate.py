"""Calibrate the rule: how often it sees clusters where there are none, and finds those there are.

Draws data sets of many kinds, with and without clusters, and judges each by the strictest null;
then prints what the rule does on each kind, and the margin that the first seeds ask for. Notebook
10 reads the table.

It takes about 80 minutes of processor time, on all cores. Every finished data set is added to the
table at once, so a calibration that was stopped goes on where it was. A change of the null, of the
fits, of the kinds of data or of the numerical libraries makes its lines unfinished: they are
dropped and made again.
"""

import argparse
from pathlib import Path

from segmentation.base.paths import shown
from segmentation.base.tables import table
from segmentation.clusters.verdict import MARGIN
from segmentation.command.cli import parser
from segmentation.existence import calibration

SHOWN = ["groups", "seeds", "plain", "typical", "largest", "natural_on_first", "natural", "bound",
         "k", "right_k"]  # fmt: skip


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(
        __doc__, "segmentation calibrate", "segmentation calibrate --table runs/trial.jsonl"
    )
    arguments.add_argument(
        "--table", type=Path, default=argparse.SUPPRESS, metavar="FILE.jsonl",
        help="the table to finish, one line per data set (default: reports/calibration.jsonl)",
    )  # fmt: skip
    return arguments.parse_args(argv, argparse.Namespace(table=calibration.TABLE))


def run(argv: list[str]) -> int:
    """Judge what is left, and print what the rule does on every family."""
    path = _arguments(argv).table
    lines = calibration.calibrate(path, progress=True)
    summary = calibration.summary(lines, MARGIN)[SHOWN].round(3).reset_index().astype(object)
    print(table(summary.where(summary.notna(), None).to_dict("records")))
    print(f"margin of the rule: {MARGIN:g}; the first {calibration.SET_ON} seeds ask for "
          f"{calibration.margin(lines):g}")  # fmt: skip
    print(f"table: {shown(path)}")
    return 0
