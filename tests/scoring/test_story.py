"""Figures and sentences of notebook 13 about single customers."""

import pandas as pd
import pytest
from drawn import check_layout, legend, lines, texts, ticks, title

from segmentation.scoring import findings, plots

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
    assert texts(ax) == ["undecided"] and legend(ax) == ["overlap 1", "overlap 4"]
    assert "more often the segment is wrong" in title(ax)
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
    assert texts(ax) == ["-2.00", "+0.01", "+1.25", "for Churn-Risk"]
    assert title(ax) == "Monetary speaks most for Churn-Risk, Return_Rate most for B"
    check_layout(fig)
    alone = plots.card(own, own, other, ("A", "B"))
    assert title(alone.axes[0]) == "Monetary speaks most for A"


def test_size() -> None:
    assert findings.size(3.157, 19) == "The file has 19 parts and 3.2 kB."


def test_later() -> None:
    said = findings.later(0.9992, "New", 0.9998, 0.998, 0.16, 30)
    assert said.startswith("99.92% of them get the name") and "99.80% the segment" in said
    assert "**That is no achievement**: 99.98% are New" in said
    assert "16% joined less than 30 days ago and are flagged *too new*" in said
    assert "achievement" not in findings.later(0.9, "New", 0.5, 0.9, 0.1, 30)


def test_limit() -> None:
    shops = {1.0: ERRORS, 4.0: ERRORS * 1.5}
    said = findings.limit(shops, 0.1, 0.1, 0.25)
    assert "At overlap 1, from a margin of 0.10 on, no class" in said and "often than 25%" in said
    assert "just below it 30% are. That is the limit every model here carries." in said
    assert "overlap more, the class just above it is wrong 15% (overlap 4) of the time" in said
    alone = findings.limit({1.0: ERRORS}, 0.1, 0.2, 0.25)
    assert "**Models carry 0.20**" in alone and "overlap more" not in alone
    assert "just below" not in findings.limit(shops, 0.0, 0.0, 0.25)


def test_undecided() -> None:
    table = pd.DataFrame(
        {"share undecided": [0.028, 0.12], "rest share": [0.011, 0.19],
         "share of errors": [0.49, 0.27]}, index=[1.0, 4.0],
    )  # fmt: skip
    said = findings.undecided(table)
    assert "At overlap 1 the undecided, 2.8% of the customers, make up 49% of the errors." in said
    assert "**Decided does not mean right**: at overlap 4 they make up 27%, and 19% of" in said
    assert "does not mean" not in findings.undecided(table.assign(**{"share of errors": 1}))


def test_beyond() -> None:
    farthest = pd.Series({"Distance": 12.34, "Segment": "VIP"})
    said = findings.beyond(0.00099, 0.0006, farthest, "Support_Calls +9.0 σ")
    assert "0.10%" in said and "0.06% of those who joined later" in said
    assert "lies 12.3 σ from the centre of VIP: Support_Calls +9.0 σ." in said


CUSTOMER = pd.Series({"Customer_ID": 7, "Acquisition_Channel": "Email"})
SCORES = pd.Series(
    {"Segment": "A", "Next_Segment": "B", "Distance": 1.0, "Next_Distance": 2.0, "Margin": 0.5,
     "Out_Of_Range": False, "Undecided": False, "Too_New": pd.NA, "Incomplete": False}
)  # fmt: skip


def test_card_in_words() -> None:
    said = findings.card(CUSTOMER, SCORES, "Monetary +1.0 σ", "call")
    assert said.startswith("Customer 7: **A** (the segment on average: Monetary +1.0 σ).")
    assert "to its centre 1.00 σ, to the next one, B, 2.00 σ: margin 0.50. Flags: none." in said
    flagged = pd.Series(SCORES.to_dict() | {"Undecided": True, "Out_Of_Range": True})
    said = findings.card(CUSTOMER, flagged, "-", "call")
    assert "Flags: unlike any customer the model learned from and undecided." in said


def test_changes() -> None:
    table = pd.DataFrame(
        {"now": [3.0, 0.5], "needed": [9.0, 0.123], "change": [6.0, -0.4], "segment": ["A", "B"],
         "change in σ": [0.21, 1.0]}, index=["Recency", "Return_Rate"],
    )  # fmt: skip
    said = findings.changes(table, 9)
    assert said.startswith("2 of 9 features would do it alone")
    assert "- **Recency** 3 → 9 days (0.2 σ) makes A" in said
    assert "- **Return_Rate** 0.50 → 0.12 share of orders (1.0 σ) makes B" in said
    assert findings.changes(table.head(0), 9).startswith("No single feature moves")


def test_parity() -> None:
    same = {"customers": 100_000, "labels": 0, "flags": 0, "distances": 0, "largest": 5e-7}
    table = pd.DataFrame([same, same], index=["a", "b"])
    said = findings.parity(table)
    assert said.startswith("2 ways beside `predict`, 100,000 customers: no difference in any")
    assert "agree to 0.0000005" in said
    table.loc["b", ["labels", "flags"]] = [2, 1]
    said = findings.parity(table)
    assert said.startswith("**3 differences** over 2 ways") and said.endswith("most of them in b.")


def test_wrong_shop() -> None:
    home = pd.DataFrame({"Segment": ["a"] * 9 + ["b"], "Margin": 0.5, "Out_Of_Range": False})
    away = pd.DataFrame(
        {"Segment": ["b"] * 10, "Margin": 0.4, "Out_Of_Range": [True] + [False] * 9}
    )
    said = findings.wrong_shop(home, away, "b")
    assert "100% are “b”, which 10.0% of the model's own customers are" in said
    assert "typical margin is 0.40 (0.50 at home), and 10.0% are out of range (0.0%" in said
    assert "**Customer by customer the flags do not notice the wrong shop**: 90% pass" in said
    assert "Taken together" in said
    some = home.assign(Out_Of_Range=[True] + [False] * 9)
    assert "Taken together" not in findings.wrong_shop(some, away, "b")
    noticed = findings.wrong_shop(some, away.assign(Out_Of_Range=True), "b")
    assert "do not notice" not in noticed and "out of range is 10 times as frequent" in noticed
