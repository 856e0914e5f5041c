"""Behaviour after the snapshot, and drift: what the figures draw, and every wording."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.base.palette import ACCENT, CONTRAST
from segmentation.tomorrow import findings, plots

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

NAMES = ["Very many orders, very high spend", "Near average", "Long silent"]
WAYS = ["recency deciles", "spend deciles", "spend, 3 groups", "K-Means, RFM", "regression",
        "boosted trees"]  # fmt: skip
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
        "orders returned": table([0.005, 0.3, 0.2], 0.001),
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
    """Scores in which the regression is best."""
    values = [[0.1, 0.1], [0.2, 0.4], [0.2, 0.2], [0.3, 0.3], [0.5, 0.7], [0.4, 0.4]]
    return scores(**dict(zip(WAYS, values, strict=True)))


def gaps(**ends: tuple[tuple[float, float], ...]) -> pd.DataFrame:
    """Differences to the segments at two origins: low and high by way, the same in £ and log."""
    rows = [
        {"day": str(day), "measure": measure, "way": way, "difference": (low + high) / 2,
         "low": low, "high": high}
        for measure in ("£", "log", "AUC")
        for way, pairs in ends.items()
        for day, (low, high) in zip(("2011-06-12", "2011-09-10"), pairs, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


WORSE, BETTER, EVEN = (-0.3, -0.1), (0.1, 0.3), (-0.1, 0.2)


def against(recency=(WORSE, WORSE), spend=(WORSE, EVEN), rules=(WORSE, WORSE)) -> pd.DataFrame:
    """Differences of the simple ways."""
    return gaps(**{"recency deciles": recency, "spend deciles": spend, "rule segments": rules})


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


def test_looks_give_every_way_its_own() -> None:
    style = plots.looks(["segments", *WAYS[:2], *WAYS[4:], "rule segments", "planted personas"])
    assert style["segments"] == (ACCENT, "-", "o")
    assert style["spend deciles"][0] == CONTRAST
    assert len(set(style.values())) == len(style)


def test_segments_and_rest_leave_out_the_other_clusterings() -> None:
    own = plots.segments_and_rest(usual(), "spend deciles")
    expected = ["recency deciles", "segments", "regression", "boosted trees"]
    assert list(dict.fromkeys(own["way"])) == expected


def test_rolling_draws_every_way_at_every_origin() -> None:
    table = usual()
    fig = plots.rolling({"Online Retail": table}, {"Online Retail": CHOSEN})
    assert fig.get_suptitle() == (
        "R² of the log of spend, segments (regression): 0.40 (0.70) in Online Retail"
    )
    pounds, log = fig.axes
    shown = {way: way for way in WAYS if way != "spend, 3 groups"} | {CHOSEN: "segments"}
    named = list(shown.values())
    drawn = {line.get_label(): line for line in pounds.lines if line.get_label() in named}
    assert list(drawn) == named == [text.get_text() for text in fig.legends[0].get_texts()]
    for way, label in shown.items():
        expected = table[(table["measure"] == "£") & (table["way"] == way)]["value"]
        np.testing.assert_allclose(drawn[label].get_ydata(), expected)
    assert to_hex(drawn["segments"].get_color()) == ACCENT.lower()
    assert drawn["segments"].get_linewidth() > drawn["regression"].get_linewidth()
    ends = pounds.collections[0].get_segments()[0]  # of recency
    np.testing.assert_allclose(ends[:, 1], [0.0, 0.2], atol=1e-12)
    assert ticks(pounds.get_xticklabels()) == ["2011-06-12", "2011-09-10"]
    assert (pounds.get_ylabel(), log.get_ylabel()) == ("R² of spend in £", "R² of ln(spend + 1)")
    assert title(pounds) == title(log) == "Online Retail (K-Means, RFM)"


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
    shown = findings.compared(usual(), against(spend=(BETTER, WORSE)))
    assert list(shown.index) == WAYS
    lead = next(name for name in shown if name.startswith("segments"))
    assert shown.loc["spend deciles"].tolist() == [
        "0.30", "1–1", "0.40", "1–1", "+0.200 (+0.100 to +0.300)", "0.700", "1–1"
    ]  # fmt: skip
    assert shown.loc["recency deciles", "win–lose, £"] == "2–0"
    assert "2011" in lead and "-" not in lead
    own = shown.loc[CHOSEN, ["win–lose, £", "win–lose, log", lead, "win–lose, AUC"]]
    assert set(own) == {"–"}
    assert findings.compared(usual(), against((BETTER, BETTER))).loc[
        "recency deciles", lead
    ] == "−0.200 (−0.300 to −0.100)"  # fmt: skip


def test_heavy() -> None:
    people = pd.DataFrame({"Later_Spend": [10.0] * 99 + [1_010.0]})
    text = findings.heavy(people)
    assert "the 1 customers (1%) furthest" in text
    assert "make **99%** of the variance of spend in £. So" in text
    assert text.endswith("who is right about the many.")
    even = pd.DataFrame({"Later_Spend": np.arange(1_000.0)})
    assert findings.heavy(even).endswith("not about a handful of customers alone.")


def test_rolling() -> None:
    assert findings.rolling(usual(), CHOSEN, "a shop") == (
        "In a shop segments explain **0.40** of the log of spend on average, and 0.30 of spend in "
        "£; of the log that is 57% of what the better of two regressions explains (regression, "
        "0.70)."
    )
    nothing = findings.rolling(usual().assign(value=-0.1), CHOSEN, "it")
    assert nothing.endswith("; neither regression explains anything of the log.")


def test_verdict() -> None:
    best = against(spend=(WORSE, WORSE))
    first = findings.verdict({"a shop": best})
    assert first.startswith("**Segments predict better than recency, spend or rules alone**, in "
                            "every measure. In a shop they win against all three.")  # fmt: skip
    mixed = against(recency=(BETTER, BETTER))
    of_orders = mixed["measure"] == "AUC"
    text = findings.verdict({"a shop": best, "Online Retail": mixed[of_orders | (mixed["way"] !=
                             "recency deciles")]})  # fmt: skip
    assert text.startswith(
        "**Segments are not the best forecast.** In a shop they win against all three. In Online "
        "Retail they lose to recency deciles in who orders at all and are level with"
    )
    # One win of two origins, and one clear loss of two, are both level.
    assert "level with spend deciles in £, spend deciles in the log of spend and" in (
        findings.verdict({"a shop": against()})
    )
    split = findings.verdict({"a shop": against(spend=(BETTER, WORSE))})
    assert "lose to" not in split and "level with spend deciles in £" in split


def test_drift() -> None:
    text = findings.drift({"a → b": drifted(), "c → d": drifted(kept=0.42, models=0.3)})
    assert text == (
        "a → b: **46%** changed segment with the model kept; 42% (40%–44%) would have, had "
        "nobody's habits changed. Most of the moving is what this null explains; the rest is more: "
        "changed habits, or the season, which it does not have; 30% moved to a segment of higher "
        "spend, 20%–24% would have. On 1 of 2 pairs of dates the share lies within the null's. "
        "1 of the latest pair's 9 cells carry a star, where chance alone would give about 0: who "
        "moves where is not as this null has it, even where the total is.\n\nOn 1 of 2 pairs the "
        "models of the two dates disagree about the same customers within the range of 3 refits "
        "of one date. A refit moves 1% to 20%: resampled customers are cut in more than one way, "
        "and a report that compares two fits cannot tell that from drift."
    )
    assert "Most of the moving is more than this null explains: changed habits, or the season" in (
        findings.drift({"a": drifted(kept=0.9)})
    )
    same = findings.drift({"a": drifted(kept=0.42, up=0.22)})
    assert (
        "shows **no drift**; 22% moved to a segment of higher spend, 20%–24% would have too."
        in (same)
    )
    assert "Customers moved less than steady" in findings.drift({"a": drifted(kept=0.2)})
    sure = drifted() | {"refits": np.array([0.0, 0.02]), "seen": drifted()["null"]}
    quiet = findings.drift({"a": sure})
    assert "0 of the latest pair's 9 cells carry a star, about as many as chance" in quiet
    assert quiet.endswith("A refit moves 2% of the customers at most.")


def test_moves() -> None:
    shown = findings.moves({"2011-09-10 → 2011-12-09": drifted()})
    assert shown.iloc[0].tolist() == ["46%", "40%–44%", "50%", "10%", "1%–20%"]
    assert " " not in shown.index[0] and "-" not in shown.index[0]
