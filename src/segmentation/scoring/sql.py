"""A fitted segmentation as one SELECT that a warehouse can run.

The query is written once, as DuckDB's SQL, parsed by sqlglot and written again by the dialect:
names are quoted by it, never pasted. It computes what `Segmenter.predict` computes, in the same
order and with the same rounding, from +, −, ×, ÷, LN, FLOOR, SQRT and LEAST alone, which mean the
same in every engine.

Three things engines do differently are minded. SQLite holds text in a column of numbers and
casts it to 0, so it is asked whether the cast changed anything. PostgreSQL raises an error where
a cast or a product is too large or too small for a double, so such numbers are never cast. Both
would copy every step into the next one, so their steps are materialised.
"""

from collections.abc import Iterable

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from segmentation.clusters.centroids import ROUNDED_BELOW
from segmentation.scoring import sql_names
from segmentation.scoring.model import LARGEST, Model, Scaling
from segmentation.scoring.sql_text import name, number, plus, readable, text

MATERIALISED = ("sqlite", "postgres")
TINY = 1e-100  # what is nearer to 0 than this is 0 for PostgreSQL
DECIMALS = 1e9  # squared distances are rounded to 9 decimals
BEYOND = 1e300  # further than any customer can be

# Names that begin with __ are the query's own; what stands in braces is written by `select`.
QUERY = """
WITH __numbers AS (
  SELECT __given.{key} AS __key, {numbers} FROM {table} AS __given
), __usable AS (
  SELECT *, CASE WHEN {usable} THEN TRUE ELSE FALSE END AS __complete FROM __numbers
), __scaled AS (
  SELECT __key, __complete, {too_new} AS __too_new, {scaled} FROM __usable
), __squared AS (
  SELECT __key, __complete, __too_new, {squared} FROM __scaled
), __distances AS (
  SELECT __key, __complete, __too_new, {rounded} FROM __squared
), __nearest AS (
  SELECT *, LEAST({distances}) AS __least, CASE LEAST({distances}) {labels} END AS __cluster
  FROM __distances
), __others AS (
  SELECT __key, __complete, __too_new, __least, __cluster, {others} FROM __nearest
), __following AS (
  SELECT *, LEAST({distances}) AS __next_least,
    CASE LEAST({distances}) {labels} END AS __next_cluster
  FROM __others
), __measured AS (
  SELECT __key, __complete, __too_new, __cluster, __next_cluster,
    SQRT(__least) AS __distance,
    SQRT(__next_least) AS __next_distance,
    CASE __next_least WHEN 0 THEN 0 ELSE 1 - SQRT(__least) / SQRT(__next_least) END AS __margin
  FROM __following
)
SELECT
  __key AS {key},
  __cluster AS Cluster,
  CASE __cluster {names} END AS Segment,
  CASE __next_cluster {names} END AS Next_Segment,
  __distance AS Distance,
  __next_distance AS Next_Distance,
  __margin AS Margin,
  COALESCE(__distance > CASE __cluster {radii} END, FALSE) AS Out_Of_Range,
  COALESCE(__margin < {undecided_below}, FALSE) AS Undecided,
  __too_new AS Too_New,
  NOT __complete AS Incomplete
FROM __measured
"""


