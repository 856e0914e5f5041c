"""Sentences on what Olist's other tables tell beyond recency, frequency and spend."""

from segmentation.clusters.verdict import EXCESS


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


def rich_separates(
    k: int, most: int, excess: float, same_rows: float, known: float, plain: float
) -> str:
    """Whether richer features make clusters.

    Parameters
    ----------
    k : int
        Where the excess is largest.
    most : int
        The largest k tried.
    excess : float
        Over the copula null, as the rule computes it: all rows against a null of a sample.
    same_rows, known : float
        On the same sample: over the copula null, and over one that knows who ordered once, paid
        by card, and bought in several categories.
    plain : float
        The largest excess of RFM alone up to the same k, on the same sample.
    """
    return (
        f"The largest excess is **{excess:+.3f}** (k = {k}; up to {most} here), all rows against "
        f"a null of a sample; {EXCESS:.2f} is needed. Like for like, on the sample, it is "
        f"{same_rows:+.3f}, and over a null that also knows who ordered once, paid by card and "
        f"bought in several categories {known:+.3f}; the largest of RFM alone is {plain:+.3f}. "
        + (
            "**Richer features do not separate customers** any better."
            if excess < EXCESS
            else "Richer features look as if they separated customers, but what they see is who "
            "ordered once and how it was paid."
            if known < EXCESS <= same_rows
            else "**Richer features separate customers** beyond what is tied by definition."
            if known >= EXCESS
            else "Richer features look as if they separated customers, but only as long as all "
            "rows are compared with a sample."
        )
    )
