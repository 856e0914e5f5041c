"""Whether probabilities of segments can be taken at their word, and who is mistaken for whom."""

import numpy as np
import pandas as pd

from segmentation.base.intervals import MANY, rates_with_ci

BINS = 10  # of the reliability curve
FEW = 10  # customers, of whom no share is called worst


def _top(probabilities: pd.DataFrame, labels: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Probability of each customer's most probable segment, and whether it is the right one."""
    values = probabilities.to_numpy()
    best = probabilities.columns.to_numpy()[values.argmax(axis=1)]
    return values.max(axis=1), best == labels.to_numpy()


def _bins(said: np.ndarray, number: int) -> np.ndarray:
    """Bin of each customer, of equal numbers of customers, the least probable first."""
    bins = np.empty(len(said), dtype="int64")
    for place, part in enumerate(np.array_split(np.argsort(said, kind="stable"), number)):
        bins[part] = place
    return bins


def reliability(probabilities: pd.DataFrame, labels: pd.Series, bins: int = BINS) -> pd.DataFrame:
    """How often the most probable segment is right, by how probable the model says it is.

    A row for each of so many bins of equal size that holds somebody: `customers`, `said` (mean
    probability), and `value`, `low` and `high` of the share that is right.
    """
    said, right = _top(probabilities, labels)
    of = pd.Series(_bins(said, bins))
    return rates_with_ci(pd.Series(right), of).assign(said=pd.Series(said).groupby(of).mean())


def expected_calibration_error(said: np.ndarray, right: np.ndarray, bins: np.ndarray) -> float:
    """Mean distance of said and true shares over bins (Guo et al. 2017, ICML)."""
    return float(np.abs(np.bincount(bins, said - right)).sum() / len(said))


def calibration(
    probabilities: pd.DataFrame, labels: pd.Series, draws: int = MANY, seed: int = 0
) -> dict[str, float]:
    """How far said and true probabilities are apart, and how far they would be by chance.

    Returns
    -------
    dict
        `error`, of the most probable segment; `by chance` and `at most`, its mean and 95th
        percentile if the model were right, that is if the most probable segment were right as
        often as said; and `Brier`, the mean over customers of the summed squared errors of all
        segments (0 to 2; Brier 1950, Mon. Weather Rev. 78).
    """
    said, right = _top(probabilities, labels)
    bins, rng = _bins(said, BINS), np.random.default_rng(seed)
    if_true = [
        expected_calibration_error(said, rng.random(len(said)) < said, bins) for _ in range(draws)
    ]
    hot = labels.to_numpy()[:, None] == probabilities.columns.to_numpy()
    return {
        "error": expected_calibration_error(said, right, bins),
        "by chance": float(np.mean(if_true)),
        "at most": float(np.quantile(if_true, 0.95)),
        "Brier": float(((probabilities.to_numpy() - hot) ** 2).sum(axis=1).mean()),
    }


def confusion(probabilities: pd.DataFrame, labels: pd.Series, names: list[str]) -> pd.DataFrame:
    """Share of each segment's customers predicted to be in each segment; rows add up to 1.

    Rows and columns are in the order of `names`, of which those without customers are left out.
    """
    predicted = probabilities.columns.to_numpy()[probabilities.to_numpy().argmax(axis=1)]
    kept = [name for name in names if name in probabilities]
    table = pd.crosstab(labels.to_numpy(), predicted, normalize="index")
    return table.reindex(index=kept, columns=kept, fill_value=0.0).rename_axis(
        index="segment", columns="predicted"
    )


def told_worst(table: pd.DataFrame, sizes: pd.Series) -> str:
    """The segment whose customers are recognised least, from `confusion`.

    `sizes` are numbers of customers by segment: one that hardly anybody is in is passed over.
    """
    right = pd.Series({name: table.loc[name, name] for name in table.index})
    enough = right[sizes.reindex(right.index, fill_value=0) >= FEW]
    return str((enough if len(enough) else right).idxmin())
