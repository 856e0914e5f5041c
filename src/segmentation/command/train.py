"""Fit a segmentation and write it as one small JSON file. Nothing else in this project fits one
for scoring: the scorer and the app only read the file.

SOURCE is a folder that generate_data.py wrote, a CSV or Parquet table of customers with their
features, or the name of a public data set (olist, online_retail). A portrait of the customers is
written beside the model, for the app.
"""

import argparse
from pathlib import Path

from tqdm import tqdm

from segmentation.base.errors import DataError
from segmentation.base.paths import shown
from segmentation.base.tables import table
from segmentation.clusters import choose_k, verdict
from segmentation.command import learn_from
from segmentation.command.cli import parser
from segmentation.command.learn_from import Source
from segmentation.features.days import epoch_day
from segmentation.features.names import feature_list
from segmentation.features.scaling import scale
from segmentation.scoring import portrait
from segmentation.scoring.segmenter import Segmenter

STEPS = ("read", "choose k", "fit", "describe")


def _arguments(argv: list[str]) -> argparse.Namespace:
    arguments = parser(
        __doc__, "segmentation train", "segmentation train customers.csv model.json --k 5"
    )
    add = arguments.add_argument
    add("source", metavar="SOURCE", help="what to learn from")
    add("model", metavar="MODEL.json", type=Path, help="where the model goes")
    add("--k", type=int, default=0, help="number of segments; 0 leaves it to the rule")
    add("--features", default="", metavar="LIST",
        help="nine, rfm, or names separated by commas; all that SOURCE has, if empty")  # fmt: skip
    add("--snapshot", default="", metavar="DATE",
        help="date of the features of a table, as 2026-06-30")  # fmt: skip
    return arguments.parse_args(argv)


def fit(source: Source, features: list[str], k: int = 0) -> Segmenter:
    """Let the rule judge, fit on every customer, and name the segments; 0 leaves k to the rule."""
    if k and k < 2:
        raise DataError(f"k must be 2 or more, or 0 for the rule's choice; got {k}.")
    matrix = scale(source.customers, features, log=source.log)
    by_k = choose_k.table_of_k(matrix, ks=[k] if k else choose_k.KS, votes=False)
    judged = verdict.decide(by_k, asked=k or None)
    return Segmenter.fit(
        source.customers, features, judged.k, verdict=judged.kind, snapshot=source.snapshot,
        kinds=source.kinds, log=source.log, currency=source.currency,
    )  # fmt: skip


def train(source: str, path: Path, *, k: int = 0, features: str = "", snapshot: str = "") -> Path:
    """Read, fit, and write the model with its portrait beside it; where the model went."""
    if path.suffix != ".json":
        raise DataError(f"the model is a JSON file: {path.name} must end in .json.")
    if snapshot:
        epoch_day(snapshot)  # complains of what is no date
    with tqdm(total=len(STEPS), bar_format="{desc:<12}{bar}| {n}/{total}") as bar:
        bar.set_description_str(STEPS[0])
        learned = learn_from.read(source, snapshot)
        names = feature_list(features) if features else learned.features
        bar.update()
        bar.set_description_str(STEPS[1])
        model = fit(learned, names, k)
        bar.update(2)
        bar.set_description_str(STEPS[3])
        seen = portrait.describe(
            model, learned.customers, title=learned.title, source=learned.source,
            currency=learned.currency, simulated=learned.simulated, measured=learned.measured,
        )  # fmt: skip
        bar.update()
    # The model comes last: whoever finds a model finds its portrait.
    portrait.save(seen, portrait.path_of(path))
    written = model.save(path)
    sizes = {name: one["customers"] for name, one in seen["segments"].items()}
    print(table([{"segment": n, "customers": c} for n, c in sizes.items()]))
    print(f"{model.verdict}, k = {len(model.names)}; {model.customers:,} customers")
    return written


def run(argv: list[str]) -> int:
    """Fit what the arguments ask for and say where the model is."""
    given = vars(_arguments(argv))
    print(shown(train(given.pop("source"), given.pop("model"), **given)))
    return 0
