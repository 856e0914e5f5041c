"""Data with and without clusters, many kinds of each, on which the rule is calibrated.

Every generator takes a random generator and returns a matrix of `ROWS` rows, scaled as in
notebook 04 (the shop) or to mean 0 and standard deviation 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segmentation.features.names import NUMERIC
from segmentation.features.scaling import scale
from segmentation.shop.planted import Parameters
from segmentation.shop.simulate import simulate_chunk

ROWS = 5_000
OVERLAPS = (0.5, 1.0, 2.0, 3.0, 4.0)
FIRST_SHOP = 1_000  # seeds of shops that no notebook shows


@dataclass(frozen=True)
class Family:
    """A kind of data: how to draw it, how many groups it holds, and what is expected of the rule.

    Attributes
    ----------
    draw : callable
        From a seed to a scaled matrix, shape (`ROWS`, d).
    groups : int
        1 without structure.
    about : str
        In a few words, for tables.
    beyond : bool
        Known beforehand to lie beyond the rule: shown, but the margin is not set on it.
    """

    draw: Callable[[int], pd.DataFrame]
    groups: int
    about: str
    beyond: bool = False


Draw = Callable[[np.random.Generator], np.ndarray]


def _from(draw: Draw, stream: int) -> Callable[[int], pd.DataFrame]:
    """Standardised columns of what `draw` makes from a random stream of its own."""

    def standardised(seed: int) -> pd.DataFrame:
        values = draw(np.random.default_rng([stream, seed]))
        columns = [f"x{i + 1}" for i in range(values.shape[1])]
        table = pd.DataFrame(values, columns=columns)
        return (table - table.mean()) / table.std(ddof=0)

    return standardised


def _shop(structure: str, overlap: float) -> Callable[[int], pd.DataFrame]:
    """The flagship features of a shop of `ROWS` customers."""

    def scaled(seed: int) -> pd.DataFrame:
        parameters = Parameters(
            n_customers=ROWS, seed=FIRST_SHOP + seed, overlap=overlap, structure=structure
        )
        return scale(simulate_chunk(0, parameters)["features"].to_pandas(), list(NUMERIC))

    return scaled


def _normal(rng: np.random.Generator, columns: int) -> np.ndarray:
    """Normal rows whose correlations are drawn at random."""
    loadings = rng.standard_normal((columns, columns + 1))
    values = rng.standard_normal((ROWS, columns + 1)) @ loadings.T
    return values / values.std(axis=0)


def _gaussian(rng: np.random.Generator) -> np.ndarray:
    return _normal(rng, int(rng.integers(3, 10)))


def _lognormal(rng: np.random.Generator) -> np.ndarray:
    return np.exp(0.8 * _gaussian(rng))


def _heavy_tails(rng: np.random.Generator) -> np.ndarray:
    """Student's t with three degrees of freedom."""
    return _gaussian(rng) / np.sqrt(rng.chisquare(3, ROWS) / 3)[:, None]


def _zero_inflated(rng: np.random.Generator) -> np.ndarray:
    """Logarithms of counts of one common rate, of which some are never recorded."""
    columns = int(rng.integers(3, 8))
    rate = rng.gamma(1, 1, (ROWS, 1)) * rng.uniform(0.5, 4, columns)
    counts = rng.poisson(rate * rng.gamma(2, 0.5, (ROWS, columns)))
    return np.log1p(counts * (rng.random((ROWS, columns)) < rng.uniform(0.3, 0.8, columns)))


def _averages(rng: np.random.Generator) -> np.ndarray:
    """Shares and means that vary more where they are of few, and what they are of."""
    of = rng.geometric(rng.uniform(0.15, 0.5), ROWS)
    columns = int(rng.integers(2, 5))
    shares = rng.binomial(of[:, None], rng.beta(2, 2, (ROWS, columns))) / of[:, None]
    own = 0.3 * rng.standard_normal((ROWS, 2))
    means = own + rng.standard_normal((ROWS, 2)) / np.sqrt(of)[:, None]
    return np.c_[np.log1p(of), shares, means]


def _ties(rng: np.random.Generator) -> np.ndarray:
    """Recency, frequency, money and tenure; recency is tenure for everybody who ordered once."""
    tenure = rng.uniform(1, 1_000, ROWS)
    again = rng.poisson(tenure * rng.gamma(1, rng.uniform(0.001, 0.004), ROWS))
    last = 1 - rng.random(ROWS) ** (1 / np.maximum(again, 1))
    recency = tenure * np.where(again > 0, last, 1)
    money = (1 + again) * np.exp(rng.normal(3, 0.6, ROWS))
    return np.c_[recency, np.log1p(1 + again), np.log1p(money), tenure]


def _curve(rng: np.random.Generator) -> np.ndarray:
    along = rng.uniform(-1, 1, ROWS)
    curve = np.c_[along, along**2, np.sin(rng.uniform(2, 4) * along)]
    return curve + rng.uniform(0.05, 0.3) * rng.standard_normal(curve.shape)


