"""Pieces of SQL as DuckDB writes them, and the text of a query for people."""

from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator

WIDTH = 88  # of a line, where it can be broken


def name(of: str) -> str:
    """A name in quotes, whatever is in it."""
    return exp.to_identifier(of, quoted=True).sql("duckdb")


def text(words: str) -> str:
    """A text in quotes, whatever is in it."""
    return exp.Literal.string(words).sql("duckdb")


def number(value: float) -> str:
    """A literal with all digits of a float.

    Fractions get an exponent: without one, DuckDB and Spark would read a decimal, and lose the
    last bit where it becomes a double.
    """
    short = f"{value:g}" if float(f"{value:g}") == value else repr(float(value))
    mantissa, _, exponent = short.partition("e")
    whole = not exponent and "." not in mantissa
    return mantissa if whole else f"{mantissa}e{int(exponent or 0)}"


def plus(x: str, value: float) -> str:
    """x + value, or x − |value|: the same double, and easier to read."""
    return f"{x} {'-' if value < 0 else '+'} {number(abs(value))}"


def readable(query: exp.Expr, dialect: str) -> str:
    """The text of a query: brackets in line, a line for each square of a sum."""
    engine = Dialect.get_or_raise(dialect)
    writer = _writer(dialect)(dialect=engine, pretty=True, max_text_width=WIDTH, identify=True)
    return writer.generate(query)


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
