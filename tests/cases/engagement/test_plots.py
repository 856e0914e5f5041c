"""The engagement case: what its figures draw."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.estimates import Estimates
from segmentation.base.palette import INK, LIGHT, MUTED, PERSONA_COLOURS
from segmentation.cases.engagement import kinds, plots
from segmentation.cases.engagement.source import TIERS
from segmentation.cases.engagement.tiers import NONE

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]


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


# Figures


def test_contradictions():
    draws = pd.DataFrame({name: [100, 200] for name in rules().index} | {NONE: [220, 230]})
    again = Estimates.from_draws(draws.mean(), draws)
    fig = plots.contradictions(rules(), 222, 10_000, again)
    check_layout(fig)
    ax = fig.axes[0]
    assert fig.get_suptitle() == (
        "222 of 10,000 customers break no rule as we read it; of shuffled ones 225"
    )
    shown = [*rules().index[:3], NONE]  # nobody breaks the last rule
    assert bars(ax) == [*rules()["share of customers"][:3], 0.0222]
    assert texts(ax) == [
        "7,956 · not clustered on: Pages_Viewed, Session_Count",
        "143 · row set aside",
        "71",
        "222",
    ]
    assert [text.get_ha() for text in ax.texts] == ["right", "left", "left", "left"]
    tints = [to_hex(p.get_facecolor()) for p in ax.patches]
    assert tints == [MUTED, MUTED, LIGHT, LIGHT]
    (marks,) = ax.collections
    np.testing.assert_allclose(marks.get_offsets()[:, 0], [0.015] * 3 + [0.0225])
    assert ticks(ax.get_yticklabels()) == shown
    assert legend(ax) == ["rows shuffled inside the tiers"]
    assert ax.yaxis_inverted() and ax.get_xlim() == (0, 1)
    assert ax.get_xlabel() == "share of all customers in the file"


def test_tiers_have_colours_that_no_persona_has():
    assert len(set(plots.TINTS)) == len(TIERS)
    assert not set(plots.TINTS) & set(PERSONA_COLOURS.values())


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
        "Engagement goes with value up to 0.90; inside a tier these reach at most 0.030"
    )
    left, right = fig.axes
    np.testing.assert_allclose(cells(left), over_all)
    np.testing.assert_allclose(cells(right), inside.round(2))
    assert "−0.00" not in texts(right) and "+0.90" in texts(left)
    assert (title(left), title(right)) == ("all customers", "among customers of one tier")
    assert left.collections[0].get_clim() == right.collections[0].get_clim() == (-1, 1)


def test_published_four():
    groups = pd.DataFrame(
        {"customers": [973, 2_190, 5_755, 1_082], "Recency": [7.0, 19.6, 50.4, 135.0]}, kinds.NAMES
    )
    fig = plots.published_four(groups, 48.7)
    check_layout(fig)
    (ax,) = fig.axes
    assert fig.get_suptitle() == (
        "The README calls 5,755 customers At-Risk: they ordered 50 days ago, everybody 49"
    )
    assert bars(ax) == groups["Recency"].tolist()
    tints = [to_hex(p.get_facecolor()) for p in ax.patches]
    assert tints == [MUTED, MUTED, INK, MUTED]
    assert texts(ax) == [
        "both: VIP Champions",
        "both: High-Value Loyalists",
        "README: At-Risk\nnotebook: Promising Regulars",
        "README: Promising Regulars\nnotebook: At-Risk",
        " all customers: 49",
    ]
    assert ticks(ax.get_yticklabels())[2] == "5,755 customers"
    assert ax.lines[0].get_xdata()[0] == 48.7


def test_swapped_clicks():
    rng = np.random.default_rng(0)
    tier = np.repeat(TIERS, 40)
    base = np.repeat(np.arange(5.0), 40)
    shop = pd.DataFrame(
        {
            "Segment_Label": tier,
            "Clicks": base + rng.random(200),
            "Monetary": base + rng.random(200),
        }
    )
    theirs = shop.groupby("Segment_Label")["Clicks"].transform(rng.permutation)
    fig = plots.swapped_clicks(shop, theirs)
    check_layout(fig)
    assert fig.get_suptitle() == (
        "Clicks of somebody else of the tier say as much of spend as one's own"
    )
    own, other = fig.axes
    rho = [c.corr(shop["Monetary"], "spearman") for c in (shop["Clicks"], theirs)]
    assert title(own) == f"their own clicks: correlation {rho[0]:.3f}"
    assert title(other) == f"somebody else's clicks: correlation {rho[1]:.3f}"
    for ax, clicks in ((own, shop["Clicks"]), (other, theirs)):
        drawn = np.concatenate([dots.get_offsets() for dots in ax.collections])
        np.testing.assert_array_equal(drawn, np.c_[clicks, shop["Monetary"]])
    assert sorted(legend(own)) == sorted(TIERS)
    tied = plots.swapped_clicks(shop.assign(Monetary=shop["Clicks"]), theirs * 0 + rng.random(200))
    assert tied.get_suptitle() == "Clicks of somebody else say less of spend than one's own"
