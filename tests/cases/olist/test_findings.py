"""Sentences of the Olist case: each branch, with its figures."""

import pandas as pd
import pytest

from segmentation.base.estimates import Estimate
from segmentation.cases.olist import findings
from segmentation.clusters.verdict import MARGIN

UP, DOWN, NONE = Estimate(0.02, 0.01, 0.03), Estimate(-0.02, -0.03, -0.01), Estimate(0, -0.01, 0.02)


def has(text: str, *parts: str) -> None:
    """Assert that a sentence holds each part."""
    assert [part for part in parts if part not in text] == [], text


# The data


def test_counted():
    shares = pd.Series({"orders of a person": 0.97, "rows after joining items": 0.8756})
    has(findings.counted(shares), "**97.0% of the people bought once.**", "you find 87.6%")


@pytest.mark.parametrize(
    ("last", "words"), [(100, "not thinner"), (20, "**The end is thin**: 20 delivered orders")]
)
def test_thinning(last, words):
    weeks = pd.Series([last] + [100] * 59)
    has(findings.thinning(weeks), words)
    if last == 20:
        has(findings.thinning(weeks), "100 in a usual one.")


# Names


def names(**columns: list) -> pd.DataFrame:
    table = pd.DataFrame(
        {"share once": [0.0, 1.0, 1.0, 1.0], "Recency": [202.0, 360.0, 9.0, 300.0]},
        index=["K-Champions", "K-Lost", "Recent", "K-At Risk"],
    )
    return table.assign(**columns)


@pytest.mark.parametrize(
    ("table", "said", "not_said"),
    [
        (names(), "**Nobody in *K-At Risk* bought twice**", "longest silent"),
        (names(Recency=[202.0, 360.0, 9.0, 371.0]), "silent: *K-At Risk* are.", "as often"),
        (names().iloc[:2], "", "Nobody"),
    ],
)
def test_named(table, said, not_said):
    text = findings.named(table)
    has(text, said)
    assert not_said not in text


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ([19_232, 15_097, 20_359], "between 15,097 and 20,359"),
        ([7] * 3, "has 7 customers"),
    ],
)
def test_starts(lost, words):
    text = findings.starts(pd.Series(lost), pd.Series([100.0, 100.14, 100.0]))
    has(text, words, "Start K-Means 3 times", "differs by 0.14% at most")


# Who buys again


@pytest.mark.parametrize(
    ("gains", "words"),
    [
        ([UP, UP], "better in every window"),
        ([DOWN, DOWN], "worse in every window"),
        ([UP, NONE], "better in 1 of 2 windows"),
        ([NONE, DOWN], "worse in 1 of 2 windows"),
        ([UP, DOWN], "better in one window, worse in another"),
        ([NONE, NONE], "no difference shown"),
    ],
)
def test_reading_of_gains(gains, words):
    assert findings.reading(gains) == words


def test_compared():
    none = {"rules": {90: NONE, 180: NONE}, "recency": {90: NONE, 180: NONE}}
    has(findings.compared(none), "**No.**", "worse than *rules* or *recency*: every")
    some = none | {"rules": {90: UP, 180: UP}}
    has(
        findings.compared(some),
        "K-Means is better in every window than *rules*, and no different from *recency*.",
    )


# How many clusters


@pytest.mark.parametrize(
    ("excess", "agreement", "words"),
    [
        (-0.005, 1.0, "are *ordered once* and *ordered more often*"),
        (-0.005, 1.0, "without groups reach the same"),
        (0.2, 0.8, "part 80% of the customers"),
        (0.2, 0.8, "exceeds data without groups"),
    ],
)
def test_two(excess, agreement, words):
    text = findings.two(excess, agreement, 0.898, 0.706)
    has(text, words, "**0.90**", "0.71 without squaring", "call strong structure.")


@pytest.mark.parametrize(
    ("silhouette", "word"),
    [(0.706, "strong"), (0.704, "reasonable"), (0.3, "weak"), (0.25, "no")],
)
def test_strength(silhouette, word):
    assert findings.strength(silhouette) == f"{word} structure"


@pytest.mark.parametrize(
    ("largest", "words"),
    [(MARGIN - 0.001, "**No.** Nowhere"), (MARGIN, "**Yes: richer** beat data without groups")],
)
def test_others(largest, words):
    has(findings.others(pd.Series({"repeat": -0.01, "richer": largest})), words, f"{MARGIN:g}")


# What to do


def test_what_a_test_can_show():
    assert findings.can_show(0.19) == "can show a rise by 19% or more"
    assert findings.can_show(float("inf")) == "can show no rise"
