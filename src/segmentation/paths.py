"""Where things are kept, resolved from the package so that any working folder will do."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
RUNS = ROOT / "runs"
NOTEBOOKS = ROOT / "notebooks"


def raw_folder(name: str) -> Path:
    """Return the folder in which the public data set `name` is looked for.

    `$SEGMENTATION_DATA/<name>` if that variable is set, else `data/raw/<name>`.
    """
    base = os.environ.get("SEGMENTATION_DATA")
    return (Path(base) if base else DATA / "raw") / name
