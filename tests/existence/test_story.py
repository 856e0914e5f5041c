"""Figures and sentences on whether the segments exist and come back."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import ACCENT
from segmentation.existence import findings
from segmentation.existence import plots as existence_plots
from segmentation.shop.planted import PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]


def five(**changed: dict[str, object]) -> pd.DataFrame:
    """Three judged data sets: one natural, one natural by its tiers, one sliced."""
    rows = {
        "flagship": ["natural", 5, 0.55, 0.21, 0.29, 0.26, 0.25, np.nan, "natural", 5, 0.99, 0.95],
        "Olist": [
            "reproducible",
            7,
            0.51,
            0.53,
            0.53,
            -0.02,
            -0.01,
            np.nan,
            "reproducible",
            7,
            0.85,
            0.62,
        ],
        "Engagement": [
            "natural",
            5,
            0.63,
            0.43,
            0.55,
            0.08,
            0.077,
            -0.002,
            "natural",
            5,
            0.98,
            0.93,
        ],
    }
    columns = ["verdict", "k", "silhouette", "permuted p95", "copula p95", "excess",
               "excess on like rows", "knowing", "verdict on like rows",
               "k on like rows", "jaccard", "null jaccard"]  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    for name, values in changed.items():
        for column, value in values.items():
            table.loc[name, column] = value
    return table


def stable(*jaccard: float) -> pd.DataFrame:
    """Segments with these similarities."""
    return pd.DataFrame(
        {"share": 0.5, "jaccard": jaccard, "error": 0.01, "reading": "highly stable"},
        index=NAMES[: len(jaccard)],
    )


def null(*least: float, most: float = 0.96) -> pd.DataFrame:
    """Null draws whose least stable clusters have these similarities."""
    return pd.DataFrame({"least": least, "most": most})


def churned(nothing: tuple[float, float] = (0.03, 0.1), real: float = 0.04) -> pd.DataFrame:
    """Churn of two shops; that of the flagship falls with its size."""
    index = pd.MultiIndex.from_tuples(
        [("flagship", 500_000), ("flagship", 4_000), ("no personas", 50_000),
         ("no personas", 4_000), ("a shop", 4_000)],
        names=["data", "customers"],
    )  # fmt: skip
    mean = np.array([0.0004, 0.0024, *nothing, real])
    customers = index.get_level_values(1)
    return pd.DataFrame(
        {"mean": mean, "low": mean / 2, "high": mean * 2, "who": mean * customers}, index=index
    )


# Figures


def test_five_nulls() -> None:
    fig = existence_plots.five_nulls(five(), 0.05)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "2 of 3 data sets clear the copula null by 0.05"
    permuted, copula, bar, data = ax.collections[1:5]
    rows = [[0], [1], [2]]
    for drawn, column, shift in (
        (permuted, "permuted p95", 0), (copula, "copula p95", 0), (bar, "copula p95", 0.05),
        (data, "silhouette", 0),
    ):  # fmt: skip
        places = drawn.get_offsets()
        np.testing.assert_allclose(places[:, :1], five()[[column]].to_numpy() + shift)
        np.testing.assert_allclose(places[:, 1:], rows, rtol=0, atol=0.2)
    # The two nulls of one data set do not hide one another, even where they are equal.
    assert (copula.get_offsets()[:, 1] - permuted.get_offsets()[:, 1] > 0.1).all()
    filled = [to_hex(colour) for colour in data.get_facecolors()]
    assert filled == [ACCENT.lower(), "#ffffff", ACCENT.lower()]
    assert ticks(ax.get_yticklabels()) == ["flagship, k = 5", "Olist, k = 7", "Engagement, k = 5"]
    assert texts(ax) == ["+0.26", "−0.02", "+0.08"]


def test_segment_stability() -> None:
    found = {
        "A shop, 5,000 rows": (stable(0.99, 0.98), null(0.8, 0.9)),
        "A shop, all rows": (stable(0.999, 0.999), null(0.9, most=0.99)),
        "Another": (stable(0.5, 0.97, 0.98), null(0.7)),
    }
    fig = existence_plots.segment_stability(found, 0.75)
    check_layout(fig)
    assert fig.get_suptitle().startswith("Null data do not always come back (band")
    again = existence_plots.segment_stability(dict(list(found.items())[:2]), 0.75)
    assert again.get_suptitle().startswith("Null data come back too (band")
    assert [title(ax) for ax in fig.axes] == list(found)
    for ax, (table, nothing) in zip(fig.axes, found.values(), strict=True):
        dots = ax.collections[-1].get_offsets()
        np.testing.assert_allclose(dots[:, 0], table["jaccard"])
        band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
        assert band.x0 == pytest.approx(nothing["least"].mean())
        assert band.x1 == pytest.approx(nothing["most"].mean())
        assert ax.lines[0].get_xdata()[0] == 0.75
        assert ax.get_xlim()[0] < table["jaccard"].min()
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    assert ticks(fig.axes[1].get_yticklabels()) == ["", ""]  # the same segments as to its left
    assert len(ticks(fig.axes[2].get_yticklabels())) == 3


# Sentences


def test_five_nulls_says_what_is_natural() -> None:
    text = findings.five_nulls(five())
    assert text.startswith("**Natural: flagship and Engagement**. In the other 1 the silhouette")
    assert "lies below the copula null's 95th percentile: nothing beyond the null is shown" in text
    assert "so they are treated as slices. None of them beats even the permuted null. " in text
    assert "undecided" not in text
    assert "moves by at most 0.010 (flagship) and no verdict changes." in text
    assert "**Engagement's verdict is one about the tiers" in text
    assert "against a null that knows them, the excess is −0.002." in text


def test_five_nulls_in_other_wordings() -> None:
    none = five(flagship={"verdict": "reproducible", "excess": 0.03}).drop("Engagement")
    none["verdict on like rows"] = none["verdict"]
    text = findings.five_nulls(none)
    assert text.startswith("**No data set has natural clusters**. In the other 2 the silhouette at")
    assert "95th percentile by at most 0.03: nothing beyond" in text
    assert "1 of these 2 beat the permuted null all the same, so beating it is no" in text
    assert "leaves *reproducible* undecided: flagship (0.990 against the null's 0.950). " in text
    assert "tiers" not in text
    changes = findings.five_nulls(five(Olist={"k on like rows": 6}))
    assert "**the verdict changes for Olist**." in changes
    kind = findings.five_nulls(five(flagship={"verdict on like rows": "reproducible"}))
    assert "**the verdict changes for flagship**." in kind
    beyond = findings.five_nulls(five(Engagement={"knowing": 0.06}))
    assert "Engagement also beats a null that knows its tiers, by 0.060." in beyond
    assert "is one about the tiers" not in beyond
    everything = findings.five_nulls(five().drop("Olist"))
    assert "In the other" not in everything


def test_segment_stability_sentence() -> None:
    own = stable(0.99, 0.985), null(0.8, 0.9)
    full = stable(0.999, 0.9987), null(0.91)
    slices = pd.Series({"A shop": 0.13, "Olist": 0.23})
    text = findings.segment_stability(own, full, slices)
    assert f"has a Jaccard of 0.985 on the working sample (**{NAMES[1]}**, highly stable)" in text
    assert "and 0.9987 at full size (standard errors over the bootstrap draws: at most 0.01" in text
    assert "has 0.85 on average on the sample (from 0.80 to 0.90 over 2 null data sets)" in text
    assert "0.91 at full size (1 null data set)" in text
    assert "**Stability proves nothing by itself, nor does its distance to the null**" in text
    assert "(+0.13 here; Olist, which is only sliced, has +0.23). It says that a segment" in text
    far = findings.segment_stability(own, full, slices - 0.2)
    assert "proves nothing" not in far
    assert "+0.13 on the sample, is larger than in any data set that is only sliced" in far
    assert "(at most +0.03, Olist)" in far
    alone = findings.segment_stability(own, full, slices[:0])
    assert "sliced" not in alone and alone.endswith("is the silhouette's question.")


def test_segment_stability_where_the_null_dissolves() -> None:
    own = stable(0.6, 0.9), null(0.7)
    text = findings.segment_stability(
        own, (stable(0.6, 0.9), null(0.4, 0.5)), pd.Series({"A": -0.2})
    )
    assert "Clusters of null data do not come back (0.45 at full size)" in text
    assert "proves nothing" not in text
    assert "distance to the null, −0.10 on the sample" in text and "(at most −0.20, A)" in text


def test_sliced() -> None:
    nulls = null(0.8, 0.8).assign(most=[0.95, 0.965])
    text = findings.sliced(stable(0.96, 0.97), nulls, "A shop")
    assert text.startswith("A shop: Jaccard from 0.960 to 0.970; 1 of its 2 slices is no more")
    assert "the most stable cluster of 2 null data sets (0.965)" in text
    beyond = findings.sliced(stable(0.97, 0.98), nulls, "A shop")
    assert "all its slices are more stable than any cluster of 2 null data sets (at most" in beyond
    assert "on the same customers" in beyond


def test_churned() -> None:
    text = findings.churned(churned(), "flagship", "no personas", "a shop")
    assert text.startswith("**0.04% of 500,000 customers** (200) change segment")
    assert "0.24% against 10.0% of 4,000 customers" in text
    assert "At 4,000 rows a shop (4.0%, up to 8% in one split) lies between personas (0.2%)" in text
    assert "and none (10.0%). Churn" in text
    assert "Churn falls with the number of customers wherever two sizes are shown" in text
    rises = findings.churned(churned((0.2, 0.1)), "flagship", "no personas", "a shop")
    assert "Churn does not fall with the number of customers everywhere" in rises
    worse = findings.churned(churned(real=0.2), "flagship", "no personas", "a shop")
    assert "(20.0%, up to 40% in one split) lies not between personas" in worse
    alone = findings.churned(
        churned().drop(("no personas", 4_000)), "flagship", "no personas", "a shop"
    )
    assert "lies between" not in alone
