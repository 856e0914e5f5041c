"""Sentences that several cases say."""

import pandas as pd
import pytest

from segmentation.cases import findings
from segmentation.clusters.verdict import MARGIN


@pytest.mark.parametrize(
    ("plain", "strictest", "words"),
    [
        (0.5, 0.6, "0.110 above** the plain null"),
        (0.5, 0.6, "tenth of Frequency, **+0.010** is left. **What Frequency knows by itself"),
        (0.5, 0.5, "0.110 above the strictest null: there is more than what Frequency knows by"),
        (0.6, 0.605, f"the plain null: too little to be called natural ({MARGIN:.3f} is needed)."),
        (0.62, 0.63, "0.010 below** the plain null"),
    ],
)
def test_ties(plain: float, strictest: float, words: str) -> None:
    table = pd.DataFrame(
        {
            "silhouette": [0.5, 0.61],
            "plain null": [0.7, plain],
            "strictest null": [0.7, strictest],
            "explained by": ["plain", "Frequency"],
        },
        index=[3, 4],
    )
    table["excess"] = table["silhouette"] - table["strictest null"]
    text = findings.ties(table, "Tenure")
    assert text.startswith("With Tenure the silhouette at k = 4 lies **") and words in text
