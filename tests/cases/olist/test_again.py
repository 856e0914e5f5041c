"""Sentences on who buys again at Olist, on the claims, and on what the other tables tell."""

import pandas as pd
import pytest

from segmentation.cases.olist.findings import again as findings
from segmentation.cases.olist.findings import claims as findings_claims
from segmentation.cases.olist.findings import rich as findings_rich
from segmentation.clusters.verdict import MARGIN

# Who buys again, and what to do


def two_names(champions: float, loyal: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"customers": [1_518, 124], "orders": [champions, loyal]}, index=["K-Champions", "K-Loyal"]
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (two_names(2, 3.4), two_names(3.4, 2), ". **The two names have changed places**"),
        (two_names(3.4, 2), two_names(3.3, 2), ": the names mean the same in both."),
        (two_names(3.4, 2), two_names(5, 3), "the same order, but mean other numbers of orders"),
    ],
)
def test_flipped(before, after, words):
    text = findings.flipped(before, after)
    assert words in text
    orders = before.loc["K-Champions", "orders"]
    assert f"earlier fit *K-Champions* are 1,518 with {orders:.1f} orders each and" in text


def test_flipped_without_the_names():
    table = two_names(2, 3)
    text = findings.flipped(table.iloc[:1], table)
    assert text == "Not both of *K-Champions* and *K-Loyal* are found in both fits."


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.01, 0.07, "There recency does not do as well"),
        (-0.07, -0.01, "There recency does better."),
        (-0.01, 0.07, "No clear difference there."),
    ],
)
def test_top(low, high, words):
    reached = {90: pd.Series({"groups": 0.5, "recency": 0.5}),
               180: pd.Series({"groups": 0.138, "recency": 0.096})}  # fmt: skip
    gap = {"difference": 0.042, "low": low, "high": high}
    text = findings.top(reached, gap, 0.05, ["groups", "recency"])
    assert words in text and "within 180 days" in text
    assert "**14% are in the top 5% of customers by groups and 10% by recency**" in text
    assert "(difference +4.2 points" in text


@pytest.mark.parametrize(
    ("best", "words"),
    [
        ("recency alone", ". **No way of grouping ranks them better than recency alone.**"),
        ("rules", "rules ranks best"),
        ("K-Means", "K-Means ranks best"),
    ],
)
def test_second(best, words):
    table = pd.DataFrame({"AUC": 0.54, "low": 0.52, "high": 0.57},
                         index=["K-Means", "rules", "recency alone"])  # fmt: skip
    table.loc[best, "AUC"] = 0.56
    text = findings.second(table, "K-Means", 180)
    assert words in text and ("No way" in text) == (best == "recency alone")
    assert f"K-Means has {table.loc['K-Means', 'AUC']:.3f} (0.520 to 0.570)" in text


def silent_table(*rows: tuple[float, float, float]) -> pd.DataFrame:
    columns = ["share", "low", "high"]
    table = pd.DataFrame(rows, columns=columns, index=["At Risk", "others"][: len(rows)])
    return table.assign(customers=8_488.0)


OTHERS = (0.012, 0.011, 0.013)


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        ((0.009, 0.0085, 0.0095), "Those At Risk: slightly fewer than the others, 1.20% of whom"),
        ((0.015, 0.014, 0.016), "slightly more than the others"),
        ((0.05, 0.045, 0.055), "Those At Risk: more than the others"),
        ((0.0115, 0.0105, 0.0125), "no clear difference from the others"),
    ],
)
def test_silent(risk, words):
    table = silent_table(risk, OTHERS)
    text = findings.silent(table.iloc[:1], table, 180, 14_042, 0.55)
    assert words in text
    assert f"**{risk[0]:.2%} of 8,488 At Risk" in text and "bought again within 180 days**" in text
    assert "the 14,042 who are At Risk today can show a rise by 55% or more" in text


def test_silent_with_too_few_or_none():
    table = silent_table((0.009, 0.008, 0.01), OTHERS)
    text = findings.silent(table.iloc[:1], table, 90, 3, float("inf"))
    assert "can show no rise at all." in text
    for empty in (table.iloc[1:], table.assign(share=0.0)):
        assert findings.silent(empty, table, 90, 5, 1).startswith("Nobody was At Risk and")


def test_todo():
    lists = ["One-time buyers", "Repeat buyers"]
    table = pd.DataFrame({"customers": [900, 33], "share of spend": [0.94, 0.06]}, index=lists)
    back = pd.DataFrame({"share": [0.01, 0.05]}, index=lists)
    text = findings.todo(table, back, [0.19, float("inf")], 40_000, 0.2, 180)
    assert "bring 94.0% of the spend" in text and "1.00% ordered again within 180 days" in text
    assert "a rise by 20% needs 40,000 customers in each half" in text
    assert "all 900 of them, halved, can show a rise by 19% or more." in text
    assert text.endswith("5.0% of them came back; the 33 of today, halved, can show no rise.")


def gains(*intervals: tuple[float, float]) -> pd.DataFrame:
    rows = [{"difference": (a + b) / 2, "low": a, "high": b} for a, b in intervals]
    return pd.DataFrame(rows, index=[90, 180][: len(rows)])


