"""Which columns a role may be meant by: to suggest one, and to list them in a question."""

import re
from collections.abc import Collection, Sequence

from segmentation.orders_file.naming import plain

DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T\s].*)?$")
FIGURE = re.compile(r"^[-+]?[€£$]?\s?\d[\d.,'\s]*\s?[€£$]?$")
LOOKS = {"date": DATE, "amount": FIGURE}  # role → what stands in its cells
MOST = 8  # columns listed in a question
LONGEST = 24  # characters of a cell in it
# Pieces of a name by which a column may be meant, if no usual name is there: only to suggest it.
HINTS = {
    "customer": "kund kd cust client user buyer member email mail acheteur klant wer who",
    "date": "date datum data zeit time creat fecha bestelltag kauftag day jour wann when",
    "amount": "betrag wert amount total summe umsatz revenue montant import valor value preis",
}


def is_value(text: str) -> bool:
    """Whether a text is a date or an amount, which no column is called by."""
    return bool(DATE.match(text) or FIGURE.match(text))


def suggest(role: str, columns: list[str], taken: Collection[int]) -> str:
    """The one column that a role may be meant by, judged by pieces of its name; "" without one."""
    free = [column for i, column in enumerate(columns) if i not in taken]
    found = [column for column in free if hints_at(role, column)]
    return found[0] if len(found) == 1 else ""


def hints_at(role: str, column: str) -> bool:
    """Whether a piece of a name is one of a role; a short piece is in many names by chance."""
    name = plain(column)
    pieces = HINTS.get(role, "").split()
    return any(name == piece or (len(piece) > 3 and piece in name) for piece in pieces)


def listed(columns: Sequence[str], roles: Collection[str], cells: Sequence[str] = ()) -> str:
    """The most plausible columns for some roles, with a cell of each, and how many more."""
    texts = [*cells, *[""] * (len(columns) - len(cells))]
    pairs = list(zip(columns, texts, strict=True))
    first = sorted(pairs, key=lambda pair: -max(_plausible(role, *pair) for role in roles))
    said = [
        (column or "(no name)") + (f" ({_cut(cell)})" if cell else "")
        for column, cell in first[:MOST]
    ]
    more = [f"and {len(pairs) - MOST:,} more"] if len(pairs) > MOST else []
    return ", ".join(said + more)


def _plausible(role: str, column: str, cell: str) -> int:
    """How plausible a column is: by its name above all, then by what stands in it."""
    looks = LOOKS.get(role)
    return 2 * hints_at(role, column) + bool(looks and cell and looks.match(cell.strip()))


def _cut(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
