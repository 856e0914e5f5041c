"""The engagement case: how the sentences on clusters, answer, carts and actions turn."""

import inspect
import re
from pathlib import Path

import pandas as pd

from segmentation.cases.engagement.findings import clusters as findings
from segmentation.clusters.verdict import MARGIN
from segmentation.personas.kinds import NO_ACTION


def test_every_sentence_is_tested():
    own = [
        name
        for name, function in inspect.getmembers(findings, inspect.isfunction)
        if function.__module__ == findings.__name__ and not name.startswith("_")
    ]
    tested = re.findall(r"^def test_(\w+)", Path(__file__).read_text("utf-8"), re.MULTILINE)
    assert own and set(own) <= set(tested)


def judged(verdict: str, known: float, other: str, ari: float = 0.789) -> pd.DataFrame:
    """Two cuts."""
    return pd.DataFrame(
        {
            "cut": ["as above", "without the log"],
            "verdict": [verdict, other],
            "k": [5, 3],
            "excess at k": [0.082, 0.07],
            "explained by": ["Monetary", "plain"],
            "knowing the tiers": [known, known - 0.001],
            "ARI": [ari, 0.45],
        }
    )


def test_challenged():
    text = findings.challenged(judged("slices", -0.002, "constructive"))
    assert text.startswith(
        "The verdict is *slices* (+0.082 over data with the margins and rank correlations of each "
        "tenth of Monetary at k = 5), and **no choice of columns and scales makes clusters natural"
    )
    assert "**-0.002** (at most -0.002 in all rows): **beyond the tiers there is nothing**" in text
    assert "are not the tiers either: the adjusted Rand index" in text
    assert text.endswith("is **0.79**.")
    same = findings.challenged(judged("slices", -0.002, "slices", ari=0.95))
    assert "The clusters are nearly the tiers: " in same
    more = findings.challenged(judged("natural", MARGIN, "natural"))
    assert more.startswith("The rule calls **k = 5 natural**, +0.082 over data with the margins")
    assert "; natural as well: without the log (k = 3). Against" in more
    assert "there is more to the clusters than the tiers" in more
    assert "; only here. Against" in findings.challenged(judged("natural", 0.0, "slices"))
    other = findings.challenged(judged("slices", 0.0, "natural"))
    assert "though clusters are natural in another cut: without the log (k = 3)." in other


def test_missed():
    near = pd.DataFrame({"excess": [MARGIN, MARGIN, 0.0], "jaccard": [0.9, 0.439, 0.4]}, [6, 7, 8])
    text = findings.missed({"without the log": near, "as above": near.iloc[:1]})
    assert text.startswith(f"*without the log*: k = 7 separates (+{MARGIN:.3f}), but is not")
    assert text.endswith("does not come back (Jaccard 0.43).") and "k = 6" not in text
    assert findings.missed({"as above": near.iloc[:1]}) == ""


def test_named_by():
    assert findings.named_by("natural").endswith("get its name.")
    assert findings.named_by("constructive").startswith("The verdict is *constructive*, so the")


CUT = pd.DataFrame(
    {"Iron": [0.0, 0.0, 0.52, 0.48], "Silver": [0.0, 0.96, 0.04, 0.0],
     "Gold": [0.98, 0.02, 0.0, 0.0], "Platinum": [1.0, 0.0, 0.0, 0.0]},
    index=["Top", "Middle", "Silent", "Low"],
)  # fmt: skip
WHOLE = CUT[["Silver", "Platinum"]].assign(Iron=[0.0, 0.0, 0.9, 0.1])[
    ["Iron", "Silver", "Platinum"]
]


def test_composition():
    text = findings.composition(CUT, {"Iron": ("Recency", 0.45)})
    assert text == (
        "Gold and Platinum share *Top*, so Platinum, which spends most, has no segment of its own; "
        "Iron is cut into *Silent* and *Low* along Recency, a range filled evenly as far as a test "
        "can tell (p 0.45)."
    )
    gap = findings.composition(CUT.drop(columns="Gold"), {"Iron": ("Recency", 0.001)})
    assert gap.startswith("Iron is cut into") and "that is not filled evenly (p 0.001)." in gap
    low = CUT.drop(columns="Iron").assign(Silver=CUT["Gold"], Platinum=CUT["Silver"])
    assert findings.composition(low, {}) == "Silver and Gold share *Top*."
    assert findings.composition(WHOLE, {}) == "Each tier has a segment of its own."


