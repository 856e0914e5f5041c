"""What one status, or the type of a row, says: its words in the languages of `vocabulary`."""

import re
import unicodedata

from segmentation.orders_file import vocabulary
from segmentation.reading.folding import folded

REFUNDED, SOLD, OPEN = "refunded", "sold", "open"
RETURN, NO_SALE = "refund", "no sale"  # of the type of a row
KINDS = ("test", "cancelled", "voided", "failed", "expired", "draft", REFUNDED, "pending", SOLD,
         OPEN)  # fmt: skip
WITHOUT_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _patterns(words: str) -> list[re.Pattern[str]]:
    """A pattern for each word or phrase, as it stands in a text of `_spaced`."""
    undenied = "".join(rf"(?<!{folded(word)})" for word in vocabulary.NEGATED.split())
    made = []
    for word in words.split():
        if WITHOUT_BLANKS.search(word):
            made.append(re.compile(undenied + folded(word)))
            continue
        parts = [re.escape(folded(part)) for part in word.rstrip("*").split("_")]
        made.append(re.compile(rf" {' '.join(parts)}{'[^ ]*' if word.endswith('*') else ''} "))
    return made


STATUS = {kind: _patterns(words) for kind, words in vocabulary.STATUS_WORDS.items()}
TYPES = {kind: _patterns(words) for kind, words in vocabulary.TYPE_WORDS.items()}
PAYMENT = _patterns(vocabulary.PAYMENT_WORDS)
PARTLY, SENDING = _patterns(vocabulary.PARTLY), _patterns(vocabulary.SENDING)
NEGATIONS = frozenset(map(folded, vocabulary.NEGATIONS.split()))


def _spaced(text: str) -> str:
    """A text as words in small letters, accents dropped, with one blank on each side."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", text))
    words = re.findall(r"[^\W_]+", folded(apart))
    return f" {' '.join(words)} ".replace(" wc ", " ", 1)


def _is_in(patterns: list[re.Pattern[str]], text: str) -> tuple[bool, bool]:
    """Whether one of the words is in a text, and whether one is denied in it."""
    said = denied = False
    for pattern in patterns:
        for found in pattern.finditer(text):
            before = text[: found.start() + 1].split()[-2:]
            negated = bool(NEGATIONS & set(before))
            said, denied = said or not negated, denied or negated
    return said, denied


def kind_of(text: str, shipment: bool = False, payment: bool = False) -> str:
    """What a status says: one of `KINDS`, or "" if no word of it is known.

    In a column of shipments pending says nothing of the sale; in one of payments open is not paid.

    Examples
    --------
    >>> [kind_of(t) for t in ("Storniert", "wc-on-hold", "REFUNDED", "Order not paid", "SP")]
    ['cancelled', 'pending', 'refunded', 'pending', '']
    """
    spaced = _spaced(text)
    found = {kind: _is_in(patterns, spaced) for kind, patterns in STATUS.items()}
    said = {kind for kind, (here, _) in found.items() if here}
    if _is_in(PAYMENT, spaced)[1]:
        said = (said - {SOLD}) | {"pending"}
    elif found[SOLD][1] and SOLD not in said:
        said.add(OPEN)
    if _is_in(PARTLY, spaced)[0] and said & {REFUNDED, "cancelled", SOLD}:
        return SOLD
    if "pending" in said and (shipment or any(p.search(spaced) for p in SENDING)):
        said = (said - {"pending"}) | {OPEN if shipment else SOLD}
    if any(found[kind][1] for kind in ("cancelled", REFUNDED, "failed", "voided")) and not said:
        return SOLD  # not cancelled
    kind = next((kind for kind in KINDS if kind in said), "")
    return "pending" if kind == OPEN and payment else kind


def type_of(text: str) -> str:
    """What the type of a row says: "refund", "sold", NO_SALE, or "" if no word is known."""
    spaced = _spaced(text)
    said = [kind for kind, patterns in TYPES.items() if _is_in(patterns, spaced)[0]]
    if NO_SALE in said and (RETURN not in said or "payout" in spaced):
        return NO_SALE
    return said[0] if said else ""
