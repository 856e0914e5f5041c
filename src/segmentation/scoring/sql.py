"""A fitted segmentation as one SELECT that a warehouse can run.

The query is a tree of sqlglot expressions: names are quoted by the dialect, never pasted. It
computes what `Segmenter.predict` computes, in the same order and with the same rounding, from
+, −, ×, ÷, LN, FLOOR, SQRT and LEAST alone, which mean the same in every engine.

Three things engines do differently are minded. SQLite holds text in a column of numbers and
casts it to 0, so it is asked whether the cast changed anything. PostgreSQL raises an error where
a cast or a product is too large or too small for a double, so such numbers are never cast. Both
would copy every step into the next one, so their steps are materialised.
"""

from collections.abc import Sequence

from sqlglot import exp

from segmentation.clusters.centroids import ROUNDED_BELOW
from segmentation.scoring import sql_pieces
from segmentation.scoring.model import LARGEST, Model
from segmentation.scoring.sql_names import Names, names_of

MATERIALISED = ("sqlite", "postgres")
TINY = 1e-100  # what is nearer to 0 than this is 0 for PostgreSQL
DECIMALS = 1e9  # squared distances are rounded to 9 decimals
BEYOND = 1e300  # further than any customer can be
FLAGS = ("Complete", "Too_New")


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
        If the dialect is not known, or the engine could not hold a table with such names.
    """
    names = names_of(model, table, dialect, key, tenure)
    steps = {
        "numbers": _numbers(model, names, dialect),
        "usable": _usable(model, names),
        "scaled": _scaled(model, names, dialect),
        "squared": _squared(model, names),
        "distances": _distances(model, names, dialect),
        "nearest": _nearest(model, names, dialect),
        "others": _others(model, names),
        "following": _following(model, names, dialect),
        "measured": _measured(names, dialect),
    }
    source = exp.Table(
        this=sql_pieces.quoted(names.table[-1]),
        alias=exp.TableAlias(this=sql_pieces.quoted(names["given"])),
        **dict(zip(("db", "catalog"), map(sql_pieces.quoted, names.table[-2::-1]), strict=False)),
    )
    ctes = []
    for step, query in steps.items():
        alias = exp.TableAlias(this=sql_pieces.quoted(names[step]))
        materialised = {"materialized": True} if dialect in MATERIALISED else {}
        ctes.append(exp.CTE(this=query.from_(source), alias=alias, **materialised))
        source = exp.Table(this=sql_pieces.quoted(names[step]))
    query = _labelled(model, names).from_(source)
    query.set("with_", exp.With(expressions=ctes))
    return sql_pieces.readable(query, dialect)


def _numbers(model: Model, names: Names, dialect: str) -> exp.Select:
    """The columns of the table as doubles; what is no number becomes NULL."""
    wanted = [name for name in (*model.features, names.tenure) if name is not None]
    columns = [sql_pieces.named(sql_pieces.column(names.key, names["given"]), names.key)]
    for name in dict.fromkeys(wanted):
        raw = sql_pieces.column(name, names["given"])
        number: exp.Expr = exp.cast(raw, exp.DType.DOUBLE)
        if dialect == "sqlite":
            number = exp.case().when(raw.eq(number), number)
        elif dialect == "postgres":
            counts = name in model.counts  # one below 0 is no count, however near
            tiny = raw.between(sql_pieces.number(0 if counts else -TINY), sql_pieces.number(TINY))
            usual = raw.between(
                sql_pieces.number(0 if counts else -LARGEST), sql_pieces.number(LARGEST)
            )
            seen = exp.case().when(tiny, sql_pieces.number(0)).when(usual, number)
            number = seen if name in model.features else raw  # a tenure is compared as it is
        columns.append(exp.alias_(number, sql_pieces.quoted(names.column(name))))
    return exp.select(*columns)


def _usable(model: Model, names: Names) -> exp.Select:
    """All of that, and whether every feature is there and can be scaled."""
    conditions: list[exp.Expr] = []
    for name in model.features:
        x = sql_pieces.column(names.column(name))
        if name in model.counts:
            conditions.append(x >= sql_pieces.number(0))
        elif name in model.log:
            conditions.append(x > sql_pieces.number(-1))
        else:
            conditions.append(x >= sql_pieces.number(-LARGEST))
        conditions.append(x <= sql_pieces.number(LARGEST))
    complete = exp.case().when(exp.and_(*conditions), exp.true()).else_(exp.false())
    return exp.select(exp.Star(), sql_pieces.named(complete, names["Complete"]))


def _scaled(model: Model, names: Names, dialect: str) -> exp.Select:
    """The features in σ, NULL for who is incomplete; and who joined too lately."""
    complete = sql_pieces.column(names["Complete"])
    too_new: exp.Expr = exp.cast(exp.null(), exp.DType.BOOLEAN)
    if names.tenure is not None:
        late = sql_pieces.column(names.column(names.tenure)) < sql_pieces.number(
            model.too_new_below
        )
        too_new = exp.case().when(exp.and_(complete, late), exp.true()).else_(exp.false())
    columns = [*_columns(names, names.key, "Complete"), sql_pieces.named(too_new, names["Too_New"])]
    for name, mean, scale in zip(model.features, model.means, model.scales, strict=True):
        x: exp.Expr = sql_pieces.column(names.column(name))
        if model.shrinkage and name in model.shrink_to:
            n = sql_pieces.column(names.column(model.averages[name]))
            total = sql_pieces.plus(x * n, model.shrinkage * model.shrink_to[name])
            x = sql_pieces.divide(total, sql_pieces.plus(n, model.shrinkage), dialect)
        if name in model.log:
            x = exp.Ln(this=sql_pieces.plus(x, 1))
        z = sql_pieces.divide(sql_pieces.plus(x, -mean), sql_pieces.number(scale), dialect)
        columns.append(sql_pieces.named(exp.case().when(complete, z), names.column(name)))
    return exp.select(*columns)


def _squared(model: Model, names: Names) -> exp.Select:
    """The sum of squared differences to each centroid, from left to right."""
    columns = _columns(names, names.key, *FLAGS)
    for label, centre in enumerate(model.centroids):
        squares = []
        for name, coordinate in zip(model.features, centre, strict=True):
            difference = exp.paren(
                sql_pieces.plus(sql_pieces.column(names.column(name)), -coordinate)
            )
            squares.append(exp.Mul(this=difference, expression=difference.copy()))
        total: exp.Expr = squares[0]
        for square in squares[1:]:
            total = exp.Add(this=total, expression=square)
        columns.append(sql_pieces.named(total, names.squared(label)))
    return exp.select(*columns)


def _distances(model: Model, names: Names, dialect: str) -> exp.Select:
    """These sums rounded, so that the last bits of a logarithm decide nothing."""
    columns = _columns(names, names.key, *FLAGS)
    for label in range(len(model.names)):
        squared = sql_pieces.column(names.squared(label))
        whole = exp.Floor(this=sql_pieces.plus(squared * sql_pieces.number(DECIMALS), 0.5))
        rounded = sql_pieces.divide(whole, sql_pieces.number(DECIMALS), dialect)
        short = exp.case().when(squared < sql_pieces.number(ROUNDED_BELOW), rounded).else_(squared)
        columns.append(sql_pieces.named(short, names.squared(label)))
    return exp.select(*columns)


def _nearest(model: Model, names: Names, dialect: str) -> exp.Select:
    """All of that, the least of the distances, and the lowest label that has it."""
    return exp.select(exp.Star(), *_least(model, names, dialect, "Least", "Cluster"))


def _others(model: Model, names: Names) -> exp.Select:
    """The distances to all centroids but the nearest."""
    columns = _columns(names, names.key, *FLAGS, "Least", "Cluster")
    for label in range(len(model.names)):
        own = exp.case(sql_pieces.column(names["Cluster"])).when(
            _label(label), sql_pieces.number(BEYOND)
        )
        other = own.else_(sql_pieces.column(names.squared(label)))
        columns.append(sql_pieces.named(other, names.squared(label)))
    return exp.select(*columns)


def _following(model: Model, names: Names, dialect: str) -> exp.Select:
    """All of that, the least of the others, and its label."""
    return exp.select(exp.Star(), *_least(model, names, dialect, "Next_Least", "Next_Cluster"))


def _measured(names: Names, dialect: str) -> exp.Select:
    """The two distances, and the margin between them."""
    own, following = (
        exp.Sqrt(this=sql_pieces.column(names[name])) for name in ("Least", "Next_Least")
    )
    share = exp.Sub(
        this=sql_pieces.number(1), expression=sql_pieces.divide(own, following, dialect)
    )
    margin = (
        exp.case(sql_pieces.column(names["Next_Least"]))
        .when(sql_pieces.number(0), sql_pieces.number(0))
        .else_(share)
    )
    return exp.select(
        *_columns(names, names.key, *FLAGS, "Cluster", "Next_Cluster"),
        sql_pieces.named(own.copy(), names["Distance"]),
        sql_pieces.named(following.copy(), names["Next_Distance"]),
        sql_pieces.named(margin, names["Margin"]),
    )


def _labelled(model: Model, names: Names) -> exp.Select:
    """What `Segmenter.predict` returns, in its order."""
    texts = [exp.Literal.string(name) for name in model.names]
    limits = [sql_pieces.number(limit) for limit in model.furthest]
    cluster, following = (
        sql_pieces.column(names["Cluster"]),
        sql_pieces.column(names["Next_Cluster"]),
    )
    distance, margin = sql_pieces.column(names["Distance"]), sql_pieces.column(names["Margin"])
    found = {
        "Cluster": cluster,
        "Segment": _by_label(cluster, texts),
        "Next_Segment": _by_label(following, texts),
        "Distance": distance,
        "Next_Distance": sql_pieces.column(names["Next_Distance"]),
        "Margin": margin,
        "Out_Of_Range": _or_false(distance > _by_label(cluster, limits)),
        "Undecided": _or_false(margin < sql_pieces.number(model.undecided_below)),
        "Too_New": sql_pieces.column(names["Too_New"]),
        "Incomplete": exp.not_(sql_pieces.column(names["Complete"])),
    }
    return exp.select(
        sql_pieces.column(names.key),
        *[sql_pieces.named(what, name) for name, what in found.items()],
    )


def _least(model: Model, names: Names, dialect: str, least: str, label: str) -> list[exp.Expr]:
    """The least of the squared distances, and the lowest label that has it."""
    squared = [sql_pieces.column(names.squared(i)) for i in range(len(model.names))]
    # Either all of them are NULL or none is: what this dialect makes of some does not matter.
    value = exp.func("LEAST", *squared, dialect=dialect)
    return [
        sql_pieces.named(value, names[least]),
        sql_pieces.named(_by_value(value, squared), names[label]),
    ]


def _by_value(value: exp.Expr, squared: list[exp.Column]) -> exp.Case:
    """The first label whose squared distance is this value."""
    case = exp.case(value)
    for label, distance in enumerate(squared):
        case = case.when(distance, _label(label))
    return case


def _by_label(label: exp.Expr, values: Sequence[exp.Expr]) -> exp.Case:
    """The value that belongs to a label."""
    case = exp.case(label)
    for i, value in enumerate(values):
        case = case.when(_label(i), value)
    return case


def _or_false(condition: exp.Expr) -> exp.Coalesce:
    """Whether something holds; it does not for who was not scored."""
    return exp.Coalesce(this=condition, expressions=[exp.false()])


def _columns(names: Names, key: str, *others: str) -> list[exp.Expr]:
    """Columns that a step hands on to the next one."""
    return [sql_pieces.column(key), *[sql_pieces.column(names[name]) for name in others]]


def _label(label: int) -> exp.Expr:
    return sql_pieces.number(label)
