"""What an analyst looks at first: quality, outliers, concentration, cohorts."""

from pathlib import Path

import ibis
import numpy as np
import pandas as pd

from segmentation.features import schemas
from segmentation.features.days import day_number

FENCE = 1.5  # Tukey's fences, in interquartile ranges


def quality(shop: Path) -> pd.DataFrame:
    """Rows, columns, missing values, rules checked and rows in breach of each table of a shop."""
    contracts = {
        "orders": schemas.ORDERS,
        "customers": schemas.CUSTOMERS,
        "contacts": schemas.CONTACTS,
    }
    rows = {}
    for name, contract in contracts.items():
        table = ibis.read_parquet(shop / f"{name}.parquet")
        missing = table.aggregate(
            **{column: table[column].isnull().sum() for column in table.columns}
        ).execute()
        breaches = schemas.count_breaches(table, contract)
        rows[name] = {
            "rows": int(table.count().execute()),
            "columns": len(table.columns),
            "missing values": int(missing.to_numpy().sum()),
            "rules checked": len(breaches),
            "rows in breach": sum(breaches.values()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("table")


def lorenz(values: pd.Series, points: int = 201) -> pd.DataFrame:
    """The Lorenz curve: cumulative shares of `customers` and `revenue`, the biggest last."""
    ordered = np.sort(values.to_numpy(dtype="float64"))
    shares = np.linspace(0, 1, points)
    total = np.concatenate([[0.0], ordered.cumsum()])
    at = np.interp(shares * len(ordered), np.arange(len(total)), total)
    return pd.DataFrame({"customers": shares, "revenue": at / total[-1]})


def cohort_retention(shop: Path, days: int = 91) -> pd.DataFrame:
    """Share of each joining cohort (rows) that orders in each later period (columns).

    Periods have `days` days; cohorts are counted back from the last order day, named by their last
    day, and left out where the first day of the shop cuts them short. NaN where a period was not
    over for every member; column 0 is the first `days` days of each customer, so it is 1.
    """
    orders = ibis.read_parquet(shop / "orders.parquet")
    customers = ibis.read_parquet(shop / "customers.parquet")
    last = int(day_number(orders.ordered_at).max().execute())
    joined = customers.select(
        "customer_id",
        cohort=(last - day_number(customers.joined_on)) // days,
        joined_day=day_number(customers.joined_on),
    )
    both = orders.join(joined, "customer_id")
    seen = both.mutate(period=(day_number(both.ordered_at) - both.joined_day) // days)
    active = (
        seen.group_by("cohort", "period")
        .aggregate(active=seen.customer_id.nunique())
        .execute()
        .pivot(index="cohort", columns="period", values="active")
    )
    size = joined.group_by("cohort").aggregate(n=joined.count()).execute().set_index("cohort")["n"]
    opened = int(day_number(customers.joined_on).min().execute())
    size = size[(size.index + 1) * days <= last - opened + 1]
    active = active.loc[active.index.isin(size.index)]
    rate = active.div(size.reindex(active.index), axis=0).fillna(0.0)
    # A cohort whose youngest member joined c periods ago has lived through periods 0 … c − 1.
    lived = np.asarray(rate.columns)[None, :] < np.asarray(rate.index)[:, None]
    rate = rate.where(lived).sort_index(ascending=False).dropna(how="all", axis=0)
    rate.index = pd.to_datetime((last - rate.index * days).astype("int64"), unit="D").strftime(
        "%d %b %Y"
    )
    return rate.dropna(how="all", axis=1)
