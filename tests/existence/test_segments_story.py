"""Figures, tables and sentences on whether the segments exist and come back."""

import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.clusters.verdict import MARGIN, RANKED
from segmentation.existence.data_sets import ComeBack
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
    panels = {
        "A shop, 5,000 rows": ComeBack(stable(0.99, 0.98), null(0.8, 0.9)),
        "A shop, all rows": ComeBack(stable(0.999, 0.999), null(0.9, most=0.99)),
        "Another": ComeBack(stable(0.5, 0.97, 0.98), null(0.7)),
    }
    fig = plots.segment_stability(panels, 0.75)
    check_layout(fig)
    assert fig.get_suptitle().startswith("Null data do not always come back (band")
    again = plots.segment_stability(dict(list(panels.items())[:2]), 0.75)
    assert again.get_suptitle().startswith("Null data come back too (band")
    for ax, panel in zip(fig.axes, panels.values(), strict=True):
        table, nothing = panel.segments, panel.null
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


# Tables and sentences


def test_the_table_of_the_notebook() -> None:
    shown = findings.five_table(five())
    assert shown.loc["flagship", "verdict"] == "natural, k = 5"
    assert shown.loc["Engagement", "verdict"] == "constructive, k = 4 (figures at 5)"
    assert shown["excess"].tolist() == [f"+{4 * MARGIN:.3f}", "−0.020", "+0.010"]
    assert shown["explained by"].tolist() == ["Monetary", "Frequency", "plain"]
    assert shown["least Jaccard"].tolist() == ["0.990", "0.850", "0.700"]
    assert shown[f"rank of {RANKED}"].tolist() == ["–", "3", "12"]
    assert shown["beyond the tiers"].tolist() == ["–", "–", "−0.002"]


def test_the_table_of_stability() -> None:
    shown = findings.stability_table(
        ComeBack(stable(0.99, 0.985), null(0.8, 0.9)), ComeBack(stable(0.999, 0.99), null(0.91))
    )
    assert shown.index.tolist() == [*NAMES[:2], "null data: least stable",
                                    "null data: most stable"]  # fmt: skip
    assert shown.to_numpy().T.tolist() == [
        ["50%", "50%", "–", "–"], ["0.990", "0.985", "0.850", "0.960"],
        ["0.999", "0.990", "0.910", "0.960"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "there", "not_there"),
    [
        (five(), ["**Natural: flagship**", f"In the other 2 no k from 2 to 10 exceeds the "
                  f"strictest null by {MARGIN:g}", "let Olist pass",
                  "nothing is shown in Engagement", "the excess is −0.002"], ["so its verdict"]),
        (five(flagship={"verdict": "slices", "plain null": 0.55}, Olist={"plain null": 0.55}),
         ["**No data set is natural**", "In the other 3", "let none of them pass"], []),
        (five(Engagement={"knowing": 2 * MARGIN}),
         [f"exceeds a null that was told its tiers (+{2 * MARGIN:.3f})"], ["nothing is shown"]),
        (five(Engagement={"verdict": "natural", "knowing": MARGIN / 2}),
         ["**Natural: flagship and Engagement**", "so its verdict says no more"], []),
        (five().head(1), ["**Natural: flagship**."], ["other", "tiers"]),
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
         ["proves nothing", "0.91 (mean of 1 null data set)", "Olist, where none were found, "
          "comes back better than all 19"]),
        (null(0.91), {"A shop": 1, "Olist": 1}, ["A shop and Olist, where none were found, "
                                                 "come back"]),
        (null(0.4, 0.5), {"A": 9}, ["do not come back at full size (the least stable at 0.45, mean "
                                    "of 2 null data sets)", "(best rank: 9, A)"]),
        (null(0.91), {}, ["proves nothing"]),
    ],
)  # fmt: skip
def test_segment_stability_sentence(
    at_full: pd.DataFrame, ranks: dict[str, float], there: list[str]
) -> None:
    sample = ComeBack(stable(0.99, 0.985), null(0.8, 0.9))
    full = ComeBack(stable(0.999, 0.9987).assign(error=0.02), at_full)
    text = findings.segment_stability(sample, full, pd.Series(ranks, dtype=float))
    assert [words for words in there if words not in text] == []
    assert text.endswith("at most 0.0200.")
    assert ("19 null data sets" in text) == bool(ranks)


@pytest.mark.parametrize(("jaccard", "inside"), [((0.96, 0.97), 1), ((0.97, 0.98), 0)])
def test_sliced(jaccard: tuple[float, float], inside: int) -> None:
    nulls = null(0.8, 0.8).assign(most=[0.95, 0.965])
    text = findings.sliced(ComeBack(stable(*jaccard), nulls), "A shop")
    assert text.startswith(f"A shop: {inside} of its 2 slices")
    assert "of 2 null data sets (0.965" in text


@pytest.mark.parametrize(
    ("table", "between", "falls"),
    [
        (churned(), "At 4,000 rows a shop lies between personas", True),
        (churned((0.2, 0.1)), "lies between", False),
        (churned(real=0.2), "lies not between", True),
        (churned().drop(("no personas", 4_000)), "", True),
    ],
)
def test_churned(table: pd.DataFrame, between: str, falls: bool) -> None:
    text = findings.churned(table, "flagship", "no personas", "a shop")
    assert between in text and ("lies" in text) == bool(between)
    assert ("Churn falls" in text) == falls
