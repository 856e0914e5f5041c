"""The engagement case: how its sentences turn, and which figures they hold."""

import pandas as pd
import pytest

from segmentation.base.estimates import Estimates
from segmentation.cases.engagement import findings, published
from segmentation.cases.engagement.segments import STATED, Cut, Permutation
from segmentation.cases.engagement.tiers import Ties
from segmentation.clusters.verdict import MARGIN

EVEN = pd.Series([0.012] + [0.5] * 54)


@pytest.mark.parametrize(
    ("telling", "largest", "p", "parts"),
    [
        (1.0, 0.025, EVEN, ["on Monetary exactly", "no two columns", "0.025", "0.026 in the median",
                            "0.035 at", "the 55 ranges", "p 0.012"]),
        (1.0, 0.3, EVEN, ["some columns are correlated", "0.300"]),
        (1.0, 0.025, EVEN.replace(0.012, 1e-4), ["not all 55 ranges", "p 0.0001"]),
        (0.8, 0.025, EVEN, ["No column alone", "Monetary comes nearest"]),
    ],
)  # fmt: skip
def test_tiers(telling: float, largest: float, p: pd.Series, parts: list[str]) -> None:
    shares = pd.Series({"Monetary": telling, "Clicks": 0.4})
    text = findings.tiers(shares, Ties(largest, 0.026, 0.035), p)
    assert all(part in text for part in parts)


@pytest.mark.parametrize(
    ("pages", "independent", "part"),
    [
        (7_956, True, "we found nothing they do not explain"),
        (7_956, False, "show something else"),
        (100, True, "Outside the middle 95% of the shuffles: pages;"),
    ],
)
def test_shuffled(pages: int, independent: bool, part: str) -> None:
    draws = pd.DataFrame({"pages": [7_900, 7_950, 8_000], "clicks": 71})
    by_chance = Estimates.from_draws(draws.mean(), draws)
    counts = pd.Series({"pages": pages, "clicks": 71})
    assert part in findings.shuffled(counts, by_chance, independent)


@pytest.mark.parametrize(
    ("low", "high", "part"),
    [
        (-0.01, 0.03, "any tie is below 0.030"),
        (0.01, 0.03, "interval of clicks does not cover 0; of 2 such"),
        (-0.03, -0.01, "interval of clicks does not cover 0"),
    ],
)
def test_engaged(low: float, high: float, part: str) -> None:
    table = pd.DataFrame(
        {"value": [0.01, 0.0], "low": [low, -0.02], "high": [high, 0.02]}, ["clicks", "carts"]
    )
    found = Estimates(table["value"], table["low"], table["high"])
    assert part in findings.engaged(found)


@pytest.mark.parametrize(
    ("rank", "terciles", "same"), [(0.99935, 0.975, True), (0.98, 0.975, False), (1, 0.9, False)]
)
def test_score(rank: float, terciles: float, same: bool) -> None:
    spend = {"score": 0.915, "clicks": 0.906, "wishlist": 0.908, "sessions": 0.923}
    median = {"score": 936.0, "clicks": 871.0, "wishlist": 21.0, "sessions": 44.0}
    found = published.Score(0.948, rank, terciles, pd.Series(spend), pd.Series(median))
    text = findings.score(found)
    assert ("clicks under another name" in text) == same
    for figure in (
        "95%",
        "871",
        "21 wish",
        "44 sess",
        "0.915",
        "0.906",
        "+0.009",
        "0.908",
        "0.923",
    ):
        assert figure in text


@pytest.mark.parametrize(
    ("sizes", "start"),
    [
        ([9, 21, 60, 12], "**By our reading of the names the published notebook is right"),
        ([9, 21, 12, 60], "By our reading of the names the README is right"),
        ([60, 21, 12, 9], "Neither"),
    ],
)
def test_swapped(sizes: list[int], start: str) -> None:
    assert findings.swapped(pd.Series(sizes, list(published.README))).startswith(start)
    assert findings.swapped(pd.Series(sizes, list("abcd"))).startswith("Neither")


