"""Behaviour after the snapshot, and drift: what the figures draw, and what the sentences say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title

from segmentation.base.estimates import Estimate, Estimates
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


def test_rolling_draws_every_method_at_every_origin_and_their_mean() -> None:
    one = rolled()
    fig = plots.rolling({"the simulated shop": one, "Online Retail": one})
    check_layout(fig)
    assert "segments 0.40, regression 0.70 (best of 5)" in fig.get_suptitle().replace("\n", " ")
    first = fig.axes[0]
    assert ticks(first.get_yticklabels()) == METHODS
    early, dots, late, others, bars = first.collections
    for whiskers, points, day in ((early, dots, "2011-06-12"), (late, others, "2011-09-10")):
        scores = one.scores["£"][day]
        np.testing.assert_allclose(points.get_offsets()[:, 0], scores.value)
        ends = np.array(whiskers.get_segments())[:, :, 0]
        np.testing.assert_allclose(ends, scores.table[["low", "high"]], atol=1e-12)
    np.testing.assert_allclose(bars.get_offsets()[:, 0], [0.1, 0.3, 0.3, 0.8, 0.4, 0.6])
    np.testing.assert_allclose(first.lines[0].get_xdata(), [0.3, 0.3])  # the segments' mean


def test_transitions_show_shares_and_what_the_null_does_not_explain() -> None:
    fig = plots.transitions(DRIFTED, NAMES, DATES)
    check_layout(fig)
    left, right = fig.axes
    assert fig.get_suptitle() == "46% changed segment; 42% would have, had no habit changed"
    seen, null = DRIFTED.transitions.value.unstack(), DRIFTED.null_transitions.value.unstack()
    np.testing.assert_allclose(cells(left), seen)
    np.testing.assert_allclose(cells(right), seen - null)
    assert texts(left)[0] == "90%\n88–92"
    assert texts(right)[3:6] == ["+10", "−10*", "+0"]
    assert DATES[1] in title(left) and DATES[0] in left.get_ylabel()


# Sentences and tables: what is given, the branch that it leads to, and the figures


@pytest.mark.parametrize(
    ("found", "branch"),
    [
        (did(), "differ in who orders again, and *Near average* sent back clearly more"),
        (did(back=(0.29, 0.3, 0.1)), "no segment sent back clearly more"),
        (did(half=0.5), "differ little"),
        (did(back=(0.1, np.nan, np.nan)), "clearly differ in who orders again."),
    ],
)
def test_outcomes(found: dict, branch: str) -> None:
    assert branch in findings.outcomes(found, "a shop")


def test_sizes() -> None:
    frame = pd.DataFrame({"Later_Orders": [1, 0, 3, 2]})
    frames = {"2026-06-30": frame, "2026-04-01": frame, "2026-01-01": frame.head(3)}
    text = findings.sizes(frames, "A shop", 90)
    assert "4 customers on 2026-06-30, of whom 75% ordered" in text and "3 on 2026-01-01" in text


def test_alone() -> None:
    segment = pd.Series(["a"] * 4 + ["b"] * 2)
    people = pd.DataFrame(
        {"Later_Spend": [10.0, 10, 10, 970, 0, 0], "Later_Returned": [0, 0, 3, 970, 0, 0]}
    )
    text = findings.alone(people, segment)
    for figure in ("*a*: £970 ordered, £970 of it", "£10 instead of £250", "10%", "97%"):
        assert figure in text
    many = pd.DataFrame({"Later_Spend": [5.0] * 10, "Later_Returned": 0.0})
    assert "No customer makes more than 10%" in findings.alone(many, pd.Series(["a"] * 10))


def test_compared() -> None:
    fewer = rolled()
    for by_day in fewer.scores.values():
        for day, scores in by_day.items():
            kept = METHODS[:-1]
            by_day[day] = Estimates.from_draws(scores.value[kept], scores.draws)
    shown = findings.compared({"a shop": rolled(), "another": fewer})
    assert list(shown.index) == [name for name in METHODS if name != CHOSEN]
    assert shown["a shop", "£"].tolist() == ["win", "level", "lose", "lose", "lose"]
    assert shown["another", "log"].tolist() == ["win", "level", "lose", "lose", "–"]


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
        ([10.0] * 99 + [1_010.0], ["the 1 customer (1%)", "**99%**", "right about the many."]),
        (np.arange(1_000.0), ["the 10 customers (1%)", "not about a handful"]),
    ],
)
def test_heavy(spend: list[float], figures: list[str]) -> None:
    text = findings.heavy(pd.DataFrame({"Later_Spend": spend}))
    assert all(figure in text for figure in figures)


def test_verdict() -> None:
    ahead = rolled(**{"groups of spend": [0.1, 0.1], "orders × basket": [0.2, 0.2]})
    text = findings.verdict({"a shop": rolled(), "Online Retail": ahead})
    assert "win 9 of 12 comparisons; against orders × basket, 3 of 6" in text
    assert "60 intervals of 95%: about 3 of them" in text  # 2 data sets · 2 days · 3 · 5


@pytest.mark.parametrize(
    ("changed", "figures"),
    [
        ({}, ["most of the moving is what steady habits explain", "On 0 of 1 pairs of dates"]),
        ({"share_moved": 0.9}, ["most of the moving is changed habits, or the season"]),
        ({"share_moved": 0.42}, ["**no drift**", "On 1 of 1 pairs of dates"]),
        ({"share_moved": 0.2}, ["moved less than steady habits"]),
        ({}, ["higher spend moved 30%; with steady habits 20% to 24%", "1 of 9 cells",
              "about 0: who moves where is not as this null has it"]),
        ({"transitions": DRIFTED.null_transitions}, ["0 of 9 cells", "about as many as chance"]),
        ({}, ["On 1 of 1 pairs the models of the two dates", "cannot tell that from drift."]),
        ({"share_placed_differently": 0.3}, ["On 0 of 1 pairs the models of the two dates"]),
        ({"refits": np.array([0.0, 0.02])}, ["the furthest refit of one date."]),
    ],
)  # fmt: skip
def test_drift(changed: dict, figures: list[str]) -> None:
    text = findings.drift({"a → b": replace(DRIFTED, **changed)})
    assert all(figure in text for figure in figures)


def test_moves() -> None:
    shown = findings.moves({"2011-09-10 → 2011-12-09": DRIFTED})
    assert shown.iloc[0].tolist() == ["46%", "40%–44%", "50%", "10%", "1%–20%"]
    assert " " not in shown.index[0] and "-" not in shown.index[0]
