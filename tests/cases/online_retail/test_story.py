"""The Online Retail case: what its figures draw, and its sentences in each branch."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import ACCENT, CONTRAST
from segmentation.cases.online_retail import findings, plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

DESCRIBED = "Very many orders, very high spend"


def shares() -> pd.DataFrame:
    """Who of three rule segments ordered in the hold-out; of one it is sure."""
    values = [[1_200, 0.75, 0.72, 0.78], [812, 0.4, 0.36, 0.44], [63, 1.0, 0.94, 1.0]]
    index = ["Champions", "Loyal", "Can't Lose Them"]
    table = pd.DataFrame(values, index=index, columns=["customers", "value", "low", "high"])
    return table.astype({"customers": "int64"})


def mixed() -> pd.DataFrame:
    """Share of three rule segments in three clusters, one of which has a long name."""
    values = [[0.95, 0.05, 0.0], [0.1, 0.9, 0.0], [0.0, 0.11, 0.89]]
    index = ["Champions", "Loyal", "Can't Lose Them"]
    return pd.DataFrame(values, index=index, columns=[DESCRIBED, "Near average", "Long silent"])


# Figures


def test_rules_beside_clusters() -> None:
    fig = plots.rules_beside_clusters(mixed())
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax).startswith("2 of 3 rule segments lie almost whole")
    np.testing.assert_array_equal(cells(ax), mixed())
    assert ticks(ax.get_xticklabels())[0] == "Very many orders,\nvery high spend"


def test_came_back() -> None:
    table = shares()
    fig = plots.came_back(table, 0.43, 90)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "100% of Can't Lose Them ordered again within 90 days"
    intervals, dots = ax.collections
    ends = [segment[:, 0].tolist() for segment in intervals.get_segments()]
    assert ends == table[["low", "high"]].to_numpy().tolist()
    assert dots.get_offsets().tolist() == [[share, row] for row, share in enumerate(table["value"])]
    assert [to_hex(c) for c in dots.get_facecolor()] == [
        t.lower() for t in (ACCENT, ACCENT, CONTRAST)
    ]
    assert [text.strip() for text in texts(ax)] == ["75%", "40%", "100%", "all customers: 43%"]
    assert ax.lines[0].get_xdata()[0] == 0.43
    assert ticks(ax.get_yticklabels())[0] == "Champions (1,200)"


def test_came_back_with_both_silent_segments_or_none() -> None:
    table = shares().rename(index={"Loyal": "At Risk"})
    both = plots.came_back(table, 0.43, 30).axes[0]
    assert title(both).startswith("40% of At Risk and 100% of Can't Lose Them ordered")
    # Where a segment is missing, a table that was reindexed counts in floats.
    none = plots.came_back(table.iloc[:1].astype("float64"), 0.43, 90).axes[0]
    assert title(none).startswith("Many ordered again")
    assert ticks(none.get_yticklabels()) == ["Champions (1,200)"]


# Sentences


def test_orders_made() -> None:
    when = pd.to_datetime(
        ["2011-03-01 09:00", "2011-03-01 15:30", "2011-03-02 08:00", "2011-03-01 09:00"]
    )
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 1, 2],
            "ordered_at": when,
            "amount": [1_000.4, 20, 0, 3],
            "returned_amount": [10.0, 0, 0, 3],
        }
    )
    matching = pd.DataFrame(
        {
            "Lines": [6, 2, 0, 8, 16],
            "Units": [600, 330, 0, 70, 1_000],
            "Units_Matched": [600, 330, 0, 0, 930],
        }
    )
    text = findings.orders_made(orders, matching, 9, 11_111.4)
    # A second order of a day is of one customer on one day, not of the next day or of another.
    assert "**4 orders of 2 customers**, £1,023" in text and "25% are" in text
    assert "93% of the cancelled units (50% of" in text and "£11,111 refunded" in text
    assert "7 customers have cancellations only" in text
    unmatched = matching.assign(Units_Matched=0)
    assert "0% of the cancelled units (0% of the lines)" in findings.orders_made(
        orders, unmatched, 9, 0
    )


@pytest.mark.parametrize(
    ("verdicts", "ks", "words"),
    [
        (["slices"] * 3, [5, 5, 5], "makes clusters natural**, so k = 5 is no finding"),
        (["slices", "slices", "constructive"], [5, 5, 4], "makes clusters natural**"),
        (["slices", "natural", "constructive"], [5, 6, 4], "hang on such choices"),
        (["natural"] * 3, [6, 6, 5], "hang on such choices"),
        (["natural"] * 3, [6, 6, 6], "stays *natural*, and k = 6."),
    ],
)
def test_other_choices(verdicts: list[str], ks: list[int], words: str) -> None:
    assert words in findings.other_choices(pd.DataFrame({"verdict": verdicts, "k": ks}))


def test_policy() -> None:
    text = findings.policy({"K-Means": 0.0812, "rules": 0.0349}, 14)
    assert "**8.1%** of the customers change their cluster and 3.5% their rule segment; 14" in text


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (0.004, "The segments hardly depend on them."),
        (0.023, "The segments hardly depend on them."),  # as far as the farthest at random
        (0.024, "The segments of ordinary customers depend on the largest ones, since borders on"),
    ],
)
def test_wholesale(moved: float, words: str) -> None:
    spend = pd.Series([10.0] * 17 + [100.0, 1_500.0, 1_500.0])
    random = np.array([0.011, 0.012, 0.023])
    text = findings.wholesale(spend, 100.0, moved, random)  # the fence itself lies inside
    assert text.startswith("**2 customers (10%)** spent more than £100 and bring 92% of the spend.")
    assert f"**{moved:.0%}** of the others" in text and f"moves 1.1% to 2.3%. {words}" in text


def test_came_back_in_words() -> None:
    text = findings.came_back(pd.Series([0.33, 0.27, 0.41]), 90)
    assert "As of 3 earlier dates, whose windows overlap, 27% to 41% of those At Risk" in text
    assert findings.came_back(pd.Series([np.nan]), 90).startswith("Nobody")


def test_real_segments() -> None:
    profile = pd.DataFrame(
        {"customers": [2, 8], "share": [0.2, 0.8], "share of spend, net": [0.52, 0.48]},
        index=["Big", "Small"],
    )
    spend = pd.Series([5.0] * 8 + [20.0, 40.0])  # the two largest bring 60 of 100
    natural = findings.real_segments(profile, "natural", spend)
    assert "**Big** bring 52%" in natural and "the 2 largest customers bring 60%." in natural
    text = findings.real_segments(profile, "slices", spend)
    assert text.startswith(natural) and "The borders are ours" in text


def test_win_back() -> None:
    table = pd.DataFrame(
        [[0.9, 0.1], [0.36, 0.64]], index=["Champions", "At Risk"], columns=["Big", "Small"]
    )
    text = findings.win_back(table)
    assert "64% of those At Risk sit in *Small*" in text
    assert findings.win_back(table.iloc[:1]) == "Nobody is At Risk here."
