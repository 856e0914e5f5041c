"""Pieces of SQL as sqlglot expressions, with every name quoted, and their text for people."""

from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator

WIDTH = 88  # of a line, where it can be broken


def quoted(name: str) -> exp.Identifier:
    """A name that the dialect quotes, whatever is in it."""
    return exp.to_identifier(name, quoted=True)


def column(name: str, table: str | None = None) -> exp.Column:
    """A column, of a table if that is told."""
    return exp.column(quoted(name), None if table is None else quoted(table))


def named(what: exp.Expr, name: str) -> exp.Expr:
    """An expression under a name; a column that has it already needs no other."""
    has_it = isinstance(what, exp.Column) and what.name == name
    return what if has_it else exp.alias_(what, quoted(name))


def number(value: float) -> exp.Expr:
    """A literal with all digits of a float.

    Fractions get an exponent: without one, DuckDB and Spark would read a decimal, and lose the
    last bit where it becomes a double.
    """
    size = abs(float(value))
    short = f"{size:g}" if float(f"{size:g}") == size else repr(size)
    mantissa, _, exponent = short.partition("e")
    whole = not exponent and "." not in mantissa
    literal = exp.Literal.number(mantissa if whole else f"{mantissa}e{int(exponent or 0)}")
    return exp.Neg(this=literal) if value < 0 else literal


def plus(x: exp.Expr, value: float) -> exp.Expr:
    """x + value, or x − |value|: the same double, and easier to read."""
    operation = exp.Sub if value < 0 else exp.Add
    return operation(this=x, expression=number(abs(value)))


def divide(above: exp.Expr, below: exp.Expr, dialect: str) -> exp.Div:
    """A quotient of doubles, marked as one that this dialect need not guard or cast."""
    above, below = (exp.paren(x) if isinstance(x, exp.Add | exp.Sub) else x for x in (above, below))
    engine = Dialect.get_or_raise(dialect)
    return exp.Div(
        this=above, expression=below, typed=engine.TYPED_DIVISION, safe=engine.SAFE_DIVISION
    )


def readable(query: exp.Expr, dialect: str) -> str:
    """The text of a query: brackets in line, a line for each square of a sum."""
    engine = Dialect.get_or_raise(dialect)
    return _writer(dialect)(dialect=engine, pretty=True, max_text_width=WIDTH).generate(query)


@cache
def _writer(dialect: str) -> type[Generator]:
    """The dialect's generator, which by itself gives every bracket lines of its own."""
    usual = Dialect.get_or_raise(dialect).generator_class
    transforms = {
        **usual.TRANSFORMS,
        exp.Add: _add,
        exp.Paren: lambda generator, node: f"({generator.sql(node, 'this')})",
    }
    return type("Readable", (usual,), {"TRANSFORMS": transforms})


def _add(generator: Generator, node: exp.Add) -> str:
    gap = generator.sep() if isinstance(node.expression, exp.Mul) else " "
    return f"{generator.sql(node, 'this')}{gap}+ {generator.sql(node, 'expression')}"
