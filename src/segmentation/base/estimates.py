"""A value with its interval: one form for everything that is estimated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import pandas as pd

ENDS = (0.025, 0.975)  # of a 95% interval


@dataclass(frozen=True)
class Estimate:
    """A value and the ends of its 95% interval."""

    value: float
    low: float
    high: float

    def is_above(self, other: float = 0.0) -> bool:
        """Whether the whole interval lies above a figure."""
        return self.low > other

    def is_below(self, other: float = 0.0) -> bool:
        """Whether the whole interval lies below a figure."""
        return self.high < other


@dataclass(frozen=True, eq=False)
class Estimates:
    """Values by name, each with the ends of its 95% interval.

    Attributes
    ----------
    value, low, high : Series, index name
    draws : DataFrame, shape (draws, names), or None
        What each value is in each bootstrap sample. The samples are the same for every name, so
        that differences are taken sample by sample.
    """

    value: pd.Series
    low: pd.Series
    high: pd.Series
    draws: pd.DataFrame | None = None

    @classmethod
    def from_draws(cls, value: pd.Series, draws: pd.DataFrame) -> Self:
        """Intervals of the percentile bootstrap (Efron 1979, Ann. Stat. 7).

        Parameters
        ----------
        value : Series, index name
        draws : DataFrame, shape (draws, names)
            Columns in any order.
        """
        draws = draws[list(value.index)]
        low, high = (draws.quantile(end).rename(None) for end in ENDS)
        return cls(value, low, high, draws)

    def __getitem__(self, name: str) -> Estimate:
        """One of them."""
        return Estimate(float(self.value[name]), float(self.low[name]), float(self.high[name]))

    def items(self) -> Iterator[tuple[str, Estimate]]:
        """Each name with its estimate."""
        return ((name, self[name]) for name in self.value.index)

    @property
    def table(self) -> pd.DataFrame:
        """`value`, `low` and `high`, one row a name."""
        return pd.DataFrame({"value": self.value, "low": self.low, "high": self.high})

    def minus(self, chosen: str) -> Self:
        """Every other value less a chosen one, by paired draws.

        Raises
        ------
        ValueError
            If there are no draws: without them a difference has no interval.
        """
        if self.draws is None:
            raise ValueError("differences need draws")
        gaps = self.draws.sub(self.draws[chosen], axis=0).drop(columns=chosen)
        return self.from_draws((self.value - self.value[chosen]).drop(chosen), gaps)