@pytest.mark.parametrize(
    ("verdicts", "known", "ari", "parts"),
    [
        (["slices", "slices"], -0.002, 0.789, ["makes clusters natural**", "there is nothing",
                                               "are not the tiers either"]),
        (["slices", "natural"], MARGIN - 0.001, 0.95, ["natural in without the log (k = 3).",
                                                       "there is nothing", "nearly the tiers"]),
        (["natural", "natural"], MARGIN, 0.5, ["natural in as above (k = 5) and without the log",
                                               "there is more to the clusters than the tiers"]),
    ],
)  # fmt: skip
def test_challenged(verdicts: list[str], known: float, ari: float, parts: list[str]) -> None:
    judged = pd.DataFrame(
        {"verdict": verdicts, "k": [5, 3], "knowing the tiers": [known, -0.1], "ARI": [ari, 0.4]},
        ["as above", "without the log"],
    )
    text = findings.challenged(judged)
    assert all(part in text for part in parts)


def test_missed() -> None:
    near = pd.DataFrame({"excess": [MARGIN, MARGIN, 0.0], "jaccard": [0.9, 0.439, 0.4]}, [6, 7, 8])
    text = findings.missed({"without the log": near, "as above": near.iloc[:1]})
    assert text.startswith(f"*without the log*: k = 7 separates (+{MARGIN:.3f})")
    assert "(Jaccard 0.43)" in text and "k = 6" not in text
    assert findings.missed({"as above": near.iloc[:1]}) == ""


def test_composition() -> None:
    shares = pd.DataFrame(
        {"Iron": [0.0, 0.0, 0.52, 0.48], "Silver": [0.0, 0.96, 0.04, 0.0],
         "Gold": [0.98, 0.02, 0.0, 0.0], "Platinum": [1.0, 0.0, 0.0, 0.0]},
        index=["Top", "Middle", "Silent", "Low"],
    )  # fmt: skip
    cut = Cut("Iron", ["Silent", "Low"], "Recency", 0.45)
    assert findings.composition(shares, [cut]) == (
        "Gold and Platinum share *Top*; Iron is cut into *Silent* and *Low* along Recency, a range "
        "that is filled evenly as far as a test can tell (p 0.45)."
    )
    gap = Cut("Iron", ["Silent", "Low"], "Recency", 0.001)
    assert "not filled evenly as far as a test can tell (p 0.001)" in findings.composition(
        shares, [gap]
    )
    own = shares[["Silver", "Platinum"]]
    assert findings.composition(own, []) == "Each tier has a segment of its own."


@pytest.mark.parametrize(
    ("inside", "within", "parts"),
    [
        (
            0.84,
            0.73,
            ["no column tells", "Recency, is −0.015, p 0.84", "no sign", "V 0.022, p 0.73"],
        ),
        (0.01, 0.002, ["is correlated with a column", "still tells something"]),
    ],
)
def test_responded(inside: float, within: float, parts: list[str]) -> None:
    text = findings.responded(
        Permutation(-0.015, inside, "Recency"), Permutation(0.022, within)
    )  # fmt: skip
    assert all(part in text for part in parts)


@pytest.mark.parametrize(
    ("merged", "ours", "parts"),
    [
        (0.716, 0.714, ["by 0.010", "**do** explain", "0.716 against 0.714"]),
        (0.724, 0.714, ["do not explain", "0.724 against 0.714"]),
        (0.716, 0.724, ["no worse"]),
    ],
)
def test_reason(merged: float, ours: float, parts: list[str]) -> None:
    text = findings.reason(
        pd.Series({"a": ours, "b": merged, "c": 0.724}), ours="a", merged="b", tiers="c"
    )
    assert all(part in text for part in parts)


@pytest.mark.parametrize(
    ("lower", "parts"),
    [
        ("spend per order", ["upper end rests", "79%", "plan with the lower one", "factor of 3.1"]),
        (STATED, ["lower end rests", "plan with neither"]),
    ],
)
def test_recovery(lower: str, parts: list[str]) -> None:
    worth = pd.DataFrame(
        {
            "low by": [lower] * 2,
            "gross margin, low": [17_969.0, 249.0],
            "gross margin, high": [55_352.0, 787.0],
        },
        index=["Top", "Low"],
    )
    text = findings.recovery(worth, 0.79)
    assert all(part in text for part in parts)
