"""Notebook 10, existence: what its figures draw, and its sentences in every wording."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.findings import existence as findings
from segmentation.findings import survey as surveyed
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


def pairs() -> pd.DataFrame:
    """Two pairs of personas at two overlaps; of the first, two in three go back."""
    vip, churn, new = NAMES[0], NAMES[1], NAMES[3]
    return pd.DataFrame(
        [(1.0, vip, churn, 0.01, 0.0, 6.0), (1.0, vip, new, 0.0, 0.0, 8.0),
         (4.0, vip, churn, 0.09, 0.06, 3.0), (4.0, vip, new, 0.04, 0.0, 4.0)],
        columns=["overlap", "one", "other", "taken", "back", "distance"],
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
    assert fig.get_suptitle() == "Personas blur as they widen: ARI 0.95 to 0.50"
    wider = plots.recovered(ari, band.assign(**{"mean": [0.5, 0.95]}), pairs(), 0.05)
    assert wider.get_suptitle() == "Personas do not blur as they widen: ARI 0.50 to 0.95"
    assert lines(left) == {"mean over seeds": [0.95, 0.5]}
    np.testing.assert_allclose([line.get_ydata() for line in left.lines[1:]], ari.T)
    assert legend(left) == ["95%: where one more shop would lie", "mean over seeds"]
    # Named by the larger way: more of those confused are churn-risk customers taken for VIPs.
    assert lines(right) == {"Churn-Risk → VIPs": [0.01, 0.09]}
    assert texts(right) == ["Churn-Risk → VIPs"]
    assert [line.get_ydata()[-1] for line in right.lines] == [0.04, 0.09, 0.05]
    assert title(right) == "1 of 2 pairs reach 5%"


def test_recovered_names_every_pair_that_blurs() -> None:
    other = pairs().replace({"other": {NAMES[1]: NAMES[2], NAMES[3]: NAMES[4]}})
    other[["taken", "back"]] *= 0.99
    third = pairs().iloc[[1, 3]].replace({"one": {NAMES[0]: NAMES[1]}})
    band = pd.DataFrame({"mean": 0.9, "low": 0.8, "high": 1.0}, index=[1.0, 4.0])
    fig = plots.recovered(band[["mean"]], band, pd.concat([pairs(), other, third]), 0.04)
    check_layout(fig)
    right = fig.axes[1]
    assert list(lines(right).values()) == [[0.01, 0.09], [0.0099, 0.0891], [0, 0.04], [0, 0.04]]
    heights = [text.xy[1] for text in right.texts]
    assert heights[0] == 0.09
    assert (np.diff(heights) <= -plots.LINE_OF_TEXT * right.get_ylim()[1] + 1e-12).all()
    named = [line for line in right.lines if not line.get_label().startswith("_")]
    assert len({line.get_color() for line in named}) == len(named)
    for text, line in zip(right.texts, named, strict=True):
        assert (text.get_text(), text.get_color()) == (line.get_label(), line.get_color())


def test_confusion() -> None:
    near = pd.DataFrame([[0.999, 0.001], [0.2, 0.8]], index=NAMES[:2], columns=NAMES[:2])
    called = pd.concat({1.0: near, 4.0: near.iloc[::-1].set_axis(NAMES[:2])})
    fig = plots.confusion(called, (1, 4))
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == [
        "Overlap 1: 80% to 100% found", "Overlap 4: 0% to 20% found"
    ]  # fmt: skip
    np.testing.assert_array_equal(cells(fig.axes[0]), near)
    np.testing.assert_array_equal(cells(fig.axes[1]), near.iloc[::-1])
    assert ticks(fig.axes[0].get_yticklabels()) == ["VIPs", "Churn-Risk"]
    written = [text.get_text() for text in fig.axes[0].texts if text.get_visible()]
    assert written == ["100%", "20%", "80%"]  # a share of 0% is left blank


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
    """Two pairs, of which the first is blurred, by those who go back."""
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C")])
    return pd.DataFrame(
        {"share taken for the other at 4": [0.1, 0.01], "from": ["B", "C"], "to": ["A", "A"],
         "share that way": [0.937, 0.7], "blurred from": [start, np.nan]},
        index=index,
    )  # fmt: skip


def test_blurring() -> None:
    where = pd.DataFrame(
        [[0.9, 0.08, 0.02], [0.2, 0.8, 0], [0.1, 0.1, 0.8]], index=list("ABC"), columns=list("ABC")
    )
    text = findings.blurring(blurred(), where, -0.7, 4)
    assert text.startswith("**B are taken for A first**: from overlap 3.0 at least 5% of the two")
    assert "cluster. The other 1 of 2 pairs stay below." in text
    assert "The traffic is one-way: in every one of these pairs at least 93% go that way." in text
    assert "At overlap 4 the cluster of A receives most: 10% (C) to 20% (B) of every other" in text
    assert text.endswith("The nearer two personas, the more of them are confused (rank "
                         "correlation −0.70 over the pairs, at that overlap).")  # fmt: skip
    assert "does not rank the pairs" in findings.blurring(blurred(), where, -0.2, 4)
    both = blurred().assign(**{"blurred from": [3.0, 2.44]})
    second = findings.blurring(both, where, 0.1, 4)
    assert second.startswith("**C are taken for A first**: from overlap 2.4")
    assert "Then B for A (3.0). The other 0 of 2 pairs" in second
    assert "not always one-way: only 70% go that way between A and C. " in second
    none = findings.blurring(blurred(np.nan), where, -0.7, 4)
    assert none == "At no overlap tried are 5% of any two personas taken for each other."


def test_survey_sentence() -> None:
    text = surveyed.compared(answers(), 5)
    assert text.startswith("With all answers 96% of the planted churn-risk customers are found.")
    assert "**The worst choice is to drop who is silent**: 28% are found if silence is" in text
    assert "is at random (30% at most, since nobody else is labelled) and 11% if" in text
    assert "with *fill in the mean* the centroid no longer shows" in text
    assert "whoever is silent" not in text
    assert "The ARI of" not in text
    without = answers()
    without.loc[(slice(None), "leave the feature out"), "named"] = 0.0
    apart = surveyed.compared(without, 5)
    assert "with *fill in the mean* the centroid no longer shows" in apart
    assert "With *leave the feature out* the name is lost whoever is silent." in apart
    survivors = answers()
    survivors.loc[(UNHAPPY_SILENT, WAYS[0]), "ari"] = 0.91
    told = surveyed.compared(survivors, 5)
    assert "does not show this: 0.910, above the 0.900 with all answers. If the" in told
    best = "mean, and a flag for silence"
    near = "*predict it from the rest* (92.0%) and *leave the feature out* (91.0%)"
    told = f"*{best}* finds about as many as {near}: 93.0%, mean over 5 shops; 97% of whom"
    assert text.endswith(f"{told} it calls so are.")
    ahead = answers()
    ahead.loc[(UNHAPPY_SILENT, best), "found"] = 0.99
    assert f"the name, *{best}* finds most: 99.0%, mean over 5" in surveyed.compared(ahead, 5)


def test_survey_sentence_where_something_else_breaks() -> None:
    table = answers()
    table["named"] = 1.0
    assert "the *name* breaks" not in surveyed.compared(table, 5)
    table.loc[(slice(None), "leave the feature out"), "found"] = 0.05
    assert "**The worst choice is to leave the feature out**. " in surveyed.compared(table, 5)
    table.loc[(AT_RANDOM, "fill in the mean"), "found"] = 0.01
    assert "worst choice" not in surveyed.compared(table, 5)
    table.loc[UNHAPPY_SILENT, "named"] = 0.0
    assert "finds most" not in surveyed.compared(table, 5)


def test_unseen() -> None:
    told = {
        AT_RANDOM: pd.Series({"Recency": 0.01, "Return_Rate": -0.02}),
        UNHAPPY_SILENT: pd.Series({"Recency": 0.01, "Return_Rate": 0.5}),
    }
    text = surveyed.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert "by up to 0.50 σ (Return_Rate) where the unhappy are silent" in text
    assert "by up to 0.02 σ where silence is at random (chance alone gives about 0.01 σ" in (
        text.replace("0.02 σ each", "0.01 σ each")
    )
    assert "**cannot be seen from the data**" in text
    assert "10% are unhappy" in text and "between 3% and 73%. It is 20% here" in text
    told[UNHAPPY_SILENT] = told[AT_RANDOM]
    hidden = surveyed.unseen(told, 0.015, (0.1, 0.03, 0.73), 0.2)
    assert hidden.startswith("The silent do not differ visibly from those who answer. Whether")
    assert "no test tells it from silence that depends on those features alone" in hidden


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
    text = surveyed.few_ratings(table, 0.3)
    assert said in text
    assert "30% of the *orders* are rated, so that 18% of the customers have no rating" in text
