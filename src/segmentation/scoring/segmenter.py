"""The fitted segmentation, and the segments of customers it has not seen.

Whatever way a customer is scored, the arithmetic is this one: ln(x + 1), the sum of squared
differences from left to right in double, rounded to 9 decimals, the lowest label on a tie.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

import numpy as np
import pandas as pd

from segmentation.base.errors import DataError
from segmentation.clusters.centroids import squared_distances
from segmentation.features.names import AVERAGED_OVER, LOGGED, SHRINKAGE
from segmentation.personas.flagship import FLAGSHIP
from segmentation.personas.kinds import Kinds
from segmentation.scoring import model_file
from segmentation.scoring.model import LARGEST, TENURE, Model

UNDECIDED = 0.1  # margin; notebook 13 shows the errors on both sides of it
TOO_NEW = 30.0  # days since joining


@dataclass(frozen=True, kw_only=True)
class Segmenter(Model):
    """A fitted segmentation that can be used: fitted, saved, loaded, asked, and written as SQL."""

    @classmethod
    def fit(
        cls,
        customers: pd.DataFrame,
        features: list[str],
        k: int,
        *,
        verdict: str,
        snapshot: str,
        kinds: Kinds = FLAGSHIP,
        m: float = SHRINKAGE,
        log: Collection[str] = LOGGED,
        averages: Mapping[str, str] = AVERAGED_OVER,
        currency: str = "",
        time_zone: str = "",
        read_with: Mapping[str, str | float | bool] = MappingProxyType({}),
    ) -> Self:
        """Scale, cluster and name in one call.

        Parameters
        ----------
        customers : DataFrame, shape (n, ≥ len(features))
            Raw features.
        features : list of str
            In the order of the coordinates.
        k : int
            At least 2.
        verdict : str
            From the rule of `choose_k`; decides how clusters may be named.
        snapshot : str
            Date of the features.
        kinds : Kinds
            The names there are.
        m, log, averages
            As in `scaling.scale`.
        currency, time_zone, read_with
            As in `Model`.

        Raises
        ------
        DataError
            If a feature is missing, not finite or constant, or k is too small or too large.
        """
        from segmentation.scoring.fitting import fit_parts  # scikit-learn, not needed to score

        scaling, segments = fit_parts(
            customers, features, k, verdict=verdict, kinds=kinds, m=m, log=log, averages=averages
        )
        return cls(
            shrinkage=float(m), scaling=scaling, segments=segments, undecided_below=UNDECIDED,
            too_new_below=TOO_NEW, verdict=verdict, snapshot=snapshot, customers=len(customers),
            currency=currency, time_zone=time_zone, read_with=dict(read_with),
        )  # fmt: skip

    def scale(self, customers: pd.DataFrame) -> pd.DataFrame:
        """Raw features of n customers to σ, shape (n, d).

        Raises
        ------
        DataError
            If a feature is missing, or is not a number that can be scaled.
        """
        raw = self._raw(customers)
        bad = ~self._complete(raw)
        if bad.any():
            raise DataError(
                f"{bad.sum():,} customers have features that are missing or no finite numbers."
            )
        return self._scaled(raw)

    def _raw(self, customers: pd.DataFrame) -> pd.DataFrame:
        """The features as float64, what is no number as NaN; complains of a missing column."""
        missing = [name for name in self.features if name not in customers]
        if missing:
            raise DataError(f"the segmenter needs the features {', '.join(missing)} too.")
        found = {name: _numbers(customers[name]) for name in self.features}
        return pd.DataFrame(found, index=customers.index)

    def _complete(self, raw: pd.DataFrame) -> np.ndarray:
        """Whether every feature of a customer is a number that can be scaled, shape (n,)."""
        usable, counts = np.ones(len(raw), dtype=bool), self.counts
        for one in self.scaling:
            x = raw[one.feature].to_numpy()
            usable &= (x >= -LARGEST) & (x <= LARGEST)  # False for what is no number
            if one.log:
                usable &= x > -1
            if one.feature in counts:
                usable &= x >= 0
        return usable

    def _scaled(self, raw: pd.DataFrame) -> pd.DataFrame:
        """`scale` of complete customers, and NaN of others."""
        scaled, m = raw.copy(), self.shrinkage
        for one in self.scaling:
            x = raw[one.feature]
            if one.shrink_to is not None:
                n = raw[one.averaged_over]
                x = (x * n + m * one.shrink_to) / (n + m)
            if one.log:
                x = np.log1p(x)
            scaled[one.feature] = (x - one.mean) / one.scale
        return scaled

    def predict(self, customers: pd.DataFrame) -> pd.DataFrame:
        """The segment of each customer, and how sure that is.

        Parameters
        ----------
        customers : DataFrame, shape (n, …)
            Raw features; `Tenure` is looked at too, if it is there.

        Returns
        -------
        DataFrame, same index
            `Cluster`, `Segment` and `Next_Segment`; `Distance` and `Next_Distance` to these two
            centroids in σ; `Margin`, 1 − distance / next distance: 0 half-way to the next
            centroid, 1 at the own one (the simplified silhouette of Hruschka, de Castro &
            Campello 2004, ICDM); and the flags `Out_Of_Range`, `Undecided`, `Too_New` (missing
            without a column `Tenure`) and `Incomplete`. Who is incomplete has no segment.

        Raises
        ------
        DataError
            If a feature has no column.
        """
        raw = self._raw(customers)
        complete = self._complete(raw)
        raw[~complete] = np.nan
        squared = squared_distances(self._scaled(raw).to_numpy(), self.centres.to_numpy())
        rows, own = np.arange(len(squared)), squared.argmin(axis=1)
        distance = np.sqrt(squared[rows, own])
        squared[rows, own] = np.inf
        following = squared.argmin(axis=1)
        apart = np.sqrt(squared[rows, following])
        # Two centroids at one place are 0 apart; who is incomplete is NaN from all.
        margin = 1 - np.divide(distance, apart, out=np.ones_like(apart), where=apart != 0)
        named = [np.where(complete, label, -1) for label in (own, following)]
        radius = np.array([segment.radius for segment in self.segments])
        flags = {
            "Out_Of_Range": distance > radius[own],
            "Undecided": margin < self.undecided_below,
            "Too_New": self._too_new(customers, complete),
            "Incomplete": ~complete,
        }
        return pd.DataFrame(
            {
                "Cluster": pd.arrays.IntegerArray(own.astype("int64"), ~complete),
                "Segment": pd.Categorical.from_codes(named[0], self.names),
                "Next_Segment": pd.Categorical.from_codes(named[1], self.names),
                "Distance": distance,
                "Next_Distance": apart,
                "Margin": margin,
                **{name: pd.array(flag, dtype="boolean") for name, flag in flags.items()},
            },
            index=customers.index,
        )

    def _too_new(self, customers: pd.DataFrame, complete: np.ndarray) -> np.ndarray:
        """Whether each customer joined too lately, missing where that is not known."""
        if TENURE not in customers:
            return np.full(len(customers), None)
        return (_numbers(customers[TENURE]) < self.too_new_below) & complete

    def to_sql(
        self,
        table: str | tuple[str, ...],
        dialect: str = "duckdb",
        *,
        key: str = "Customer_ID",
        tenure: str | None = TENURE,
    ) -> str:
        """`predict` as one SELECT for a warehouse, as `sql.select` writes it."""
        from segmentation.scoring import sql  # sqlglot, which scoring can do without

        return sql.select(self, table, dialect, key=key, tenure=tenure)

    def save(self, path: str | Path) -> Path:
        """Write the model as JSON; returns the name that it got, another if that file is open."""
        return model_file.write(self, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a model that `save` wrote; `model_file.read` says what it refuses."""
        return model_file.read(cls, Path(path))


def _numbers(column: pd.Series) -> np.ndarray:
    """A column as float64, what is missing or no number as NaN, shape (n,)."""
    column = pd.to_numeric(column, errors="coerce")
    return column.to_numpy(dtype="float64", na_value=np.nan)
