"""The published segmentation of the engagement table, repeated.

Its README and its notebook agree on the sizes of four groups and disagree on which of them is at
risk; both are kept here as they stand.
"""

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import MEASURES
from segmentation.clusters.centroids import canonical, predict
from segmentation.clusters.kmeans import lloyd
from segmentation.features.names import RFM
from segmentation.features.scaling import scale

README = {
    "VIP Champions": 973,
    "High-Value Loyalists": 2_190,
    "Promising Regulars": 1_082,
    "At-Risk": 5_755,
}
NOTEBOOK = README | {"Promising Regulars": 5_755, "At-Risk": 1_082}
K, SEED, STARTS = 4, 42, 10  # as published
CAP = 0.99  # the published outlier policy: every column capped at this quantile


def capped(customers: pd.DataFrame) -> pd.DataFrame:
    """A copy with every measured column capped at its 99th percentile."""
    out = customers.copy()
    for column in MEASURES:
        values = customers[column].astype("float64")
        out[column] = values.clip(upper=values.quantile(CAP))
    return out


def partition(customers: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Cluster as published: cap, StandardScaler without a log, K-Means on R, F, M at k = 4.

    Gives the label of each customer of the file, and the centroids in standard deviations.
    """
    matrix = scale(capped(customers), list(RFM), m=0, log=())
    middles = lloyd(matrix.to_numpy(), K, SEED, STARTS)
    centres = canonical(pd.DataFrame(middles, columns=matrix.columns))
    return predict(matrix, centres), centres


def called(sizes: pd.Series) -> pd.DataFrame:
    """What `README` and `notebook` call each of four groups, by the order of their sizes."""
    names = {
        who: sorted(published, key=published.__getitem__)
        for who, published in (("README", README), ("notebook", NOTEBOOK))
    }
    rising = sizes.sort_values(kind="stable").index
    return pd.DataFrame(names, index=rising).loc[sizes.index]
