"""Words that sentences share."""

import pandas as pd


def listed(names: list[str]) -> str:
    """Names as "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def per_cent(share: float) -> str:
    """A share in per cent, with a decimal where it would be lost.

    Examples
    --------
    >>> per_cent(0.956), per_cent(0.0021), per_cent(0.0)
    ('96%', '0.2%', '0%')
    """
    return f"{share:.1%}" if 0 < abs(share) < 0.01 else f"{share:.0%}"


def share(row: pd.Series) -> str:
    """A share with its interval, in a sentence."""
    return f"{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%})"


def signed(gap: float) -> str:
    """A difference of shares in points."""
    return f"{100 * gap:+.1f}".replace("-", "−")


def points(row: pd.Series) -> str:
    """A difference with its interval, in a sentence."""
    ends = [signed(row[name]) for name in ("difference", "low", "high")]
    return f"{ends[0]} points ({ends[1]} to {ends[2]})"
