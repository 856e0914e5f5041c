"""Figures and sentences on whether the segments exist and come back."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.clusters.verdict import MARGIN
from segmentation.existence.data_sets import ComeBack
from segmentation.existence.findings import segments as findings
from segmentation.existence.plots import segments as plots
from segmentation.shop.planted import PERSONAS

pytestmark = pytest.mark.usefixtures("style")

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


@pytest.mark.parametrize(
    ("silhouettes", "words"),
    [((0.7, 0.67), "hardly better"), ((0.7, 0.5), "are better"), ((0.5, 0.6), "no better")],
)
def test_drawn(silhouettes: tuple[float, float], words: str) -> None:
    data = np.array([[0.0, 1], [2, 3], [4, 5]])
    fig = plots.drawn(data, data[::-1], ["Recency", "Frequency"], silhouettes, 5)
    check_layout(fig)
    left, right = fig.axes
    np.testing.assert_array_equal(left.collections[0].get_offsets(), data)
    np.testing.assert_array_equal(right.collections[0].get_offsets(), data[::-1])
    assert words in fig.get_suptitle()
    assert title(left) == f"the data: silhouette {silhouettes[0]:.2f}"
    assert (left.get_xlabel(), left.get_ylabel()) == ("Recency, scaled", "Frequency, scaled")


def test_five_nulls() -> None:
    table = five()
    fig = plots.five_nulls(table, MARGIN)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "1 of 3 lies far enough above data without groups: flagship"
    _, plain, strictest = ax.collections
    np.testing.assert_allclose(plain.get_offsets()[:, 0], table["silhouette"] - table["plain null"])
    np.testing.assert_allclose(strictest.get_offsets()[:, 0], table["excess"])
    filled = [to_hex(colour) for colour in strictest.get_facecolors()]
    assert filled == [INK, "#ffffff", "#ffffff"]
    assert [line.get_xdata()[0] for line in ax.lines] == [0, MARGIN]
    assert ticks(ax.get_yticklabels()) == ["flagship, k = 5", "Olist, k = 5", "Engagement, k = 5"]
    assert texts(ax) == [f"+{4 * MARGIN:.3f}", "−0.020", "+0.010", f"needed: {MARGIN:g}"]
    none = plots.five_nulls(five(flagship={"verdict": "slices"}), MARGIN)
    assert title(none.axes[0]) == "0 of 3 lie far enough above data without groups"


def test_segment_stability() -> None:
    panels = {
        "A shop, 5,000 rows": ComeBack(stable(0.99, 0.98), null(0.6, 0.7)),
        "A shop, all rows": ComeBack(stable(0.999, 0.999), null(0.9, most=0.99)),
        "Another": ComeBack(stable(0.5, 0.97, 0.98), null(0.7)),
    }
    fig = plots.segment_stability(panels, 0.75)
    check_layout(fig)
    assert fig.get_suptitle().startswith("Clusters of data without groups (grey) can come back as")
    fewer = plots.segment_stability({name: panels[name] for name in list(panels)[::2]}, 0.75)
    assert "do not always come back" in fewer.get_suptitle()
    for ax, panel in zip(fig.axes, panels.values(), strict=True):
        table, nothing = panel.segments, panel.null
        dots = ax.collections[-1].get_offsets()
        np.testing.assert_allclose(dots[:, 0], table["jaccard"])
        band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
        assert band.x0 == pytest.approx(nothing["least"].min())
        assert band.x1 == pytest.approx(nothing["most"].max())
        assert ax.lines[0].get_xdata()[0] == 0.75
        assert ax.get_xlim() == pytest.approx((0.46, 1.0))
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    assert ticks(fig.axes[1].get_yticklabels()) == ["", ""]  # the same segments as to its left
    assert len(ticks(fig.axes[2].get_yticklabels())) == 3


# Sentences


def test_origin() -> None:
    assert findings.origin(["Olist"]).startswith("**Olist: a synthetic twin**, so what is said")
    assert "are the published files" in findings.origin([])


@pytest.mark.parametrize(
    ("table", "there", "not_there"),
    [
        (five(), ["**Natural: flagship.**", "In the other 2 no number of clusters from 2 to 10",
                  "let Olist pass", "The file of Engagement names tiers",
                  "separates as well (−0.002)."],
         ["so its verdict"]),
        (five(flagship={"verdict": "slices", "plain null": 0.55}, Olist={"plain null": 0.55}),
         ["**No data set is natural.**", "In the other 3", "let none of them pass"], []),
        (five(Engagement={"knowing": 2 * MARGIN}),
         [f"exceeds a null drawn within its tiers (+{2 * MARGIN:.3f})"], ["nothing is shown"]),
        (five(Engagement={"verdict": "natural", "knowing": MARGIN / 2}),
         ["**Natural: flagship and Engagement.**", "so its verdict says no more"], []),
        (five().head(1), ["**Natural: flagship.**"], ["other", "tiers"]),
    ],
)  # fmt: skip
def test_five_nulls_says_what_is_natural(
    table: pd.DataFrame, there: list[str], not_there: list[str]
) -> None:
    text = findings.five_nulls(table)
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []


@pytest.mark.parametrize(
    ("at_full", "ranks", "there"),
    [
        (null(0.91), {"A shop": 4, "Olist": 1},
         ["no proof of groups", "the least stable has 0.91", "Though not natural, Olist comes back "
          "better than all 19 plain nulls"]),
        (null(0.91), {"A shop": 1, "Olist": 1}, ["A shop and Olist come back better"]),
        (null(0.4, 0.5), {"A": 9}, ["do not come back (the least stable has 0.45)"]),
        (null(0.91), {}, ["no proof of groups"]),
    ],
)  # fmt: skip
def test_segment_stability_sentence(
    at_full: pd.DataFrame, ranks: dict[str, float], there: list[str]
) -> None:
    full = ComeBack(stable(0.999, 0.9987), at_full)
    text = findings.segment_stability(full, pd.Series(ranks, dtype=float))
    assert [words for words in there if words not in text] == []
    assert ("19 plain nulls" in text) == (1 in ranks.values())


@pytest.mark.parametrize(
    ("table", "between", "falls"),
    [
        (churned(), "a shop lies between a shop of its size with personas", True),
        (churned((0.2, 0.1)), "lies between", False),
        (churned(real=0.2), "lies not between", True),
        (churned().drop(("no personas", 4_000)), "", True),
    ],
)
def test_churned(table: pd.DataFrame, between: str, falls: bool) -> None:
    text = findings.churned(table, "flagship", "no personas", "a shop")
    assert between in text and ("lies" in text) == bool(between)
    assert ("the fewer change segment" in text) == falls
