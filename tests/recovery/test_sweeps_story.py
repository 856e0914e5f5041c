"""Notebook 09: what its figures draw, and its sentences in both wordings."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, lines, texts, ticks, title
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
    table = table.assign(mean=means)
    table["low"], table["high"] = (table["mean"] + sign * np.tile(half, 2) for sign in (-1, 1))
    return table


NINE, RFM = band(0.95, 0.94, 0.8, 0.79), band(0.5, 0.51, 0.4, 0.39)
WAYS = {"all nine": NINE, "RFM with basket": band(0.6, 0.61, 0.38, 0.37), "RFM": RFM}
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
    check_layout(plots.chosen_k(runs(), 5))
    check_layout(plots.preparation(means(0.9, 0.7), "usual", "all nine"))
    check_layout(plots.relabelled(MOVED, 500_000, 5_000))
    check_layout(plots.backwards(runs(), 0.05))


def test_recovery() -> None:
    fig = plots.recovery(WAYS, 3)
    left, right = fig.axes
    assert fig.get_suptitle() == (
        "Overlap takes recovery from 0.94 to 0.79; the number of customers moves it by "
        "0.010 at most"
    )
    assert title(left) == "shops of 100,000 customers"
    assert lines(left) == {
        "all nine": [0.94, 0.79], "RFM with basket": [0.61, 0.37], "RFM": [0.51, 0.39]
    }  # fmt: skip
    assert lines(right) == {"overlap 1": [0.95, 0.94], "overlap 2": [0.8, 0.79]}
    assert ticks(left.get_xticklabels()) == ["1", "2"]
    assert ticks(right.get_xticklabels()) == ["2,000", "100,000"]
    heights = left.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(0.786) and heights.max() == pytest.approx(0.944)
    assert left.get_ylim() == (0, 1.03)
    assert left.get_xlabel() == "overlap (band: 95% of further shops, from 3 seeds)"


def test_names_of_near_lines_stand_apart() -> None:
    near = plots.recovery(WAYS | {"all nine": band(0.99, 0.99, 0.95, 0.95)}, 3).axes[1]
    first, second = (name.get_window_extent() for name in near.texts)
    assert first.y0 >= second.y1 - 1
    far = plots.recovery(WAYS, 3).axes[1]
    assert [name.xyann[1] for name in far.texts] == [0, 0]
    ways = plots.recovery(WAYS, 3).axes[0].texts
    assert [name.xyann[1] for name in ways] == [0, -4, 4]  # both forms of RFM end near each other


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
    assert ticks(with_.get_xticklabels()) == ["1", "2", "4"]
    mesh = with_.collections[0]
    assert [to_hex(mesh.cmap(mesh.norm(code))) for code in range(3)] == list(
        plots.VERDICTS.values()
    )
    assert [text.get_text() for text in fig.legends[0].get_texts()] == list(plots.VERDICTS)


def test_preparation() -> None:
    table = means(0.9, 0.7)
    fig = plots.preparation(table, "usual", "all nine")
    assert fig.get_suptitle() == (
        "With all nine features no recipe clearly beats “usual” (cells: mean ARI)"
    )
    for ax in fig.axes:
        (frame,) = ax.patches
        assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((0, 2), 3, 1)
    assert [title(ax) for ax in fig.axes] == ["overlap 1", "overlap 4"]
    np.testing.assert_array_equal(cells(fig.axes[1]), table.loc[4.0])
    assert ticks(fig.axes[0].get_yticklabels()) == RECIPES
    assert ticks(fig.axes[1].get_xticklabels()) == SETS
    colours = {float(text.get_text()): text.get_color() for text in fig.axes[0].texts}
    assert colours[0.5] == INK and colours[0.7] == colours[0.9] == "white"
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
    assert legend(ax) == ["k = 5: single fits, and their median", "k = 7: single fits"]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.yaxis.get_major_formatter()(0.0015, 0) == "0.15%"


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
    assert title(lost) == (
        "At k = 7 and k = 9 some fits still move 10%, however many customers they see"
    )


def test_backwards() -> None:
    ax = plots.backwards(runs(), 0.05).axes[0]
    with_, without = (line.get_ydata() for line in ax.lines[:2])
    assert list(with_) == pytest.approx([0.31, 0.11, 0.03])
    assert list(without) == pytest.approx([0.015, 0.035, 0.07])
    assert title(ax) == (
        "At overlap 4, the widest tried, a shop of one kind can separate as well as one of several"
    )
    assert texts(ax) == ["bar: 0.05"]
    assert legend(ax) == [
        "personas planted, at the chosen k",
        "nothing planted, the largest of any k",
    ]
    clear = plots.backwards(runs().assign(excess=0.5), 0.05).axes[0]
    assert title(clear).startswith("Up to the widest personas")


# Sentences


def test_recovered() -> None:
    assert findings.recovered(WAYS, AT_BEST) == (
        "From overlap 1 to overlap 2 the ARI of all nine falls from 0.94 to 0.79, that of RFM with "
        "basket from 0.61 to 0.37 and that of RFM from 0.51 to 0.39. At the same k the basket "
        "changes that of RFM by +0.10 at overlap 1 and −0.02 at overlap 2. **The six further "
        "features are worth at least 0.24 at every overlap**, against RFM in the form and at the "
        "k that suit it best. From 2,000 to 100,000 customers the mean hardly changes (by 0.010 "
        "at most); small shops differ more from each other: the half-width of the band is up to "
        "±0.020 with 2,000 customers and up to ±0.004 with 100,000."
    )
    other = findings.recovered(
        WAYS | {"all nine": band(0.9, 0.94, 0.8, 0.7)}, pd.Series({1.0: 0.93, 2.0: 0.5})
    )
    assert "are not worth their while at every overlap" in other
    assert "the mean changes (by 0.100 at most)" in other
    alike = WAYS | {"all nine": band(0.95, 0.94, 0.8, 0.79, half=(0.01, 0.01))}
    assert "small shops differ no more from each other" in findings.recovered(alike, AT_BEST)


def test_criteria() -> None:
    answers = pd.DataFrame(
        {"our rule": [5, 5, np.nan, 6], "elbow": [5, 5, 5, 5], "gap": [9, 5, 6, 10]}
    )
    assert findings.criteria(answers, 5) == (
        "The planted 5 are named by our rule in 2 of 4 shops. Right at least as often: elbow (4)."
    )
    alone = findings.criteria(answers[["our rule", "gap"]], 5)
    assert alone.endswith("No other criterion is right as often.")


def test_picked() -> None:
    text = findings.picked(runs(), 5)
    assert text == (
        "**The planted 5 are found in 3 of 6 shops**, in all at overlap 1. Elsewhere it says "
        "something else: 1 × natural, k = 6 at overlap 2, 1 × constructive, k = 4 at overlap 4 "
        "and 1 × slices, k = 3 at overlap 4. **1 of 6 shops without personas are called "
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
        "With all nine features, at overlap 1 no recipe clearly beats “usual” (0.90), and “raw” is "
        "last (0.20); at overlap 4 “z-scores” is best (0.60, “usual” 0.55), and “raw” is last "
        "(0.10). *Clearly* is by more than 0.02. Of the smaller sets *orders only* loses least "
        "under “usual”, 0.08 on average over the overlaps. 1 of 2 cells have a standard deviation "
        "over seeds of at most 0.02; the largest is 0.21 (all nine, “usual” at overlap 4), so "
        "differences of that size say nothing there."
    )
    other = means(0.9, 0.55)
    other.loc[(slice(None), "z-scores"), "orders only"] = [0.83, 0.53]
    other.loc[(4.0, "raw"), "RFM"] = 0.33
    assert (
        "With fewer features others are ahead: “z-scores” with *orders only* at overlap 1 and 4 "
        "and “raw” with *RFM* at overlap 4. Of"
        in findings.prepared(other, deviations, "usual", SETS[0])
    )


def test_leads() -> None:
    found = recipes.leads(means(0.9, 0.55), "usual")
    np.testing.assert_allclose(found, [[0, 0, 0], [0.05, 0, 0]], atol=1e-12)
    assert (list(found.index), list(found.columns)) == ([1.0, 4.0], SETS)


def test_tried() -> None:
    assert findings.tried(pd.Series([2_000, 2_000, 100_000]), {}) == "2,000 · 100,000"
    assert findings.tried(pd.Series([0.5, 1.0, 0.5, 4.0]), {}) == "0.5 · 1 · 4"
    assert findings.tried(pd.Series(["a,b", "rfm"]), {"a,b": "two", "rfm": "RFM"}) == "two · RFM"


def test_enough() -> None:
    assert findings.enough(MOVED, 4_000, 500_000) == (
        "With k = 5 a model fitted on 5,000 customers labels 0.1% of all customers (750; median of "
        "2 fits) otherwise than the fit on everybody, and one fitted on 500,000 from other random "
        "starts at most 0 customers. With k = 7, 1 of 2 fits on 5,000 customers label more than 5% "
        "otherwise (up to 20.0%, 100,000 customers); of those on 500,000 from other random starts, "
        "1 of 2 (up to 10.0%). **With k = 7 more customers help, but some starts still end "
        "elsewhere.**"
    )
    stuck = findings.enough({"k = 7": moved(0.3, 0.2, 0.1)}, 5_000, 500_000)
    assert stuck.endswith("**With k = 7 more customers do not settle the labels.**")
    settled = findings.enough({"k = 5": MOVED["k = 5"]}, 5_000, 500_000)
    assert settled.endswith("**The labels settle as the sample grows.**")


def test_on_samples() -> None:
    table = pd.DataFrame(
        {
            "customers": [100, 100, 500, 500],
            "verdict": ["natural", "slices", "natural", "natural"],
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


def test_overlaps_met() -> None:
    assert recipes.overlaps_met(runs()) == ([4], True)
    assert recipes.overlaps_met(runs().assign(excess=0.09)) == ([1, 2, 4], False)
    assert recipes.overlaps_met(runs().assign(excess=0.1)) == ([], False)


def test_backwards_in_words() -> None:
    assert findings.backwards(runs(), 0.05) == (
        "At overlap 4 the shops with personas exceed the strictest null by 0.030 on average, those "
        "without any by 0.070. **At overlap 4, the widest tried, the excess cannot tell the two "
        "apart**: a shop with nothing in it can reach the same figure. **The verdict on shops of "
        "one kind is wrong at overlap 4**: there their excess, 0.090 to 0.090, is above the bar "
        "(0.05)."
    )
    clear = runs().assign(excess=0.5, **{"without_personas.verdict": "constructive"})
    assert findings.backwards(clear, 0.05).endswith("that is no proof that they cannot.")
    early = clear.assign(**{"without_personas.verdict": ["constructive"] * 2 + ["natural"] * 4})
    assert "is wrong at overlap 2 and 4**: there their excess, 0.030 to 0.090," in (
        findings.backwards(early, 0.05)
    )
    assert "**At overlap 1, 2 and 4 the excess cannot" in (
        findings.backwards(runs().assign(excess=0.09), 0.05)
    )


def test_agrees_on_nothing() -> None:
    assert findings.agrees_on_nothing(0.031, 0.0012, 0.0, 5_000) == (
        "On the shop without personas, models fitted on 5,000 customers label 3.1% otherwise than "
        "the fit on everybody (median), on the shop with personas 0.1%. Without personas 97% keep "
        "their label all the same, and the ARI with what was planted is 0.00. **Labels that mostly "
        "stay are no evidence that there was anything to label.**"
    )
    assert "as they should" in findings.agrees_on_nothing(0.4, 0.001, 0.0, 5_000)
