"""Figures and sentences of notebook 13 about single customers."""

import pandas as pd
import pytest
from drawn import bars, check_layout, legend, texts, ticks, title

from segmentation.scoring import findings, plots
from segmentation.scoring.model import Segment

pytestmark = pytest.mark.usefixtures("style")

ERRORS = pd.DataFrame(
    {"customers": 9, "share": [0.4, 0.3, 0.1, 0.05, 0.01], "low": 0.0, "high": 0.5},
    index=[0.0, 0.05, 0.1, 0.15, 0.7],
)


def test_errors_by_margin() -> None:
    fig = plots.errors_by_margin({1.0: ERRORS, 4.0: ERRORS * 1.5}, 0.1)
    ax = fig.axes[0]
    assert [list(line.get_ydata()) for line in ax.lines] == [
        [0.4, 0.3, 0.1, 0.05],
        pytest.approx([0.6, 0.45, 0.15, 0.075]),
    ]
    assert list(ax.lines[0].get_xdata()) == pytest.approx([0.025, 0.075, 0.125, 0.175])
    assert texts(ax) == ["undecided", "overlap 1", "overlap 4"]
    check_layout(fig)


def test_card() -> None:
    names = ["Recency", "Monetary", "Return_Rate"]
    own, other = pd.Series([0.0, 2.5, 1.0], names), pd.Series([0.1, 0.0, -1.0], names)
    customer = pd.Series([0.0, 1.5, -0.5], names)
    fig = plots.card(customer, own, other, ("High-Value Churn-Risk", "B"))
    ax, pulls = fig.axes
    assert ticks(ax.get_yticklabels()) == ["Return_Rate", "Recency", "Monetary"]
    assert legend(ax) == ["centre of Churn-Risk", "centre of B", "the customer"]
    drawn = [list(points.get_offsets()[:, 0]) for points in ax.collections[-3:]]
    assert drawn == [[1, 0, 2.5], [-1, 0.1, 0], [-0.5, 0, 1.5]]
    # By hand: 0.5² − 1.5², 0.1² − 0², 1.5² − 1².
    assert bars(pulls) == pytest.approx([-2.0, 0.01, 1.25])
    assert "Return_Rate most for B" in fig.get_suptitle()
    check_layout(fig)
    alone = plots.card(own, own, other, ("A", "B"))
    assert "most for B" not in alone.get_suptitle()


def test_wedge() -> None:
    scores = pd.DataFrame(
        {"Segment": ["A", "B", "A"], "Next_Segment": ["B", "A", "B"], "Distance": [1.0, 2.0, 3.0],
         "Next_Distance": [4.0, 3.0, 3.1], "Margin": [0.75, 0.33, 0.03]}
    )  # fmt: skip
    fig = plots.wedge(scores, ("A", "B"), 0.1, 0.028)
    ax = fig.axes[0]
    # Across the distance to A, up that to B, whichever of the two is the own segment.
    assert sorted(ax.collections[-1].get_offsets().tolist()) == [[1, 4], [3, 2], [3, 3.1]]
    assert {"nearer to A", "nearer to B", "undecided"} == set(texts(ax))
    assert title(ax) == "33.3% of the customers between these two are undecided, 2.8% of all"
    check_layout(fig)


def test_mixes() -> None:
    usual = pd.Series({"New/Occasional Buyers": 0.3, "B": 0.7})
    other = pd.Series({"B": 0.998, "New/Occasional Buyers": 0.002})
    fig = plots.mixes(usual, other, ("all", "some"))
    ax = fig.axes[0]
    assert ticks(ax.get_yticklabels()) == ["New/Occasional", "B"]
    assert bars(ax) == [0.3, 0.7, 0.002, 0.998]
    assert texts(ax) == ["30%", "70%", "0.2%", "100%"]
    assert fig.get_suptitle() == "B: 70% of all, 100% of some"
    check_layout(fig)
    assert bars(plots.mixes(usual, other[:1], ("all", "some")).axes[0])[2:] == [0.0, 0.998]


UNDECIDED = pd.DataFrame({"share of errors": [0.49, 0.27]}, index=[1.0, 4.0])
CUSTOMER = pd.Series({"Customer_ID": 7})
SCORES = pd.Series(
    {"Segment": "A", "Next_Segment": "B", "Distance": 1.0, "Next_Distance": 2.0, "Margin": 0.5,
     "Out_Of_Range": False, "Undecided": False, "Too_New": pd.NA, "Incomplete": False}
)  # fmt: skip
FLAGGED = pd.Series(SCORES.to_dict() | {"Undecided": True, "Out_Of_Range": True})
SEGMENT = Segment(name="A", why="Monetary +1.0 σ", action="call", radius=1.0, centroid=[])
SAME = pd.DataFrame(
    {"customers": 100_000, "labels": 0, "flags": 0, "distances": 0, "largest": 5e-7}, ["a", "b"]
)
HOME = pd.DataFrame({"Segment": ["a"] * 9 + ["b"], "Margin": 0.5, "Out_Of_Range": False})
AWAY = pd.DataFrame({"Segment": ["b"] * 10, "Margin": 0.4, "Out_Of_Range": [True] + [False] * 9})
SOME = HOME.assign(Out_Of_Range=[True] + [False] * 9)
SHOPS = {1.0: ERRORS, 4.0: ERRORS * 1.5}


@pytest.mark.parametrize(
    ("said", "there", "not_there"),
    [
        (findings.later(0.9992, "New", 0.9998), ["99.9%", "no achievement", "all are New"], []),
        (findings.later(0.9, "New", 0.5), ["90.0%"], ["achievement"]),
        (findings.later(0.0, "Few orders", 0.98), ["0.0%"], ["achievement"]),
        (findings.limit(SHOPS, 0.1, 0.1, UNDECIDED),
         ["0.10, which every model", "at overlap 4", "wrong 15%", "does not mean right"],
         ["carry 0"]),
        (findings.limit({1.0: ERRORS}, 0.1, 0.2, UNDECIDED * 3),
         ["carry 0.20"], ["overlap", "right"]),
        (findings.card(CUSTOMER, SCORES, SEGMENT),
         ["7 is in **A**, 1.00 σ", "of B, lies 2.00 σ", "which is 0.50. The", "*call*"], ["Flags"]),
        (findings.card(CUSTOMER, FLAGGED, SEGMENT),
         ["Flags: unlike any customer the model learned from and undecided."], ["too new"]),
        (findings.parity(SAME), ["Yes: nobody"], ["differences"]),
        (findings.parity(SAME.assign(labels=[0, 2], flags=[0, 1])),
         ["No: 3 differences", "in b."], ["Yes"]),
        (findings.wrong_shop(HOME, AWAY),
         ["Only 10% of them are *out of range*", "hardly notice", "times as frequent"], []),
        (findings.wrong_shop(SOME, AWAY), ["hardly notice"], ["Taken together"]),
        (findings.wrong_shop(SOME, AWAY.assign(Out_Of_Range=True)),
         ["10 times as frequent"], ["Only", "notice"]),
    ],
)  # fmt: skip
def test_what_is_said_depends_on_the_figures(
    said: str, there: list[str], not_there: list[str]
) -> None:
    assert [part for part in there if part not in said] == [], said
    assert [part for part in not_there if part in said] == [], said
