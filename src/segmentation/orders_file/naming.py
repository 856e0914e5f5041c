"""Names of columns as they are compared: without case, accents, punctuation and qualifiers.

A qualifier is what stands behind a name to tell it from its twin, such as "(inc tax)", "Netto" or
"(UTC)"; it decides which of two twins goes first.
"""

import re
from collections.abc import Sequence
from functools import cache

from segmentation.orders_file import vocabulary
from segmentation.reading.folding import bare, folded
from segmentation.reading.numbers import CODES, SAME

# The currency at the end of a name: a sign, or a code alone or in brackets.
MONEY = re.compile(rf"\s*(?:\bin\s+)?[(\[]?\s*(€|£|¥|₹|US\$|R\$|\$|\b(?:{CODES})\b)\s*[)\]]?$")


@cache
def usual(words: str) -> frozenset[str]:
    """Usual names as `bare` makes them."""
    return frozenset(map(bare, words.split()))


def currency_in(name: str) -> str:
    """The currency that a column's name ends in, as its code; "" if it names none.

    Examples
    --------
    >>> [currency_in(name) for name in ("Umsatz €", "Total (EUR)", "Amount in USD", "Total")]
    ['EUR', 'EUR', 'USD', '']
    """
    found = MONEY.search(name.strip())
    return SAME.get(found[1], found[1]) if found and found.start() else ""


def plain(name: str) -> str:
    """A name as it is compared: without a currency at its end, then as `bare` makes it.

    Examples
    --------
    >>> plain("Käufer-Nr. "), plain("Umsatz (€)")
    ('kaufernr', 'umsatz')
    """
    return bare(MONEY.sub("", name.strip()) or name)


def _qualifier(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern for a qualifier at the end of a name, parted from it."""
    words = "|".join(r"[\s_.-]*".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"[\s_([-]+(?:{words})[\s)\].]*$")


QUALIFIERS = {kind: _qualifier(names) for kind, names in vocabulary.QUALIFIERS.items()}
RANKS = ("whole", "", "other", "net")  # what was paid, taxes in it, goes first


@cache
def qualified(name: str) -> tuple[str, str]:
    """A name without the qualifier at its end, as `plain` makes it, and the kind of it.

    Examples
    --------
    >>> qualified("Order Total (inc tax)"), qualified("Gesamtbetrag Netto"), qualified("Total")
    (('ordertotal', 'whole'), ('gesamtbetrag', 'net'), ('total', ''))
    """
    small = folded(MONEY.sub("", name.strip()) or name)
    for kind, pattern in QUALIFIERS.items():
        found = pattern.search(small)
        if found and found.start():
            return bare(small[: found.start()]), kind
    return bare(small), _kind_within(bare(small))


def _kind_within(name: str) -> str:
    """The kind of a name that says whole or net by itself, as "Bruttobetrag"."""
    for kind, names in vocabulary.WITHIN.items():
        if any(name.startswith(word) or name.endswith(word) for word in names):
            return kind
    return ""


def before(columns: Sequence[str], at: list[int]) -> list[int]:
    """Of columns that fit one role, those that go before the others by their names.

    What is net goes behind all others; of twins, the one with taxes goes first.
    """
    parts = {i: qualified(columns[i]) for i in at}
    names = {name for name, _ in parts.values()}
    behind = {
        name
        for name in names
        for later, earlier in vocabulary.GIVES_WAY.items()
        if name in usual(later) and usual(earlier) & names
    }
    left = {i: part for i, part in parts.items() if part[0] not in behind}
    whole = {i: part for i, part in left.items() if part[1] != "net"} or left
    first = {
        name: min(RANKS.index(kind) for other, kind in whole.values() if other == name)
        for name, _ in whole.values()
    }
    return [i for i, (name, kind) in whole.items() if RANKS.index(kind) == first[name]]
