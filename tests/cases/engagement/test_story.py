"""The engagement case: what its figures draw, and how its sentences turn."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import ACCENT, CONTRAST
from segmentation.cases.engagement import plots
from segmentation.cases.engagement.findings import table as findings
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


def ranked() -> pd.DataFrame:
    """AUC of three scores."""
    values = [[0.73, 0.72, 0.74, 0.0], [0.729, 0.71, 0.735, 0.6], [0.70, 0.69, 0.71, 1.0]]
    names = ["Monetary", "Segment_Label", "our segments"]
    return pd.DataFrame(values, names, ["AUC", "low", "high", "worse"])


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


def abandoned() -> pd.DataFrame:
    """Cart abandonment in per cent."""
    values = [[3_000, 8.2, 8.0, 8.4], [2_500, 15.1, 14.8, 15.4], [600, 34.4, 33.9, 34.9]]
    return pd.DataFrame(values, NAMES, ["customers", "mean", "low", "high"])


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
        "Spend alone tells every customer's tier; the ranges of other columns overlap"
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
    left, right, scale = fig.axes
    np.testing.assert_allclose(cells(left), over_all)
    np.testing.assert_allclose(cells(right), inside.round(2))
    assert "-0.00" not in texts(right) and "+0.90" in texts(left)
    assert (title(left), title(right)) == ("all customers", "among customers of one tier")
    assert left.collections[0].get_clim() == right.collections[0].get_clim() == (-1, 1)
    assert scale.get_ylabel() == "Spearman correlation"


def test_published_four():
    names = ["VIP Champions", "Promising Regulars", "At-Risk"]
    groups = pd.DataFrame(
        {"share": [0.097, 0.5755, 0.328], "share of spend": [0.38, 0.617, 0.003]}, names
    )
    fig = plots.published_four(groups)
    check_layout(fig)
    (ax,) = fig.axes
    assert fig.get_suptitle() == (
        "VIP Champions: 10% of customers, 38% of spend; Promising Regulars: 58% and 62%"
    )
    assert bars(ax) == [*groups["share"], *groups["share of spend"]]
    assert texts(ax) == ["10%", "58%", "33%", "38%", "62%", "0.3%"]
    assert legend(ax) == ["of customers", "of spend"]
    one = plots.published_four(groups.assign(**{"share of spend": [0.0, 1.0, 0.0]}))
    assert one.get_suptitle() == "Promising Regulars: 58% of customers, 100% of spend"


def test_responses():
    fig = plots.responses(responded(), 0.42, ranked())
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "The answer differs by segment; Monetary and Segment_Label rank it equally (AUC 0.73)"
    )
    assert texts(left) == ["67% (65%–69%)", "41% (39%–43%)", "10% (8%–13%)", "all: 42%"]
    assert texts(right) == ["0.730", "0.729", "0.700"]
    for ax, table, column in ((left, responded(), "share"), (right, ranked(), "AUC")):
        whiskers, middles = ax.collections
        ends = [[p[0] for p in line] for line in whiskers.get_segments()]
        assert ends == table[["low", "high"]].to_numpy().tolist()
        assert middles.get_offsets()[:, 0].tolist() == table[column].tolist()
        assert to_hex(whiskers.get_edgecolor()[0]) == ACCENT.lower()
        assert ax.get_xlim()[0] <= table["low"].min() and table["high"].max() <= ax.get_xlim()[1]
    assert left.lines[0].get_xdata()[0] == 0.42
    assert ticks(left.get_yticklabels())[2] == "Very low spend,\nvery few orders\n(600)"
    assert "95%" in left.get_xlabel() and "halves" in right.get_xlabel()
    flat = responded().assign(low=0.0, high=1.0)
    alone = ranked().assign(worse=[0.0, 1.0, 1.0])
    assert plots.responses(flat, 0.42, alone).get_suptitle() == (
        "The answer hardly differs by segment; best ranked by Monetary (AUC 0.73)"
    )


def test_carts():
    spend = pd.Series([4_867.0, 1_249.0, 50.0], NAMES)
    fig = plots.carts(abandoned(), worth(), spend)
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
    assert "assumed" in right.get_xlabel()
    other = worth().assign(**{"low by": "Avg_Order_Value"})
    near = abandoned().assign(high=[8.4, 34.0, 34.9])
    fig = plots.carts(near, other, spend)
    assert texts(fig.axes[1])[3:] == ["by Avg_Order_Value", "by spend per order"]
    start = "Abandonment is highest among the two lowest spenders; most gross margin"
    assert fig.get_suptitle().startswith(start)
    rich = plots.carts(near, other, spend.iloc[::-1].set_axis(NAMES))
    assert rich.get_suptitle().startswith("Highest abandonment: Near average and Very low spend")


# Sentences


def funnel(*aside: int) -> pd.DataFrame:
    """100 customers in, some set aside."""
    rows = [("in", "the file", 100)]
    rows += [("set aside", f"reason {i}", n) for i, n in enumerate(aside, 1)]
    rows.append(("used", "at least one order", 100 - sum(aside)))
    return pd.DataFrame(rows, columns=["Part", "Step", "Customers"])


def test_accounted():
    assert findings.accounted(funnel(3, 0, 2)) == (
        "**95 of 100 customers are used.** Set aside: 3 (reason 1) and 2 (reason 3)."
    )
    assert findings.accounted(funnel(0)).endswith("used.** None is set aside.")


OTHER = {"clean without readings": 2_132, "far at 75%": 3_261, "far at 90%": 590}


def test_quality():
    text = findings.quality(rules(), 222, ["Recency", "Clicks"], ["Returns"], OTHER)
    assert text.startswith(
        "**222 customers break none of these rules.** Broken most often: *fewer pages viewed than "
        "sessions* (80%). Not clustered on: Returns. Left to cluster on: Recency and Clicks."
    )
    assert text.endswith(
        "Without the rules that hang on this, 2,132 customers break none. *Far* are 0 customers, "
        "off by more than half; 3,261 by more than 75% and 590 by more than 90%."
    )
    mild = findings.quality(rules(), 9_000, ["Recency"], [], OTHER)
    assert "(80%). No rule is broken often enough to give a column up.\n" in mild
    none = findings.quality(rules().assign(customers=0), 10, ["Recency"], [], OTHER)
    assert none == "No customer contradicts itself here, so every column is used."


def test_tiers():
    telling, chance = pd.Series({"Monetary": 1.0, "Clicks": 0.4}), (0.026, 0.035)
    text = findings.tiers(telling, 0.025, chance, 0.012, 55)
    assert text.startswith("`Segment_Label` fits thresholds on Monetary exactly: cut at fixed")
    assert "no independent truth" in text
    assert "no two columns are correlated: the largest of all rank correlations is 0.025" in text
    assert "(after shuffling: 0.026 in the median, 0.035 at the 95th percentile)" in text
    assert "the 55 ranges are filled evenly as far as a test can tell" in text
    tied = findings.tiers(telling, 0.3, chance, 0.012, 55)
    assert "some columns are correlated: the largest rank correlation is 0.300" in tied
    uneven = findings.tiers(telling, 0.025, chance, 0.0001, 55)
    assert "not every range is filled evenly (smallest p 0.0001 of 55)" in uneven
    free = findings.tiers(telling * 0.8, 0.025, chance, 0.012, 55)
    assert free.startswith("No column alone gives `Segment_Label`; Monetary comes nearest (80%")


def test_shuffled():
    table = pd.DataFrame(
        {"customers": [7_956, 71], "mean": [7_952.3, 71.0], "low": [7_907.0, 71.0],
         "high": [8_000.0, 71.0]},
        index=["fewer pages viewed than sessions", "no sessions, yet clicks"],
    )  # fmt: skip
    text = findings.shuffled(table, others=True)
    assert "viewed than sessions* concerns 7,952 customers on average instead of 7,956." in text
    assert "Every count lies in the middle 95% of the shuffles" in text
    assert "what independent uniform draws inside each tier would give; we found nothing" in text
    other = findings.shuffled(table, others=False)
    assert "Every count lies" in other and "would give" not in other
    assert other.endswith("The correlations or the ranges show something else, though.")
    real = findings.shuffled(table.assign(customers=[100, 71]), others=True)
    assert "Outside the middle 95% of the shuffles: fewer pages viewed than sessions;" in real
    assert "would give" not in real


def test_score():
    measured = {"variance": 0.948, "rank": 0.99935, "terciles": 0.975, "value": 0.915,
                "clicks value": 0.906, "wishlist value": 0.908, "sessions value": 0.923,
                "clicks": 871.0, "wishlist": 21.0, "sessions": 44.0}  # fmt: skip
    text = findings.score(measured)
    assert text.startswith("Clicks are **95%** of the variance of the score; its rank correlation")
    assert "**The score is clicks under another name**" in text
    assert "The medians are 871 clicks, 21 wishlist adds and 44 sessions. " in text
    assert "correlated at 0.915, clicks alone at 0.906; the difference of +0.009 is what" in text
    assert "(0.908 with spend) and sessions (0.923) bring along" in text
    for other in ({"rank": 0.98}, {"terciles": 0.9}):
        assert "The score is more than clicks. " in findings.score(measured | other)


def engaged(low: float, high: float) -> pd.DataFrame:
    """Two metrics that hold and one that does not; the interval of the first inside tiers."""
    return pd.DataFrame(
        {
            "impossible": [0, 0, 71],
            "all": [0.9, -0.95, 0.99],
            "tier": [0.01, 0.0, 0.5],
            "tier low": [low, -0.02, 0.4],
            "tier high": [high, 0.02, 0.6],
        },
        index=["clicks", "cart abandonment", "clicks per session"],
    )


def test_engaged():
    text = findings.engaged(engaged(-0.01, 0.03))
    assert text.startswith(
        "2 of 3 metrics are possible for every customer. Of these cart abandonment is correlated "
        "most closely with spend (-0.95). **Inside a tier none of them is correlated with it**: "
        "every interval covers 0, and any tie is below 0.030."
    )
    tied = findings.engaged(engaged(0.01, 0.03))
    assert "the interval of clicks does not cover 0; of 2 such intervals one in twenty" in tied
    assert "does not cover 0" in findings.engaged(engaged(-0.03, -0.01))


def recipes(*differ: int) -> pd.DataFrame:
    """Two recipes."""
    return pd.DataFrame({"differ at least": differ}, index=["capped", "as they are"])


def test_reproduced():
    assert findings.reproduced(recipes(0, 5)) == (
        "**The published sizes are reproduced exactly** by *capped*. *as they are* misses them "
        "by 5 customers."
    )
    other = findings.reproduced(recipes(1_200, 1_300))
    assert other.startswith("**No recipe gives the published sizes.** *capped* comes nearest: at")
    assert "1,200 customers" in other


def test_swapped():
    readme = {"VIP": 10, "Loyal": 22, "Promising": 11, "At-Risk": 58}
    notebook = readme | {"Promising": 58, "At-Risk": 11}
    named = pd.DataFrame({"name": list(readme), "customers": [9, 21, 60, 12]})
    named["Recency"] = [7.0, 20.0, 50.4, 135.4]

    def said(table: pd.DataFrame) -> str:
        return findings.swapped(table, readme, notebook, 48.7)

    text = said(named)
    assert text.startswith("**By our reading of the names the published notebook is right")
    assert (
        "largest group ordered 50 days ago, 49 being the average; the longest silent, 135" in text
    )
    assert "is *At-Risk*. Whether anybody is at risk the file cannot tell" in text
    other = said(named.assign(customers=[9, 21, 12, 60]))
    assert "the published README is right; its notebook swaps the last two." in other
    assert said(named.assign(customers=[60, 21, 12, 9])).startswith("Neither publication")
    assert said(named.assign(name=["a", "b", "c", "d"])).startswith("Neither publication")


def test_outliers():
    index = ["capped at the 99th percentile", "beyond Tukey's fences dropped", "no order: dropped"]
    table = pd.DataFrame({"touched": [283, 1_457, 145], "share moved": [0.001, 0.443, 0.0]}, index)
    text = findings.outliers(table, pd.Series({"Platinum": 0.53, "Iron": 0.47}))
    assert "*capped at the 99th percentile* touches 283 and moves 0.1%" in text
    assert "drops customers, not errors: of them 53% are Platinum and 47% are Iron. **So" in text
    none = table.assign(touched=0)
    quiet = findings.outliers(none, pd.Series(dtype=float))
    assert quiet.endswith("**Nobody is dropped or capped as an outlier from here on.**")
    assert "not errors" not in quiet
