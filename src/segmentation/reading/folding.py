"""Names and words as they are compared: small letters, without accents."""

import re
import unicodedata

LETTERS = str.maketrans("łøđı", "lodi")


def folded(text: str) -> str:
    """A text in small letters, accents dropped."""
    small = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in small if not unicodedata.combining(c))


def bare(name: str) -> str:
    """A name in small letters and digits only, accents dropped."""
    return re.sub(r"[\W_]", "", folded(name))
