"""Where things are kept, resolved from the package so that any working folder will do."""

import os
from pathlib import Path


def shown(path: Path) -> str:
    """A path as a reader wants it: relative to the working folder if it lies inside."""
    path = path.resolve()
    here = Path.cwd().resolve()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
RUNS = ROOT / "runs"
NOTEBOOKS = ROOT / "notebooks"
TWIN_MARKER = "TWIN.txt"  # stands beside files that only imitate a public data set


def raw_folder(name: str) -> Path:
    """Where a public data set lies: in $SEGMENTATION_DATA if that is set, else in data/raw."""
    base = os.environ.get("SEGMENTATION_DATA")
    return (Path(base) if base else DATA / "raw") / name


def is_twin(folder: Path) -> bool:
    """Whether the files of a folder are a synthetic twin of a public data set.

    The marker records their size, so it loses its force once the real files replace them.
    """
    marker = folder / TWIN_MARKER
    if not marker.exists():
        return False
    files = (f for f in folder.iterdir() if f.is_file() and f != marker and f.name[0] != ".")
    size = sum(f.stat().st_size for f in files)
    return marker.read_text(encoding="utf-8").rstrip().endswith(f"bytes {size}")


def notebooks_in(folder: Path) -> list[Path]:
    """The notebooks in a folder and below, without the copies that editors keep, sorted."""
    found = (path.relative_to(folder) for path in folder.rglob("*.ipynb"))
    return sorted(folder / path for path in found if not any(p[0] == "." for p in path.parts))
