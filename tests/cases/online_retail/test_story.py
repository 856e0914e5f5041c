"""The Online Retail case: what its figures draw, and its sentences in both wordings."""

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
    table = pd.DataFrame(values, index=index, columns=["customers", "share", "low", "high"])
    return table.astype({"customers": "int64"})


def mixed() -> pd.DataFrame:
    """Share of three rule segments in three clusters, one of which has a long name."""
    values = [[0.95, 0.05, 0.0], [0.1, 0.9, 0.0], [0.0, 0.11, 0.89]]
    index = ["Champions", "Loyal", "Can't Lose Them"]
    return pd.DataFrame(values, index=index, columns=[DESCRIBED, "Near average", "Long silent"])


# Figures


def test_nothing_sticks_out() -> None:
    check_layout(plots.rules_beside_clusters(mixed()))
    check_layout(plots.came_back(shares(), 0.43, 90))


def test_rules_beside_clusters() -> None:
    ax = plots.rules_beside_clusters(mixed()).axes[0]
    assert title(ax) == "2 of 3 rule segments lie almost whole (90% or more) in one cluster"
    np.testing.assert_array_equal(cells(ax), mixed())
    assert texts(ax) == [f"{share:.0%}" for share in mixed().to_numpy().ravel()]
    assert ax.collections[0].get_clim() == (0, 1)
    assert ticks(ax.get_yticklabels()) == list(mixed().index)
    wrapped = ticks(ax.get_xticklabels())
    assert wrapped == ["Very many orders,\nvery high spend", "Near average", "Long silent"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("cluster", "")


def test_came_back() -> None:
    table = shares()
    ax = plots.came_back(shares(), 0.43, 90).axes[0]
    assert title(ax) == "100% of Can't Lose Them ordered again within 90 days"
    intervals, dots = ax.collections
    rows = range(len(table))
    for row, ends in zip(rows, intervals.get_segments(), strict=True):
        low, high = table[["low", "high"]].iloc[row]
        assert ends.tolist() == [[low, row], [high, row]]
    assert dots.get_offsets().tolist() == [[table["share"].iloc[row], row] for row in rows]
    tint = [ACCENT.lower(), ACCENT.lower(), CONTRAST.lower()]
    assert [to_hex(c) for c in dots.get_facecolor()] == tint
    assert [to_hex(c) for c in intervals.get_colors()] == tint
    assert texts(ax) == ["75%", "40%", "100%", "all customers: 43%"]
    assert ax.lines[0].get_xdata()[0] == 0.43
    assert ticks(ax.get_yticklabels()) == [
        "Champions (1,200)",
        "Loyal (812)",
        "Can't Lose Them (63)",
    ]
    assert ax.yaxis_inverted()
    assert ax.get_xlim() == (0, 1)
    assert "in the 90 days held out" in ax.get_xlabel()


def test_came_back_with_both_silent_segments_or_none() -> None:
    table = shares().rename(index={"Loyal": "At Risk"})
    both = plots.came_back(table, 0.43, 30).axes[0]
    assert title(both) == "40% of At Risk and 100% of Can't Lose Them ordered again within 30 days"
    # Where a segment is missing, a table that was reindexed counts in floats.
    none = plots.came_back(table.iloc[:1].astype("float64"), 0.43, 90).axes[0]
    assert title(none) == "Many ordered again within 90 days"
    assert ticks(none.get_yticklabels()) == ["Champions (1,200)"]


# Sentences


def test_cleaning() -> None:
    funnel = pd.DataFrame(
        {
            "Part": ["in", "dropped", "dropped", "kept"],
            "Step": ["the file", "no customer", "not a product", "purchases"],
            "Lines": [541_909, 135_037, 1_000, 405_872],
        }
    )
    assert findings.cleaning(funnel) == (
        "**405,872 of 541,909 lines** are kept (75%). Most are lost to *no customer*: 135,037."
    )


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
    assert text.startswith("**4 orders of 2 customers**, £1,023 gross, of which £13 came back: 93%")
    assert "93% of the cancelled units (50% of the lines) can be set against an earlier" in text
    assert "£11,111 refunded on lines that name no product cannot, so net spend is an" in text
    assert "7 customers have cancellations only" in text
    # Of one customer on one day; neither the next day nor another customer's order counts.
    assert text.endswith("An order is an invoice; 25% are a customer's second or later of a day.")
    unmatched = matching.assign(Units_Matched=0)
    assert "0% of the cancelled units (0% of the lines)" in findings.orders_made(
        orders, unmatched, 9, 0
    )


def judged(verdicts: list[str], ks: list[int]) -> str:
    """The finding on the verdict as made and under two other choices."""
    cuts = ["as above", "net spend", "90 days earlier"]
    return findings.other_choices(pd.DataFrame({"cut": cuts, "verdict": verdicts, "k": ks}))


def test_other_choices() -> None:
    assert judged(["slices"] * 3, [5, 5, 5]) == (
        "The verdict stays *slices*. **None of these choices makes clusters natural**, so k = 5 is "
        "no finding: it was fixed beforehand."
    )
    falls = judged(["slices", "slices", "constructive"], [5, 5, 4])
    assert falls.startswith(
        "The verdict changes from *slices* to *constructive* (90 days earlier). **None of these"
    )
    other = judged(["slices", "natural", "constructive"], [5, 6, 4])
    assert other == (
        "The verdict changes from *slices* to *natural* (net spend) and *constructive* (90 days "
        "earlier). k is 5 and here 6 (net spend) and 4 (90 days earlier): **verdict and k hang on "
        "such choices**."
    )
    assert judged(["natural"] * 3, [6, 6, 6]) == "The verdict stays *natural*. So does k = 6."
    assert "k is 6 and here 6 (net spend) and 5 (90" in judged(["natural"] * 3, [6, 6, 5])


def test_policy() -> None:
    largest = pd.DataFrame(
        {
            "customer": [16_446, 12_346],
            "amount": [168_469.6, 77_183.6],
            "kept": [2.9, 1_000.0],
            "cluster": ["High spend", "Few orders"],
            "rule": ["Promising", "Lost"],
        },
        index=[7, 3],
    )
    text = findings.policy({"K-Means": 0.0812, "rules": 0.0349}, 14, largest)
    assert "**8.1%** of the customers change their cluster and 3.5% their rule segment" in text
    assert "; 14 sent back everything they ever ordered." in text
    first = (
        "customer 16446 ordered £168,470 at once, kept £2.90 of all and is in *High spend* and "
        "Promising"
    )
    assert text.endswith(
        f": {first}; customer 12346 ordered £77,184 at once, kept £1,000.00 of all and is in *Few "
        "orders* and Lost."
    )
    one = findings.policy({"K-Means": 0.0812, "rules": 0.0349}, 14, largest.iloc[:1])
    assert one.endswith(f"ever ordered. Those with the largest orders: {first}.")


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
    assert f"Without them **{moved:.0%}** of the others land in another cluster; leaving" in text
    assert f"as many at random moves 1.1% to 2.3%. {words}" in text


def test_beside() -> None:
    table = pd.DataFrame(
        [[0.75, 0.25], [0.4, 0.6]], index=["Champions", "At Risk"], columns=["Big", "Small"]
    )
    rule = pd.Series(["Champions"] * 4 + ["At Risk"] * 5, index=range(10, 19))
    segment = pd.Series(pd.Categorical([*["Big"] * 3, *["Small"] * 4, *["Big"] * 2]))
    text = findings.beside(table, rule, segment)
    assert "one is right for **67%** of the customers" in text  # 3 and 3 of 9
    assert text.endswith("*At Risk* is divided most: 60% in its largest part.")


def test_came_back_in_words() -> None:
    table = pd.DataFrame(
        {
            "customers": [800, 250, 30],
            "share": [0.7, 0.32, 0.4],
            "low": [0.65, 0.264, 0.245],
            "high": [0.75, 0.38, 0.577],
        },
        index=["Champions", "At Risk", "Can't Lose Them"],
    )
    earlier = pd.DataFrame({"At Risk": [0.33, 0.27, 0.41], "all": [0.1, 0.9, 0.5]})
    text = findings.came_back(table, 0.36, 90, "2011-09-10", earlier)
    assert text.startswith(
        "As of 2011-09-10, **32% of 250 At Risk (26%–38%) and 40% of 30 Can't Lose Them "
        "(24%–58%)** ordered within 90 days without a campaign"
    )
    assert "of all customers 36%. As of 3 earlier dates, whose windows overlap, it was" in text
    assert "was 27% to 41% of At Risk.\n\nA win-back" in text
    assert text.endswith("has shown nothing: it needs a control group.")
    assert "Champions" not in text
    one = findings.came_back(table.iloc[:2], 0.36, 90, "2011-09-10", earlier)
    assert "**32% of 250 At Risk (26%–38%)** ordered" in one
    none = findings.came_back(table.iloc[:1], 0.36, 90, "2011-09-10", earlier)
    assert none == "As of 2011-09-10 nobody is At Risk or in Can't Lose Them."


def test_real_segments() -> None:
    profile = pd.DataFrame(
        {"customers": [2, 8], "share": [0.2, 0.8], "share of spend, net": [0.52, 0.48]},
        index=["Big", "Small"],
    )
    spend = pd.Series([5.0] * 8 + [20.0, 40.0])  # the two largest bring 60 of 100
    natural = findings.real_segments(profile, "natural", spend)
    assert natural == (
        "**Big**: 20% of the customers, 52% of the net spend. That is no discovery: clusters cut "
        "on spend, and simply the 2 largest customers bring 60%."
    )
    for verdict in ("slices", "constructive"):
        text = findings.real_segments(profile, verdict, spend)
        assert text.startswith(f"{natural} The borders are ours, not the customers': next to each")


def test_win_back() -> None:
    table = pd.DataFrame(
        [[0.9, 0.1], [0.36, 0.64]], index=["Champions", "At Risk"], columns=["Big", "Small"]
    )
    text = findings.win_back(table)
    assert "64% of those At Risk sit in *Small*, whose action was not chosen for them" in text
    assert text.endswith("**a win-back list is better drawn by the rules**.")
    assert findings.win_back(table.iloc[:1]) == "Nobody is At Risk here."
