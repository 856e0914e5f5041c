"""Words that sentences share: lists, plurals, shares, differences, more or less."""

from collections.abc import Sequence

from segmentation.base.estimates import Estimate

MINUS = "−"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as "a, b and c"."""
    return f" {last} ".join([", ".join(names[:-1]), names[-1]][-len(names) :]) if names else ""


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> plural(1, "customer"), plural(1_200, "customer"), plural(0, "child", "children")
    ('1 customer', '1,200 customers', '0 children')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """The first letter as a sentence begins; all others as they are."""
    return text[:1].upper() + text[1:]


def anchor(heading: str) -> str:
    """The anchor of a notebook's heading, as Jupyter and GitHub make it."""
    return heading.strip().replace(" ", "-")


def per_cent(share: float) -> str:
    """A share in per cent, with a decimal where it would be lost.

    Examples
    --------
    >>> per_cent(0.956), per_cent(0.0021), per_cent(0.0)
    ('96%', '0.2%', '0%')
    """
    return f"{share:.1%}" if 0 < abs(share) < 0.01 else f"{share:.0%}"


def signed(number: float, form: str = ".1f") -> str:
    """A number with its sign; what rounds to nothing has a plus.

    Examples
    --------
    >>> signed(1.25), signed(-0.5, ".0%"), signed(-0.004, ".2f")
    ('+1.2', '−50%', '+0.00')
    """
    text = f"{number:{form}}"
    nothing = not any(digit in text for digit in "123456789")
    return f"+{text.lstrip('-')}" if nothing or number >= 0 else f"{MINUS}{text.lstrip('-')}"


def points(gap: float, decimals: int = 1) -> str:
    """A difference of shares in points, with its sign and without the word."""
    return signed(100 * gap, f".{decimals}f")


def clearly(
    estimate: Estimate, more: str = "more", less: str = "less", neither: str = "not clearly more"
) -> str:
    """One of three words: whether the interval of a difference lies above 0, below it, or on it."""
    if estimate.is_above():
        return more
    return less if estimate.is_below() else neither
