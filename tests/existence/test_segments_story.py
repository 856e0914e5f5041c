"""Figures and sentences on whether the segments exist and come back."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.clusters.verdict import MARGIN, RANKED
from segmentation.existence.findings import segments as findings
from segmentation.existence.plots import segments as plots
from segmentation.shop.planted import PERSONAS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]


def five(**changed: dict[str, object]) -> pd.DataFrame:
    """Three judged data sets: one natural, one sliced, one with tiers."""
    bar = MARGIN
    rows = {
        "flagship": ["real", 900, "natural", 5, 5, 0.55, 0.29, 0.55 - 4 * bar, 4 * bar, "Monetary",
                     0.99, np.nan, np.nan],
        "Olist": ["real", 800, "slices", 5, 5, 0.51, 0.51 - bar, 0.53, -0.02, "Frequency",
                  0.85, 3, np.nan],
        "Engagement": ["real", 700, "constructive", 4, 5, 0.63, 0.62, 0.62, 0.01, "plain",
                       0.7, 12, -0.002],
    }  # fmt: skip
    columns = ["data", "customers", "verdict", "k", "at", "silhouette", "plain null",
               "strictest null", "excess", "explained by", "jaccard", "jaccard rank",
               "knowing"]  # fmt: skip
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
    fig = plots.five_nulls(five(), MARGIN)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "1 of 3 natural: above the bar, and every cluster comes back"
    plain, strictest, bar, data = ax.collections[1:5]
    rows = [[0], [1], [2]]
    for drawn, column, shift in (
        (plain, "plain null", 0), (strictest, "strictest null", 0),
        (bar, "strictest null", MARGIN), (data, "silhouette", 0),
    ):  # fmt: skip
        places = drawn.get_offsets()
        np.testing.assert_allclose(places[:, :1], five()[[column]].to_numpy() + shift)
        np.testing.assert_allclose(places[:, 1:], rows, rtol=0, atol=0.2)
    # The two nulls of one data set do not hide one another, even where they are equal.
    assert (strictest.get_offsets()[:, 1] - plain.get_offsets()[:, 1] > 0.1).all()
    filled = [to_hex(colour) for colour in data.get_facecolors()]
    assert filled == [INK, "#ffffff", "#ffffff"]
    assert ticks(ax.get_yticklabels()) == ["flagship, k = 5", "Olist, k = 5", "Engagement, k = 5"]
    assert texts(ax) == [
        f"+{4 * MARGIN:.3f} (tenths of Monetary)", "−0.020 (tenths of Frequency)",
        "+0.010 (plain null)",
    ]  # fmt: skip


def test_segment_stability() -> None:
    found = {
        "A shop, 5,000 rows": (stable(0.99, 0.98), null(0.8, 0.9)),
        "A shop, all rows": (stable(0.999, 0.999), null(0.9, most=0.99)),
        "Another": (stable(0.5, 0.97, 0.98), null(0.7)),
    }
    fig = plots.segment_stability(found, 0.75)
    check_layout(fig)
    assert fig.get_suptitle().startswith("Null data do not always come back (band")
    again = plots.segment_stability(dict(list(found.items())[:2]), 0.75)
    assert again.get_suptitle().startswith("Null data come back too (band")
    assert [title(ax) for ax in fig.axes] == list(found)
    for ax, (table, nothing) in zip(fig.axes, found.values(), strict=True):
        dots = ax.collections[-1].get_offsets()
        np.testing.assert_allclose(dots[:, 0], table["jaccard"])
        band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
        assert band.x0 == pytest.approx(nothing["least"].min())
        assert band.x1 == pytest.approx(nothing["most"].max())
        assert ax.lines[0].get_xdata()[0] == 0.75
        assert ax.get_xlim()[0] < min(table["jaccard"].min(), nothing["least"].min())
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    assert ticks(fig.axes[1].get_yticklabels()) == ["", ""]  # the same segments as to its left
    assert len(ticks(fig.axes[2].get_yticklabels())) == 3


# Sentences


def test_the_table_of_the_notebook() -> None:
    shown = findings.five_table(five())
    assert len(shown.columns) <= 12
    assert shown.loc["flagship", "verdict"] == "natural, k = 5"
    assert shown.loc["Engagement", "verdict"] == "constructive, k = 4 (figures at 5)"
    assert shown["excess"].tolist() == [f"+{4 * MARGIN:.3f}", "−0.020", "+0.010"]
    assert shown["explained by"].tolist() == ["Monetary", "Frequency", "plain"]
    assert shown[f"rank of {RANKED}"].tolist() == ["–", "3", "12"]
    assert shown["beyond the tiers"].tolist() == ["–", "–", "−0.002"]


def test_five_nulls_says_what_is_natural() -> None:
    first, explained, cut, tiers = findings.five_nulls(five()).split("\n\n")
    assert first.startswith("**Natural: flagship**. In the other 2, at the k that is used")
    assert "at most 0.010 above the strictest null (Engagement)" in first
    assert f"No k from 2 to 10 reaches {MARGIN:g} with every cluster coming back" in first
    assert (
        "tenths of Frequency (Olist) and plain draws (Engagement). Plain draws alone" in explained
    )
    assert explained.endswith("would have let Olist pass.")
    assert cut.startswith("Olist can be cut into slices that come back")
    assert f"among {RANKED}, itself and the plain null's: 3 (Olist). In Engagement not even" in cut
    assert tiers.startswith("**Beyond its tiers nothing is shown in Engagement**")
    assert "the excess is −0.002, less than the margin. Whether the tiers themselves" in tiers


def test_five_nulls_in_other_wordings() -> None:
    none = five(flagship={"verdict": "slices", "excess": -0.01, "plain null": 0.55}).head(2)
    text = findings.five_nulls(none.assign(**{"plain null": 0.55}))
    assert text.startswith("**No data set is natural**. In the other 2, at the k that is")
    assert "the silhouette lies below the strictest null. No k" in text
    assert "would have let none of them pass" in text
    assert "tiers" not in text and "not even" not in text
    beyond = findings.five_nulls(five(Engagement={"knowing": 2 * MARGIN}))
    assert f"also exceeds a null that was told its tiers (+{2 * MARGIN:.3f}): there is" in beyond
    assert "nothing is shown" not in beyond
    natural = findings.five_nulls(five(Engagement={"verdict": "natural", "knowing": MARGIN / 2}))
    assert "less than the margin, so its verdict says no more than the tiers do. W" in natural
    assert findings.five_nulls(five().head(1)) == "**Natural: flagship**."


def test_segment_stability_sentence() -> None:
    own = stable(0.99, 0.985), null(0.8, 0.9)
    full = stable(0.999, 0.9987), null(0.91)
    ranks = pd.Series({"A shop": 4.0, "Olist": 1.0})
    text = findings.segment_stability(own, full, ranks)
    assert f"has a Jaccard of 0.985 on the working sample (**{NAMES[1]}**, highly stable)" in text
    assert "and 0.9987 at full size (standard errors over the bootstrap draws: at most 0.01" in text
    assert "the least stable of them has 0.91 on average (1 null data set); on the" in text
    assert "on the sample 0.85 (from 0.80 to 0.90 over 2)." in text
    assert "On the sample our least stable segment lies +0.13 from the mean" in text
    assert "**Stability proves nothing by itself, nor does more of it than in a null**" in text
    assert "Olist, where no groups were found, comes back better than all 19 null data" in text
    far = findings.segment_stability(own, full, ranks + 1)
    assert "proves nothing" not in far
    assert "all of its 19 null data sets (best rank: 2, Olist)." in far
    both = findings.segment_stability(own, full, ranks.where(ranks == 1, 1))
    assert "A shop and Olist, where no groups were found, come back better" in both
    alone = findings.segment_stability(own, full, ranks[:0])
    assert "no groups were found" not in alone and alone.endswith("is the silhouette's question.")


def test_segment_stability_where_the_null_dissolves() -> None:
    own = stable(0.6, 0.9), null(0.7)
    text = findings.segment_stability(
        own, (stable(0.6, 0.9), null(0.4, 0.5)), pd.Series({"A": 9.0})
    )
    assert "Clusters of null data do not come back (0.45 at full size)" in text
    assert "proves nothing" not in text
    assert "least stable segment lies −0.10 from the mean" in text and "(best rank: 9, A)" in text


def test_sliced() -> None:
    nulls = null(0.8, 0.8).assign(most=[0.95, 0.965])
    text = findings.sliced(stable(0.96, 0.97), nulls, "A shop")
    assert text.startswith("A shop: Jaccard from 0.960 to 0.970; 1 of its 2 slices is no more")
    assert "the most stable cluster of 2 null data sets (0.965, the right end of the band)" in text
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
