"""Sentences on what Olist's other tables tell beyond recency, frequency and spend."""

from segmentation.clusters.verdict import MARGIN, null_in_words


def reviews(undated: int, rows: int) -> str:
    """What the table of reviews lacks.

    Parameters
    ----------
    undated : int
        Reviews of used orders without the day of their answer.
    rows : int
        Reviews of used orders.
    """
    if undated == 0:
        return "Every review of a used order has the day of its answer."
    return (
        f"{undated:,} of {rows:,} reviews of used orders have no day of an answer, so nobody can "
        "say when their score was known, and they are set aside: the copy of this file that was "
        "read is a reduced one, without comments and with dates missing."
    )


def rich_separates(k: int, most: int, excess: float, explained: str, plain: float) -> str:
    """Whether richer features make clusters.

    Parameters
    ----------
    k : int
        Where the excess is largest.
    most : int
        The largest k tried.
    excess : float
        Over the strictest null.
    explained : str
        The family of that null.
    plain : float
        The largest excess of RFM alone, k = 2 left out, up to the same k.
    """
    return (
        f"The largest excess is **{excess:+.3f}** (k = {k}; up to {most} here), over "
        f"{null_in_words(explained)}; {MARGIN:.3f} is needed, and the largest of RFM alone is "
        f"{plain:+.3f}. "
        + (
            "**Richer features do not separate customers** any better."
            if excess < MARGIN
            else "**Richer features separate customers** beyond what is tied by definition."
        )
    )
