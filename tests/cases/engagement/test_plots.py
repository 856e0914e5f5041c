"""The engagement case: what its figures draw."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.estimates import Estimates
from segmentation.base.palette import CONTRAST
from segmentation.cases.engagement import plots
from segmentation.cases.engagement.source import TIERS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = ["High-Value Loyalists", "Near average", "Very low spend, very few orders"]


def rules() -> pd.DataFrame:
    """Four rules of different weight."""
    return pd.DataFrame(
        {
            "customers": [7_956, 143, 71, 0],
            "share of customers": [0.7956, 0.0143, 0.0071, 0.0],
            "not clustered on": ["Pages_Viewed, Session_Count", "the row", "–", "–"],
        },
        index=["fewer pages viewed than sessions", "no order, yet money spent",
               "no sessions, yet clicks", "a figure is missing"],
    )  # fmt: skip


def responded() -> pd.DataFrame:
    """Who answered, by segment."""
    return pd.DataFrame(
        {
            "customers": [3_000, 2_500, 600],
            "share": [0.67, 0.41, 0.1],
            "low": [0.65, 0.39, 0.08],
            "high": [0.69, 0.43, 0.13],
        },
        index=NAMES,
    )


def ranked(*worse: float) -> Estimates:
    """AUC of three scores over ten halves, the last two below Monetary in a share of them."""
    halves = pd.DataFrame({"Monetary": np.linspace(0.72, 0.74, 10)})
    for name, share in zip(["Segment_Label", "our segments"], worse, strict=True):
        halves[name] = halves["Monetary"] + np.where(np.arange(10) < 10 * share, -0.01, 0.001)
    return Estimates.from_draws(halves.mean(), halves)


def worth() -> pd.DataFrame:
    """What reminders may be worth."""
    return pd.DataFrame(
        {
            "abandoned carts": [15_132.0, 13_487.0, 1_711.0],
            "low by": ["spend per order"] * 3,
            "gross margin, low": [17_969.0, 10_057.0, 249.0],
            "gross margin, high": [55_352.0, 30_150.0, 787.0],
            "reminder may cost": [1.19, 0.75, 0.14],
        },
        index=NAMES,
    )


def abandoned() -> Estimates:
    """Cart abandonment in per cent."""
    table = pd.DataFrame([[8.2, 8.0, 8.4], [15.1, 14.8, 15.4], [34.4, 33.9, 34.9]], NAMES)
    return Estimates(*(table[column] for column in table))


# Figures


def test_contradictions():
    fig = plots.contradictions(rules(), 222, 10_000)
    check_layout(fig)
    ax = fig.axes[0]
    assert fig.get_suptitle() == "Only 222 of 10,000 customers break none of the rules"
    assert bars(ax) == rules()["share of customers"].tolist()[:3]  # nobody breaks the last one
    assert texts(ax) == [
        "7,956 · not clustered on: Pages_Viewed, Session_Count",
        "143 · row set aside",
        "71",
    ]
    assert [text.get_ha() for text in ax.texts] == ["right", "left", "left"]
    tints = [to_hex(p.get_facecolor()) for p in ax.patches]
    assert tints[:2] == [CONTRAST.lower()] * 2 and tints[2] != CONTRAST.lower()
    assert ticks(ax.get_yticklabels()) == rules().index.tolist()[:3]
    assert ax.yaxis_inverted() and ax.get_xlim() == (0, 1)
    assert ax.get_xlabel() == "share of all customers in the file"


def test_tier_ranges():
    columns = ["Monetary", "Clicks", "Recency", "Returns", "Frequency"]
    index = pd.MultiIndex.from_product([columns, TIERS], names=["column", "tier"])
    low = np.arange(25.0)
    spans = pd.DataFrame({"low": low, "high": low + 3}, index=index)
    telling = pd.Series([1.0, 0.35, 0.2, 0.02, 0.27], index=columns)
    fig = plots.tier_ranges(spans, telling)
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Monetary alone tells every customer's tier; the ranges of other columns overlap"
    )
    assert [title(ax) for ax in fig.axes[:5]] == [
        f"{column} tells {share:.0%}" for column, share in telling.items()
    ]
    assert [ax.get_visible() for ax in fig.axes] == [True] * 5 + [False]
    for i, ax in enumerate(fig.axes[:5]):
        assert [p.get_x() for p in ax.patches] == low[5 * i : 5 * i + 5].tolist()
        assert {p.get_width() for p in ax.patches} == {3.0}
        assert len({to_hex(p.get_facecolor()) for p in ax.patches}) == 5
        assert ax.get_xlabel()
    assert ticks(fig.axes[0].get_yticklabels()) == list(TIERS)
    none = plots.tier_ranges(spans, telling * 0.9)
    assert none.get_suptitle() == (
        "No column alone tells every customer's tier; Monetary comes nearest"
    )


def test_engagement_and_value():
    metrics, value = ["clicks", "minutes"], ["Monetary", "Frequency", "Recency"]
    over_all = pd.DataFrame([[0.9, 0.8, -0.7], [0.5, 0.4, -0.3]], metrics, value)
    inside = pd.DataFrame([[0.01, -0.001, -0.03], [0, 0.02, 0]], metrics, value)
    fig = plots.engagement_and_value(over_all, inside)
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Engagement goes with value up to 0.90; inside a tier nothing goes beyond 0.03"
    )
    left, right = fig.axes
    np.testing.assert_allclose(cells(left), over_all)
    np.testing.assert_allclose(cells(right), inside.round(2))
    assert "-0.00" not in texts(right) and "+0.90" in texts(left)
    assert (title(left), title(right)) == ("all customers", "among customers of one tier")
    assert left.collections[0].get_clim() == right.collections[0].get_clim() == (-1, 1)


def test_published_four():
    names = ["VIP Champions", "Promising Regulars", "At-Risk"]
    groups = pd.DataFrame(
        {"share": [0.097, 0.5755, 0.328], "share of spend": [0.38, 0.617, 0.003]}, names
    )
    fig = plots.published_four(groups)
    check_layout(fig)
    (ax,) = fig.axes
    assert fig.get_suptitle() == (
        "Share of customers and of spend: VIP Champions 10% and 38%; Promising Regulars 58% and 62%"
    )
    assert bars(ax) == [*groups["share"], *groups["share of spend"]]
    assert texts(ax) == ["10%", "58%", "33%", "38%", "62%", "0.3%"]
    assert legend(ax) == ["of customers", "of spend"]
    one = plots.published_four(groups.assign(**{"share of spend": [0.0, 1.0, 0.0]}))
    assert one.get_suptitle() == "Share of customers and of spend: Promising Regulars 58% and 100%"


def test_responses():
    auc = ranked(0.6, 1.0)
    fig = plots.responses(responded(), 0.42, auc)
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "The answer differs by segment; Monetary and Segment_Label rank it equally (AUC 0.73)"
    )
    assert texts(left) == ["67% (65%–69%)", "41% (39%–43%)", "10% (8%–13%)", "all: 42%"]
    assert texts(right) == ["0.730", "0.724", "0.720"]
    shares = responded().rename(columns={"share": "value"})
    for ax, table in ((left, shares), (right, auc.table)):
        whiskers, middles = ax.collections
        ends = [[p[0] for p in line] for line in whiskers.get_segments()]
        assert ends == table[["low", "high"]].to_numpy().tolist()
        assert middles.get_offsets()[:, 0].tolist() == table["value"].tolist()
        assert ax.get_xlim()[0] <= table["low"].min() and table["high"].max() <= ax.get_xlim()[1]
    assert left.lines[0].get_xdata()[0] == 0.42
    assert ticks(left.get_yticklabels())[2] == "Very low spend,\nvery few orders\n(600)"
    flat = responded().assign(low=0.0, high=1.0)
    assert plots.responses(flat, 0.42, ranked(1.0, 1.0)).get_suptitle() == (
        "The answer hardly differs by segment; best ranked by Monetary (AUC 0.73)"
    )


def test_carts():
    fig = plots.carts(abandoned(), worth())
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "Highest abandonment: Very low spend, very few orders; most gross margin in the carts:\n"
        "High-Value Loyalists"
    )
    assert texts(left) == ["8.2% (8.0–8.4)", "15.1% (14.8–15.4)", "34.4% (33.9–34.9)"]
    assert texts(right) == ["18.0–55.4", "10.1–30.1", "0.2–0.8", "by spend per order",
                            "by Avg_Order_Value"]  # fmt: skip
    assert [text.xy[0] for text in right.texts[3:]] == pytest.approx([17.969, 55.352])
    (lines,) = right.collections
    spans = [[p[0] for p in line] for line in lines.get_segments()]
    np.testing.assert_allclose(spans, worth()[["gross margin, low", "gross margin, high"]] / 1_000)
    other = plots.carts(abandoned(), worth().assign(**{"low by": "Avg_Order_Value"}))
    assert texts(other.axes[1])[3:] == ["by Avg_Order_Value", "by spend per order"]
