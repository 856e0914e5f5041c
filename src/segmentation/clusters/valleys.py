"""Is there empty space between clusters? Hartigan's dip on the line between each two of them."""

from itertools import combinations

import numpy as np
import pandas as pd
from diptest import diptest
from scipy.stats import false_discovery_control

LEVEL = 0.05


def spread(column: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Spread equal values evenly between their neighbours, so that counts are no lattice.

    Values that occur once stay; the others are uniform up to half the way to the next.
    """
    levels, at, count = np.unique(column, return_inverse=True, return_counts=True)
    if len(levels) < 2:
        return column.astype(float)
    between = (levels[1:] + levels[:-1]) / 2
    low = np.r_[2 * levels[0] - between[0], between]
    high = np.r_[between, 2 * levels[-1] - between[-1]]
    drawn = rng.uniform(low[at], high[at])
    return np.where(count[at] > 1, drawn, column)


def to_the_nearest(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Where customers lie on the way from their cluster's mean to the nearest other one.

    For each cluster and its nearest, the customers of both, on the line through the two means:
    0 is the first mean, 1 the other.
    """
    rng = np.random.default_rng(0)
    smooth = np.stack([spread(column, rng) for column in values.T], axis=1)
    numbers = np.unique(labels)
    means = np.stack([smooth[labels == number].mean(axis=0) for number in numbers])
    apart = np.linalg.norm(means[:, None] - means, axis=2)
    np.fill_diagonal(apart, np.inf)
    pairs = {tuple(sorted((own, int(apart[own].argmin())))) for own in range(len(numbers))}
    places = []
    for first, second in sorted(pairs):
        both = smooth[np.isin(labels, numbers[[first, second]])]
        line = means[second] - means[first]
        places.append((both - means[first]) @ line / (line @ line))
    return np.concatenate(places)


def valleys(values: np.ndarray, labels: np.ndarray) -> pd.DataFrame:
    """Test each two clusters for a valley on the line through their means.

    Returns
    -------
    DataFrame, one row per pair
        `first`, `second`, `dip`, `p` (adjusted over the pairs, Benjamini & Hochberg 1995) and
        `valley`.

    References
    ----------
    Hartigan & Hartigan 1985, Ann. Stat. 13; Hennig 2010, Adv. Data Anal. Classif. 4.
    """
    rng = np.random.default_rng(0)
    smooth = np.stack([spread(column, rng) for column in values.T], axis=1)
    rows = []
    for first, second in combinations(np.unique(labels), 2):
        one, other = smooth[labels == first], smooth[labels == second]
        line = other.mean(axis=0) - one.mean(axis=0)
        dip, p = diptest(np.concatenate([one, other]) @ line)
        rows.append({"first": int(first), "second": int(second), "dip": dip, "p": p})
    found = pd.DataFrame(rows)
    found["p"] = false_discovery_control(found["p"])
    return found.assign(valley=found["p"] < LEVEL)
