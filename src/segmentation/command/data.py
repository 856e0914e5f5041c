"""Write data: the simulated shop, twins of public data sets, the sample, the clickstream's SQLite.

A shop without --out goes to data/shop-<hash of the parameters and the code>, where the notebooks
look for it, and data/shop points to the newest. A twin goes where its case looks for the real
files, under their official names.
"""

import argparse
import dataclasses
import datetime as dt
import hashlib
import json
import tempfile
import time
from pathlib import Path

from filelock import FileLock

from segmentation.base.errors import DataError, sentence
from segmentation.base.paths import raw_folder, shown
from segmentation.cases.clickstream import twin as clickstream_twin
from segmentation.cases.clickstream.source import import_events
from segmentation.cases.engagement import twin as engagement_twin
from segmentation.cases.olist import twin as olist_twin
from segmentation.cases.online_retail import twin as online_retail_twin
from segmentation.command.cli import parser
from segmentation.orders_file import sample
from segmentation.shop import disk, simulate
from segmentation.shop.planted import Parameters

TWINS = {
    "clickstream": clickstream_twin.twin,
    "engagement": engagement_twin.twin,
    "olist": olist_twin.twin,
    "online_retail": online_retail_twin.twin,
}


def _shop_arguments(argv: list[str]) -> argparse.Namespace:
    default = Parameters()
    arguments = parser(
        "Simulate the shop and write its tables as Parquet files.\n\n"
        "Without --out they go to data/shop-<hash of the parameters and the code>, where the "
        "notebooks\nlook for them, and data/shop points to the newest.",
        "segmentation data shop", "segmentation data shop --customers 20000 --overlap 2",
    )  # fmt: skip
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
        help="write here (new, empty, or an earlier shop) instead of under data/; always "
        "simulates")  # fmt: skip
    add("--csv", action="store_true", help="also write features.csv")
    add("--force", action="store_true", help="simulate even if this shop is already there")
    return arguments.parse_args(argv)


def _span(parameters: Parameters) -> tuple[dt.date, dt.date, dt.date]:
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


def _is_complete(folder: Path, parameters: Parameters, csv: bool) -> bool:
    """Whether a shop is there, whole; says so if it is damaged."""
    why = disk.damage(folder, parameters)
    if why:
        disk.say_made_again(folder, why)
    return not why and (not csv or (folder / "features.csv").exists())


def _refuse_other_shop(out: Path) -> None:
    """Raise `DataError` for a folder in which the notebooks expect one certain shop."""
    folder = out.resolve()  # data/shop is a link to such a folder
    if folder.parent == disk.DATA.resolve() and folder.name.startswith("shop-"):
        raise DataError(
            f"{shown(folder)} belongs to the notebooks; choose another folder, or leave out --out."
        )


def _lock(folder: Path) -> FileLock:
    """The lock of a folder: `load_shop`'s for a shop under data/, else one that leaves no trace."""
    if folder.parent == disk.DATA:
        return FileLock(folder.with_suffix(".lock"))
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return FileLock(Path(tempfile.gettempdir()) / f"shop-{name}.lock")


def _write(parameters: Parameters, folder: Path, csv: bool) -> None:
    try:
        disk.generate(parameters, folder, csv=csv, progress=True)
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


def _summary(parameters: Parameters, folder: Path, seconds: float) -> str:
    """What was made, one line per fact."""
    rows = json.loads((folder / "shop.json").read_text(encoding="utf-8"))["rows"]
    first, snapshot, end = _span(parameters)
    names = [*(f"{name}.parquet" for name in disk.TABLES), "features.csv"]
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


def _shop(argv: list[str]) -> int:
    """Make the shop the arguments ask for, or find it, and print a summary."""
    started = time.perf_counter()
    given = _shop_arguments(argv)
    names = [field.name for field in dataclasses.fields(Parameters)]
    parameters = Parameters(**{name: getattr(given, name) for name in names})
    _span(parameters)
    default = disk.folder_of(parameters)
    folder = getattr(given, "out", default)
    if folder is default:
        disk.DATA.mkdir(parents=True, exist_ok=True)
    else:
        _refuse_other_shop(folder)
    with _lock(folder):
        if folder is default and not given.force and _is_complete(folder, parameters, given.csv):
            print(f"This shop is already there; --force simulates it again: {shown(folder)}")
        else:
            _write(parameters, folder, given.csv)
            print(f"Written to {shown(folder)}")
    if folder is default:
        link = _link_newest(folder)
        print(f"The newest shop: {shown(link.parent)}/{link.name}")
    print(_summary(parameters, folder, time.perf_counter() - started))
    return 0


def _twin(argv: list[str]) -> int:
    """Write the synthetic twin of a public data set, under its official file names."""
    arguments = parser(_twin.__doc__, "segmentation data twin", "segmentation data twin olist")
    add = arguments.add_argument
    add("name", metavar="NAME", choices=sorted(TWINS), help=", ".join(TWINS))
    add("--seed", type=int, default=Parameters().seed, help="seed of the random streams")
    add("--out", metavar="FOLDER", type=Path, default=argparse.SUPPRESS,
        help="write here instead of where the case looks for the real files")  # fmt: skip
    given = arguments.parse_args(argv)
    file = TWINS[given.name](getattr(given, "out", raw_folder(given.name)), seed=given.seed)
    print(f"Synthetic twin written to {shown(file)}")
    return 0


def _sample(argv: list[str]) -> int:
    """Write the sample of an orders file that is committed with the project."""
    parser(_sample.__doc__, "segmentation data sample").parse_args(argv)
    print(f"Sample: {shown(sample.write())}")
    return 0


def _clickstream(argv: list[str]) -> int:
    """Stream the published CSV files of the clickstream into one SQLite file."""
    arguments = parser(
        _clickstream.__doc__, "segmentation data clickstream",
        "segmentation data clickstream 2019-Oct.csv.gz events.sqlite",
    )  # fmt: skip
    arguments.add_argument("sources", metavar="SOURCE", nargs="+", type=Path,
                           help="CSV files, packed or not")  # fmt: skip
    arguments.add_argument("target", metavar="TARGET", type=Path, help="SQLite file to write")
    arguments.add_argument(
        "--cut-short", action="store_true", help="a file may end in the middle of a line"
    )
    given = arguments.parse_args(argv)
    rows = import_events(given.sources, given.target, cut_short=given.cut_short, progress=True)
    print(f"{rows:,} events written to {shown(given.target)}")
    return 0


WRITERS = {"shop": _shop, "twin": _twin, "sample": _sample, "clickstream": _clickstream}


def run(argv: list[str]) -> int:
    """Write what the first argument names."""
    arguments = parser(__doc__, "segmentation data", "segmentation data shop --customers 20000")
    arguments.add_argument("what", metavar="WHAT", choices=WRITERS,
                           help=f"{', '.join(WRITERS)}; each has its own --help")  # fmt: skip
    chosen = arguments.parse_args(argv[:1])
    return WRITERS[chosen.what](argv[1:])
