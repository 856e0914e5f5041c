"""Figures and sentences of notebook 13 about single customers."""

import pandas as pd
import pytest
from drawn import check_layout, legend, lines, texts, ticks, title

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
    assert lines(ax)["overlap 1"] == [0.4, 0.3, 0.1, 0.05]
    assert list(ax.lines[0].get_xdata()) == pytest.approx([0.025, 0.075, 0.125, 0.175])
    assert legend(ax) == ["overlap 1", "overlap 4"]
    check_layout(fig)


def test_card() -> None:
    names = ["Recency", "Monetary", "Return_Rate"]
    own, other = pd.Series([0.0, 2.5, 1.0], names), pd.Series([0.1, 0.0, -1.0], names)
    customer = pd.Series([0.0, 1.5, -0.5], names)
    fig = plots.card(customer, own, other, ("High-Value Churn-Risk", "B"))
    ax = fig.axes[0]
    assert ticks(ax.get_yticklabels()) == ["Return_Rate", "Recency", "Monetary"]
    assert legend(ax) == ["centre of Churn-Risk", "centre of B", "the customer"]
    drawn = [list(points.get_offsets()[:, 0]) for points in ax.collections[-3:]]
    assert drawn == [[1, 0, 2.5], [-1, 0.1, 0], [-0.5, 0, 1.5]]
    # By hand: 0.5² − 1.5², 0.1² − 0², 1.5² − 1².
    assert texts(ax)[:3] == ["−2.00", "+0.01", "+1.25"]
    assert "Return_Rate most for B" in title(ax)
    check_layout(fig)
    alone = plots.card(own, own, other, ("A", "B"))
    assert "most for B" not in title(alone.axes[0])


UNDECIDED = pd.DataFrame({"share of errors": [0.49, 0.27]}, index=[1.0, 4.0])
FARTHEST = pd.Series({"Distance": 12.34, "Segment": "VIP"})
CUSTOMER = pd.Series({"Customer_ID": 7, "Acquisition_Channel": "Email"})
SCORES = pd.Series(
    {"Segment": "A", "Next_Segment": "B", "Distance": 1.0, "Next_Distance": 2.0, "Margin": 0.5,
     "Out_Of_Range": False, "Undecided": False, "Too_New": pd.NA, "Incomplete": False}
)  # fmt: skip
FLAGGED = pd.Series(SCORES.to_dict() | {"Undecided": True, "Out_Of_Range": True})
SEGMENT = Segment(name="A", why="Monetary +1.0 σ", action="call", radius=1.0, centroid=[])
CHANGES = pd.DataFrame(
    {"now": [3.0, 0.5], "needed": [9.0, 0.123], "change": [6.0, -0.4], "segment": ["A", "B"],
     "change in σ": [0.21, 1.0]}, index=["Recency", "Return_Rate"],
)  # fmt: skip
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
        (findings.later(0.9992, "New", 0.9998, 0.998, 0.16),
         ["99.92%", "99.80%", "16%", "no achievement", "all are New"], []),
        (findings.later(0.9, "New", 0.5, 0.9, 0.1), ["90.00%"], ["achievement"]),
        (findings.limit(SHOPS, 0.1, 0.1, 0.25),
         ["0.10", "25%", "just below it 30% are", "every model here",
          "15% (overlap 4)"], ["carry 0"]),
        (findings.limit({1.0: ERRORS}, 0.1, 0.2, 0.25), ["carry 0.20"], ["overlap more"]),
        (findings.limit(SHOPS, 0.0, 0.0, 0.25), ["0.00"], ["just below"]),
        (findings.undecided(UNDECIDED), ["Decided does not mean right"], []),
        (findings.undecided(UNDECIDED * 3), ["overlap 4"], ["right"]),
        (findings.beyond(0.00099, 0.0006, FARTHEST, "Support_Calls +9.0 σ"),
         ["0.10%", "0.06%", "12.3 σ", "VIP: Support_Calls +9.0 σ."], []),
        (findings.card(CUSTOMER, SCORES, SEGMENT),
         ["7: **A**", "Monetary +1.0 σ", "1.00 σ", "B, 2.00 σ", "0.50", "none", "call"], []),
        (findings.card(CUSTOMER, FLAGGED, SEGMENT),
         ["unlike any customer the model learned from and undecided"], ["none", "too new"]),
        (findings.changes(CHANGES, 9),
         ["2 of 9", "**Recency** 3 → 9 days (0.2 σ) makes A", "0.50 → 0.12 share of"], []),
        (findings.changes(CHANGES.head(0), 9), ["No single feature"], ["of 9"]),
        (findings.parity(SAME), ["0.0000005"], ["differences"]),
        (findings.parity(SAME.assign(labels=[0, 2], flags=[0, 1])), ["3 differences", "in b."], []),
        (findings.wrong_shop(HOME, AWAY, "b"),
         ["100% are “b”", "10.0% of", "0.40 (0.50 at home)", "10.0% are out of range (0.0%",
          "do not notice", "times as frequent"], []),
        (findings.wrong_shop(SOME, AWAY, "b"), ["do not notice"], ["Taken together"]),
        (findings.wrong_shop(SOME, AWAY.assign(Out_Of_Range=True), "b"),
         ["10 times as frequent"], ["do not notice"]),
    ],
)  # fmt: skip
def test_what_is_said_depends_on_the_figures(
    said: str, there: list[str], not_there: list[str]
) -> None:
    assert [part for part in there if part not in said] == [], said
    assert [part for part in not_there if part in said] == [], said
