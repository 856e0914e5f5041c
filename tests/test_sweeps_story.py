"""Notebook 09: what its figures draw, and its sentences in both wordings."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.findings import sweeps as findings
from segmentation.plots import sweeps as plots

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
    table = table.assign(mean=means)
    table["low"], table["high"] = (table["mean"] + sign * np.tile(half, 2) for sign in (-1, 1))
    return table


NINE, RFM = band(0.95, 0.94, 0.8, 0.79), band(0.5, 0.51, 0.4, 0.39)


def runs() -> pd.DataFrame:
    """Six runs of the rule: right twice, wrong in every way, and one false alarm."""
    return pd.DataFrame(
        {
            "overlap": [1.0, 1, 2, 2, 4, 4],
            "seed": [1, 2] * 3,
            "verdict": ["natural"] * 4 + ["reproducible", "constructive"],
            "k": [5, 5, 5, 6, 3, 4],
            "excess": [0.3, 0.32, 0.1, 0.12, 0.02, 0.04],
            "without_personas.verdict": ["constructive"] * 3 + ["reproducible"] * 2 + ["natural"],
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


MOVED = {"k = 5": moved(0.005, 0.0015, 0.0), "k = 7": moved(0.3, 0.2, 0.1)}


# Figures


def test_nothing_sticks_out() -> None:
    check_layout(plots.recovery(NINE, RFM, 3))
    check_layout(plots.chosen_k(runs(), 5))
    check_layout(plots.preparation(means(0.9, 0.7)))
    check_layout(plots.relabelled(MOVED, 500_000))
    check_layout(plots.backwards(runs(), 0.05))


def test_recovery() -> None:
    fig = plots.recovery(NINE, RFM, 3)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "Overlap moves recovery by up to 0.15, the number of customers by 0.01"
    )
    assert title(left) == "shops of 100,000 customers"
    assert lines(left) == {"all nine": [0.94, 0.79], "RFM": [0.51, 0.39]}
    assert lines(right) == {"overlap 1": [0.95, 0.94], "overlap 2": [0.8, 0.79]}
    assert ticks(right.get_xticklabels()) == ["2,000", "100,000"]
    heights = left.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.786) and heights.max() == pytest.approx(0.944)
    assert left.get_ylim() == (0, 1)
    assert left.get_xlabel() == "overlap (band: 95% of further shops, from 3 seeds)"


def test_chosen_k() -> None:
    fig = plots.chosen_k(runs(), 5)
    with_, without = fig.axes
    assert fig.get_suptitle() == (
        "The planted 5 are found in 3 of 6 shops; 1 of 6 shops without personas are called natural"
    )
    np.testing.assert_array_equal(cells(with_), [[0, 0, 1], [0, 0, 2]])
    assert texts(with_) == ["5", "5", "3", "5", "6", "4"]
    np.testing.assert_array_equal(cells(without), [[2, 2, 1], [2, 1, 0]])
    assert texts(without) == ["+0.01", "+0.03", "+0.05", "+0.02", "+0.04", "+0.09"]
    mesh = with_.collections[0]
    assert [to_hex(mesh.cmap(mesh.norm(code))) for code in range(3)] == list(
        plots.VERDICTS.values()
    )
    assert [text.get_text() for text in fig.legends[0].get_texts()] == list(plots.VERDICTS)


def test_preparation() -> None:
    table = means(0.9, 0.7)
    fig = plots.preparation(table)
    assert fig.get_suptitle() == "Recovery (mean ARI over seeds) is highest with all nine, “usual”"
    assert [title(ax) for ax in fig.axes] == ["overlap 1", "overlap 4"]
    np.testing.assert_array_equal(cells(fig.axes[1]), table.loc[4.0])
    assert ticks(fig.axes[0].get_yticklabels()) == RECIPES
    assert ticks(fig.axes[1].get_xticklabels()) == SETS


def test_relabelled() -> None:
    ax = plots.relabelled(MOVED, 500_000).axes[0]
    assert lines(ax) == {"k = 5": [0.005, 0.0015, 1e-6], "k = 7": [0.3, 0.2, 0.1]}
    assert texts(ax) == ["2,500", "750", "0", "150,000", "100,000", "50,000"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.yaxis.get_major_formatter()(0.0015, 0) == "0.15%"


def test_backwards() -> None:
    ax = plots.backwards(runs(), 0.05).axes[0]
    with_, without = (line.get_ydata() for line in ax.lines[:2])
    assert list(with_) == pytest.approx([0.31, 0.11, 0.03])
    assert list(without) == pytest.approx([0.015, 0.035, 0.07])
    assert title(ax).startswith("From overlap 4 on, a shop of one kind can separate as well")
    assert texts(ax) == ["bar: 0.05"]
    assert legend(ax) == [
        "personas planted, at the chosen k",
        "nothing planted, the largest of any k",
    ]
    clear = plots.backwards(runs().assign(excess=0.5), 0.05).axes[0]
    assert title(clear).startswith("Up to the widest personas")


# Sentences


def test_recovered() -> None:
    assert findings.recovered(NINE, RFM) == (
        "With all nine features the ARI falls from 0.94 at overlap 1 to 0.79 at 2; with RFM alone "
        "from 0.51 to 0.39. **The six further features are worth at least 0.40 at every overlap.** "
        "Between 2,000 and 100,000 customers the mean hardly changes (by 0.010 at most), but one "
        "shop says less about another: the half-width of the band goes from up to ±0.020 to "
        "±0.004."
    )
    other = findings.recovered(band(0.9, 0.94, 0.8, 0.7), band(0.9, 0.95, 0.7, 0.6))
    assert "are not worth their while at every overlap" in other
    assert "the mean changes (by 0.100 at most)" in other


def test_picked() -> None:
    text = findings.picked(runs(), 5)
    assert text == (
        "**The planted 5 are found in 3 of 6 shops**, in all at overlap 1. Elsewhere it says "
        "something else: 1 × natural, k = 6 at overlap 2, 1 × constructive, k = 4 at overlap 4 "
        "and 1 × reproducible, k = 3 at overlap 4. **1 of 6 shops without personas are called "
        "natural all the same**, at overlap 4: there *natural* is wrong. The other 5 are not."
    )
    clear = runs().assign(verdict="natural", k=5, **{"without_personas.verdict": "constructive"})
    assert findings.picked(clear, 5) == (
        "**The planted 5 are found in 6 of 6 shops**, in all at overlap 1, 2 and 4. None of the 6 "
        "shops without personas is called natural."
    )
    assert "found in 0 of 6 shops**. Elsewhere" in findings.picked(clear, 4)


def test_prepared() -> None:
    index = pd.MultiIndex.from_tuples([(1.0, "raw", "RFM"), (4.0, "usual", "all nine")])
    deviations = pd.Series([0.012, 0.21], index)
    assert findings.prepared(means(0.9, 0.55), deviations, "usual", "all nine") == (
        "With all nine features, at overlap 1 no recipe does better than the usual one (0.90), and "
        "“raw” is last (0.20); at overlap 4 “z-scores” is best (0.60, the usual one 0.55), and "
        "“raw” is last (0.10). Of the smaller sets *orders only* loses least under the "
        "usual recipe, 0.08 on average over the overlaps. 1 of 2 cells have a standard deviation "
        "over seeds of at most 0.02; the largest is 0.21 (all nine, “usual” at overlap 4), so "
        "differences of that size say nothing there."
    )


def test_enough() -> None:
    assert findings.enough(MOVED, 4_000, 500_000) == (
        "In the median of the samples, a model fitted on 5,000 customers labels 0.1% of all "
        "customers (750) with k = 5 and 20.0% of all customers (100,000) with k = 7 otherwise than "
        "the fit on everybody. Fitted on 500,000 customers from other random starts, it still "
        "labels some otherwise: up to 0 with k = 5 and 50,000 with k = 7. **With k = 7 no number "
        "of customers settles the labels**: fits that differ in nothing but their random starts "
        "disagree."
    )
    settled = findings.enough({"k = 5": MOVED["k = 5"]}, 5_000, 500_000)
    assert settled.endswith("**The labels settle as the sample grows.**")


def test_on_samples() -> None:
    table = pd.DataFrame(
        {
            "customers": [100, 100, 500, 500],
            "verdict": ["natural", "reproducible", "natural", "natural"],
            "k": [5, 5, 5, 5],
            "excess": [0.1, 0.3, 0.25, 0.27],
        }
    )
    assert findings.on_samples(table, 5) == (
        "**From 500 customers on, every sample gives natural, k = 5**; the excess differs between "
        "samples of 500 by 0.020."
    )
    assert findings.on_samples(table[table["customers"] == 100], 5) == (
        "**Not even 100 customers give natural, k = 5 every time.**"
    )
    assert "From 100 customers on" in findings.on_samples(table.assign(verdict="natural"), 5)


def test_backwards_in_words() -> None:
    assert findings.backwards(runs()) == (
        "At overlap 4 the shops with personas exceed the null by 0.030 on average, those without "
        "any by 0.070. **From overlap 4 on, the excess cannot tell the two apart**: a shop with "
        "nothing in it can reach the same figure."
    )
    assert "the two never meet" in findings.backwards(runs().assign(excess=0.5))


def test_agrees_on_nothing() -> None:
    text = findings.agrees_on_nothing(0.031, 0.0, 5_000)
    assert text.startswith(
        "On the shop without personas, models fitted on 5,000 customers label all but 3.1% as"
    )
    assert "**Labels that do not change are no evidence" in text
    assert "as they should" in findings.agrees_on_nothing(0.4, 0.0, 5_000)
