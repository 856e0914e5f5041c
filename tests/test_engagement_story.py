"""The engagement case: what its figures draw, and how its sentences turn."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation import findings, plots
from segmentation.plots.style import ACCENT, CONTRAST
from segmentation.sources.engagement import TIERS

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
            "not used": ["Pages_Viewed, Session_Count", "the row", "–", "–"],
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
    values = [[0.73, 0.72, 0.74], [0.725, 0.71, 0.735], [0.70, 0.69, 0.71]]
    return pd.DataFrame(values, ["Monetary", "Recency", "our segments"], ["AUC", "low", "high"])


def worth() -> pd.DataFrame:
    """What reminders may be worth."""
    return pd.DataFrame(
        {
            "abandoned carts": [15_132.0, 13_487.0, 1_711.0],
            "left, low": [17_969.0, 10_057.0, 249.0],
            "left, high": [55_352.0, 30_150.0, 787.0],
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
    fig = plots.engagement.contradictions(rules(), 222)
    check_layout(fig)
    ax = fig.axes[0]
    assert fig.get_suptitle() == "Only 222 customers break none of these rules"
    assert bars(ax) == rules()["share of customers"].tolist()
    assert texts(ax) == [
        "7,956: Pages_Viewed, Session_Count not used",
        "143: the row not used",
        "71",
        "0",
    ]
    tints = [to_hex(p.get_facecolor()) for p in ax.patches]
    assert tints[:2] == [CONTRAST.lower()] * 2 and CONTRAST.lower() not in tints[2:]
    assert ticks(ax.get_yticklabels()) == rules().index.tolist()
    assert ax.yaxis_inverted()
    assert ax.get_xlabel() == "share of all customers in the file"


def test_tier_ranges():
    columns = ["Monetary", "Clicks", "Recency", "Returns", "Frequency"]
    index = pd.MultiIndex.from_product([columns, TIERS], names=["column", "tier"])
    low = np.arange(25.0)
    spans = pd.DataFrame({"low": low, "high": low + 3}, index=index)
    telling = pd.Series([1.0, 0.35, 0.2, 0.02, 0.27], index=columns)
    fig = plots.engagement.tier_ranges(spans, telling)
    check_layout(fig)
    assert fig.get_suptitle().endswith("(Monetary: all)")
    assert [title(ax) for ax in fig.axes[:5]] == [
        f"{column}: {share:.0%}" for column, share in telling.items()
    ]
    assert [ax.get_visible() for ax in fig.axes] == [True] * 5 + [False] * 3
    for i, ax in enumerate(fig.axes[:5]):
        assert [p.get_x() for p in ax.patches] == low[5 * i : 5 * i + 5].tolist()
        assert {p.get_width() for p in ax.patches} == {3.0}
        assert len({to_hex(p.get_facecolor()) for p in ax.patches}) == 5
        assert ax.get_xlabel()
    assert ticks(fig.axes[0].get_yticklabels()) == list(TIERS)
    none = plots.engagement.tier_ranges(spans, telling * 0.9)
    assert none.get_suptitle().endswith("the column alone tells")


def test_engagement_and_value():
    metrics, value = ["clicks", "minutes"], ["Monetary", "Frequency", "Recency"]
    over_all = pd.DataFrame([[0.9, 0.8, -0.7], [0.5, 0.4, -0.3]], metrics, value)
    inside = pd.DataFrame([[0.01, -0.001, -0.03], [0, 0.02, 0]], metrics, value)
    fig = plots.engagement.engagement_and_value(over_all, inside)
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


def test_responses():
    fig = plots.engagement.responses(responded(), 0.42, ranked())
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "The answer differs by segment; best ranked by Monetary (AUC 0.730)"
    )
    assert texts(left) == ["67%", "41%", "10%", "all: 42%"]
    assert texts(right) == ["0.730", "0.725", "0.700", "chance"]
    for ax, table, column in ((left, responded(), "share"), (right, ranked(), "AUC")):
        whiskers, dots = ax.collections
        ends = [[p[0] for p in line] for line in whiskers.get_segments()]
        assert ends == table[["low", "high"]].to_numpy().tolist()
        assert dots.get_offsets()[:, 0].tolist() == table[column].tolist()
        assert to_hex(dots.get_facecolor()[0]) == ACCENT.lower()
    assert left.lines[0].get_xdata()[0] == 0.42 and right.lines[0].get_xdata()[0] == 0.5
    assert ticks(left.get_yticklabels())[2] == "Very low spend, very few\norders (600)"
    assert "95% interval" in left.get_xlabel() and "95% interval" in right.get_xlabel()


def test_carts():
    fig = plots.engagement.carts(abandoned(), worth())
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "Highest abandonment: Very low spend, very few orders; most money in the carts: "
        "High-Value\nLoyalists"
    )
    assert texts(left) == ["8.2%", "15.1%", "34.4%"]
    assert texts(right) == ["18.0–55.4", "10.1–30.1", "0.2–0.8"]
    (lines,) = right.collections
    spans = [[p[0] for p in line] for line in lines.get_segments()]
    np.testing.assert_allclose(spans, worth()[["left, low", "left, high"]] / 1_000)
    assert "assumed" in right.get_xlabel()


# Sentences


def funnel(*aside: int) -> pd.DataFrame:
    """100 customers in, some set aside."""
    rows = [("in", "the file", 100)]
    rows += [("set aside", f"reason {i}", n) for i, n in enumerate(aside, 1)]
    rows.append(("used", "at least one order", 100 - sum(aside)))
    return pd.DataFrame(rows, columns=["Part", "Step", "Customers"])


def test_accounted():
    assert findings.engagement.accounted(funnel(3, 0, 2)) == (
        "**95 of 100 customers are used.** Set aside: 3 (reason 1) and 2 (reason 3)."
    )
    assert findings.engagement.accounted(funnel(0)).endswith("used.** None is set aside.")


def test_quality():
    text = findings.engagement.quality(rules(), 222, ["Recency", "Clicks"], ["Returns"])
    assert text == (
        "**222 customers break none of these rules.** Broken most often: *fewer pages viewed than "
        "sessions* (80%). Not used from here on: Returns. What is left: Recency and Clicks."
    )
    mild = findings.engagement.quality(rules(), 9_000, ["Recency"], [])
    assert mild.endswith("(80%). No rule is broken often enough to give a column up.")
    none = findings.engagement.quality(rules().assign(customers=0), 10, ["Recency"], [])
    assert none == "No customer contradicts itself here, so every column is used."


def test_tiers():
    telling = pd.Series({"Monetary": 1.0, "Clicks": 0.4})
    text = findings.engagement.tiers(telling, 0.025, 0.035, 0.012, 55)
    assert "follows from Monetary alone for every customer, by thresholds" in text
    assert "no independent truth" in text
    assert "the largest of all rank correlations is 0.025, and shuffled columns reach 0.035" in text
    assert "the 55 ranges are filled evenly as far as a test can tell" in text
    assert "how a random generator writes a table" in text
    tied = findings.engagement.tiers(telling, 0.3, 0.035, 0.012, 55)
    assert "some columns are tied: the largest rank correlation is 0.300" in tied
    assert "generator" not in tied
    uneven = findings.engagement.tiers(telling, 0.025, 0.035, 0.0001, 55)
    assert "not every range is filled evenly (smallest p 0.0001 of 55)" in uneven
    assert "generator" not in uneven
    free = findings.engagement.tiers(telling * 0.8, 0.025, 0.035, 0.012, 55)
    assert free.startswith("No column alone gives `Segment_Label`; Monetary comes nearest (80%")
    assert "generator" not in free


def test_score():
    measured = {"variance": 0.948, "rank": 0.99935, "terciles": 0.975, "value": 0.915,
                "clicks value": 0.906}  # fmt: skip
    text = findings.engagement.score(measured)
    assert text.startswith("Clicks are **95%** of the variance of the score; its rank correlation")
    assert "**The score is clicks under another name**" in text
    assert text.endswith("With spend it is tied at 0.915, clicks alone at 0.906.")
    for other in ({"rank": 0.98}, {"terciles": 0.9}):
        assert "The score is more than clicks. " in findings.engagement.score(measured | other)


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
    text = findings.engagement.engaged(engaged(-0.01, 0.03))
    assert text.startswith(
        "2 of 3 metrics are possible for every customer. Of these cart abandonment is tied most "
        "closely to spend (-0.95). **Inside a tier none of them is tied to it**"
    )
    tied = findings.engagement.engaged(engaged(0.01, 0.03))
    assert "the interval of clicks does not cover 0; of 2 such intervals one in twenty" in tied
    assert "does not cover 0" in findings.engagement.engaged(engaged(-0.03, -0.01))


def recipes(*differ: int) -> pd.DataFrame:
    """Two recipes."""
    return pd.DataFrame({"differ at least": differ}, index=["capped", "as they are"])


def test_reproduced():
    assert findings.engagement.reproduced(recipes(0, 5)) == (
        "**The published sizes are met to the customer** by *capped*. *as they are* misses them "
        "by 5 customers."
    )
    other = findings.engagement.reproduced(recipes(1_200, 1_300))
    assert other.startswith("**No recipe gives the published sizes.** *capped* comes nearest: at")
    assert "1,200 customers" in other


def test_swapped():
    readme = {"VIP": 10, "Loyal": 22, "Promising": 11, "At-Risk": 58}
    notebook = readme | {"Promising": 58, "At-Risk": 11}
    named = pd.DataFrame({"name": list(readme), "customers": [9, 21, 60, 12]})
    assert "side with the published notebook" in findings.engagement.swapped(
        named, readme, notebook
    )
    other = named.assign(customers=[9, 21, 12, 60])
    assert "side with the published README" in findings.engagement.swapped(other, readme, notebook)
    strange = named.assign(customers=[60, 21, 12, 9])
    assert "Neither publication" in findings.engagement.swapped(strange, readme, notebook)
    renamed = named.assign(name=["a", "b", "c", "d"])
    assert "Neither publication" in findings.engagement.swapped(renamed, readme, notebook)


def test_outliers():
    index = ["capped at the 99th percentile", "beyond Tukey's fences dropped", "no order: dropped"]
    table = pd.DataFrame({"touched": [283, 1_457, 145], "share moved": [0.001, 0.443, 0.0]}, index)
    text = findings.engagement.outliers(table, pd.Series({"Platinum": 0.53, "Iron": 0.47}))
    assert "*capped at the 99th percentile* touches 283 and moves 0.1%" in text
    assert "drops customers, not errors: of them 53% are Platinum and 47% are Iron. **So" in text
    none = table.assign(touched=0)
    quiet = findings.engagement.outliers(none, pd.Series(dtype=float))
    assert quiet.endswith("**Nobody is dropped or capped as an outlier from here on.**")
    assert "not errors" not in quiet


def judged(verdict: str, known: float, other: int) -> pd.DataFrame:
    """Two cuts."""
    return pd.DataFrame(
        {
            "cut": ["as above", "without the log"],
            "verdict": [verdict, "natural"],
            "k": [5, other],
            "excess at k": [0.082, 0.07],
            "knowing the tiers": [known, known - 0.001],
        }
    )


def test_challenged():
    text = findings.engagement.challenged(judged("natural", -0.002, 3))
    assert text.startswith("The rule calls **k = 5 natural**, by 0.082. Against a null that knows")
    assert "**-0.002** (at most -0.002 in all rows)" in text
    assert "they are the tiers somebody wrote into the table.**" in text
    assert text.endswith("k is 5 and 3, by columns and scales.")
    more = findings.engagement.challenged(judged("natural", 0.06, 5))
    assert "There is more to them than the tiers. " in more
    assert more.endswith("The choice of columns and scales does not change k.")
    none = findings.engagement.challenged(judged("reproducible", 0.0, 3))
    assert none.startswith("The verdict is *reproducible*, so no claim of clusters is made.")


def test_responded():
    table = responded()
    less = pd.DataFrame({"low": [-0.02, -0.01], "high": [-0.005, 0.002]}, ["segments", "Recency"])
    text = findings.engagement.responded(table, less, (0.022, 0.73))
    assert text == (
        "**67%** of *High-Value Loyalists* answered and **10%** of *Very low spend, very few "
        "orders*, a real difference. Monetary alone ranks the answer better than segments, "
        "intervals of the difference considered, and nothing ranks better. Inside a tier the "
        "segment tells nothing more (Cramér's V 0.022, p 0.73)."
    )
    better = pd.DataFrame({"low": [0.01], "high": [0.03]}, ["segments"])
    other = findings.engagement.responded(table, better, (0.2, 0.002))
    assert "No ranking is worse than that by Monetary alone; segments rank better. " in other
    assert "Inside a tier the segment still tells something (Cramér's V 0.200, p 0.002)." in other
    wide = findings.engagement.responded(table.assign(low=0.0, high=1.0), less, (0.0, 1.0))
    assert "; the intervals overlap. " in wide


def test_recovery():
    text = findings.engagement.recovery(worth(), 0.05, 0.3)
    assert text.startswith(
        "**Assumed**: 5% of the abandoned carts come back because of a reminder, at 30% margin. "
        "Then most is left in *High-Value Loyalists*: 17,969 to 55,352, in the table's unnamed"
    )
    assert "at most 1.19 in *High-Value Loyalists* and 0.14 in *Very low spend, very few" in text
    assert "differ by a factor of 3.1 over all segments" in text


def test_written():
    assert findings.engagement.written(["a.csv", "b.parquet"], "data/x", {"a": 1_200}) == (
        "Written to `data/x`: `a.csv` and `b.parquet` (1,200 rows of a)."
    )
