"""Sentences that several cases say."""

import pandas as pd

from segmentation.base.words import signed
from segmentation.clusters.verdict import MARGIN, null_in_words


def accounted(account: pd.DataFrame, rows: str) -> str:
    """How many rows are used, and the reason of most of the others; from `Ledger.table`."""
    total = account.groupby("Part")["Rows"].sum()
    aside = account[account["Part"] == "set aside"].set_index("Reason")["Rows"]
    share = total["used"] / total["in"]
    text = f"**{total['used']:,} of {total['in']:,} {rows} are used** ({share:.1%}); "
    if not aside.any():
        return f"{text}none is set aside."
    return f"{text}most of the others are set aside as *{aside.idxmax()}* ({aside.max():,})."


def ties(table: pd.DataFrame, more: str) -> str:
    """What more features seem to find where a null does not know their ties.

    `table` is that of `choose_k.table_of_k` with the features, which `more` names.
    """
    over_plain = table["silhouette"] - table["plain null"]
    k = int(over_plain.idxmax())
    row, lead = table.loc[k], over_plain[k]
    text = (
        f"With {more} the silhouette at k = {k} lies **{abs(lead):.3f} "
        f"{'above' if lead >= 0 else 'below'}** the plain null"
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
        f"{null_in_words(row['explained by'])}, **{signed(row['excess'], '.3f')}** is left. **What "
        f"{row['explained by']} knows by itself makes it**: a plain rule finds that, no cluster "
        "analysis is needed."
    )
