"""Names of months in the languages that shops are run in, from the Unicode Common Locale Data."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from babel import Locale

from segmentation.base.errors import DataError
from segmentation.reading.folding import folded

LANGUAGES = """
en de fr es pt it nl pl sv tr ru ja zh da nb nn fi cs sk hu ro uk be bg sr hr sl bs mk el lt lv et
is ga cy ca eu gl sq hy ka az kk uz ar he fa ur hi bn ta te th vi id ms fil ko sw af
"""
# The first three letters, for abbreviations that are in no list, such as Sept and mrt.
BEGINNINGS = {
    1: "jan ene gen", 2: "feb fev", 3: "mar mrz mrt maa", 4: "apr avr abr", 5: "may mai mag mei",
    6: "jun giu", 7: "jul lug", 8: "aug aou ago", 9: "sep set", 10: "oct okt out ott", 11: "nov",
    12: "dec dez dic",
}  # fmt: skip
BEGINNING = {word: n for n, words in BEGINNINGS.items() for word in words.split()}


def plain(word: str) -> str:
    """A word as it is compared: small letters without accents and points."""
    return folded(word).strip(". ")


@cache
def languages() -> dict[str, dict[str, int]]:
    """Language → name of a month → its number, abbreviations and all cases among them."""
    found: dict[str, dict[str, int]] = {}
    for code in LANGUAGES.split():
        months = Locale.parse(code).months
        names = {
            plain(str(name)): number
            for context in ("format", "stand-alone")
            for width in ("abbreviated", "wide")
            for number, name in months[context][width].items()
        }
        found[code] = {name: n for name, n in names.items() if any(map(str.isalpha, name))}
    return found


def _beginning(word: str) -> int | None:
    """The month that a word begins like, in the languages around the Atlantic."""
    if word.startswith("jui"):
        return {"juin": 6, "juil": 7}.get(word[:4])
    return BEGINNING.get(word[:3])


def numbers(words: Iterable[str], column: str) -> dict[str, int]:
    """The number of each word that names a month.

    The language that knows most of the words says what they mean; what it does not know is taken
    from any other. Languages that know as many and differ are a `DataError`.
    """
    there = {word: plain(word) for word in words}
    known = {code: {w for w in there.values() if w in names} for code, names in languages().items()}
    most = max(map(len, known.values()), default=0)
    best = {code for code, found in known.items() if len(found) == most and most}
    out = {}
    for word, bare in there.items():
        said = _said(bare, best) or _said(bare, set(known))
        if len(said) > 1:
            raise DataError(
                f"{column}: {word} is another month in {' than in '.join(_examples(bare, said))}; "
                "write the dates as 2024-12-31."
            )
        number = next(iter(said), None) or _beginning(bare)
        if number:
            out[word] = number
    return out


def _said(word: str, codes: set[str]) -> Counter[int]:
    """What a word means, with the number of languages that say so."""
    names = languages()
    return Counter(names[code][word] for code in codes if word in names[code])


def _examples(word: str, said: Counter[int]) -> list[str]:
    """One language for each meaning, in English."""
    first = {languages()[code][word]: code for code in languages() if word in languages()[code]}
    return [str(Locale.parse(first[number]).english_name) for number in said]
