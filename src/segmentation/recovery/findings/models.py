"""Sentences of notebook 06 on the count mixture and the ceiling."""

import numpy as np
import pandas as pd

from segmentation.base.words import per_cent
from segmentation.recovery.recipes import CLOSE


def sure(posterior: np.ndarray, level: float = 0.9) -> str:
    """For how many customers one kind is nearly certain."""
    certain = (posterior.max(axis=1) >= level).mean()
    return (
        f"For {per_cent(certain)} of the customers one kind has a probability of {level:.0%} or "
        "more. The others have no clear kind, and the model says so; K-Means never does."
    )


def compared(ari: pd.Series) -> str:
    """Whether K-Means or the count mixture comes nearer to the planted personas."""
    if not ari["K-Means"] > 0.05:
        return "No personas are planted here that any method could recover."
    lead = ari["count mixture"] - ari["K-Means"]
    if lead > CLOSE:
        return (
            "**The count mixture is nearer to the truth than K-Means.** It covers "
            f"{lead / (ari['ceiling'] - ari['K-Means']):.0%} of the way from there to the ceiling."
        )
    if lead > -CLOSE:
        return "The count mixture and K-Means do equally well."
    return "**The count mixture is farther from the truth than K-Means.**"
