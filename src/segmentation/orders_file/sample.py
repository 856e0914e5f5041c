"""The sample of an orders file that is committed with the project: simulated, with usual faults.

`segmentation data sample` writes `notebooks/cases/sample_orders.csv` again, byte for byte.
Customers and orders are those of a small simulated shop, one year of them; countries are made up,
and no real person is in it.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from segmentation.base import exports
from segmentation.base.paths import NOTEBOOKS
from segmentation.shop.planted import Parameters
from segmentation.shop.simulate import simulate_chunk

FILE = NOTEBOOKS / "cases" / "sample_orders.csv"
CUSTOMERS, SEED = 200, 42
FIRST_DAY, SNAPSHOT = "2024-01-01", "2024-12-31"
COUNTRIES, SHARES = ("United Kingdom", "Ireland", "France", "Germany"), (0.7, 0.12, 0.1, 0.08)
WITHOUT_RETURN_NUMBER = 5  # one return in so many is booked on the order itself
GUESTS = 25
DAYS_TO_RETURN = 12  # on average


def table(seed: int = SEED) -> pd.DataFrame:
    """The rows of the file, as text where a shop's export has text.

    Orders and refunds by date, some of guests without a customer number, some with an amount that
    is no number, one exported twice, and a line of totals at the end.
    """
    rng = np.random.default_rng([seed, 1])
    parameters = Parameters(n_customers=CUSTOMERS, seed=seed, snapshot=SNAPSHOT)
    orders = simulate_chunk(0, parameters)["orders"].to_pandas()
    orders = orders[orders["ordered_at"] >= FIRST_DAY].sort_values("ordered_at", ignore_index=True)
    country = rng.choice(COUNTRIES, CUSTOMERS + 1, p=SHARES)
    sold = pd.DataFrame(
        {
            "Customer No": "C" + orders["customer_id"].astype(str).str.zfill(5),
            "Order No": 500_001 + orders.index,
            "Order Date": orders["ordered_at"],
            "Order Total": orders["amount"],
            "Country": country[orders["customer_id"]],
        }
    ).astype({"Order No": str})
    refunds = sold[orders["returned_amount"] > 0].assign(
        **{"Order Total": -orders["returned_amount"]}
    )
    later = pd.to_timedelta(1 + rng.exponential(DAYS_TO_RETURN, len(refunds)).astype(int), "D")
    refunds["Order Date"] = refunds["Order Date"] + later
    apart = np.arange(len(refunds)) % WITHOUT_RETURN_NUMBER > 0
    refunds["Order No"] = refunds["Order No"].where(~apart, "R" + refunds["Order No"])
    rows = pd.concat([sold, refunds[refunds["Order Date"] < "2025-01-01"]])
    rows = rows.sort_values(["Order Date", "Order No"], ignore_index=True)
    total = rows["Order Total"].sum()
    rows = rows.assign(
        **{
            "Order Date": rows["Order Date"].dt.strftime("%d/%m/%Y %H:%M"),
            "Order Total": rows["Order Total"].map("£{:,.2f}".format).str.replace("£-", "-£"),
        }
    )
    rows.loc[rng.choice(len(rows), GUESTS, replace=False), "Customer No"] = ""
    rows.loc[[400, 1200], "Order Total"] = "see invoice"
    last = pd.DataFrame({"Customer No": ["Total"], "Order Total": [f"£{total:,.2f}"]})
    return pd.concat([rows, rows.iloc[[700]], last]).fillna("")


def write(path: Path = FILE) -> Path:
    """Write the sample; the same bytes every time."""
    with exports.part(path) as part:
        table().to_csv(part, index=False, encoding="utf-8", lineterminator="\n")
        return exports.replace_or_next_free(part, path)