def select(
    model: Model,
    table: str | tuple[str, ...],
    dialect: str = "duckdb",
    *,
    key: str = "Customer_ID",
    tenure: str | None = "Tenure",
) -> str:
    """`Segmenter.predict` as one SELECT, a row for each row of the table.

    Parameters
    ----------
    model : Model
    table : str or tuple of str
        A name, or the names of catalog, schema and table; a dot in a name is a part of it.
    dialect : str
        One of `DIALECTS`.
    key : str
        Column that is handed through.
    tenure : str, optional
        Column with the days since joining; without it `Too_New` is NULL.

    Returns
    -------
    str
        A query with the columns `key`, `Cluster`, `Segment`, `Next_Segment`, `Distance`,
        `Next_Distance`, `Margin`, `Out_Of_Range`, `Undecided`, `Too_New` and `Incomplete`.

    Raises
    ------
    DataError
        If the dialect is not known, if the engine could not hold a table with such names, or if
        one begins with two underscores, as the query's own names do.
    """
    parts = (table,) if isinstance(table, str) else tuple(table)
    sql_names.check(model, parts, dialect, key, tenure)
    labels = range(len(model.segments))
    columns = dict.fromkeys([*model.features, *([] if tenure is None else [tenure])])
    late = "CAST(NULL AS BOOLEAN)"
    if tenure is not None:
        late = f"__complete AND {name(tenure)} < {number(model.too_new_below)}"
        late = f"CASE WHEN {late} THEN TRUE ELSE FALSE END"
    query = QUERY.format(
        key=name(key),
        table=".".join(map(name, parts)),
        numbers=_each(f"{_number(model, one, dialect)} AS {name(one)}" for one in columns),
        usable=" AND ".join(_usable(model, one) for one in model.scaling),
        too_new=late,
        scaled=_each(
            f"CASE WHEN __complete THEN {_scaled(model, one)} END AS {name(one.feature)}"
            for one in model.scaling
        ),
        squared=_each(f"{_squared(model, label)} AS __squared_{label}" for label in labels),
        rounded=_each(f"{_rounded(f'__squared_{i}')} AS __squared_{i}" for i in labels),
        distances=_each(f"__squared_{i}" for i in labels),
        labels=" ".join(f"WHEN __squared_{i} THEN {i}" for i in labels),
        others=_each(
            f"CASE __cluster WHEN {i} THEN {number(BEYOND)} ELSE __squared_{i} END AS __squared_{i}"
            for i in labels
        ),
        names=" ".join(f"WHEN {i} THEN {text(one)}" for i, one in enumerate(model.names)),
        radii=" ".join(
            f"WHEN {i} THEN {number(one.radius)}" for i, one in enumerate(model.segments)
        ),
        undecided_below=number(model.undecided_below),
    )
    return readable(_for(sqlglot.parse_one(query, dialect="duckdb"), dialect), dialect)


def _for(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The query as a dialect has it, without guards that no figure of this query needs.

    All divisors are doubles and none is 0 where it counts; of the squared distances either all
    are NULL or none is.
    """
    engine = Dialect.get_or_raise(dialect)
    for node in tree.walk():
        if isinstance(node, exp.Div):
            node.set("typed", engine.TYPED_DIVISION)
            node.set("safe", engine.SAFE_DIVISION)
        elif isinstance(node, exp.Least):
            node.set("ignore_nulls", engine.LEAST_GREATEST_IGNORES_NULLS)
        elif isinstance(node, exp.CTE) and dialect in MATERIALISED:
            node.set("materialized", True)
    return tree


def _each(columns: Iterable[str]) -> str:
    return ", ".join(columns)


def _number(model: Model, feature: str, dialect: str) -> str:
    """A column of the table as a double; what is no number becomes NULL."""
    raw = f"__given.{name(feature)}"
    cast = f"CAST({raw} AS DOUBLE)"
    if dialect == "sqlite":
        return f"CASE WHEN {raw} = {cast} THEN {cast} END"
    if dialect != "postgres":
        return cast
    if feature not in model.features:
        return raw  # a tenure is compared as it is
    tiny, usual = (
        f"{raw} BETWEEN {number(0 if feature in model.counts else -end)} AND {number(end)}"
        for end in (TINY, LARGEST)
    )  # a count below 0 is no count, however near
    return f"CASE WHEN {tiny} THEN 0 WHEN {usual} THEN {cast} END"


def _usable(model: Model, one: Scaling) -> str:
    """Whether a feature is there and can be scaled."""
    x, most = name(one.feature), f"{name(one.feature)} <= {number(LARGEST)}"
    if one.feature in model.counts:
        return f"{x} >= 0 AND {most}"
    return f"{x} > -1 AND {most}" if one.log else f"{x} >= {number(-LARGEST)} AND {most}"


def _scaled(model: Model, one: Scaling) -> str:
    """A feature in σ."""
    x = name(one.feature)
    if one.shrink_to is not None:
        n = name(one.averaged_over)
        total = plus(f"{x} * {n}", model.shrinkage * one.shrink_to)
        x = f"({total}) / ({plus(n, model.shrinkage)})"
    if one.log:
        x = f"LN({plus(x, 1)})"
    return f"({plus(x, -one.mean)}) / {number(one.scale)}"


def _squared(model: Model, label: int) -> str:
    """The sum of squared differences to a centroid, from left to right."""
    differences = (
        f"({plus(name(feature), -coordinate)})"
        for feature, coordinate in zip(model.features, model.segments[label].centroid, strict=True)
    )
    return " + ".join(f"{one} * {one}" for one in differences)


def _rounded(squared: str) -> str:
    """A sum rounded, so that the last bits of a logarithm decide nothing."""
    whole = f"FLOOR({squared} * {number(DECIMALS)} + 0.5e0) / {number(DECIMALS)}"
    return f"CASE WHEN {squared} < {number(ROUNDED_BELOW)} THEN {whole} ELSE {squared} END"
