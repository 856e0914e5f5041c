"""Notebook 09: what its figures draw, and its sentences in both wordings."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, lines, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import INK
from segmentation.recovery import recipes
from segmentation.recovery.findings import sweeps as findings
from segmentation.recovery.plots import sweeps as plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]
SETS = ["all nine", "orders only", "RFM"]
RECIPES = ["raw", "z-scores", "usual"]


def band(*means: float, half: tuple[float, float] = (0.02, 0.004)) -> pd.DataFrame:
    """Means at overlap 1 and 2, small shops and large ones in turn."""
    table = pd.DataFrame({"overlap": [1.0, 1, 2, 2], "n_customers": [2_000, 100_000] * 2})
    table = table.assign(value=means)
    table["low"], table["high"] = (table["value"] + sign * np.tile(half, 2) for sign in (-1, 1))
    return table


NINE, RFM = band(0.95, 0.94, 0.8, 0.79), band(0.5, 0.51, 0.4, 0.39)
WAYS = {"all nine": NINE, "RFM with basket": band(0.6, 0.61, 0.38, 0.37), "RFM": RFM}
NAMED = pd.Series({1.0: 0.98, 2.0: 0.91})
ANSWERS = pd.DataFrame({"our rule": [5, np.nan, 5], "elbow": [5, 5, 5], "gap": [1, 9, 9]})
AT_BEST = pd.Series({1.0: 0.7, 2.0: 0.45})


def runs() -> pd.DataFrame:
    """Six runs of the rule: right twice, wrong in every way, and one false alarm."""
    return pd.DataFrame(
        {
            "overlap": [1.0, 1, 2, 2, 4, 4],
            "seed": [1, 2] * 3,
            "verdict": ["natural"] * 4 + ["slices", "constructive"],
            "k": [5, 5, 5, 6, 3, 4],
            "excess": [0.3, 0.32, 0.1, 0.12, 0.02, 0.04],
            "without_personas.verdict": ["constructive"] * 3 + ["slices"] * 2 + ["natural"],
            "without_personas.largest excess": [0.01, 0.02, 0.03, 0.04, 0.05, 0.09],
        }
    )


def means(*usual: float) -> pd.DataFrame:
    """Recovery by overlap and recipe: of all nine features with the usual recipe as given."""
    rows = [(o, r) for o in (1.0, 4.0) for r in RECIPES]
    values = [[0.2, 0.2, 0.1], [0.8, 0.7, 0.5], [usual[0], 0.8, 0.5],
              [0.1, 0.1, 0.1], [0.6, 0.5, 0.3], [usual[1], 0.5, 0.3]]  # fmt: skip
    index = pd.MultiIndex.from_tuples(rows, names=["overlap", "recipe"])
    return pd.DataFrame(values, index=index, columns=SETS)


def moved(*shares: float) -> pd.DataFrame:
    """Two samples of 500, 5,000 and 500,000 customers each, equal in pairs."""
    sizes = np.repeat([500, 5_000, 500_000], 2)
    return pd.DataFrame({"customers": sizes, "draw": [1, 2] * 3, "share": np.repeat(shares, 2)})


APART = moved(0.3, 0.2, 0.1)
APART.loc[[2, 4], "share"] = [0.004, 0.001]  # one of two fits ends near the fit on everybody
MOVED = {"k = 5": moved(0.005, 0.0015, 0.0), "k = 7": APART}


# Figures


def test_nothing_sticks_out() -> None:
    check_layout(plots.recovery(WAYS, 3))
    check_layout(plots.verdicts(runs(), 5, 0.06))
    check_layout(plots.criteria(ANSWERS, 5))
    check_layout(plots.preparation(means(0.9, 0.7), "usual", "all nine"))
    check_layout(plots.relabelled(MOVED, 500_000, 5_000))


def test_recovery() -> None:
    fig = plots.recovery(WAYS, 3)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "Overlap takes recovery from 0.94 to 0.79; the size of the shop moves its mean by "
        "0.010 at most"
    )
    assert title(right) == "all nine features: one shop of 2,000 may lie 0.02 off"
    assert lines(left) == {
        "all nine": [0.94, 0.79], "RFM with basket": [0.61, 0.37], "RFM": [0.51, 0.39]
    }  # fmt: skip
    assert lines(right) == {"overlap 1": [0.95, 0.94], "overlap 2": [0.8, 0.79]}
    heights = left.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.786) and heights.max() == pytest.approx(0.944)


def test_names_of_near_lines_stand_apart() -> None:
    near = plots.recovery(WAYS | {"all nine": band(0.99, 0.99, 0.95, 0.95)}, 3)
    near.canvas.draw()
    for ax in near.axes:
        boxes = [name.get_window_extent() for name in ax.texts]
        assert all(not one.overlaps(other) for one, other in pairwise(boxes))
    far = plots.recovery(WAYS, 3).axes[1]
    assert [name.xy[1] for name in far.texts] == [0.79, 0.94]  # at the ends, from below


def test_verdicts() -> None:
    (ax,) = plots.verdicts(runs(), 5, 0.06).axes
    assert title(ax) == (
        "The planted 5 are found in 3 of 6 shops; 1 of 6 with one kind are called natural"
    )
    with_, without = (list(line.get_ydata()) for line in ax.lines[:2])
    assert with_ == pytest.approx([0.31, 0.11, 0.03])
    assert without == pytest.approx([0.015, 0.035, 0.07])
    planted, one_kind = ax.collections
    np.testing.assert_allclose(planted.get_offsets().data[:, 1], runs()["excess"])
    full = [to_hex(colour) != "#ffffff" for colour in planted.get_facecolor()]
    assert full == [True] * 4 + [False] * 2
    assert [to_hex(colour) != "#ffffff" for colour in one_kind.get_facecolor()][-1]
    assert texts(ax) == ["5 personas", "one kind of customer", "bar for natural: 0.06"]


def test_criteria() -> None:
    fig = plots.criteria(ANSWERS, 5)
    (ax,) = fig.axes
    assert fig.get_suptitle() == "Only elbow names 5 in every shop, gap in none"
    dots = [points.get_offsets().data.tolist() for points in ax.collections]
    assert [sorted(row) for row in dots] == [
        [[0, 0], [5, 0]], [[5, 1]], [[1, 2], [9, 2]]
    ]  # fmt: skip
    assert sorted(texts(ax)) == ["1", "1", "2", "2", "3"]
    assert ticks(ax.get_xticklabels())[:2] == ["none", "1"]
    nobody = plots.criteria(ANSWERS[["our rule", "gap"]], 5)
    assert nobody.get_suptitle() == "No criterion names 5 in every shop"


def test_preparation() -> None:
    table = means(0.9, 0.7)
    fig = plots.preparation(table, "usual", "all nine")
    assert fig.get_suptitle() == (
        "With all nine features no recipe clearly beats “usual” (cells: mean ARI)"
    )
    left, right = fig.axes
    np.testing.assert_array_equal(cells(left), [[0.2, 0.1], [0.8, 0.6], [0.9, 0.7]])
    np.testing.assert_array_equal(cells(right), [[0.9, 0.7], [0.8, 0.5], [0.5, 0.3]])
    frames = [ax.patches[0] for ax in fig.axes]
    assert [(frame.get_xy(), frame.get_width()) for frame in frames] == [((0, 2), 2), ((0, 0), 2)]
    for ax in fig.axes:
        assert {text.get_color() for text in ax.texts} == {INK}
        labels = [*ax.get_xticklabels(), *ax.get_yticklabels()]
        assert {label.get_rotation() for label in labels} == {0}
    beaten = plots.preparation(means(0.9, 0.55), "usual", "all nine").get_suptitle()
    assert beaten.startswith("With all nine features another recipe beats “usual” at overlap 4 ")


def test_relabelled() -> None:
    ax = plots.relabelled(MOVED, 500_000, 4_000).axes[0]
    assert title(ax) == "k = 5 settles with more customers; at k = 7 some fits still move 10%"
    (line,) = ax.lines
    assert list(line.get_ydata()) == [0.005, 0.0015, 1e-6]
    near, apart = (points.get_offsets().data for points in ax.collections)
    np.testing.assert_allclose(near[:, 1], [0.005] * 2 + [0.0015] * 2 + [1e-6] * 2)
    np.testing.assert_allclose(apart[:, 1], APART["share"])
    np.testing.assert_allclose(near[:, 0], MOVED["k = 5"]["customers"], rtol=0.05)
    assert len(set(near[:, 0])) == 6  # side by side, so that none hides another
    assert texts(ax) == ["median 750", "up to 100,000", "median 0", "up to 50,000"]


def test_relabelled_covers_no_point() -> None:
    fig = plots.relabelled(MOVED, 500_000, 5_000)
    fig.canvas.draw()
    (ax,) = fig.axes
    boxes = [text.get_window_extent() for text in ax.texts]
    boxes.append(ax.get_legend().get_window_extent())
    for points in ax.collections:
        for x, y in ax.transData.transform(points.get_offsets()):
            assert not any(box.contains(x, y) for box in boxes)
    assert all(ax.bbox.contains(*corner) for box in boxes for corner in box.corners())


def test_relabelled_in_other_titles() -> None:
    near, apart = MOVED["k = 5"], MOVED["k = 7"]
    settled = plots.relabelled({"k = 3": near, "k = 5": near}, 500_000, 5_000).axes[0]
    assert title(settled) == "With more customers k = 3 and k = 5 settle"
    lost = plots.relabelled({"k = 7": apart, "k = 9": apart}, 500_000, 5_000).axes[0]
    assert title(lost).startswith("At k = 7 and k = 9 some fits still move 10%")


# Sentences


@pytest.mark.parametrize(
    ("at_best", "named", "words"),
    [
        (AT_BEST, NAMED, ["worth at least 0.24 at every overlap", "At overlap 2 still 91% of"]),
        (pd.Series({1.0: 0.93, 2.0: 0.5}), NAMED, ["not worth their while at every overlap"]),
        (
            AT_BEST,
            NAMED * [1, 0],
            ["At overlap 1 still 98%", "At overlap 2 no cluster may be"],
        ),
        (AT_BEST, NAMED * 0, ["At overlap 1 and 2 no cluster may"]),
    ],
)
def test_recovered(at_best: pd.Series, named: pd.Series, words: list[str]) -> None:
    text = findings.recovered(NINE, at_best, named)
    assert [figure for figure in words if figure not in text] == []
    assert ("no cluster" in text) == (not named.all())


def test_uncertain() -> None:
    index = pd.MultiIndex.from_tuples([(1.0, "raw", "RFM"), (4.0, "usual", "all nine")])
    text = findings.uncertain(pd.Series([0.012, 0.21], index))
    assert "in 1 of 2 combinations" in text
    assert "largest, 0.21, for “usual” of all nine at overlap 4" in text


def test_leads() -> None:
    ahead = recipes.leads(means(0.9, 0.55), "usual")
    np.testing.assert_allclose(ahead, [[0, 0, 0], [0.05, 0, 0]], atol=1e-12)
    assert (list(ahead.index), list(ahead.columns)) == ([1.0, 4.0], SETS)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (MOVED, ["With k = 5 the labels settle", "With k = 7 they do not: 1 of 2 fits on 5,000 and "
                 "1 of 2 fits on 500,000 customers give more than 5%", "more customers help"]),
        ({"k = 7": moved(0.3, 0.2, 0.1)}, ["2 of 2 fits on 500,000", "do not settle them"]),
        ({"k = 5": MOVED["k = 5"]}, ["With k = 5 the labels settle as the sample grows."]),
    ],
)  # fmt: skip
def test_enough(tables: dict[str, pd.DataFrame], words: list[str]) -> None:
    text = findings.enough(tables, 4_000)
    assert [figure for figure in words if figure not in text] == []


@pytest.mark.parametrize(
    ("rows", "verdict", "words"),
    [
        (4, None, "Yes in this shop: **all 2 samples of 500 or more customers give natural"),
        (2, None, "Not even 100 customers give natural, k = 5 every time"),
        (4, "natural", "all 4 samples of 100 or more"),
    ],
)  # fmt: skip
def test_on_samples(rows: int, verdict: str | None, words: str) -> None:
    table = pd.DataFrame(
        {
            "customers": [100, 100, 500, 500],
            "verdict": ["natural", "slices", "natural", "natural"],
            "k": [5, 5, 5, 5],
            "excess": [0.1, 0.3, 0.25, 0.27],
        }
    ).head(rows)
    table["verdict"] = verdict or table["verdict"]
    assert words in findings.on_samples(table, 5)


@pytest.mark.parametrize(
    ("excess", "alarms", "met", "words"),
    [
        (None, 1, [4], ["**At overlap 4 the separation cannot", "is wrong at overlap 4.**"]),
        (0.5, 0, [], ["No shop of one kind is called natural.", "do not overlap"]),
        (0.5, 4, [], ["is wrong at overlap 2 and 4.**"]),
        (0.09, 0, [1, 2, 4], ["**At overlap 1, 2 and 4 the separation cannot"]),
    ],
)  # fmt: skip
def test_verdicts_in_words(
    excess: float | None, alarms: int, met: list[float], words: list[str]
) -> None:
    table = runs() if excess is None else runs().assign(excess=excess)
    table["without_personas.verdict"] = ["slices"] * (6 - alarms) + ["natural"] * alarms
    assert recipes.overlaps_met(table) == met
    text = findings.verdicts(table)
    assert [figure for figure in words if figure not in text] == []
    assert ("is wrong at" in text) == bool(alarms)


@pytest.mark.parametrize(("without", "words"), [(0.031, "no evidence"), (0.4, "as they should")])
def test_agrees_on_nothing(without: float, words: str) -> None:
    text = findings.agrees_on_nothing(without, 0.0012, 0.0, 5_000)
    assert f"only {without:.1%} of" in text and "(0.1% with personas)" in text and words in text
