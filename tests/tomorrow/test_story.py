"""Behaviour after the snapshot, and drift: what the figures draw, and every wording."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import ACCENT
from segmentation.tomorrow import findings, plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = ["Very many orders, very high spend", "Near average", "Long silent"]
WAYS = ["groups of recency", "groups of spend", "K-Means, RFM", "planted personas",
        "orders × basket", "regression"]  # fmt: skip
CHOSEN = "K-Means, RFM"


def table(values: list[float], half: float, customers: tuple[int, ...] = (1_200, 60, 400)):
    """Values of three segments, with intervals of one width."""
    value = pd.Series(values, index=NAMES)
    return pd.DataFrame(
        {"customers": customers, "value": value, "low": value - half, "high": value + half}
    )


def did(half: float = 0.01, back: tuple[float, ...] = (0.05, 0.3, np.nan)) -> dict:
    """What three segments did; of one it is not known what came back."""
    return {
        "ordered again": table([0.9, 0.4, 0.1], half),
        "spend": table([1_234.5, 80.2, 9.9], 3),
        "amount returned": table(list(back), half),
    }


def scores(**values: list[float]) -> pd.DataFrame:
    """Scores of every way at two origins, £ and log and AUC alike but for the level."""
    rows = [
        {"day": day, "measure": measure, "way": way, "value": level + values[way][at],
         "low": level + values[way][at] - 0.1, "high": level + values[way][at] + 0.1}
        for measure, level in (("£", 0.0), ("log", 0.1), ("AUC", 0.4))
        for at, day in enumerate(("2011-06-12", "2011-09-10"))
        for way in WAYS
    ]  # fmt: skip
    return pd.DataFrame(rows)


def usual() -> pd.DataFrame:
    """Scores in which the regression is best, but for what no shop knows."""
    values = [[0.1, 0.1], [0.2, 0.4], [0.3, 0.3], [0.8, 0.8], [0.4, 0.4], [0.5, 0.7]]
    return scores(**dict(zip(WAYS, values, strict=True)))


WORSE, BETTER, EVEN = (-0.3, -0.1), (0.1, 0.3), (-0.1, 0.2)


def against(
    recency: tuple = (WORSE, WORSE), spend: tuple = (WORSE, EVEN), basket: tuple = (BETTER, BETTER)
) -> pd.DataFrame:
    """Differences of three ways to the segments at two origins, the same in every measure."""
    ways = {"groups of recency": recency, "groups of spend": spend, "orders × basket": basket}
    rows = [
        {"day": str(day), "measure": measure, "way": way, "difference": (low + high) / 2,
         "low": low, "high": high}
        for measure in ("£", "log", "AUC")
        for way, pairs in ways.items()
        for day, (low, high) in zip(("2011-06-12", "2011-09-10"), pairs, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def drifted(kept: float = 0.46, models: float = 0.1, up: float = 0.3) -> dict:
    """Two dates compared; one cell lies outside the null."""
    seen = pd.DataFrame([[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.0, 0.4, 0.6]])
    null = pd.DataFrame([[0.9, 0.1, 0.0], [0.1, 0.6, 0.3], [0.0, 0.4, 0.6]])
    return {
        "seen": seen, "low": seen - 0.02, "high": seen + 0.02,
        "null": null, "null low": null - 0.05, "null high": null + 0.15,
        "kept": kept, "kept if unchanged": np.linspace(0.40, 0.44, 201),
        "up": up, "up if unchanged": np.linspace(0.20, 0.24, 201),
        "refitted": 0.5, "models": models, "refits": np.array([0.01, 0.05, 0.2]),
    }  # fmt: skip


# Figures


def test_nothing_sticks_out() -> None:
    check_layout(plots.outcomes({"the simulated shop": did(), "Online Retail": did()}, 90))
    both = {"the simulated shop": usual(), "Online Retail": usual()}
    check_layout(plots.rolling(both, dict.fromkeys(both, CHOSEN)))
    check_layout(plots.transitions(drifted(), NAMES, ("2011-09-10", "2011-12-09")))


def test_outcomes_are_drawn_with_their_intervals() -> None:
    found = did()
    fig = plots.outcomes({"a shop": found, "Online Retail": found}, 90)
    assert fig.get_suptitle() == (
        "Ordered within 90 days, by segment: 10% to 90% in a shop, 10% to 90% in Online Retail"
    )
    first, spend, back = fig.axes[:3]
    intervals, dots = first.collections
    for row, ends in enumerate(intervals.get_segments()):
        own = found["ordered again"].iloc[row]
        assert ends.tolist() == [[own["low"], row], [own["high"], row]]
    np.testing.assert_allclose(dots.get_offsets()[:, 0], [0.9, 0.4, 0.1])
    assert texts(first) == ["90%", "40%", "10%"]
    assert texts(spend) == ["£1,234", "£80", "£10"]
    assert texts(back) == ["5%", "30%"]  # none where nothing was ordered
    wrapped = ["Very many orders,\nvery high spend (1,200)", "Near average (60)"]
    assert ticks(first.get_yticklabels())[:2] == wrapped
    assert first.get_ylim()[0] > first.get_ylim()[1]
    assert first.get_xlim() == (0, plots.BEYOND)  # room for labels, but no share above the whole
    assert max(first.get_xticks()) == 1
    assert back.get_xlim()[1] == pytest.approx(1.45 * 0.31)
    assert [ax.get_ylabel() for ax in fig.axes[::3]] == ["A shop", "Online Retail"]


def test_rolling_draws_every_way_at_every_origin_and_their_mean() -> None:
    table = usual()
    fig = plots.rolling({"Online Retail": table}, {"Online Retail": CHOSEN})
    assert fig.get_suptitle() == (
        "R² of the log of spend: segments 0.40, regression 0.70 (best of 5) in Online Retail"
    )
    first, *_ = fig.axes
    assert [title(ax) for ax in fig.axes] == list(plots.SPOKEN.values())
    assert ticks(first.get_yticklabels()) == WAYS
    early, dots, late, others, bars = first.collections
    for whiskers, points, day in ((early, dots, "2011-06-12"), (late, others, "2011-09-10")):
        own = table[(table["measure"] == "£") & (table["day"] == day)].set_index("way").loc[WAYS]
        np.testing.assert_allclose(points.get_offsets()[:, 0], own["value"])
        ends = np.array(whiskers.get_segments())[:, :, 0]
        np.testing.assert_allclose(ends, own[["low", "high"]], atol=1e-12)
    np.testing.assert_allclose(bars.get_offsets()[:, 0], [0.1, 0.3, 0.3, 0.8, 0.4, 0.6])
    at = WAYS.index(CHOSEN)
    assert [to_hex(tint) == ACCENT.lower() for tint in bars.get_edgecolors()] == [
        way == CHOSEN for way in WAYS
    ]
    assert to_hex(first.get_yticklabels()[at].get_color()) == ACCENT.lower()
    np.testing.assert_allclose(first.lines[0].get_xdata(), [0.3, 0.3])


def test_transitions_show_shares_and_what_the_null_does_not_explain() -> None:
    found = drifted()
    fig = plots.transitions(found, NAMES, ("2011-09-10", "2011-12-09"))
    left, right = fig.axes
    assert fig.get_suptitle() == "46% changed segment; 42% would have, had no habit changed"
    np.testing.assert_allclose(cells(left), found["seen"])
    np.testing.assert_allclose(cells(right), found["seen"] - found["null"])
    assert texts(left)[0] == "90%\n88–92"
    assert texts(right)[3:6] == ["+10", "−10*", "+0"]
    assert "2011-12-09" in title(left) and "2011-09-10" in left.get_ylabel()
    assert ticks(left.get_yticklabels())[0] == "Very many\norders, very\nhigh spend"


# Sentences


def test_outcomes() -> None:
    text = findings.outcomes(did(), "a shop")
    assert text == (
        "In a shop **90% of *Very many orders, very high spend*** ordered again and 10% of *Long "
        "silent*. *Near average* sent back 30% of what they ordered, more than any other segment "
        "(5% at most)."
    )
    alike = findings.outcomes(did(back=(0.29, 0.3, 0.1)), "a shop")
    assert alike.endswith("; no segment clearly sent back more than all others.")
    vague = findings.outcomes(did(half=0.5), "a shop")
    assert vague.endswith("these intervals overlap, so the segments differ little in this.")
    alone = findings.outcomes(did(back=(0.1, np.nan, np.nan)), "a shop")
    assert alone.endswith("10% of *Long silent*.")


def test_sizes() -> None:
    frame = pd.DataFrame({"Later_Orders": [1, 0, 3, 2]})
    frames = {"2026-06-30": frame, "2026-04-01": frame, "2026-01-01": frame.head(3)}
    text = findings.sizes(frames, frames, 90)
    assert text.startswith(
        "The simulated shop: 4 customers on 2026-06-30, of whom 75% ordered in the 90 days after "
        "it; 3 on 2026-01-01, the earliest day"
    )
    assert "\n\nOnline Retail: 4 customers" in text


def test_alone() -> None:
    segment = pd.Series(["a"] * 4 + ["b"] * 2)
    people = pd.DataFrame(
        {"Later_Spend": [10.0, 10, 10, 970, 0, 0], "Later_Returned": [0, 0, 3, 970, 0, 0]}
    )
    assert findings.alone(people, segment) == (
        "One customer decides the figures of *a*: £970 ordered, £970 of it returned. Without this "
        "customer the segment's mean spend is £10 instead of £250, and 10% of its £ come back "
        "instead of 97%."
    )
    many = pd.DataFrame({"Later_Spend": [5.0] * 10, "Later_Returned": 0.0})
    text = findings.alone(many, pd.Series(["a"] * 10))
    assert text == "No customer makes more than 10% of the spend of a segment."


def test_compared() -> None:
    shown = findings.compared({"a shop": against(), "another": against()})
    assert list(shown.index) == ["groups of recency", "groups of spend", "orders × basket"]
    assert shown["a shop", "£"].tolist() == ["win", "level", "lose"]
    assert list(shown.columns.get_level_values(0).unique()) == ["a shop", "another"]
    fewer = against()[lambda gaps: gaps["way"] != "orders × basket"]
    some = findings.compared({"a shop": against(), "another": fewer})
    assert some["another", "log"].tolist() == ["win", "level", "–"]


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


def test_heavy() -> None:
    people = pd.DataFrame({"Later_Spend": [10.0] * 99 + [1_010.0]})
    text = findings.heavy(people)
    assert "the 1 customers (1%) furthest" in text
    assert "make **99%** of the variance of spend in £. So" in text
    assert text.endswith("who is right about the many.")
    even = pd.DataFrame({"Later_Spend": np.arange(1_000.0)})
    assert findings.heavy(even).endswith("not about a handful of customers alone.")


def test_best() -> None:
    assert findings.best(usual(), CHOSEN, "a shop") == (
        "In a shop segments (K-Means, RFM) explain **0.40** of the log of spend and 0.30 of spend "
        "in £. Best of the 5 ways that a shop could use are *regression* in spend in £ (0.60), "
        "*regression* in the log of spend (0.70) and *regression* in who orders at all (1.00)."
    )


def test_verdict() -> None:
    text = findings.verdict({"a shop": against(), "Online Retail": against(spend=(WORSE, WORSE))})
    every = "spend in £, the log of spend and who orders at all"
    assert text == (
        "**Against as many groups of spend or of recency, segments win 9 of 12 comparisons; "
        "against orders × basket, 0 of 6.**\n\n"
        f"- In a shop segments are level in {every} against as many groups of spend, and lose in "
        f"{every} against orders × basket.\n"
        f"- In Online Retail segments win in {every} against as many groups of spend, and lose in "
        f"{every} against orders × basket.\n\n"
        "Behind these words stand 36 intervals of 95%: about 2 of them would leave 0 out by "
        "chance alone, if no way were better than another."
    )
    mixed = against(spend=(BETTER, BETTER))
    mixed.loc[mixed["measure"] == "log", ["low", "high"]] = WORSE
    assert "win in the log of spend and lose in spend in £ and who orders at all against" in (
        findings.verdict({"a shop": mixed})
    )


def test_drift() -> None:
    text = findings.drift({"a → b": drifted(), "c → d": drifted(kept=0.42, models=0.3)})
    assert text == (
        "a → b: **46%** changed segment with the model kept. Had nobody's habits changed, 42% "
        "would have (40% to 44%). Most of the moving is what this null explains; the rest is "
        "changed habits, or the season, which this null does not have. On 1 of 2 pairs of dates "
        "the share lies within the null's.\n\n"
        "To a segment of higher spend moved 30%; with steady habits 20% to 24% would have. 1 of 9 "
        "cells carry a star, where chance alone would give about 0: who moves where is not as "
        "this null has it, even where the total is.\n\n"
        "On 1 of 2 pairs the models of the two dates disagree about the same customers no more "
        "than the furthest of 3 refits of one date. A refit moves 1% to 20%: resampled customers "
        "are cut in more than one way, and a report that compares two fits cannot tell that from "
        "drift."
    )
    assert "Most of the moving is changed habits, or the season" in (
        findings.drift({"a": drifted(kept=0.9)})
    )
    assert "The number alone shows **no drift**." in findings.drift({"a": drifted(kept=0.42)})
    assert "Customers moved less than steady" in findings.drift({"a": drifted(kept=0.2)})
    sure = drifted() | {"refits": np.array([0.0, 0.02]), "seen": drifted()["null"]}
    quiet = findings.drift({"a": sure})
    assert "0 of 9 cells carry a star, about as many as chance alone would give." in quiet
    assert quiet.endswith("A refit moves 2% of the customers at most.")


def test_moves() -> None:
    shown = findings.moves({"2011-09-10 → 2011-12-09": drifted()})
    assert shown.iloc[0].tolist() == ["46%", "40%–44%", "50%", "10%", "1%–20%"]
    assert " " not in shown.index[0] and "-" not in shown.index[0]