UP, DOWN, NONE = (0.01, 0.03), (-0.03, -0.01), (-0.01, 0.02)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (gains(UP, UP), "better in every window"),
        (gains(DOWN, DOWN), "worse in every window"),
        (gains(UP, NONE), "better in 1 of 2 windows, no difference shown in the rest"),
        (gains(NONE, DOWN), "worse in 1 of 2 windows, no difference shown in the rest"),
        (gains(UP, DOWN), "better in one window, worse in another"),
        (gains(NONE, NONE), "no difference shown"),
    ],
)
def test_gain(table, words):
    text = findings_claims.gain(table, "This against that")
    assert text.startswith("This against that: ") and f": **{words}**." in text
    first = table.iloc[0]
    assert f"{first['difference']:+.3f} ({first['low']:+.3f} to {first['high']:+.3f})" in text


@pytest.mark.parametrize(
    ("shares", "verdict", "words"),
    [
        ({"orders": 0.91, "rows": 0.8}, "holds", "91.0%"),
        (
            {"orders": 0.97, "rows": 0.88},
            "the claim is too low",
            "97.0%; nearest to the claim: 88.",
        ),
        ({"orders": 0.70, "rows": 0.5}, "the claim is too high", "70.0%"),
    ],
)
def test_bought_once_claim(shares, verdict, words):
    answer, so = findings_claims.bought_once(0.9, pd.Series(shares))
    assert so == verdict and words in answer


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ({"grid": 616, "clusters": 228}, "a matter of definition"),
        ({"grid": 1_616, "clusters": 1_228}, "a matter of definition, and none gives it"),
        ({"grid": 560, "clusters": 228}, "holds for grid"),
    ],
)
def test_champions_claim(found, verdict):
    answer, so = findings_claims.champions(500, found)
    assert so == verdict and f"{found['grid']:,} (grid)" in answer


def fits(*lost: int, largest: int = 0) -> pd.DataFrame:
    rows = [{"lost": n, "largest": max(n, largest), "inertia": 100 + i} for i, n in enumerate(lost)]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("table", "verdict", "words"),
    [
        (fits(19_000, 21_000), "holds", "K-Lost: 19,000 to 21,000 in 2 fits"),
        (fits(19_000, 19_000, 15_000), "near it in 2 of 3 fits", "15,000 to 19,000 in 3 fits"),
        (fits(9_000, 9_000), "not reproduced", "K-Lost: 9,000 in 2 fits"),
        (fits(19_000, largest=30_000), "not reproduced", "K-Lost: 19,000 in 1 fits"),
        (fits(0, largest=30_000), "not reproduced", "K-Lost: 0"),
    ],
)
def test_lost_claim(table, verdict, words):
    by_rule = pd.Series({"Lost": 11_000, "Loyal": 28_000})
    answer, so = findings_claims.lost(20_000, table, by_rule)
    assert so == verdict and words in answer
    assert "by rules 11,000 (largest: Loyal, 28,000)" in answer


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((19_000, 20_000, 15_000), "near 20,000 in most fits, not in all. "),
        ((19_000, 20_000, 21_000), "near 20,000 in all fits. "),
        ((19_000, 2_000, 2_000), "near 20,000 in few fits, not in all. "),
        ((2_000, 2_000, 2_000), "near 20,000 in none. "),
    ],
)
def test_lost_fits(sizes, words):
    text = findings_claims.lost_fits(20_000, fits(*sizes), 11, 0.51, 0.75)
    assert words in text and "their inertia by 2.00% at most" in text
    assert text.endswith("a Jaccard of 0.51, below the 0.75 of the rule.")
    text = findings_claims.lost_fits(20_000, fits(*sizes), 11, 0.8, 0.75)
    assert "every cluster comes back (Jaccard 0.80 at least)" in text


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (gains(UP, UP), gains(UP, UP), "holds"),
        (gains(UP, UP), gains(UP, NONE), "shown only against broken"),
        (gains(NONE, UP), gains(DOWN, NONE), "not shown"),
    ],
)
def test_more_accurate_claim(first, second, verdict):
    every = {"broken": first, "together": second, "recency": second}
    answer, so = findings_claims.more_accurate(every, ["broken", "together"])
    assert so == verdict
    row = first.loc[180]
    interval = f"{row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
    assert answer.startswith(f"AUC within 180 days {interval} against broken; ")
    assert answer.endswith("against together")


def test_table_of_claims():
    table = findings_claims.table({"all bought": ("97% did", "holds")})
    assert table.loc["all bought"].tolist() == ["97% did", "holds"]


# The other tables


def test_reviews():
    assert findings_rich.reviews(0, 9) == "Every review of a used order has the day of its answer."
    text = findings_rich.reviews(1_300, 9_000)
    assert "1,300 of 9,000 reviews of used orders have no day" in text and "a reduced one" in text


@pytest.mark.parametrize(
    ("excess", "words"),
    [
        (MARGIN - 0.001, "**Richer features do not separate customers** any better"),
        (MARGIN, "**Richer features separate customers** beyond"),
    ],
)
def test_rich_separates(excess, words):
    text = findings_rich.rich_separates(6, 7, excess, "Card_Share", 0.004)
    assert words in text and f"**{excess:+.3f}** (k = 6; up to 7 here)" in text
    assert "each tenth of Card_Share" in text and "RFM alone is +0.004" in text
