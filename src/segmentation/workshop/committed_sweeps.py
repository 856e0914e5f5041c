"""The sweeps whose results are committed: their grids, and a table of each for notebook 09.

A table holds the parameters and some figures of every run, and nothing that depends on the
machine, so that whoever sweeps again gets the same bytes.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from segmentation.base.errors import DataError
from segmentation.base.exports import write_csv
from segmentation.base.paths import ROOT

REPORTS = ROOT / "reports" / "sweeps"


class Sweep(NamedTuple):
    """A committed sweep: a notebook, its grid as typed, and the figures that are kept."""

    notebook: str
    grid: tuple[str, ...]
    figures: tuple[str, ...]


FEATURE_SETS = {
    "all nine": "nine",
    "without dates": "Frequency,Monetary,Return_Rate,Discount_Usage,Satisfaction_Score,"
    "Avg_Time_Site_Min,Support_Calls",
    "orders only": "Recency,Frequency,Monetary,Tenure,Return_Rate,Discount_Usage",
    "RFM": "rfm",
}
RECIPES = (
    "raw",
    "z-scores",
    "log, z-scores",
    "shrink, log, z-scores",
    "shrink, log, robust",
    "shrink, log, quantile (bell)",
    "shrink, log, quantile (flat)",
)
COMMITTED = {
    "recovery": Sweep(
        "08_personas",
        ("overlap=0.5,1,2,4", "n_customers=2000,20000,100000", "seed=1:6"),
        ("ari.rfm", "ari.rfm with basket", "ari.all features", "ari.rfm at its best k",
         "ari.rfm with basket at its best k", "named_right"),
    ),
    "preparation": Sweep(
        "04_scaling",
        (f"features={[*FEATURE_SETS.values()]}", "overlap=1,2,4", "n_customers=5000", "seed=1:4"),
        (*(f"ari.{recipe}" for recipe in RECIPES), *(f"agreement.{recipe}" for recipe in RECIPES),
         "best_k_unshrunk", "best_k_shrunk"),
    ),
    "choice_of_k": Sweep(
        "05_elbow_silhouette",
        ("overlap=1,2,3,4", "n_customers=20000", "seed=1:3"),
        ("verdict", "k", *(f"excess.{k}" for k in range(2, 11)),
         *(f"jaccard.{k}" for k in range(2, 11)),
         "votes.elbow (kneedle)", "votes.gap (1-SE)", "votes.prediction strength",
         "votes.BIC (Gaussian mixture)", "without_personas.verdict",
         "without_personas.largest excess"),
    ),
}  # fmt: skip


def table_of(name: str) -> Path:
    """Where the table of a committed sweep lies."""
    return REPORTS / f"{name}.csv"


def write_table(name: str, runs: pd.DataFrame, parameters: list[str]) -> Path:
    """Write the table of a committed sweep from one row per run, in the order of the grid.

    Raises
    ------
    DataError
        If a figure is not among the results of the notebook.
    """
    wanted = [*parameters, *COMMITTED[name].figures]
    if lacking := [column for column in wanted if column not in runs]:
        raise DataError(
            f"{COMMITTED[name].notebook} has no result {lacking[0]}; mend the sweep {name} in "
            "committed_sweeps.py."
        )
    return write_csv(runs[wanted], table_of(name))


def read_table(name: str) -> pd.DataFrame:
    """The table of a committed sweep: one row per run, parameters first."""
    path = table_of(name)
    if not path.exists():
        raise DataError(f"{path.name} is not in reports/sweeps; make sweep writes it.")
    return pd.read_csv(path, encoding="utf-8-sig")
