"""Sentences and claims of the Olist case: each branch, with its figures."""

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


@pytest.mark.parametrize(("last", "words"), [(100, "not thinner"), (20, "**The end is thin**")])
def test_thinning(last, words):
    weeks = pd.Series([last] + [100] * 59)
    has(findings.thinning(weeks), words, f"have {last} and 100 delivered", "before has 100.")


# Names


def names(**columns: list) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "archetype": [True, True, False, True],
            "cosine": [0.9, 0.9, 0.87, 0.8],
            "share once": [0.0, 1.0, 1.0, 1.0],
            "Recency": [202.0, 360.0, 9.0, 300.0],
            "nearest": ["K-Champions", "K-Lost", "K-New", "K-At Risk"],
            "keeps": True,
        },
        index=["K-Champions", "K-Lost", "Recent", "K-At Risk"],
    )
    return table.assign(**columns)


@pytest.mark.parametrize(
    ("table", "said", "not_said"),
    [
        (names(), ["3 of the 4", "*K-New*, which fits another cluster"], "longest silent"),
        (names(), ["**Nobody in *K-At Risk* bought twice**"], "does not meet"),
        (names(keeps=[False] * 4), ["*K-New*, which has limits that it does not meet"], "another"),
        (names(Recency=[202.0, 360.0, 9.0, 371.0]), ["silent: *K-At Risk* are."], "does not meet"),
        (names(cosine=[0.5] * 4), ["3 of the 4"], "points like"),
        (names().iloc[:2], ["2 of the 2"], "Nobody"),
    ],
)
def test_named(table, said, not_said):
    text = findings.named(table)
    has(text, *said)
    assert not_said not in text


def orders(champions: float, loyal: float) -> pd.Series:
    return pd.Series({"K-Champions": champions, "K-Loyal": loyal})


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (orders(2, 3.4), orders(3.4, 2), "**The two names have changed places**"),
        (orders(3.4, 2), orders(3.3, 2), "mean the same in both"),
        (orders(3.4, 2), orders(5, 3), "the same order, but mean other numbers of orders"),
        (orders(2, 3)[:1], orders(2, 3), "Not both of *K-Champions* and *K-Loyal* are found"),
    ],
)
def test_flipped(before, after, words):
    has(findings.flipped(before, after), words)


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
    table = findings.gains_table({"rules": dict(zip((90, 180), gains, strict=True))})
    assert list(table) == ["within 90 days", "within 180 days", "so"]
    assert table.loc["rules", "so"] == words
    if gains[0] == UP:
        assert table.loc["rules", "within 90 days"] == "+0.020 (+0.010 to +0.030)"


@pytest.mark.parametrize(
    ("gap", "words"),
    [(UP, "**groups does"), (DOWN, "**recency does"), (NONE, "**no clear difference**")],
)
def test_top(gap, words):
    has(findings.top(gap, "groups", "recency"), words)
    if gap is UP:
        has(findings.top(gap, "groups", "recency"), ": +2.0 points (+1.0 to +3.0).")


@pytest.mark.parametrize(
    ("best", "words"),
    [("recency alone", "**no way of grouping ranks better"), ("rules", "rules ranks best")],
)
def test_second(best, words):
    areas = pd.Series({"K-Means": 0.54, "rules": 0.53, "recency alone": 0.53} | {best: 0.56})
    text = findings.second(areas, "K-Means", Estimate(0.54, 0.52, 0.57))
    has(text, words, "K-Means has an AUC of 0.540 (0.520 to 0.570)")


def rate(value: float, low: float, high: float) -> pd.Series:
    return pd.Series({"customers": 8_488, "value": value, "low": low, "high": high})


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        (rate(0.009, 0.0085, 0.0095), "0.90% (0.85% to 0.95%)** of those At Risk"),
        (rate(0.009, 0.0085, 0.0095), "slightly fewer than the others (1.20%; difference −0.30"),
        (rate(0.015, 0.014, 0.016), "slightly more than the others"),
        (rate(0.05, 0.045, 0.055), "again, more than the others"),
        (rate(0.0115, 0.0105, 0.0125), "not clearly other than the others"),
        (rate(0.0, 0.0, 0.001), "Nobody was At Risk"),
        (rate(float("nan"), float("nan"), float("nan")), "Nobody was At Risk"),
    ],
)
def test_silent(risk, words):
    text = findings.silent(risk, rate(0.012, 0.011, 0.013), 180, 14_042, 0.55)
    has(text, words)
    if risk["value"] > 0:
        has(text, "Within 180 days", "the 14,042 who are At Risk today can show a rise by 55%")


