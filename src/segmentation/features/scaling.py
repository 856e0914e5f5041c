"""Features to a matrix that K-Means can use: shrink, log1p, StandardScaler, in one pipeline."""

from collections.abc import Collection, Mapping
from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from segmentation.base.errors import DataError
from segmentation.features.names import AVERAGED_OVER, LOGGED, SHRINKAGE


class ShrinkAverages(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Pull averages of few orders, visits or the like towards the average customer.

    An average of n orders becomes (sum + m · mean) / (n + m), with the mean over customers:
    the posterior mean of a Beta–Bernoulli or normal model whose prior weighs as much as m
    orders (Efron & Morris 1975, JASA 70).

    Parameters
    ----------
    m : float
        Weight of the prior in orders; 0 leaves the averages as they are.
    averages : mapping of str to str
        Average → the column that counts what it is an average of.

    Attributes
    ----------
    means_ : dict
        Mean over customers of each average, in its own unit; whoever has nothing to average is
        left out of it, and gets it.

    Raises
    ------
    DataError
        In `fit`, if an average's count is not among the features, or m is negative.
    """

    def __init__(self, m: float = SHRINKAGE, averages: Mapping[str, str] = AVERAGED_OVER) -> None:
        self.m = m
        self.averages = averages

    def fit(self, features: pd.DataFrame, y: object = None) -> Self:
        """Learn the mean of each average."""
        if self.m < 0:
            raise DataError(f"m must be 0 or more orders; got {self.m}.")
        self.means_ = {}
        for name, count in self.averages.items() if self.m else ():
            if name in features and count not in features:
                raise DataError(
                    f"{name} may be an average of few: add {count} to the features, or set m to 0."
                )
            if name in features:
                self.means_[name] = float(features.loc[features[count] > 0, name].mean())
        self.n_features_in_ = features.shape[1]
        self.feature_names_in_ = np.asarray(features.columns, dtype=object)
        return self

    def transform(self, features: pd.DataFrame) -> pd.DataFrame:
        """Return a copy with the averages shrunk; shape and order stay."""
        shrunk = features.astype("float64")
        for name, mean in self.means_.items():
            n = features[self.averages[name]]
            shrunk[name] = (features[name] * n + self.m * mean) / (n + self.m)
        return shrunk


def scaler(
    features: list[str],
    m: float = SHRINKAGE,
    log: Collection[str] = LOGGED,
    averages: Mapping[str, str] = AVERAGED_OVER,
) -> Pipeline:
    """Build the preprocessing: shrink → log1p of the skewed counts and sums → StandardScaler.

    From a frame of raw features to a frame of z-scores of `features`, in this order.
    """
    logged = [name for name in features if name in log]
    log_step = ColumnTransformer(
        [
            (
                "log1p",
                FunctionTransformer(np.log1p, np.expm1, feature_names_out="one-to-one"),
                logged,
            )
        ],
        remainder="passthrough",
        verbose_feature_names_out=False,
    )
    order = FunctionTransformer(
        lambda frame: frame[features],
        feature_names_out=lambda _, names: np.asarray(features, dtype=object),
    )
    pipeline = Pipeline(
        [
            ("shrink", ShrinkAverages(m, averages)),
            ("log", log_step),
            ("order", order),
            ("z", StandardScaler()),
        ]
    )
    return pipeline.set_output(transform="pandas")


def scale(
    customers: pd.DataFrame,
    features: list[str],
    m: float = SHRINKAGE,
    log: Collection[str] = LOGGED,
    averages: Mapping[str, str] = AVERAGED_OVER,
) -> pd.DataFrame:
    """Fit the preprocessing on a table of customers and return their z-scores.

    Parameters
    ----------
    customers : DataFrame, shape (n, ≥ len(features))
        Raw features.
    features : list of str
        Columns to use.
    m, log, averages
        As in `scaler`.

    Returns
    -------
    DataFrame, shape (n, len(features))
        Means 0, standard deviations 1.

    Raises
    ------
    DataError
        If a column is missing, has missing or infinite values, or is constant.
    """
    check_features(customers, features)
    return scaler(features, m, log, averages).fit_transform(customers[features])


def check_features(customers: pd.DataFrame, features: list[str]) -> None:
    """Raise `DataError` unless every feature is there, finite and not constant."""
    missing = [name for name in features if name not in customers]
    if missing:
        raise DataError(f"feature {', '.join(missing)} is missing from the table of customers.")
    if customers.empty:
        raise DataError("the table of customers is empty; at least two customers are needed.")
    values = customers[features].to_numpy(dtype="float64")
    bad = ~np.isfinite(values)
    if bad.any():
        name = features[int(bad.any(axis=0).argmax())]
        rows = np.flatnonzero(bad[:, features.index(name)])
        raise DataError(
            f"{name} must be a finite number ({len(rows):,} rows break this; the first: "
            f"{', '.join(str(row) for row in customers.index[rows[:3]])})."
        )
    constant = [name for name, spread in zip(features, np.ptp(values, axis=0), strict=True)
                if spread == 0]  # fmt: skip
    if constant:
        raise DataError(
            f"{', '.join(constant)} has the same value for every customer and cannot tell them "
            "apart; leave it out of the features."
        )
