"""The engagement case: how its sentences turn, and which figures they hold."""

import pandas as pd
import pytest

from segmentation.base.estimates import Estimates
from segmentation.cases.engagement import findings, published
from segmentation.cases.engagement.segments import Tie
from segmentation.cases.engagement.tiers import Ties
from segmentation.clusters.verdict import MARGIN, Kind, Verdict

EVEN = pd.Series([0.012] + [0.5] * 54)


@pytest.mark.parametrize(
    ("telling", "largest", "p", "parts"),
    [
        (1.0, 0.025, EVEN, ["is Monetary, cut at thresholds", "nothing that goes with", "0.025",
                            "reach 0.035", "none of 55 tests", "smallest p 0.012"]),
        (1.0, 0.3, EVEN, ["some columns go together", "0.300"]),
        (1.0, 0.025, EVEN.replace(0.012, 1e-4), ["Not all 55 ranges"]),
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
        (7_956, True, "we found nothing that they do not explain"),
        (7_956, False, "show something else"),
        (100, True, "Outside the middle 95% of the shuffles: pages."),
    ],
)
def test_shuffled(pages: int, independent: bool, part: str) -> None:
    draws = pd.DataFrame({"pages": [7_900, 7_950, 8_000], "clicks": 71})
    by_chance = Estimates.from_draws(draws.mean(), draws)
    counts = pd.Series({"pages": pages, "clicks": 71})
    assert part in findings.shuffled(counts, by_chance, independent)


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
        (["slices", "slices"], -0.002, 0.789, ["makes clusters natural**",
                                               "nothing beyond the tiers",
                                               "are not quite the tiers either"]),
        (["slices", "natural"], MARGIN - 0.001, 0.95, ["natural in without the log (k = 3).",
                                                       "nothing beyond", "nearly the tiers"]),
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


def test_verdict_on_slices_does_not_speak_of_a_continuum() -> None:
    table = pd.DataFrame({"natural": [False, True], "excess": [0.0, 0.2]}, [4, 5])
    slices = findings.verdict(Verdict(Kind.SLICES, 5, "no k is natural"), table)
    assert slices.startswith("**Verdict: slices, k = 5**: no k is natural. So the slices")
    assert "continuum" not in slices and slices.endswith("whether the tiers are groups.")
    natural = findings.verdict(Verdict(Kind.NATURAL, 5, "its clusters come back"), table)
    assert "There are clusters to find" in natural and "tiers" not in natural


def test_composition() -> None:
    shares = pd.DataFrame(
        {"Iron": [0.0, 0.0, 0.52, 0.48], "Silver": [0.0, 0.96, 0.04, 0.0],
         "Platinum": [1.0, 0.0, 0.0, 0.0]},
    )  # fmt: skip
    assert findings.composition(shares) == (
        "Silver and Platinum lie nearly whole in one segment each; Iron is cut."
    )
    own = shares[["Silver", "Platinum"]]
    assert findings.composition(own) == "Every tier lies nearly whole in one segment."
    assert findings.composition(shares[["Iron"]]) == "Iron is cut."


@pytest.mark.parametrize(
    ("p", "parts"),
    [
        (0.84, ["no column tells who answered", "with Recency, is −0.015 (p 0.84)"]),
        (0.002, ["goes with a column", "(p 0.002)"]),
    ],
)
def test_answered(p: float, parts: list[str]) -> None:
    text = findings.answered(Tie("Recency", -0.015, p))
    assert all(part in text for part in parts)
