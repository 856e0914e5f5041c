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