def test_actions():
    names = CUT.index.tolist()
    goals = ["sell", NO_ACTION.goal, "ask once", "ask once"]
    named = pd.DataFrame({"name": names, "goal": goals})
    assert findings.actions(named, CUT) == (
        "*Middle*: the newsletter and nothing more, since nothing in the centroid stands out from "
        "the average that an offer could take up. *Silent* and *Low* are parts of one tier (Iron) "
        "and get the same action: where the cut falls says nothing about them."
    )
    other = named.assign(goal=["sell", "sell", "ask once", "win"])
    assert findings.actions(other, CUT).endswith(
        "get different ones (ask once and win), by what is strongest in each centroid."
    )
    assert findings.actions(other, WHOLE) == ""


def responded() -> pd.DataFrame:
    """Who answered, by segment."""
    values = [[0.67, 0.65, 0.69], [0.11, 0.09, 0.13], [0.10, 0.08, 0.12]]
    return pd.DataFrame(values, ["Top", "Silent", "Low"], ["share", "low", "high"])


def ranked(*worse: float) -> pd.DataFrame:
    """Monetary and three others, and in how many halves these are worse."""
    names = ["Monetary", "tiers", "merged", "ours"]
    return pd.DataFrame({"AUC": [0.724, 0.724, 0.716, 0.714], "worse": [0.0, *worse]}, names)


INSIDE, WITHIN = ("Recency", -0.015, 0.84), (0.022, 0.73)


def test_responded():
    text = findings.responded(responded(), ranked(0.48, 1.0, 1.0), WITHIN, INSIDE)
    assert text == (
        "**Inside a tier no column tells the answer** (the largest rank correlation, with Recency, "
        "is -0.015, p 0.84), so an AUC here measures how well something recovers the tier.\n\n"
        "**67%** of *Top* answered and **10%** of *Low*; the intervals of the two lowest, *Silent* "
        "and *Low*, overlap. Inside a tier there is no sign of more in the segments (Cramér's V "
        "0.022, p 0.73).\n\nMonetary ranks the answer better than merged and ours in every half; "
        "it is not clearly better than tiers (48%)."
    )
    other = findings.responded(
        responded(), ranked(0.0, 0.96, 1.0), (0.2, 0.002), ("Clicks", 0.2, 0.01)
    )
    assert other.startswith("Inside a tier the answer is correlated with a column (the largest")
    assert "Inside a tier the segment still tells something (Cramér's V 0.200, p 0.002)." in other
    assert "better than merged and ours in at least 96% of the halves; better than Mon" in other
    assert other.endswith("better than Monetary: tiers.")
    wide = responded().assign(low=0.0, high=1.0)
    assert "of *Low*; the intervals overlap" in findings.responded(
        wide, ranked(1, 1, 1), WITHIN, INSIDE
    )
    clear = responded().assign(low=[0.65, 0.3, 0.08], high=[0.69, 0.4, 0.12])
    assert "two lowest" not in findings.responded(clear, ranked(1, 1, 1), WITHIN, INSIDE)


def test_reason():
    text = findings.reason(ranked(0, 1, 1), "ours", "merged", "tiers")
    assert text.startswith("Why do our segments rank worse than the tiers, by 0.010? **Because of")
    assert text.endswith("rank as the segments do (0.716 against 0.714).")
    other = findings.reason(ranked(0, 1, 1), "ours", "tiers", "Monetary")
    assert "Merging the tiers in the same way does not explain it (0.724 against 0.714)." in other
    none = findings.reason(ranked(0, 1, 1), "tiers", "merged", "ours")
    assert none == "Our segments rank no worse than the tiers."


def worth(lower: str = "spend per order") -> pd.DataFrame:
    """What reminders may be worth."""
    return pd.DataFrame(
        {
            "low by": [lower] * 2,
            "gross margin, low": [17_969.0, 249.0],
            "gross margin, high": [55_352.0, 787.0],
            "reminder may cost": [1.19, 0.14],
        },
        index=["Top", "Low"],
    )


def test_recovery():
    text = findings.recovery(worth(), 0.05, 0.3, 0.79)
    assert text.startswith(
        "**Assumed**: 5% of the abandoned carts come back because of a reminder, at 30% margin. "
        "Then the carts of *Top* leave the most gross margin: 17,969 to 55,352, in the table's"
    )
    assert (
        "The upper end rests on Avg_Order_Value, which 79% of the rows contradict: **plan" in text
    )
    assert "By the lower end a reminder may cost at most 1.19 in *Top* and 0.14 in *Low*" in text
    assert "the ends differ by a factor of 3.1" in text
    other = findings.recovery(worth("Avg_Order_Value"), 0.05, 0.3, 0.79)
    assert "The lower end rests on Avg_Order_Value" in other and "plan with neither" in other


def test_written():
    assert findings.written(["a.csv", "b.parquet"], "data/x", {"a": 1_200}) == (
        "Written to `data/x`: `a.csv` and `b.parquet` (1,200 rows of a)."
    )
