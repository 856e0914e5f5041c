"""The classical criteria for the number of clusters: votes that stand beside the rule."""

import numpy as np
import pandas as pd
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from segmentation.clusters import criteria
from segmentation.clusters.centroids import predict
from segmentation.clusters.verdict import decide

STRONG_PREDICTION = 0.8


def classical(values: np.ndarray, centres: np.ndarray, sample: np.ndarray) -> dict[str, float]:
    """The classical criteria at one k, beside the rule.

    Parameters
    ----------
    values : array, shape (n, d)
        All customers, scaled.
    centres : array, shape (k, d)
    sample : array, shape (≤ choose_k.WORKING_SAMPLE, d)
        For the gap statistic, prediction strength and BIC.
    """
    k, labels = len(centres), predict(values, centres)
    gap, error = criteria.gap(sample, k)
    return {
        "euclidean silhouette": criteria.silhouette_euclidean(values, labels),
        "calinski-harabasz": float(calinski_harabasz_score(values, labels)),
        "davies-bouldin": float(davies_bouldin_score(values, labels)),
        "gap": gap,
        "gap error": error,
        "prediction strength": criteria.prediction_strength(sample, k),
        "bic": criteria.bic(sample, k),
    }


def votes(table: pd.DataFrame) -> pd.Series:
    """The k each criterion would choose; None where a criterion has no answer.

    Parameters
    ----------
    table : DataFrame
        From `table_of_k` with `votes=True`.

    Returns
    -------
    Series
        Criterion → k.
    """
    ks = [int(k) for k in table.index]
    strong = [k for k in ks if table.loc[k, "prediction strength"] >= STRONG_PREDICTION]
    return pd.Series(
        {
            "our rule": decide(table).k,
            "elbow (kneedle)": criteria.knee(ks, table["inertia"].tolist()),
            "silhouette (squared)": int(table["silhouette"].idxmax()),
            "silhouette (Euclidean)": int(table["euclidean silhouette"].idxmax()),
            "gap (1-SE)": criteria.gap_choice(
                ks, table["gap"].tolist(), table["gap error"].tolist()
            ),
            "prediction strength": max(strong, default=None),
            "Calinski–Harabasz": int(table["calinski-harabasz"].idxmax()),
            "Davies–Bouldin": int(table["davies-bouldin"].idxmin()),
            "BIC (Gaussian mixture)": int(table["bic"].idxmin()),
        },
        name="k",
        dtype=object,
    )
