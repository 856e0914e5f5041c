"""Simulate the shop and write its tables as Parquet files.

Without --out they go to data/shop-<hash of the parameters and the code>, where the notebooks
look for them, and data/shop points to the newest.

With --twin NAME a synthetic twin of a public data set is written instead, under its official
file names, into the folder where the case NAME looks for the real files.
"""

import argparse
import dataclasses
import datetime as dt
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from filelock import FileLock

from segmentation import planted, shop, simulate
from segmentation.cli import parser, run_command, sentence, shown
from segmentation.paths import raw_folder
from segmentation.schemas import DataError
from segmentation.sources import (
    clickstream_twin,
    engagement_twin,
    olist_twin,
    online_retail_twin,
)

TWINS = {
    "clickstream": clickstream_twin.twin,
    "engagement": engagement_twin.twin,
    "olist": olist_twin.twin,
    "online_retail": online_retail_twin.twin,
}


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    default = planted.Parameters()
    arguments = parser(__doc__, prog="generate_data.py")
    add = arguments.add_argument
    add("--customers", dest="n_customers", metavar="N", type=int, default=default.n_customers,
        help="number of customers")  # fmt: skip
    add("--seed", type=int, default=default.seed, help="seed of the random streams")
    add("--overlap", type=float, default=default.overlap,
        help="spread of every persona: 0.5 is obvious, 4 blurs")  # fmt: skip
    add("--structure", metavar="{personas,none}", default=default.structure,
        help="plant five personas, or none at all")  # fmt: skip
    add("--snapshot", metavar="DATE", default=default.snapshot, help="last day of the history")
    add("--holdout-days", metavar="DAYS", type=int, default=default.holdout_days,
        help="days after the snapshot, kept in future.parquet")  # fmt: skip
    add("--rated-share", metavar="SHARE", type=float, default=default.rated_share,
        help="share of orders that carry a rating, 0 to 1")  # fmt: skip
    add("--out", metavar="FOLDER", type=Path, default=argparse.SUPPRESS,
        help="write here instead of under data/; always simulates")  # fmt: skip
    add("--twin", metavar="NAME", choices=sorted(TWINS), default=argparse.SUPPRESS,
        help="write the twin of this public data set instead: " + ", ".join(TWINS))  # fmt: skip
    add("--csv", action="store_true", help="also write features.csv")
    add("--force", action="store_true", help="simulate even if this shop is already there")
    return arguments.parse_args(argv)


def _span(parameters: planted.Parameters) -> tuple[dt.date, dt.date, dt.date]:
    """First day of the history, its last day, and the last day of the hold-out."""
    snapshot = dt.date.fromisoformat(parameters.snapshot[:10])
    try:
        first = snapshot - dt.timedelta(days=simulate.HISTORY_DAYS)
        return first, snapshot, snapshot + dt.timedelta(days=parameters.holdout_days)
    except OverflowError:
        raise DataError(
            f"the shop cannot be simulated: around the snapshot {snapshot} the calendar has no "
            f"room for its history and {parameters.holdout_days:,} days of hold-out."
        ) from None


def _is_complete(folder: Path, csv: bool) -> bool:
    """Whether a shop is there; `shop.json` is written last."""
    return (folder / "shop.json").exists() and (not csv or (folder / "features.csv").exists())


def _refuse_other_shop(out: Path) -> None:
    """Raise `DataError` for a folder in which the notebooks expect one certain shop."""
    folder = out.resolve()  # data/shop is a link to such a folder
    if folder.parent == shop.DATA.resolve() and folder.name.startswith("shop-"):
        raise DataError(
            f"{shown(folder)} belongs to the notebooks; choose another folder, or leave out --out."
        )


def _lock(folder: Path) -> FileLock:
    """The lock of a folder: `load_shop`'s for a shop under data/, else one that leaves no trace."""
    if folder.parent == shop.DATA:
        return FileLock(folder.with_suffix(".lock"))
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return FileLock(Path(tempfile.gettempdir()) / f"shop-{name}.lock")


def _write(parameters: planted.Parameters, folder: Path, csv: bool) -> None:
    try:
        shop.generate(parameters, folder, csv=csv, progress=True)
        if not csv:  # one of an earlier shop would contradict the tables
            (folder / "features.csv").unlink(missing_ok=True)
    except OSError as error:
        raise DataError(
            f"the shop cannot be written to {shown(folder)}: {sentence(error)}"
        ) from error


def _link_newest(folder: Path) -> Path:
    """Let data/shop point to a folder; where links are refused, data/shop.txt names it."""
    link, note = folder.with_name("shop"), folder.with_name("shop.txt")
    try:
        if link.is_symlink():
            link.unlink()
        link.symlink_to(folder.name, target_is_directory=True)
    except OSError:  # Windows without developer mode
        note.write_text(folder.name + "\n", encoding="utf-8")
        return note
    note.unlink(missing_ok=True)
    return link


def _summary(parameters: planted.Parameters, folder: Path, seconds: float) -> str:
    """What was made, one line per fact."""
    rows = json.loads((folder / "shop.json").read_text(encoding="utf-8"))["rows"]
    first, snapshot, end = _span(parameters)
    names = [*(f"{name}.parquet" for name in shop.TABLES), "features.csv"]
    size = sum((folder / name).stat().st_size for name in names if (folder / name).exists())
    facts = {
        "customers": f"{rows['customers']:,}",
        "orders": f"{rows['orders']:,} from {first} to {snapshot}",
        "contacts": f"{rows['contacts']:,}",
        "future orders": f"{rows['future']:,} until {end}, held out",
        "size on disk": f"{size / 1e6:,.1f} MB",
        "seconds": f"{seconds:.1f}",
    }
    return "\n".join(f"{name:<15}{fact}" for name, fact in facts.items())


def generate_data(argv: list[str] | None = None) -> int:
    """Make the shop the arguments ask for, or find it, and print a summary."""
    started = time.perf_counter()
    given = _arguments(argv)
    if "twin" in given:
        file = TWINS[given.twin](getattr(given, "out", raw_folder(given.twin)), seed=given.seed)
        print(f"Synthetic twin written to {shown(file)}")
        return 0
    names = [field.name for field in dataclasses.fields(planted.Parameters)]
    parameters = planted.Parameters(**{name: getattr(given, name) for name in names})
    _span(parameters)
    default = shop.folder_of(parameters)
    folder = getattr(given, "out", default)
    if folder is default:
        shop.DATA.mkdir(parents=True, exist_ok=True)
    else:
        _refuse_other_shop(folder)
    with _lock(folder):
        if folder is default and not given.force and _is_complete(folder, given.csv):
            print(f"This shop is already there; --force simulates it again: {shown(folder)}")
        else:
            _write(parameters, folder, given.csv)
            print(f"Written to {shown(folder)}")
    if folder is default:
        link = _link_newest(folder)
        print(f"The newest shop: {shown(link.parent)}/{link.name}")
    print(_summary(parameters, folder, time.perf_counter() - started))
    return 0


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    return run_command(generate_data, argv)


if __name__ == "__main__":
    sys.exit(main())