def _cone(rng: np.random.Generator) -> np.ndarray:
    """One level, and columns that spread as it rises."""
    level = rng.gamma(2, 1, (ROWS, 1))
    return np.c_[level, 0.5 * level * rng.standard_normal((ROWS, int(rng.integers(2, 6))))]


def _scores(rng: np.random.Generator) -> np.ndarray:
    """Scores from 0 to 4 by rank, as RFM has them."""
    ranks = _normal(rng, int(rng.integers(3, 6))).argsort(axis=0).argsort(axis=0)
    return np.floor(5 * ranks / ROWS)


def _product(rng: np.random.Generator) -> np.ndarray:
    """Two columns, their product and their sum: the third depends on the other two together."""
    first, second = rng.standard_normal((2, ROWS))
    values = np.c_[first, second, first * second, first + second]
    return values + rng.uniform(0.1, 0.5) * rng.standard_normal(values.shape)


def _loop(rng: np.random.Generator) -> np.ndarray:
    """A closed curve in four dimensions; no column says where on it a row lies."""
    angle = rng.uniform(0, 2 * np.pi, (ROWS, 1))
    curve = np.c_[np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    return curve + rng.uniform(0.05, 0.3) * rng.standard_normal(curve.shape)


def _groups(number: int) -> Draw:
    """Round groups of unequal size around random centres in six dimensions."""

    def draw(rng: np.random.Generator) -> np.ndarray:
        share = np.maximum(rng.dirichlet(np.full(number, 5.0)), 0.05)
        centres = rng.normal(0, 2.2, (number, 6))
        members = rng.choice(number, ROWS, p=share / share.sum())
        return centres[members] + rng.standard_normal((ROWS, 6))

    return draw


def _elongated(rng: np.random.Generator) -> np.ndarray:
    """Three parallel groups, three times as long as wide, turned at random."""
    centres = 5 * np.eye(3, 5, k=1)
    centres[2] = 0
    values = centres[rng.choice(3, ROWS, p=[0.5, 0.3, 0.2])]
    values = values + rng.standard_normal((ROWS, 5)) * [3, 1, 1, 1, 1]
    return values @ np.linalg.qr(rng.standard_normal((5, 5)))[0]


def _two_percent(rng: np.random.Generator) -> np.ndarray:
    """One group of 2%, three standard deviations away in each of five columns."""
    small = rng.random(ROWS) < 0.02
    return rng.standard_normal((ROWS, 5)) + 3 * small[:, None]


def _crescents(rng: np.random.Generator) -> np.ndarray:
    angle, upper = rng.uniform(0, np.pi, ROWS), rng.random(ROWS) < 0.5
    first = np.c_[np.cos(angle), np.sin(angle)]
    second = np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    return np.where(upper[:, None], first, second) + 0.1 * rng.standard_normal((ROWS, 2))


def _one_column(rng: np.random.Generator) -> np.ndarray:
    """Two groups that one column of five tells apart."""
    values = rng.standard_normal((ROWS, 5))
    values[:, 0] += 6 * (rng.random(ROWS) < 0.4)
    return values


FAMILIES = {
    **{
        f"shop without personas, overlap {overlap:g}": Family(
            _shop("none", overlap), 1, "one kind of customer"
        )
        for overlap in OVERLAPS
    },
    "Gaussian": Family(_from(_gaussian, 1), 1, "random correlations"),
    "log-normal": Family(_from(_lognormal, 2), 1, "skewed columns"),
    "heavy tails": Family(_from(_heavy_tails, 3), 1, "Student's t, 3 degrees of freedom"),
    "zero-inflated counts": Family(_from(_zero_inflated, 4), 1, "many zeros"),
    "averages of few": Family(_from(_averages, 5), 1, "with the number they are of"),
    "ties by definition": Family(_from(_ties, 6), 1, "recency is tenure for one-time buyers"),
    "curve": Family(_from(_curve, 7), 1, "a bent line"),
    "cone": Family(_from(_cone, 8), 1, "spread rises with the level"),
    "ordinal scores": Family(_from(_scores, 9), 1, "1 to 5 by rank"),
    "product": Family(_from(_product, 10), 1, "a column that two others make together"),
    "closed loop": Family(_from(_loop, 11), 1, "a curve that no column follows", beyond=True),
    **{
        f"five personas, overlap {overlap:g}": Family(
            _shop("personas", overlap), 5, "the simulated shop"
        )
        for overlap in OVERLAPS
    },
    **{
        f"{number} groups": Family(_from(_groups(number), 20 + number), number, "round, unequal")
        for number in (2, 3, 5, 7)
    },
    "elongated": Family(_from(_elongated, 31), 3, "three long groups"),
    "a 2% group": Family(_from(_two_percent, 32), 2, "one small group", beyond=True),
    "crescents": Family(_from(_crescents, 33), 2, "two bent groups", beyond=True),
    "along one column": Family(_from(_one_column, 34), 2, "two groups", beyond=True),
}