def test_what_a_test_can_show():
    assert findings.can_show(0.19) == "can show a rise by 19% or more"
    assert findings.can_show(float("inf")) == "can show no rise"


# How many clusters


@pytest.mark.parametrize(
    ("excess", "agreement", "words"),
    [
        (-0.005, 1.0, "are *ordered once* and *ordered more often*"),
        (-0.005, 1.0, "clusters reach the same: the margins make it (excess −0.005)"),
        (0.2, 0.8, "part 80% of the customers"),
        (0.2, 0.8, "exceeds data without clusters (excess +0.200)"),
    ],
)
def test_two(excess, agreement, words):
    has(findings.two(excess, agreement, 0.898), words, "**0.90**")


@pytest.mark.parametrize(
    ("verdict", "mixed", "words"),
    [
        ("slices", 0, "no cluster of 7 mixes"),
        ("constructive", 2, "2 of 7 clusters mix"),
        ("slices", 0, "hold no natural clusters** (verdict *slices*)"),
        ("natural", 0, "are natural clusters**"),
    ],
)
def test_apart(verdict, mixed, words):
    has(findings.apart(verdict, mixed, 7), words)


@pytest.mark.parametrize(
    ("excess", "words"), [(MARGIN - 0.001, "do not separate"), (MARGIN, "features separate")]
)
def test_rich_separates(excess, words):
    text = findings.rich_separates(excess, "Card_Share", -0.004)
    has(text, words, f"**+{excess:.3f}** over", "each tenth of Card_Share", "−0.004 of RFM alone")


# Claims


@pytest.mark.parametrize(
    ("shares", "so", "data"),
    [
        ({"orders": 0.91, "rows": 0.8}, "holds", "91.0%"),
        ({"orders": 0.97, "rows": 0.88}, "the claim is too low",
         "97.0%; nearest to the claim: 88.0%, if rows are counted"),
        ({"orders": 0.70, "rows": 0.5}, "the claim is too high",
         "70.0%; nearest to the claim: 70.0%, if orders are counted"),
    ],
)  # fmt: skip
def test_bought_once_claim(shares, so, data):
    assert findings.bought_once(0.9, pd.Series(shares)) == findings.Claim(
        "90% bought once", data, so
    )


@pytest.mark.parametrize(
    ("grid", "clusters", "so"),
    [
        (616, 228, "a matter of definition"),
        (1_616, 1_228, "a matter of definition, and none gives it"),
        (560, 228, "holds for grid"),
    ],
)
def test_champions_claim(grid, clusters, so):
    claim = findings.champions(500, {"grid": grid, "clusters": clusters})
    assert (claim.claim, claim.so) == ("about 500 true champions", so)
    assert claim.data == f"{grid:,} (grid) and {clusters:,} (clusters)"


@pytest.mark.parametrize(
    ("lost", "largest", "so", "sizes"),
    [
        ([19_000, 21_000], 0, "holds", "19,000 to 21,000 in 2 fits"),
        ([19_000, 19_000, 15_000], 0, "near it in 2 of 3 fits", "15,000 to 19,000 in 3 fits"),
        ([9_000, 9_000], 0, "not reproduced", "9,000 in 2 fits"),
        ([19_000], 30_000, "not reproduced", "19,000 in 1 fit;"),
        ([0], 30_000, "not reproduced", "K-Lost: 0"),
    ],
)
def test_lost_claim(lost, largest, so, sizes):
    fits = pd.DataFrame({"lost": lost, "largest": [max(n, largest) for n in lost]})
    claim = findings.lost(20_000, fits, pd.Series({"Lost": 11_000, "Loyal": 28_000}))
    assert claim.so == so
    has(claim.data, sizes, "by rules 11,000 (largest: Loyal, 28,000)")


@pytest.mark.parametrize(
    ("together", "broken", "so"),
    [
        ([UP, UP], [UP, UP], "holds"),
        ([UP, NONE], [UP, UP], "shown only against broken"),
        ([DOWN, NONE], [NONE, UP], "not shown"),
    ],
)
def test_more_accurate_claim(together, broken, so):
    pairs = {"broken": broken, "together": together}
    gains = {rule: dict(zip((90, 180), each, strict=True)) for rule, each in pairs.items()}
    claim = findings.more_accurate(gains)
    assert claim.so == so
    has(claim.data, "AUC within 180 days +0.020 (+0.010 to +0.030) against broken; ")


def test_table_of_claims():
    table = findings.claims_table([findings.Claim("all bought", "97% did", "holds")])
    assert table.loc["all bought"].tolist() == ["97% did", "holds"]
