"""Behaviour after the snapshot, and drift: what the figures draw, and what the sentences say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.estimates import Estimate, Estimates
from segmentation.base.palette import INK
from segmentation.tomorrow import findings, plots
from segmentation.tomorrow.drift import SnapshotComparison
from segmentation.tomorrow.forecast import Rolling

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = ["Very many orders, very high spend", "Near average", "Long silent"]
SIZES = pd.Series([1_200, 60, 400], NAMES)
METHODS = ["groups of recency", "groups of spend", "K-Means, RFM", "planted personas",
           "orders × basket", "regression"]  # fmt: skip
CHOSEN = "K-Means, RFM"
DATES = ("2011-09-10", "2011-12-09")


def around(values: list[float], names: list, half: float = 0.01) -> Estimates:
    """Estimates with intervals of one width, which all vary alike over the draws."""
    value = pd.Series(values, names)
    shift = pd.Series(np.linspace(-half, half, 41))
    draws = pd.DataFrame({name: value[name] + shift for name in names})
    return Estimates(value, value - half, value + half, draws)


def did(half: float = 0.01, back: tuple[float, ...] = (0.05, 0.3, np.nan)) -> dict:
    """What three segments did; of one it is not known what came back."""
    return {
        "ordered again": around([0.9, 0.4, 0.1], NAMES, half),
        "spend": around([1_234.5, 80.2, 9.9], NAMES, 3),
        "amount returned": around(list(back), NAMES, half),
    }


def rolled(**changed: list[float]) -> Rolling:
    """Scores at two origins, in which the regression is best but for what no shop knows."""
    values = [[0.1, 0.1], [0.2, 0.4], [0.3, 0.3], [0.8, 0.8], [0.4, 0.4], [0.5, 0.7]]
    values = list((dict(zip(METHODS, values, strict=True)) | changed).values())
    return Rolling(
        CHOSEN,
        {
            measure: {
                day: around([level + pair[at] for pair in values], METHODS)
                for at, day in enumerate(("2011-06-12", "2011-09-10"))
            }
            for measure, level in (("£", 0.0), ("log", 0.1), ("AUC", 0.4))
        },
    )


def square(cells: list[list[float]], down: float, up: float) -> Estimates:
    """Shares of those who move from each of three segments to each."""
    value = pd.DataFrame(cells).rename_axis("then").rename_axis(columns="now").stack()
    return Estimates(value, value - down, value + up)


DRIFTED = SnapshotComparison(  # one cell lies outside the null
    centroids=pd.DataFrame(),
    transitions=square([[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.0, 0.4, 0.6]], 0.02, 0.02),
    null_transitions=square([[0.9, 0.1, 0.0], [0.1, 0.6, 0.3], [0.0, 0.4, 0.6]], 0.05, 0.15),
    share_moved=0.46,
    null_moved=Estimate(0.42, 0.40, 0.44),
    share_moved_up=0.3,
    null_moved_up=Estimate(0.22, 0.20, 0.24),
    share_relabelled=0.5,
    share_placed_differently=0.1,
    refits=np.array([0.01, 0.05, 0.2]),
)


# Figures


def test_outcomes_are_drawn_with_their_intervals() -> None:
    found = did()
    both = dict.fromkeys(("a shop", "Online Retail"), found)
    fig = plots.outcomes(both, dict.fromkeys(both, SIZES), 90)
    check_layout(fig)
    assert "10% to 90% in a shop, 10% to 90% in Online Retail" in fig.get_suptitle()
    first, spend, back = fig.axes[:3]
    intervals, dots = first.collections
    ends = np.array(intervals.get_segments())[:, :, 0]
    np.testing.assert_allclose(ends, found["ordered again"].table[["low", "high"]])
    np.testing.assert_allclose(dots.get_offsets()[:, 0], [0.9, 0.4, 0.1])
    assert texts(spend) == ["£1,234", "£80", "£10"]
    assert texts(back) == ["5%", "30%"]  # none where nothing was ordered
    wrapped = ["Very many orders,\nvery high spend (1,200)", "Near average (60)"]
    assert ticks(first.get_yticklabels())[:2] == wrapped
    assert first.get_xlim() == (0, plots.BEYOND)  # room for labels, but no share above the whole
    assert max(first.get_xticks()) == 1
    assert back.get_xlim()[1] == pytest.approx(1.45 * 0.31)


def test_the_yardstick_is_a_line_for_each_number_of_orders() -> None:
    silence = [0, 100, 200]
    often, seldom = pd.Series([2.0, 1.0, 0.1], silence), pd.Series([0.5, 0.4, 0.3], silence)
    fig = plots.yardstick({2: seldom, 13: often}, 90)
    check_layout(fig)
    ax = fig.axes[0]
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines], [seldom, often])
    assert texts(ax) == ["2 orders so far", "13 orders so far"]
    assert title(ax).startswith("A long silence says most")
    flat = plots.yardstick({2: seldom, 13: often + 1}, 90)
    assert title(flat.axes[0]).startswith("How many orders to expect")


def test_rolling_ranks_every_method_and_shades_it_by_its_standing() -> None:
    one = rolled()
    fig = plots.rolling({"the simulated shop": one, "Online Retail": one})
    check_layout(fig)
    ahead = rolled(**{"groups of spend": [0.1, 0.1], "orders × basket": [0.2, 0.2]})
    better = plots.rolling({"a shop": one, "Online Retail": ahead}).get_suptitle()
    assert "win 9 of 12 comparisons with as many groups, and 3 of 6 with orders" in better
    first = fig.axes[0]
    ranked = ["planted personas", "regression", "orders × basket", "groups of spend",
              "K-Means, RFM", "groups of recency"]  # fmt: skip
    assert ticks(first.get_yticklabels()) == ranked
    np.testing.assert_allclose(bars(first), [0.8, 0.6, 0.4, 0.3, 0.3, 0.1])
    assert texts(first) == ["0.80", "0.60", "0.40", "0.30", "0.30", "0.10"]
    shades = [to_hex(patch.get_facecolor()) for patch in first.patches]
    how = plots.STANDING
    assert shades == [how["lose"]] * 3 + [how["level"], INK, how["win"]]
    auc = fig.axes[4]
    np.testing.assert_allclose(bars(auc), [0.7, 0.5, 0.3, 0.2, 0.2, 0.0], atol=1e-12)
    assert auc.get_xlim()[0] == 0.5  # what a lot would give
    far = plots.rolling({"a shop": one, "Online Retail": rolled(**{"regression": [0.9, 0.9]})})
    ends = [ax.get_xlim() for ax in far.axes]  # one scale for both
    assert ends[::2] == ends[1::2] and ends[0] == pytest.approx((0, 1.15 * 0.9))


def test_moves_stand_beside_what_would_have_moved_anyway() -> None:
    more = replace(DRIFTED, share_moved=0.43, share_placed_differently=0.3)
    fig = plots.moves({"2011-09-10 → 2011-12-09": DRIFTED, "2011-06-12 → 2011-09-10": more})
    check_layout(fig)
    assert fig.get_suptitle().startswith("On 1 of 2 pairs of dates customers moved as much")
    for ax, shares, low, high in (
        (fig.axes[0], [0.46, 0.43], 0.40, 0.44), (fig.axes[1], [0.1, 0.3], 0.01, 0.2),
    ):  # fmt: skip
        np.testing.assert_allclose(ax.collections[0].get_offsets()[:, 0], shares)
        for band in ax.patches:
            assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((low, high))
        assert texts(ax) == [f"{share:.0%}" for share in shares]
    assert ticks(fig.axes[0].get_yticklabels())[0] == "2011-09-10\nto 2011-12-09"


def test_transitions_show_shares_and_what_the_null_does_not_explain() -> None:
    fig = plots.transitions(DRIFTED, NAMES, DATES)
    check_layout(fig)
    ax = fig.axes[0]
    assert fig.get_suptitle().startswith("No change of segment is clearly more frequent")
    more = square([[0.9, 0.1, 0.0], [0.3, 0.4, 0.3], [0.0, 0.6, 0.4]], 0.02, 0.02)
    moved = plots.transitions(replace(DRIFTED, transitions=more), NAMES, DATES)
    check_layout(moved)
    said = "Most beyond steady habits: from “Near average” to “Very many orders, very high spend”"
    assert moved.get_suptitle() == said
    np.testing.assert_allclose(cells(ax), DRIFTED.transitions.value.unstack())
    # In brackets where the null gives clearly less or more; none at all is left blank.
    assert texts(ax) == ["90%", "10%", "", "20%", "50%\n(−10)", "30%", "", "40%", "60%"]
    assert ticks(ax.get_xticklabels()) == ["1", "2", "3"]
    assert ticks(ax.get_yticklabels())[1] == "Near average  2"
    assert DATES[0] in ax.get_ylabel() and DATES[1] in ax.get_xlabel()


SEGMENT = pd.Series(["a"] * 4 + ["b"] * 2)
PEOPLE = pd.DataFrame(
    {"Later_Spend": [10.0, 10, 10, 970, 0, 0], "Later_Returned": [0, 0, 3, 970, 0, 0]}
)


def test_one_customer_moves_a_mean() -> None:
    fig = plots.alone(PEOPLE, SEGMENT)
    check_layout(fig)
    ax = fig.axes[0]
    assert fig.get_suptitle() == "One customer of 4 moves the mean of “a”"
    others, heaviest = (dots.get_offsets()[:, 0] for dots in ax.collections)
    assert (list(others), list(heaviest)) == ([10, 10, 10], [970])
    assert [line.get_xdata()[0] for line in ax.lines] == [250, 10]
    assert texts(ax)[:2] == ["mean with: £250", "mean without: £10"]


# Sentences and tables: what is given, the branch that it leads to, and the figures


@pytest.mark.parametrize(
    ("found", "branch"),
    [
        (did(), "differ in who orders again, and *Near average* sent back clearly more"),
        (did(back=(0.29, 0.3, 0.1)), "none sent back clearly more"),
        (did(half=0.5), "differ little"),
        (did(back=(0.1, np.nan, np.nan)), "clearly differ in who orders again."),
    ],
)
def test_outcomes(found: dict, branch: str) -> None:
    assert branch in findings.outcomes(found, "a shop")


def test_alone() -> None:
    text = findings.alone(PEOPLE, SEGMENT)
    for figure in ("*a* ordered £970 and sent £970 of it", "10% of the segment's £", "not 97%"):
        assert figure in text
    many = pd.DataFrame({"Later_Spend": [5.0] * 10, "Later_Returned": 0.0})
    assert "No customer makes more than 10%" in findings.alone(many, pd.Series(["a"] * 10))


def test_planned() -> None:
    design = pd.DataFrame(
        {
            "each half": [29_152, 68_560, 25_577],
            "order anyway": [0.908, 0.0018, 0.962],
            "smallest rise": [0.0087, np.inf, 0.006],
            "needed each half": [725.0, 5_328_246.0, np.nan],
        },
        index=NAMES,
    )
    shown = findings.planned(design)
    assert shown["needed each half"].tolist() == ["725", "not possible", "not possible"]
    assert shown["smallest rise"].tolist() == ["0.9%", "none", "0.6%"]
    assert shown["order anyway"].tolist() == ["91%", "0.2%", "96%"]
    assert shown["each half"].tolist() == ["29,152", "68,560", "25,577"]
    assert design["each half"].tolist() == [29_152, 68_560, 25_577]


@pytest.mark.parametrize(
    ("spend", "figures"),
    [
        ([10.0] * 99 + [1_010.0], ["1 customer (1%)", "**99%**", "right about the many."]),
        (np.arange(1_000.0), ["10 customers (1%)", "not about a handful"]),
    ],
)
def test_heavy(spend: list[float], figures: list[str]) -> None:
    text = findings.heavy(pd.DataFrame({"Later_Spend": spend}))
    assert all(figure in text for figure in figures)


@pytest.mark.parametrize(
    ("changed", "figures"),
    [
        ({}, ["46% changed segment. Steady habits explain 42 of the 46 points; the rest"]),
        ({"share_moved": 0.9}, ["explain 42 of the 90 points; the rest"]),
        ({"share_moved": 0.42}, ["**no drift**"]),
        ({"share_moved": 0.2}, ["explain more than that (42%)."]),
        ({}, ["On 1 of 1 pairs the later model", "cannot tell that from drift."]),
        ({"share_placed_differently": 0.3}, ["On 0 of 1 pairs the later model"]),
        ({"refits": np.array([0.0, 0.02])}, ["a refit of the same day can."]),
    ],
)
def test_drift(changed: dict, figures: list[str]) -> None:
    text = findings.drift({"a → b": replace(DRIFTED, **changed)})
    assert all(figure in text for figure in figures)
