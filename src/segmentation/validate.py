"""Labels against what was planted. Nothing else reads the planted truth."""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score


def planted(shop: Path) -> pd.Series:
    """The planted persona of each customer, index Customer_ID."""
    return pd.read_parquet(shop / "truth.parquet").set_index("Customer_ID")["Persona"]


def recovery(truth: pd.Series, labels: np.ndarray) -> float:
    """Adjusted Rand index of labels against the planted personas: 1 perfect, 0 chance.

    References
    ----------
    Hubert & Arabie 1985, J. Classif. 2.
    """
    return float(adjusted_rand_score(truth.to_numpy(), labels))


def persona_by_cluster(truth: pd.Series, labels: np.ndarray | pd.Series) -> pd.DataFrame:
    """Share of each planted persona that lands in each cluster; rows add up to 1."""
    return pd.crosstab(truth.to_numpy(), np.asarray(labels), normalize="index").rename_axis(
        index="planted persona", columns="cluster"
    )


def named_right(truth: pd.Series, names: pd.Series) -> float:
    """Share of customers whose segment has the name of their planted persona."""
    return float((truth.to_numpy() == names.to_numpy()).mean())
