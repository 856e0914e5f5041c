"""Sentences of notebooks 02 to 04: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd

from segmentation.features.findings import explore as findings_explore
from segmentation.features.findings import rfm as findings_rfm
from segmentation.features.findings import scaling as findings_scaling

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 02: exploring


def test_skew() -> None:
    shape = pd.DataFrame(
        {"skewness": [1.0, 2.0, 6.0], "maximum": [9, 9, 9_000.0], "median": [3, 3, 4.0]},
        index=["Recency", "Frequency", "Monetary"],
    )
    text = findings_explore.skew(shape)
    assert "Skewness above 1.0: **Monetary and Frequency**." in text
    assert text.endswith("spent 2,250 times the median.")
    assert findings_explore.skew(shape, (190.0, 465.0)) == text  # Recency is not among the skewed
    humped = findings_explore.skew(shape.assign(skewness=[1.1, 2, 6]), (190.0, 465.0))
    assert (
        "no long tail but a second hump. Fewer customers have been silent for about 190 days"
        in humped
    )
    assert humped.endswith("than for about 465.")
    tame = findings_explore.skew(shape.assign(skewness=1.0))
    assert tame == "No feature has a skewness above 1.0."


def test_correlated() -> None:
    table = pd.DataFrame(
        [[1, 0.2, -0.8], [0.2, 1, -0.1], [-0.8, -0.1, 1]], index=list("abc"), columns=list("abc")
    )
    text = findings_explore.correlated(table)
    assert "**a and c** are tied most closely (-0.80)" in text
    assert "b is tied least to anything else (at most 0.20)" in text


def test_retention() -> None:
    table = pd.DataFrame(
        {0: [1.0] * 4, 1: [0.5, 0.44, 0.6, np.nan], 2: [0.4, 0.42, np.nan, np.nan]},
        index=["Sep", "Dec", "Mar", "Jun"],
    )
    text = findings_explore.retention(table)
    assert "in the oldest cohort **50%** order in their second quarter and **40%** in" in text
    assert "between **44%** (joined up to Dec) and **60%** (up to Mar)" in text
    alike = findings_explore.retention(table.replace({0.44: 0.58, 0.5: 0.59}))
    assert alike.endswith("Down a column: in their second quarter all are alike (59%).")


def test_retention_of_a_young_shop() -> None:
    for table in ({0: [1.0]}, {0: [1.0, 1.0], 1: [0.5, np.nan]}):
        assert "too young" in findings_explore.retention(pd.DataFrame(table))


# 03: RFM


def test_drift() -> None:
    table = pd.DataFrame(
        {"Champions": [0.20, 0.21, 0.20], "New": [0.081, 0.052, 0.181]}, ["2024", "2025", "2026"]
    )
    text = findings_rfm.drift(table)
    assert "**New** moves most, by 12.9 percentage points" in text
    assert text.endswith("5.2% of the customers at snapshot 2025, 18.1% at 2026.")


def test_scores() -> None:
    cells = pd.Series({111: 30, 545: 20})
    partial = findings_rfm.scores(pd.Series({"R": 5, "F": 3, "M": 5}), cells, 200)
    assert "All five scores are in use for R and M; F uses only 3 of 5, because ties" in partial
    assert "fullest cells are 111 (15.0%) and 545 (10.0%)." in partial
    full = findings_rfm.scores(pd.Series({"R": 5, "F": 5, "M": 5}), cells, 200)
    assert "for R, F and M. The fullest" in full
    none = findings_rfm.scores(pd.Series({"R": 4, "F": 4, "M": 2}), cells, 200)
    assert none.startswith("No score uses all five; R uses only 4, F uses only 4 and M uses only 2")


def test_pair() -> None:
    columns = ["RFM", "Monetary", "Return_Rate", "Support_Calls", "segment", "net RFM"]
    rows = [[545, 1_234.4, 0.65, 6, "Champions", 542], [545, 1_230, 0, 0, "Champions", 545]]
    table = pd.DataFrame(rows, columns=columns).assign(**{"net segment": ["Loyal", "Champions"]})
    text = findings_rfm.pair(table, 0.021)
    assert "Both are 545, a cell of the segment Champions, and ordered for about £1,234." in text
    assert "returned **65%** of the orders and contacted support **6 times**" in text
    assert "the other returned nothing and never contacted support" in text
    assert "Net of returns they part: 542 (Loyal) and 545 (Champions); over the whole" in text
    assert "moves 2.1% of the customers into another segment" in text
    table["net segment"] = "Champions"
    assert "they are 542 and 545, both still in Champions;" in findings_rfm.pair(table, 0.0)
    table["net RFM"] = 545
    assert "Net of returns both are 545;" in findings_rfm.pair(table, 0.0)
    assert "no such pair exists" in findings_rfm.pair(table.iloc[:0], 0.0)


def test_cell() -> None:
    index = ["cell", "segment"]
    table = pd.DataFrame({"customers": [1_250, 9_000], "often": [0.2, 0.1], "never": [0.6, 0.4]})
    text = findings_rfm.cell(table.set_axis(index), 0.3)
    assert text.startswith("**Of all 9,000 customers of their segment 10% return at least 30% of")
    assert "orders and 40% return nothing.** In their own cell, which holds 1,250" in text
    assert text.endswith("chosen for this pair, the shares are 20% and 60%.")
    none = pd.DataFrame({"customers": [0, 0], "often": [np.nan] * 2, "never": [np.nan] * 2}, index)
    assert findings_rfm.cell(none, 0.3) == "So there is no cell to look into."


# 04: scaling


def test_dominant() -> None:
    text = findings_scaling.dominant(
        pd.Series({"Recency": 0.005, "Monetary": 0.985, "Tenure": 0.01})
    )
    assert "**Monetary holds 98.5% of the total variance.**" in text
    assert "The other 2 features share 1.5%" in text


def test_not_logged() -> None:
    before = pd.Series({"Recency": 0.84, "Tenure": -0.02, "Return_Rate": 2.1})
    text = findings_scaling.not_logged(
        before, pd.Series({"Recency": -1.2, "Tenure": 0.4, "Return_Rate": 2})
    )
    assert text.endswith("others: Recency 0.8 → −1.2, Tenure 0.0 → 0.4, Return_Rate 2.1 → 2.0.")
    assert findings_scaling.not_logged(before[:0], before[:0]) == "All features in use are logged."


def test_recipes() -> None:
    text = findings_scaling.recipes(
        {"raw": 0.21, "z": 0.85, "log, z": 0.943, "shrink, log, z": 0.946}
    )
    assert text == (
        "ARI: 0.210 → 0.850 → 0.943 → 0.946; z-scores +0.640, the logarithm +0.093 and shrinkage "
        "+0.003. **The work is done by z-scores and the logarithm.** On this scale shrinkage "
        "changes next to nothing."
    )
    other = findings_scaling.recipes({"raw": 0.5, "z": 0.4, "log, z": 0.401, "shrink, log, z": 0.6})
    assert "z-scores −0.100, the logarithm +0.001 and shrinkage +0.199." in other
    assert "**The work is done by shrinkage.** On this scale the logarithm changes next" in other
    nothing = findings_scaling.recipes({"raw": 0.0, "z": 0.04})
    assert "nothing planted" in nothing and "the work" not in nothing


def curves(without: list[float], with_: list[float]) -> pd.DataFrame:
    """Silhouettes at k = 4, 5 and 6 without and with shrinkage."""
    return pd.DataFrame({"m = 0": without, "m = 5": with_}, index=[4, 5, 6])


def test_false_cluster() -> None:
    profile = pd.DataFrame(
        {"customers": [900, 1_100], "Frequency": [20, 1.6], "Return_Rate": [0.1, 0.55]}
    )
    index = pd.MultiIndex.from_tuples([(0, VIP), (0, NEW), (1, VIP), (1, NEW), (1, LOST)])
    kinds = pd.Series([0.9, 0.1, 0.02, 0.68, 0.30], index)
    other = curves([0.3, 0.4, 0.5], [0.3, 0.5, 0.4])
    text = findings_scaling.false_cluster(other, profile, kinds, 5)
    assert "Without shrinkage the best silhouette is at k = 6, with it at k = 5" in text
    assert "5 kinds were planted" in text
    assert "**The extra kind is an artefact**: cluster 1 holds 1,100 of the 2,000 customers" in text
    assert "with 1.6 orders each and a return rate of 55% on average." in text
    assert text.endswith(f"planted as 68% {NEW} and 30% {LOST}.")
    same = curves([0.3, 0.5, 0.4], [0.3, 0.5, 0.4])
    silent = [
        findings_scaling.false_cluster(same, profile, kinds, 5),
        findings_scaling.false_cluster(other, profile, kinds, 4),
        findings_scaling.false_cluster(other, profile[["customers"]], kinds, 5),
    ]
    assert not any("artefact" in text for text in silent)
    assert findings_scaling.false_cluster(same, profile, kinds, 1).endswith("1 kind was planted.")
