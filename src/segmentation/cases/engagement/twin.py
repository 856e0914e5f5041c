"""A synthetic twin of the engagement table: same file name, columns and contradictions.

It lets the case run where the published file is absent. Like that file it is drawn, column by
column, from one range for each of five tiers, with nothing that ties a customer's columns to one
another; so its rows contradict themselves in the same ways.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from segmentation.cases.engagement.source import COLUMNS, FILES, PAGE, RATES, RESPONSE, TIERS
from segmentation.cases.files import write_twin

SHARES = (0.15, 0.25, 0.30, 0.20, 0.10)
RESPONDS = (0.1, 0.3, 0.4, 0.6, 0.8)
# Lowest and highest value in Iron, Copper, Silver, Gold and Platinum.
RANGES = {
    "Recency": ((60, 179), (30, 89), (20, 59), (10, 29), (1, 14)),
    "Frequency": ((0, 9), (5, 19), (10, 39), (30, 69), (50, 99)),
    "Monetary": ((0, 99), (100, 499), (500, 1_999), (2_000, 4_999), (5_000, 9_999)),
    "Avg_Order_Value": ((10, 49), (50, 119), (100, 199), (150, 299), (200, 399)),
    "Session_Count": ((0, 19), (10, 39), (30, 69), (60, 119), (100, 199)),
    "Avg_Session_Duration": ((1, 10), (5, 15), (10, 20), (15, 30), (20, 40)),
    "Pages_Viewed": ((1, 14), (10, 29), (20, 49), (30, 69), (50, 99)),
    "Clicks": ((50, 299), (200, 799), (500, 1_499), (1_000, 2_999), (2_000, 4_999)),
    "Wishlist_Adds": ((0, 4), (5, 19), (10, 39), (30, 69), (50, 99)),
    "Cart_Abandon_Rate": ((20, 50), (15, 30), (10, 20), (5, 15), (0, 10)),
    "Returns": ((0, 24), (0, 19), (0, 14), (0, 9), (0, 4)),
}


def _table(rng: np.random.Generator, customers: int) -> dict[str, pd.DataFrame]:
    tier = rng.choice(len(TIERS), customers, p=SHARES)
    table = pd.DataFrame(index=range(customers))
    for column, ranges in RANGES.items():
        low, high = np.array(ranges).T[:, tier]
        if column in RATES:
            table[column] = np.round(rng.uniform(low, high), 6)
        else:
            table[column] = rng.integers(low, high, endpoint=True)
    table[RESPONSE] = (rng.random(customers) < np.array(RESPONDS)[tier]).astype(int)
    table["Customer_ID"] = [f"CUST{i:05d}" for i in range(1, customers + 1)]
    table["Segment_Label"] = np.array(TIERS)[tier]
    return {FILES[0]: table[list(COLUMNS)]}


def twin(folder: Path, seed: int = 42, customers: int = 3_000) -> Path:
    """Write a twin of so many customers; see `files.write_twin`."""
    return write_twin(folder, PAGE, _table, seed=seed, size=customers)
