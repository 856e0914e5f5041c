"""What is said of planted personas that blur."""

import numpy as np
import pandas as pd


def blurring(called: pd.DataFrame, overlap: float) -> str:
    """Which cluster takes most customers of other personas; `called` as in `blurring.Recovered`."""
    shares = called.loc[overlap]
    strays = shares.where(~np.eye(len(shares), dtype=bool))
    takes, kind = strays.sum().idxmax(), strays.max(axis=1).idxmax()
    return (
        f"At overlap {overlap:g} the cluster of *{takes}* takes most customers of other personas. "
        f"*{kind}* lose most to one cluster, that of *{strays.loc[kind].idxmax()}*: "
        f"{strays.loc[kind].max():.0%}."
    )
