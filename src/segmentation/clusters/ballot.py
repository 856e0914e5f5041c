"""The classical criteria for the number of clusters: votes that stand beside the rule."""

import numpy as np
import pandas as pd
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from segmentation.clusters import criteria
from segmentation.clusters.centroids import predict
from segmentation.clusters.verdict import Kind, decide

STRONG_PREDICTION = 0.8
RULE = "our rule"
FAMILY = (  # all compare distances between clusters with distances inside them
    "silhouette (squared)",
    "silhouette (Euclidean)",
    "Calinski–Harabasz",
    "Davies–Bouldin",
)


def classical(values: np.ndarray, centres: np.ndarray, sample: np.ndarray) -> dict[str, float]:
    """The classical criteria at one k, beside the rule; at k = 1 those that know it.

    Gap statistic, prediction strength and BIC are of the sample, all else of all customers.
    """
    k, labels = len(centres), predict(values, centres)
    gap, error = criteria.gap(sample, k)
    found = {"gap": gap, "gap error": error, "bic": criteria.bic(sample, k)}
    if k == 1:
        return {**found, "prediction strength": 1.0}  # by definition
    return {
        "euclidean silhouette": criteria.silhouette_euclidean(values, labels),
        "calinski-harabasz": float(calinski_harabasz_score(values, labels)),
        "davies-bouldin": float(davies_bouldin_score(values, labels)),
        "prediction strength": criteria.prediction_strength(sample, k),
        **found,
    }


def votes(table: pd.DataFrame) -> pd.Series:
    """The k each criterion would choose, from a whole table of k.

    None where a criterion has no answer; 1 where it sees no clusters, which only some can say.
    """
    ks = [int(k) for k in table.index]
    strong = [k for k in ks if table.loc[k, "prediction strength"] >= STRONG_PREDICTION]
    ours, several = decide(table), table.drop(1)
    return pd.Series(
        {
            RULE: ours.k if ours.kind == Kind.NATURAL else 1,
            "elbow (kneedle)": criteria.knee(ks[1:], several["inertia"].tolist()),
            "silhouette (squared)": int(table["silhouette of all"].idxmax()),
            "silhouette (Euclidean)": int(table["euclidean silhouette"].idxmax()),
            "gap (1-SE)": criteria.gap_choice(
                ks, table["gap"].tolist(), table["gap error"].tolist()
            ),
            "prediction strength": max(strong),
            "Calinski–Harabasz": int(table["calinski-harabasz"].idxmax()),
            "Davies–Bouldin": int(table["davies-bouldin"].idxmin()),
            "BIC (Gaussian mixture)": int(table["bic"].idxmin()),
        },
        name="k",
        dtype=object,
    )
