"""Behaviour after the snapshot, and drift: what the figures draw, and every wording."""

import numpy as np
import pandas as pd
import pytest
from drawn import cells, check_layout, legend, texts, ticks, title
from matplotlib.colors import to_hex

from segmentation.findings import future as findings
from segmentation.plots import future as plots
from segmentation.plots.style import ACCENT, CONTRAST

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
         "low": level + values[way][at] - 0.1, "high": level + values[way][at] + 0.1,
         "unscaled": np.nan if measure == "AUC" else values[way][at]}
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


def compared(recency=(WORSE, WORSE), spend=(WORSE, EVEN), few=(EVEN, EVEN)) -> pd.DataFrame:
    """Differences of the three one-number ways."""
    return gaps(**{"recency deciles": recency, "spend deciles": spend, "spend, 3 groups": few})


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
        "Ordered within 90 days, by segment: 10–90% in a shop, 10–90% in Online Retail"
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
    assert [ax.get_ylabel() for ax in fig.axes[::3]] == ["A shop", "Online Retail"]


def test_looks_give_every_way_its_own() -> None:
    style = plots.looks([*WAYS, "planted personas"], CHOSEN)
    assert style[CHOSEN] == (ACCENT, "-", "o")
    assert style["spend deciles"][0] == CONTRAST
    assert len(set(style.values())) == len(style)
    assert plots.looks(["spend deciles"], "spend deciles")["spend deciles"][0] == ACCENT


def test_rolling_draws_every_way_at_every_origin() -> None:
    table = usual()
    fig = plots.rolling({"Online Retail": table}, {"Online Retail": CHOSEN})
    assert fig.get_suptitle() == ("R² in £, segments (features): 0.30 (0.60) in Online Retail")
    pounds, log = fig.axes
    drawn = {line.get_label(): line for line in pounds.lines if line.get_label() in WAYS}
    assert list(drawn) == [way for way in WAYS if way != "spend, 3 groups"] == legend(log)
    for way, line in drawn.items():
        expected = table[(table["measure"] == "£") & (table["way"] == way)]["value"]
        np.testing.assert_allclose(line.get_ydata(), expected)
    assert to_hex(drawn[CHOSEN].get_color()) == ACCENT.lower()
    assert drawn[CHOSEN].get_linewidth() > drawn["regression"].get_linewidth()
    ends = pounds.collections[0].get_segments()[0]  # of recency
    np.testing.assert_allclose(ends[:, 1], [0.0, 0.2], atol=1e-12)
    assert ticks(pounds.get_xticklabels()) == ["2011-06-12", "2011-09-10"]
    assert (pounds.get_ylabel(), log.get_ylabel()) == ("R² of spend in £", "R² of ln(spend + 1)")


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


def test_intervals() -> None:
    shown = findings.intervals(did())
    assert list(shown.columns) == [
        "customers", "share that ordered", "spend, mean £", "share of orders returned",
        "share of £ returned",
    ]  # fmt: skip
    assert shown.iloc[0].tolist() == [
        "1,200", "90% (89–91)", "1,234 (1,232–1,238)", "0.5% (0.4–0.6)", "5% (4–6)"
    ]  # fmt: skip
    assert shown.iloc[2, 4] == "–"


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


def test_latest() -> None:
    shown = findings.latest(usual(), compared(spend=(BETTER, WORSE)))
    assert len(shown) == len(WAYS)
    assert shown.loc["spend deciles", "R², £"] == "0.40 (0.30 to 0.50)"
    assert shown.loc["spend deciles", "gap to segments, £"] == "−0.200 (−0.300 to −0.100)"
    assert shown.loc[CHOSEN, "gap to segments, log"] == "–"
    assert shown.loc["regression", "without the factor"] == "0.70"
    assert [name for name in shown.columns if "factor" in name] == [
        "without the factor", "without the factor, log"
    ]  # fmt: skip


def test_heavy() -> None:
    people = pd.DataFrame({"Later_Spend": [10.0] * 99 + [1_010.0], "Later_Returned": 0.0})
    text = findings.heavy(people)
    assert "the 1 customers (1%) furthest" in text
    assert "make **99%** of the variance of spend in £, one alone 99%: £1,010 ordered. So" in text
    assert text.endswith("who is right about the many.")
    back = findings.heavy(people.assign(Later_Returned=people["Later_Spend"]))
    assert "£1,010 ordered, of which £1,010 came back. " in back
    even = pd.DataFrame({"Later_Spend": np.arange(1_000.0), "Later_Returned": 0.0})
    assert findings.heavy(even).endswith("not about a handful of customers alone.")


def test_rolling() -> None:
    text = findings.rolling(usual(), compared(), CHOSEN, "a shop")
    assert text.startswith(
        "In a shop, of spend in £, segments explain **0.30** on average, 50% of what the features "
        "hold (regression, 0.60): better than recency deciles on every origin (by 0.20 on "
        "average), clearly better than spend deciles on 1 of 2 origins (mean difference +0.08), "
        "clearly better than as many groups of spend on none of 2 origins (mean difference "
        "−0.05). And of ln(spend + 1), segments explain **0.40**"
    )
    other = findings.rolling(usual(), compared((BETTER, BETTER), (WORSE, BETTER)), CHOSEN, "it")
    assert "worse than recency deciles on every origin (by 0.20)" in other
    assert "on 1 of 2 origins, clearly worse on 1 (mean difference +0.00)" in other
    nothing = usual().assign(value=-0.1)
    assert "of what the features hold" not in findings.rolling(nothing, compared(), CHOSEN, "it")


def test_verdict() -> None:
    best = compared((WORSE, WORSE), (WORSE, WORSE))
    assert findings.verdict({"a shop": best}).endswith("spend alone**, everywhere.")
    text = findings.verdict({"a shop": best, "Online Retail": compared()})
    assert text.startswith("**Segments are not the best forecast**: they do not clearly beat spend "
                           "deciles for spend in £ in Online Retail and spend deciles for the log "
                           "of spend in Online Retail on every origin.")  # fmt: skip


def test_drift() -> None:
    text = findings.drift({"a → b": drifted(), "c → d": drifted(kept=0.42, models=0.3)})
    assert text == (
        "a → b: **46%** changed segment with the model kept; 42% (40%–44%) would have, had "
        "nobody's habits changed. Most of the moving is time passing; the rest is drift; 30% "
        "moved to a segment of higher spend, 20%–24% would have. On 1 of 2 pairs of dates the "
        "share lies within the null's. Models of the two dates disagree about the same "
        "customers by no more than refits of one date do on 1 of 2."
    )
    assert "Most of the moving is drift;" in findings.drift({"a": drifted(kept=0.9)})
    same = findings.drift({"a": drifted(kept=0.42, up=0.22)})
    assert (
        "shows **no drift**; 22% moved to a segment of higher spend, 20%–24% would have too."
        in (same)
    )
    assert "Customers moved less than steady" in findings.drift({"a": drifted(kept=0.2)})


def test_moves() -> None:
    shown = findings.moves({"2011-09-10 → 2011-12-09": drifted()})
    assert shown.iloc[0].tolist() == ["46%", "40%–44%", "50%", "10%", "1%–20%"]
    assert " " not in shown.index[0] and "-" not in shown.index[0]
