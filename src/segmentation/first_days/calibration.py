"""Whether probabilities of segments can be taken at their word, and who is mistaken for whom."""

import numpy as np
import pandas as pd

from segmentation.base.intervals import MANY, wilson

BINS = 10  # of the reliability curve


def reliability(probabilities: pd.DataFrame, labels: pd.Series, bins: int = BINS) -> pd.DataFrame:
    """How often the most probable segment is right, by how probable the model says it is.

    Parameters
    ----------
    probabilities : DataFrame, shape (n, segments)
    labels : Series of str, shape (n,)
    bins : int
        Of equal numbers of customers.

    Returns
    -------
    DataFrame
        `customers`, `said` (mean probability), `right` (share), `low` and `high` (95%, Wilson).
    """
    said, right = _top(probabilities, labels)
    rows = []
    for part in np.array_split(np.argsort(said, kind="stable"), bins):
        rows.append((len(part), said[part].mean(), right[part].mean()))
    table = pd.DataFrame(rows, columns=["customers", "said", "right"])
    low, high = wilson((table["right"] * table["customers"]).round(), table["customers"])
    return table.assign(low=low, high=high)


def _top(probabilities: pd.DataFrame, labels: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    values = probabilities.to_numpy()
    best = probabilities.columns.to_numpy()[values.argmax(axis=1)]
    return values.max(axis=1), best == labels.to_numpy()


def _off(said: np.ndarray, right: np.ndarray, bins: int) -> float:
    parts = np.array_split(np.argsort(said, kind="stable"), bins)
    return sum(abs(said[part].sum() - right[part].sum()) for part in parts) / len(said)


def calibration(
    probabilities: pd.DataFrame, labels: pd.Series, draws: int = MANY, seed: int = 0
) -> dict[str, float]:
    """How far said and true probabilities are apart, and how far they would be by chance.

    Returns
    -------
    dict
        `error`, the expected calibration error of the most probable segment over `BINS` bins of
        equal size; `by chance` and `at most`, its mean and 95th percentile if the model were
        right, that is if the most probable segment were right as often as said; and `Brier`,
        the mean over customers of the summed squared errors of all segments (0 to 2).

    References
    ----------
    Guo et al. 2017, ICML (expected calibration error); Brier 1950, Mon. Weather Rev. 78.
    """
    said, right = _top(probabilities, labels)
    rng = np.random.default_rng(seed)
    if_true = [_off(said, rng.random(len(said)) < said, BINS) for _ in range(draws)]
    hot = labels.to_numpy()[:, None] == probabilities.columns.to_numpy()
    return {
        "error": _off(said, right, BINS),
        "by chance": float(np.mean(if_true)),
        "at most": float(np.quantile(if_true, 0.95)),
        "Brier": float(((probabilities.to_numpy() - hot) ** 2).sum(axis=1).mean()),
    }


def confusion(probabilities: pd.DataFrame, labels: pd.Series, names: list[str]) -> pd.DataFrame:
    """Share of each segment's customers predicted to be in each segment; rows add up to 1.

    Parameters
    ----------
    probabilities : DataFrame, shape (n, segments)
    labels : Series of str, shape (n,)
    names : list of str
        Order of rows and columns; those without customers are left out.
    """
    predicted = probabilities.columns.to_numpy()[probabilities.to_numpy().argmax(axis=1)]
    kept = [name for name in names if name in probabilities]
    table = pd.crosstab(labels.to_numpy(), predicted, normalize="index")
    return table.reindex(index=kept, columns=kept, fill_value=0.0).rename_axis(
        index="segment", columns="predicted"
    )
