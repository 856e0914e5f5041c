"""The Online Retail case: what its figures draw, and its sentences in each branch."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK, MUTED
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


def largest(kept: float, rule: str = "Champions") -> pd.DataFrame:
    """Three large customers, the second of whom kept so much, and is called so."""
    values = [[200_000.0, 190_000.0, "Champions"], [168_472.5, kept, rule], [90_000.0, 0, "Lost"]]
    return pd.DataFrame(values, index=[14646, 16446, 12346], columns=["ordered", "kept", "rule"])


def mixed() -> pd.DataFrame:
    """Share of three rule segments in three clusters, one of which has a long name."""
    values = [[0.95, 0.05, 0.0], [0.1, 0.9, 0.0], [0.0, 0.11, 0.89]]
    index = ["Champions", "Loyal", "Can't Lose Them"]
    return pd.DataFrame(values, index=index, columns=[DESCRIBED, "Near average", "Long silent"])


# Figures


def test_ordered_and_kept() -> None:
    fig = plots.ordered_and_kept(largest(2.9))
    check_layout(fig)
    ax = fig.axes[0]
    assert (
        title(ax) == "Customer 16446 ordered for £168,470 and kept £2.90: a Champion by the rules"
    )
    assert [bar.get_width() for bar in ax.patches] == [200_000, 168_472.5, 90_000, 190_000, 2.9, 0]
    assert texts(ax) == ["Champions", "Champions, kept £2.90", "Lost, kept £0.00"]
    assert ticks(ax.get_yticklabels()) == ["customer 14646", "customer 16446", "customer 12346"]


@pytest.mark.parametrize(
    "table", [largest(160_000.0), largest(2.9, "Loyal"), largest(2.9, "Loyal").iloc[1:]]
)
def test_champions_who_kept_most_of_it_are_not_accused(table: pd.DataFrame) -> None:
    ax = plots.ordered_and_kept(table).axes[0]
    assert title(ax).startswith(f"The {len(table)} largest customers")


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
    assert [to_hex(c) for c in dots.get_facecolor()] == [t.lower() for t in (MUTED, MUTED, INK)]
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


def test_a_share_that_the_line_would_touch_stands_on_the_left() -> None:
    ax = plots.came_back(shares(), 0.8, 90).axes[0]  # just after the interval of the first
    first, second = ax.texts[:2]
    assert (first.xy, first.get_ha(), first.get_position()) == ((0.72, 0), "right", (-6, 0))
    assert (second.xy, second.get_ha()) == ((0.44, 1), "left")


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (0.16, "Without the largest, 16% change segment; with a cluster fewer, 3%"),
        (0.02, "than chance does (3%)"),
    ],
)
def test_without_the_largest(moved: float, words: str) -> None:
    fig = plots.without_the_largest(pd.Series({5: moved, 4: 0.03}), np.array([0.003, 0.026]), 421)
    check_layout(fig)
    ax = fig.axes[0]
    assert words in title(ax)
    chance, own = ax.collections
    assert chance.get_offsets().tolist() == [[0.003, 1], [0.026, 1]]
    assert own.get_offsets().tolist() == [[moved, 0], [0.03, 2]]
    assert texts(ax) == [f"{moved:.1%}", "2.6%", "3.0%"]
    assert ticks(ax.get_yticklabels()) == [
        "without the 421 largest, k = 5",
        "without 421 at random, k = 5",
        "without the 421 largest, k = 4",
    ]


# Sentences


def test_kept_nothing() -> None:
    assert "**0.8%** of the customers move" in findings.kept_nothing(0.0081, 10)
    assert findings.kept_nothing(0.0081, 1).endswith("and 1 customer kept nothing at all.")


def test_orders_made() -> None:
    orders = pd.DataFrame({"customer_id": [1, 1, 1, 2]})
    matching = pd.DataFrame({"Units": [600, 330, 70, 1_000], "Units_Matched": [600, 330, 0, 930]})
    text = findings.orders_made(orders, matching)
    assert "**4 orders of 2 customers**. 93% of the cancelled units find" in text


@pytest.mark.parametrize(
    ("verdicts", "ks", "words"),
    [
        (
            ["slices"] * 3,
            [5, 5, 5],
            "makes clusters natural.** So k = 5 is no",
        ),
        (["slices", "slices", "constructive"], [5, 5, 4], "makes clusters natural.**"),
        (
            ["slices", "natural", "constructive"],
            [5, 6, 4],
            "**No: verdict and k change",
        ),
        (["natural"] * 3, [6, 6, 5], "**No: verdict and k change"),
        (["natural"] * 3, [6, 6, 6], "**Yes**: it stays *natural*, and k = 6."),
    ],
)
def test_other_choices(verdicts: list[str], ks: list[int], words: str) -> None:
    assert words in findings.other_choices(pd.DataFrame({"verdict": verdicts, "k": ks}))


@pytest.mark.parametrize(
    ("moved", "fewer", "big", "words"),
    [
        (0.004, 0.3, 3, "**No, the segments of the others hardly depend on them.**"),
        (0.023, 0.3, 3, "**No, the segments"),  # as far as the farthest at random
        (0.024, 0.013, 3, "**Yes: the segments of ordinary customers depend on the largest ones."),
        (0.024, 0.012, 3, "**Only if k stays 5.** The 2 bring 92% of the spend. With them go 67% "
         "of *Big*, and the cluster to spare cuts the others anew. With k = 4, 1% of the others"),
        (0.024, 0.012, 4, "**Only if k stays 5.** The 2 bring 92% of the spend. With k = 4, 1% of"),
    ],
)  # fmt: skip
def test_without_the_largest_in_words(moved: float, fewer: float, big: int, words: str) -> None:
    segment = pd.Series(["Big" if i >= 20 - big else "Small" for i in range(20)])
    spend = pd.Series([10.0] * 17 + [100.0, 1_500.0, 1_500.0])
    random = np.array([0.011, 0.012, 0.023])
    shares = pd.Series({5: moved, 4: fewer})
    text = findings.without_the_largest(spend, 100.0, segment, shares, random)  # fence: inside
    assert text.startswith(words) and "The 2 bring 92% of the spend." in text


def test_came_back_in_words() -> None:
    text = findings.came_back(pd.Series([0.33, 0.27, 0.41]), 90)
    assert (
        "As of 3 earlier dates, 27% to 41% of those At Risk ordered within 90 days, without" in text
    )
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


def test_actions() -> None:
    table = pd.DataFrame(
        {
            "action": ["a newsletter", "nothing"],
            "£ left of an order": [253.9, np.nan],
            "£ per 1,000 and point": [2_539.0, np.nan],
            "net spend, £ million": [4.1, 0.0],
        },
        index=["Many orders", "Silent"],
    )
    head, rule, *rows = findings.actions(table).splitlines()
    assert head.count("|") == rule.count("|") == 6
    assert rows == [
        "| **Many orders** | a newsletter | 254 | 2,539 | 4.10 |",
        "| **Silent** | nothing | – | – | 0.00 |",
    ]


def test_win_back() -> None:
    at_risk = pd.Series(pd.Categorical(["Small"] * 16 + ["Big"] * 9, ["Big", "Small", "None"]))
    text = findings.win_back(at_risk)
    assert "64% of those At Risk sit in *Small*" in text
    assert findings.win_back(at_risk[:0]) == "Nobody is At Risk here."
