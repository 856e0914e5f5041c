"""Tables as platforms write them: what differs is the delimiter, the quotes, the encoding."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from shop_exports.truth import Figures, Order

Row = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """The layout of a platform's export.

    Attributes
    ----------
    name : str
    file : str
        What the platform calls it.
    source : str
        Where the layout is published.
    write : callable
        From orders to the bytes of the file.
    truth : Figures
        Of the orders that the platform exports.
    answers : dict
        To what may be asked.
    """

    name: str
    file: str
    source: str
    write: Callable[[list[Order]], bytes]
    truth: Figures
    answers: dict[str, str] = field(default_factory=dict)


def money(cents: int, sign: str = "", comma: bool = False) -> str:
    """An amount with two decimals; with a currency sign, thousands are parted too."""
    text = f"{abs(cents) / 100:,.2f}" if sign else f"{abs(cents) / 100:.2f}"
    text = text.replace(".", ",") if comma else text
    return ("-" if cents < 0 else "") + sign + text


def columns(text: str, delimiter: str = ",") -> list[str]:
    """The header, with its line breaks in this file taken out."""
    return "".join(text.splitlines()).split(delimiter)


def written(
    header: list[str],
    rows: Iterable[Row],
    delimiter: str = ",",
    encoding: str = "utf-8",
    quoting: Any = csv.QUOTE_MINIMAL,
    end: str = "\n",
) -> bytes:
    """A table as text: a row is what it has, by column; the rest is empty."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(header)
    for row in rows:
        unknown = set(row) - set(header)
        assert not unknown, f"no column {unknown}"
        writer.writerow([row.get(name, "") for name in header])
    return out.getvalue().encode(encoding)
