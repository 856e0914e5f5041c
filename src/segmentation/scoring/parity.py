"""Do all ways of scoring agree? Customers that make it hard, and a table of the differences.

Random customers hardly ever meet what engines disagree on: values that are missing, infinite or
at the edge of what is allowed, and customers exactly between two segments.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from segmentation.scoring import stream
from segmentation.scoring.model import FLAGS, LARGEST, TENURE
from segmentation.scoring.segmenter import Segmenter

KEY = "Customer_ID"
LABELS = ("Cluster", "Segment", "Next_Segment")
MEASURES = ("Distance", "Next_Distance", "Margin")
TOLERANCE = 1e-6  # of distances, relative to those above 1
WIDE = 6.0  # σ
# Zeros, limits and both sides of them, what no double can square, what is no number.
ODD = (0.0, -0.0, 1.0, -1.0, np.nextafter(-1, 0), np.nextafter(-1, -2), -0.5, -2.0, 5e-324, 1e-200,
       -1e-200, 1e-17, 2.0**53, LARGEST, np.nextafter(LARGEST, np.inf), -LARGEST,
       np.nextafter(-LARGEST, -np.inf), 1e300, -1e300, np.inf, -np.inf, np.nan)  # fmt: skip

Way = Callable[[Segmenter, pd.DataFrame], pd.DataFrame]


def edge_customers(model: Segmenter, n: int, seed: int = 0) -> pd.DataFrame:
    """Customers that are hard to score alike, equally many of each kind.

    Near a centroid, at one, exactly between two; far from all; with one odd value, with nothing
    but odd values; with counts of 0 and 1; and copies of all these. `Customer_ID` is 0, 1, …;
    there is a `Tenure` whether it is a feature or not.
    """
    rng = np.random.default_rng(seed)
    centres = model.centres.to_numpy()
    part = n // 8
    one, two = (rng.integers(0, len(centres), part) for _ in range(2))
    noise = rng.standard_normal((part, len(model.features)))
    kinds = [
        unscale(model, centres[one] + noise),
        unscale(model, centres[one]),
        unscale(model, (centres[one] + centres[two]) / 2),
        unscale(model, WIDE * noise),
    ]
    usual = kinds[0].sample(part, replace=True, random_state=seed, ignore_index=True)
    odd = usual.to_numpy(copy=True)
    odd[np.arange(part), rng.integers(0, odd.shape[1], part)] = rng.choice(ODD, part)
    kinds.append(pd.DataFrame(odd, columns=usual.columns))
    kinds.append(pd.DataFrame(rng.choice(ODD, usual.shape), columns=usual.columns))
    few = usual.copy()
    logged = [one.feature for one in model.scaling if one.log]
    for name in model.counts or logged:
        few[name] = rng.integers(0, 2, part).astype(float)
    kinds.append(few)
    made = pd.concat(kinds, ignore_index=True)
    copies = made.sample(n - len(made), replace=True, random_state=seed)
    customers = pd.concat([made, copies], ignore_index=True)
    if TENURE not in customers:
        days = np.where(rng.random(n) < 0.1, rng.choice(ODD, n), rng.uniform(0, 100, n))
        customers[TENURE] = days
    customers.insert(0, KEY, np.arange(n))
    return customers


def unscale(model: Segmenter, scaled: np.ndarray) -> pd.DataFrame:
    """`Segmenter.scale` undone, shape (n, d), as near to it as possible values get."""
    raw, m = pd.DataFrame(scaled, columns=model.features), model.shrinkage
    for one in model.scaling:
        x = raw[one.feature] * one.scale + one.mean
        raw[one.feature] = np.expm1(x) if one.log else x
    for name in model.counts:
        raw[name] = raw[name].clip(lower=0)
    for one in model.scaling:
        if one.shrink_to is not None:
            n = raw[one.averaged_over]
            with np.errstate(divide="ignore", invalid="ignore"):
                pulled = (raw[one.feature] * (n + m) - m * one.shrink_to) / n
            raw[one.feature] = pulled.where(n > 0, one.shrink_to)
        if one.log:  # e^x − 1 may round to −1, which has no logarithm
            raw[one.feature] = raw[one.feature].clip(lower=np.nextafter(-1, 0))
    return raw


def by_duckdb(model: Segmenter, customers: pd.DataFrame) -> pd.DataFrame:
    """Scores by the query for DuckDB."""
    with duckdb.connect() as connection:
        connection.register("customers", customers)
        return connection.sql(model.to_sql("customers")).df()


def by_sqlite(model: Segmenter, customers: pd.DataFrame) -> pd.DataFrame:
    """Scores by the query for SQLite."""
    connection = sqlite3.connect(":memory:")
    try:
        customers.to_sql("customers", connection, index=False)
        return pd.read_sql_query(model.to_sql("customers", "sqlite"), connection)
    finally:
        connection.close()


def by_file(model: Segmenter, customers: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Scores by `segmentation.score`, from a file and into a file of this kind."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"customers{kind}", Path(folder) / f"scores{kind}"
        if kind == ".csv":
            customers.to_csv(source, index=False)
        else:
            customers.to_parquet(source, index=False)
        # Figures that cannot be are scored too: the arithmetic is compared, not what is refused.
        written = stream.score_file(model, source, target, possible={}).path
        return pd.read_csv(written) if kind == ".csv" else pd.read_parquet(written)


WAYS: dict[str, Way] = {
    "SQL, DuckDB": by_duckdb,
    "SQL, SQLite": by_sqlite,
    "file, CSV": lambda model, customers: by_file(model, customers, ".csv"),
    "file, Parquet": lambda model, customers: by_file(model, customers, ".parquet"),
}


def differences(reference: pd.DataFrame, other: pd.DataFrame) -> dict[str, float]:
    """In how many customers two results of `Segmenter.predict` with ids differ, in any order.

    That is: in `labels` (cluster, segment, next segment), `flags` or `distances` (these and the
    margin, by more than `TOLERANCE`); `largest` is the largest difference of a distance, relative
    above 1. Missing equals missing only. Customers that one of them lacks, or has twice, count as
    different in everything.
    """
    ours, theirs = (frame.set_index(KEY) for frame in (reference, other))
    ids = ours.index.union(theirs.index).unique()
    alone = [frame.index[~frame.index.duplicated(keep=False)] for frame in (ours, theirs)]
    both = alone[0].intersection(alone[1])
    lost = len(ids) - len(both)
    ours, theirs = ours.loc[both], theirs.loc[both]
    labels = np.any([_text(ours[name]) != _text(theirs[name]) for name in LABELS], axis=0)
    flags = np.any([_flag(ours[name]) != _flag(theirs[name]) for name in FLAGS], axis=0)
    apart = np.zeros(len(both))
    for name in MEASURES:
        a, b = (frame[name].to_numpy("float64", na_value=np.nan) for frame in (ours, theirs))
        gap = np.abs(a - b) / np.maximum(1, np.abs(a))
        gap[np.isnan(a) & np.isnan(b)] = 0
        apart = np.maximum(apart, np.where(np.isnan(gap), np.inf, gap))
    return {
        "customers": len(ids),
        "labels": int(labels.sum()) + lost,
        "flags": int(flags.sum()) + lost,
        "distances": int((apart > TOLERANCE).sum()) + lost,
        "largest": float(apart.max(initial=0.0)),
    }


def compare(
    model: Segmenter, customers: pd.DataFrame, ways: Mapping[str, Way] = WAYS
) -> pd.DataFrame:
    """Every way against `Segmenter.predict`: a row per way, the columns of `differences`."""
    reference = model.predict(customers).assign(**{KEY: customers[KEY]})
    found = {name: differences(reference, way(model, customers)) for name, way in ways.items()}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("way")


def _text(column: pd.Series) -> np.ndarray:
    """Labels as text, whatever an engine's type for whole numbers is; missing is empty."""
    if pd.api.types.is_numeric_dtype(column):
        column = column.astype("Float64").astype("Int64")
    return column.astype("string").fillna("").to_numpy(dtype=object)


def _flag(column: pd.Series) -> np.ndarray:
    """Flags as 1, 0 and, where missing, −1."""
    return column.astype("boolean").astype("Int64").fillna(-1).to_numpy(dtype="int64")
