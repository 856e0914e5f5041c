"""Sentences that several cases say."""

import pandas as pd

from segmentation.clusters.verdict import MARGIN, null_in_words


def ties(table: pd.DataFrame, more: str) -> str:
    """What more features seem to find where a null does not know their ties.

    Parameters
    ----------
    table : DataFrame
        From `choose_k.table_of_k`, with the features.
    more : str
        The features, in words.
    """
    over_plain = table["silhouette"] - table["plain null"]
    k = int(over_plain.idxmax())
    row, lead = table.loc[k], over_plain[k]
    text = (
        f"With {more} the silhouette at k = {k} lies **{abs(lead):.3f} "
        f"{'above' if lead >= 0 else 'below'}** the plain null, which knows margins and rank "
        "correlations only"
    )
    if lead < MARGIN:
        return f"{text}: too little to be called natural ({MARGIN:.3f} is needed)."
    if row["excess"] >= MARGIN:
        return (
            f"{text}, and {row['excess']:.3f} above the strictest null: there is more than what "
            f"{row['explained by']} knows by itself."
        )
    return (
        f"{text}: enough to be called natural ({MARGIN:.3f} is needed). Over "
        f"{null_in_words(row['explained by'])}, **{row['excess']:+.3f}** is left. **What "
        f"{row['explained by']} knows by itself makes it**: a plain rule finds that, no cluster "
        "analysis is needed."
    )
