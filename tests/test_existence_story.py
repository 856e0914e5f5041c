"""Notebook 10, existence: what its figures draw, and its sentences in every wording."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.findings import existence as findings
from segmentation.planted import PERSONAS
from segmentation.plots import existence as plots
from segmentation.plots.style import ACCENT
from segmentation.survey import AT_RANDOM, EVERYBODY, UNHAPPY_SILENT, WAYS

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = [persona.name for persona in PERSONAS]


def five(**changed: dict[str, object]) -> pd.DataFrame:
    """Three judged data sets: one natural, one natural by its tiers, one sliced."""
    rows = {
        "flagship": ["natural", 5, 0.55, 0.21, 0.29, 0.26, 0.25, np.nan, "natural", 5],
        "Olist": ["reproducible", 7, 0.51, 0.53, 0.53, -0.02, -0.01, np.nan, "reproducible", 7],
        "Engagement": ["natural", 5, 0.63, 0.43, 0.55, 0.08, 0.077, -0.002, "natural", 5],
    }
    columns = ["verdict", "k", "silhouette", "permuted p95", "copula p95", "excess",
               "excess on like rows", "knowing", "verdict on like rows",
               "k on like rows"]  # fmt: skip
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


def churned(nothing: tuple[float, float] = (0.03, 0.1)) -> pd.DataFrame:
    """Churn of two shops; that of the flagship falls with its size."""
    index = pd.MultiIndex.from_tuples(
        [("flagship", 500_000), ("flagship", 4_000), ("no personas", 50_000),
         ("no personas", 4_000)],
        names=["data", "customers"],
    )  # fmt: skip
    mean = np.array([0.0004, 0.0024, *nothing])
    customers = index.get_level_values(1)
    return pd.DataFrame(
        {"mean": mean, "low": mean / 2, "high": mean * 2, "who": mean * customers}, index=index
    )


def pairs() -> pd.DataFrame:
    """Two pairs of personas at two overlaps."""
    vip, churn, new = NAMES[0], NAMES[1], NAMES[3]
    return pd.DataFrame(
        [(1.0, vip, churn, 0.01, 6.0), (1.0, vip, new, 0.0, 8.0), (4.0, vip, churn, 0.09, 3.0),
         (4.0, vip, new, 0.04, 4.0)],
        columns=["overlap", "one", "other", "swapped", "distance"],
    )  # fmt: skip


def answers(**changed: dict[str, float]) -> pd.DataFrame:
    """Means over shops by mechanism and way, as `survey.compared` gives them."""
    rows = {}
    for how in (AT_RANDOM, UNHAPPY_SILENT):
        for i, way in enumerate((EVERYBODY, *WAYS)):
            found = 0.96 - 0.01 * i
            rows[how, way] = {"ari": 0.9, "found": found, "right": 0.97, "size": 0.1, "named": 1.0}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc[(AT_RANDOM, "drop who is silent"), "found"] = 0.28
    table.loc[(UNHAPPY_SILENT, "drop who is silent"), "found"] = 0.11
    table.loc[(UNHAPPY_SILENT, "fill in the mean"), "named"] = 0.0
    return table


# Figures


def test_five_nulls() -> None:
    fig = plots.five_nulls(five(), 0.05)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "2 of 3 data sets clear the copula null by 0.05"
    permuted, copula, bar, data = ax.collections[1:5]
    rows = [[0], [1], [2]]
    for drawn, column, shift in (
        (permuted, "permuted p95", 0), (copula, "copula p95", 0), (bar, "copula p95", 0.05),
        (data, "silhouette", 0),
    ):  # fmt: skip
        expected = np.hstack([five()[[column]].to_numpy() + shift, rows])
        np.testing.assert_allclose(drawn.get_offsets(), expected)
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
        assert band.x0 == pytest.approx(nothing["least"].mean())
        assert band.x1 == pytest.approx(nothing["most"].mean())
        assert ax.lines[0].get_xdata()[0] == 0.75
        assert ax.get_xlim()[0] < table["jaccard"].min()
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    assert ticks(fig.axes[1].get_yticklabels()) == ["", ""]  # the same segments as to its left
    assert len(ticks(fig.axes[2].get_yticklabels())) == 3


def test_recovered() -> None:
    ari = pd.DataFrame([[0.94, 0.96], [0.4, 0.6]], index=[1.0, 4.0])
    band = pd.DataFrame(
        {"mean": [0.95, 0.5], "low": [0.9, 0.3], "high": [1.0, 0.7]}, index=[1.0, 4.0]
    )
    fig = plots.recovered(ari, band, pairs(), 0.05)
    check_layout(fig)
    left, right = fig.axes
    assert title(left) == "Recovery falls from 0.95 to 0.50"
    assert lines(left) == {"mean over seeds": [0.95, 0.5]}
    np.testing.assert_allclose([line.get_ydata() for line in left.lines[1:]], ari.T)
    assert legend(left) == ["95%: where one more shop would lie", "mean over seeds"]
    assert lines(right) == {"VIPs – Churn-Risk": [0.01, 0.09], "VIPs – New/Occasional": [0, 0.04]}
    assert title(right) == "1 of 2 pairs blur (dotted: 5%)"


def test_recovered_names_only_the_worst_pairs() -> None:
    other = pairs().replace({"other": {NAMES[1]: NAMES[2], NAMES[3]: NAMES[4]}})
    other["swapped"] /= 100
    band = pd.DataFrame({"mean": 0.9, "low": 0.8, "high": 1.0}, index=[1.0, 4.0])
    fig = plots.recovered(band[["mean"]], band, pd.concat([pairs(), other]), 0.05)
    rest, *named = [line for line in fig.axes[1].lines if not line.get_label().startswith("_")]
    assert rest.get_label() == "the other pairs"
    assert [line.get_ydata()[-1] for line in named] == [0.09, 0.04, 0.0009]
    assert len({line.get_color() for line in (rest, *named)}) == 4


def test_confusion() -> None:
    near = pd.DataFrame([[0.9, 0.1], [0.2, 0.8]], index=NAMES[:2], columns=NAMES[:2])
    called = pd.concat({1.0: near, 4.0: near.iloc[::-1].set_axis(NAMES[:2])})
    fig = plots.confusion(called, (1, 4))
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == [
        "Overlap 1: 80% to 90% found", "Overlap 4: 10% to 20% found"
    ]  # fmt: skip
    np.testing.assert_array_equal(cells(fig.axes[0]), near)
    np.testing.assert_array_equal(cells(fig.axes[1]), near.iloc[::-1])
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]


def test_survey_figure() -> None:
    fig = plots.survey(answers(), EVERYBODY)
    check_layout(fig)
    ax = fig.axes[0]
    assert title(ax) == "“Drop who is silent” finds only 11% of them at worst"
    assert ticks(ax.get_yticklabels()) == list(WAYS)
    for dots, how in zip(ax.collections, (AT_RANDOM, UNHAPPY_SILENT), strict=True):
        np.testing.assert_allclose(
            dots.get_offsets()[:, 0], answers().loc[how].loc[list(WAYS), "found"]
        )
    hollow = [to_hex(c) == "#ffffff" for c in ax.collections[1].get_facecolors()]
    assert hollow == [way == "fill in the mean" for way in WAYS]
    assert ax.lines[0].get_xdata()[0] == 0.96
    assert texts(ax) == ["everybody answers: 96%"]
    assert legend(ax) == ["silent: at random", "silent: the unhappy are silent"]


# Sentences


def test_five_nulls_says_what_is_natural() -> None:
    text = findings.five_nulls(five())
    assert text.startswith("**Natural: flagship and Engagement**. In the other 1 the silhouette")
    assert "lies below the copula null's 95th percentile; they are sliced, not found" in text
    assert "is beaten by 2 of 3" in text
    assert "moves by at most 0.010 (flagship) and no verdict changes." in text
    assert "**Engagement's verdict is one about the tiers" in text
    assert "−0.002 of the excess is left" in text


def test_five_nulls_in_other_wordings() -> None:
    none = five(flagship={"verdict": "reproducible", "excess": 0.03}).drop("Engagement")
    none["verdict on like rows"] = none["verdict"]
    text = findings.five_nulls(none)
    assert text.startswith("**No data set has natural clusters**. In the other 2 the silhouette at")
    assert "95th percentile by at most 0.03; they" in text
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
    text = findings.segment_stability(
        stable(0.99, 0.985), null(0.8, 0.9), stable(0.999, 0.9987), null(0.91)
    )
    assert "has a Jaccard of 0.985 on the working sample and 0.9987 at full size" in text
    assert f"**{NAMES[1]}** (highly stable)" in text
    assert "has 0.85 on average on the sample (from 0.80 to 0.90 over 2 null data sets)" in text
    assert "0.91 at full size (1 null data set)" in text
    assert "**So stability by itself proves nothing" in text
    assert text.endswith("what counts is the distance to the null: +0.13 on the sample.")


def test_segment_stability_where_the_null_dissolves() -> None:
    text = findings.segment_stability(stable(0.6, 0.9), null(0.7), stable(0.6, 0.9), null(0.4, 0.5))
    assert "Clusters of null data do not come back (0.45 at full size)" in text
    assert "proves nothing" not in text
    assert text.endswith(": −0.10 on the sample.")


def test_sliced() -> None:
    text = findings.sliced(stable(0.95, 0.97), null(0.8, most=0.96), "A shop")
    assert text.startswith("A shop: Jaccard from 0.95 to 0.97; 1 of its 2 slices are no more")
    beyond = findings.sliced(stable(0.97, 0.98), null(0.8, most=0.96), "A shop")
    assert "all its slices are more stable than any cluster of its null" in beyond


def test_churned() -> None:
    text = findings.churned(churned(), "flagship", "no personas")
    assert text.startswith("**0.04% of 500,000 customers** (200) change segment")
    assert "0.24% against 10.0% of 4,000 customers" in text
    assert "Churn falls with the number of customers wherever two sizes are shown" in text
    rises = findings.churned(churned((0.2, 0.1)), "flagship", "no personas")
    assert "Churn does not fall with the number of customers everywhere" in rises


def test_recovered_sentence() -> None:
    band = pd.DataFrame(
        {"mean": [0.99, 0.95, 0.5], "low": [0.98, 0.94, 0.4], "high": [1.0, 0.96, 0.6]},
        index=[0.5, 1.0, 4.0],
    )
    text = findings.recovered(band, 10, 20_000, 1.0)
    assert "is 0.95 at overlap 1 (0.94 to 0.96) and 0.50 at overlap 4 (0.40 to 0.60)" in text
    assert "mean over 10 fresh shops of 20,000 customers each" in text
    # A shop at the last overlap is told once.
    assert findings.recovered(band, 10, 20_000, 4.0).count("at overlap") == 1


def blurred(start: float = 3.0) -> pd.DataFrame:
    """Two pairs, of which the first is blurred."""
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C")])
    return pd.DataFrame(
        {"distance at 0.5": [6.5, 8], "distance at 4": [2.6, 3], "share swapped at 4": [0.1, 0.01],
         "blurred from": [start, np.nan], "parted by": ["Recency, Tenure", "Tenure, Recency"],
         "who goes over": ["Frequency −1.1 σ, Monetary −1.0 σ", "Tenure +0.1 σ"]},
        index=index,
    )  # fmt: skip


def test_blurring() -> None:
    text = findings.blurring(blurred(), -0.7)
    assert text.startswith("**A with B blur first**: from overlap 3.0 at least 5% of the two swap.")
    assert "swap. The other 1 of 2 pairs stay below." in text
    assert "parted mainly by Recency and Tenure, and their distance falls from 6.5 to 2.6" in text
    assert "A who are taken for B differ from their own kind by Frequency −1.1 σ, Mon" in text
    assert text.endswith("The nearer two personas, the more they swap (rank correlation −0.70 "
                         "over the pairs, largest overlap).")  # fmt: skip
    assert "Distance alone does not rank the pairs" in findings.blurring(blurred(), -0.2)
    both = blurred().assign(**{"blurred from": [3.0, 2.44]})
    second = findings.blurring(both, 0.1)
    assert second.startswith("**A with C blur first**: from overlap 2.4")
    assert "Then A with B (3.0). The other 0 of 2 pairs" in second
    none = findings.blurring(blurred(np.nan), -0.7)
    assert none == "No pair swaps 5% of its customers at any overlap tried."


def test_survey_sentence() -> None:
    text = findings.survey(answers())
    assert text.startswith("With all answers 96% of the planted churn-risk customers are found.")
    assert "**The worst choice is to drop who is silent**: 28% are found if silence is" in text
    assert "and 11% if the unhappy are silent" in text
    assert "with *fill in the mean* the centroid no longer shows" in text
    assert "Its ARI" not in text
    survivors = answers()
    survivors.loc[(UNHAPPY_SILENT, WAYS[0]), "ari"] = 0.91
    told = findings.survey(survivors)
    assert "does not show this: 0.910, above the 0.900 with all answers. If the" in told
    best = "mean, and a flag for silence"
    assert text.endswith(f"*{best}* finds most (93%; 97% of whom it calls so are).")


def test_survey_sentence_where_something_else_breaks() -> None:
    table = answers()
    table["named"] = 1.0
    assert "the *name* breaks" not in findings.survey(table)
    table.loc[(slice(None), "leave the feature out"), "found"] = 0.05
    assert "**The worst choice is to leave the feature out**. " in findings.survey(table)
    table.loc[(AT_RANDOM, "fill in the mean"), "found"] = 0.01
    assert "worst choice" not in findings.survey(table)
    table.loc[UNHAPPY_SILENT, "named"] = 0.0
    assert "finds most" not in findings.survey(table)


def test_unseen() -> None:
    told = {
        AT_RANDOM: pd.Series({"Recency": 0.01, "Return_Rate": -0.02}),
        UNHAPPY_SILENT: pd.Series({"Recency": 0.01, "Return_Rate": 0.5}),
    }
    text = findings.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert "by up to 0.50 σ (Return_Rate) where the unhappy are silent" in text
    assert "by up to 0.02 σ where silence is at random (chance alone gives about 0.01 σ" in (
        text.replace("0.02 σ each", "0.01 σ each")
    )
    assert "**cannot be seen from the data**" in text
    assert "10% are unhappy" in text and "between 3% and 73%. It is 20% here" in text
    told[UNHAPPY_SILENT] = told[AT_RANDOM]
    hidden = findings.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert hidden.startswith("By what the silent buy, return and ask it cannot even be seen")


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([0.95, 0.96], "Shrinking by ratings is better in every shop (ARI 0.955 against 0.940)"),
        ([0.93, 0.92], "Shrinking by ratings is no better (ARI 0.925 against 0.940)"),
        ([0.95, 0.92], "makes no steady difference"),
    ],
)
def test_few_ratings(ratings: list[float], said: str) -> None:
    table = pd.DataFrame({"unrated": 0.18, "by orders": [0.94, 0.94], "by ratings": ratings})
    text = findings.few_ratings(table, 0.3)
    assert said in text
    assert "30% of the *orders* are rated, so that 18% of the customers have no rating" in text
