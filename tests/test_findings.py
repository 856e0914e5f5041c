"""Sentences that depend on results: both wordings, and the figures they quote."""

from inspect import ismodule

import numpy as np
import pandas as pd
import pytest

from segmentation import findings
from segmentation.archetypes.flagship import CHURN_RISK
from segmentation.choose_k import EXCESS, Verdict
from segmentation.findings.explore import listed
from segmentation.value import COSTS, Assumptions

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


def test_every_exported_finding_is_tested() -> None:
    tests = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    untested = [
        name
        for name in findings.__all__
        if not ismodule(getattr(findings, name))
        and not any(test == name or test.startswith(f"{name}_") for test in tests)
    ]
    assert untested == []


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_listed(names: list[str], text: str) -> None:
    assert listed(names) == text


# 01: the shop


def test_shop_size() -> None:
    when = pd.Series(pd.to_datetime(["2024-02-03", "2026-06-30", "2025-01-01"]))
    text = findings.shop_size(2_000, 25_000, 1_234, when)
    assert "**2,000 customers, 25,000 orders, 1,234 support contacts**" in text
    assert "from 03 February 2024 to 30 June 2026: 12.5 orders per customer" in text


def moments_of(z: float) -> str:
    """The finding on two quantities and two personas, of which one check does not apply."""
    ratio = pd.DataFrame({VIP: [1.01, 0.96], NEW: [1.02, np.nan]}, index=["basket", "orders"])
    return findings.moments(ratio, pd.DataFrame({VIP: [0.3, -z], NEW: [1.1, np.nan]}, ratio.index))


def test_moments_within_chance() -> None:
    text = moments_of(2.0)
    assert f"The largest deviation is 4.0% (orders, {VIP}). In standard errors" in text
    # 1 − (1 − 0.0455)³ is 0.130, so one run in 8.
    assert f"the farthest is orders, {VIP}: 2.0 off; chance alone puts the farthest of 3" in text
    assert text.endswith("at least so far off in about one run in 8.")


def test_moments_beyond_chance() -> None:
    assert f"{VIP}: 7.5 off; **that is more than chance allows**." in moments_of(7.5)
    assert "more than chance allows" in moments_of(60.0)


def test_moments_allow_more_among_more_checks() -> None:
    # The limit is 3.3 standard errors for one check and 4.1 for twenty-five.
    one = pd.DataFrame({VIP: [3.6]}, index=["basket"])
    many = pd.DataFrame({VIP: [3.6] + [0.0] * 24}, index=[f"q{i}" for i in range(25)])
    assert "more than chance allows" in findings.moments(one / 100 + 1, one)
    assert "about one run in 126." in findings.moments(many / 100 + 1, many)


# 02: exploring


def test_skew() -> None:
    shape = pd.DataFrame(
        {"skewness": [1.0, 2.0, 6.0], "maximum": [9, 9, 9_000.0], "median": [3, 3, 4.0]},
        index=["Recency", "Frequency", "Monetary"],
    )
    text = findings.skew(shape)
    assert "Skewness above 1.0: **Monetary and Frequency**." in text
    assert text.endswith("spent 2,250 times the median.")
    assert findings.skew(shape, (190.0, 465.0)) == text  # Recency is not among the skewed
    humped = findings.skew(shape.assign(skewness=[1.1, 2, 6]), (190.0, 465.0))
    assert "second hump, not a tail: fewer customers have been silent for about 190 days" in humped
    assert humped.endswith("than for about 465.")
    tame = findings.skew(shape.assign(skewness=1.0))
    assert tame == "No feature has a skewness above 1.0."


def test_correlated() -> None:
    table = pd.DataFrame(
        [[1, 0.2, -0.8], [0.2, 1, -0.1], [-0.8, -0.1, 1]], index=list("abc"), columns=list("abc")
    )
    text = findings.correlated(table)
    assert "**a and c** are tied most closely (-0.80)" in text
    assert "b is tied least to anything else (at most 0.20)" in text


def test_retention() -> None:
    table = pd.DataFrame(
        {0: [1.0] * 4, 1: [0.5, 0.44, 0.6, np.nan], 2: [0.4, 0.42, np.nan, np.nan]},
        index=["Sep", "Dec", "Mar", "Jun"],
    )
    text = findings.retention(table)
    assert "in the oldest cohort **50%** order in their second quarter and **40%** in" in text
    assert "between **44%** (joined up to Dec) and **60%** (up to Mar)" in text
    alike = findings.retention(table.replace({0.44: 0.58, 0.5: 0.59}))
    assert alike.endswith("Down a column: in their second quarter all are alike (59%).")


def test_retention_of_a_young_shop() -> None:
    for table in ({0: [1.0]}, {0: [1.0, 1.0], 1: [0.5, np.nan]}):
        assert "too young" in findings.retention(pd.DataFrame(table))


# 03: RFM


def test_drift() -> None:
    table = pd.DataFrame(
        {"Champions": [0.20, 0.21, 0.20], "New": [0.081, 0.052, 0.181]}, ["2024", "2025", "2026"]
    )
    text = findings.drift(table)
    assert "**New** moves most, by 12.9 percentage points" in text
    assert text.endswith("5.2% of the customers at snapshot 2025, 18.1% at 2026.")


def test_scores() -> None:
    cells = pd.Series({111: 30, 545: 20})
    partial = findings.scores(pd.Series({"R": 5, "F": 3, "M": 5}), cells, 200)
    assert "All five scores are in use for R and M; F uses only 3 of 5, because ties" in partial
    assert "fullest cells are 111 (15.0%) and 545 (10.0%)." in partial
    full = findings.scores(pd.Series({"R": 5, "F": 5, "M": 5}), cells, 200)
    assert "for R, F and M. The fullest" in full
    none = findings.scores(pd.Series({"R": 4, "F": 4, "M": 2}), cells, 200)
    assert none.startswith("No score uses all five; R uses only 4, F uses only 4 and M uses only 2")


def test_pair() -> None:
    columns = ["RFM", "Monetary", "Return_Rate", "Support_Calls", "segment", "net RFM"]
    rows = [[545, 1_234.4, 0.65, 6, "Champions", 542], [545, 1_230, 0, 0, "Champions", 545]]
    table = pd.DataFrame(rows, columns=columns).assign(**{"net segment": ["Loyal", "Champions"]})
    text = findings.pair(table, 0.021)
    assert "Both are 545, a cell of the segment Champions, and ordered for about £1,234." in text
    assert "returned **65%** of the orders and contacted support **6 times**" in text
    assert "the other returned nothing and never contacted support" in text
    assert "Net of returns they part: 542 (Loyal) and 545 (Champions); over the whole" in text
    assert "moves 2.1% of the customers into another segment" in text
    table["net segment"] = "Champions"
    assert "they are 542 and 545, both still in Champions;" in findings.pair(table, 0.0)
    table["net RFM"] = 545
    assert "Net of returns both are 545;" in findings.pair(table, 0.0)
    assert "no such pair exists" in findings.pair(table.iloc[:0], 0.0)


def test_cell() -> None:
    index = ["cell", "segment"]
    table = pd.DataFrame({"customers": [1_250, 9_000], "often": [0.2, 0.1], "never": [0.6, 0.4]})
    text = findings.cell(table.set_axis(index), 0.3)
    assert "of the 1,250 customers of their cell **20% return at least 30% of their orders" in text
    assert text.endswith("and 60% return nothing** (of their whole segment 10% and 40%).")
    none = pd.DataFrame({"customers": [0, 0], "often": [np.nan] * 2, "never": [np.nan] * 2}, index)
    assert findings.cell(none, 0.3) == "So there is no cell to look into."


# 04: scaling


def test_dominant() -> None:
    text = findings.dominant(pd.Series({"Recency": 0.005, "Monetary": 0.985, "Tenure": 0.01}))
    assert "**Monetary holds 98.5% of the total variance.**" in text
    assert "The other 2 features share 1.5%" in text


def test_not_logged() -> None:
    before = pd.Series({"Recency": 0.84, "Tenure": -0.02, "Return_Rate": 2.1})
    text = findings.not_logged(
        before, pd.Series({"Recency": -1.2, "Tenure": 0.4, "Return_Rate": 2})
    )
    assert text.endswith("others: Recency 0.8 → −1.2, Tenure 0.0 → 0.4, Return_Rate 2.1 → 2.0.")
    assert findings.not_logged(before[:0], before[:0]) == "All features in use are logged."


def test_recipes() -> None:
    text = findings.recipes({"raw": 0.21, "z": 0.85, "log, z": 0.943, "shrink, log, z": 0.946})
    assert text == (
        "ARI: 0.210 → 0.850 → 0.943 → 0.946; z-scores +0.640, the logarithm +0.093 and shrinkage "
        "+0.003. **The work is done by z-scores and the logarithm.** On this scale shrinkage "
        "changes next to nothing."
    )
    other = findings.recipes({"raw": 0.5, "z": 0.4, "log, z": 0.401, "shrink, log, z": 0.6})
    assert "z-scores −0.100, the logarithm +0.001 and shrinkage +0.199." in other
    assert "**The work is done by shrinkage.** On this scale the logarithm changes next" in other
    nothing = findings.recipes({"raw": 0.0, "z": 0.04})
    assert "nothing planted" in nothing and "the work" not in nothing


def curves(without: list[float], with_: list[float]) -> pd.DataFrame:
    """Silhouettes at k = 4, 5 and 6 without and with shrinkage."""
    return pd.DataFrame({"m = 0": without, "m = 5": with_}, index=[4, 5, 6])


def test_false_cluster() -> None:
    profile = pd.DataFrame(
        {"customers": [900, 1_100], "Frequency": [20, 1.6], "Return_Rate": [0.1, 0.55]}
    )
    index = pd.MultiIndex.from_tuples([(0, VIP), (0, NEW), (1, VIP), (1, NEW), (1, LOST)])
    kinds = pd.Series([0.9, 0.1, 0.02, 0.68, 0.30], index)
    other = curves([0.3, 0.4, 0.5], [0.3, 0.5, 0.4])
    text = findings.false_cluster(other, profile, kinds, 5)
    assert "Without shrinkage the best silhouette is at k = 6, with it at k = 5" in text
    assert "5 kinds were planted" in text
    assert "**The extra kind is an artefact**: cluster 1 holds 1,100 of the 2,000 customers" in text
    assert "with 1.6 orders each and a return rate of 55% on average." in text
    assert text.endswith(f"planted as 68% {NEW} and 30% {LOST}.")
    same = curves([0.3, 0.5, 0.4], [0.3, 0.5, 0.4])
    silent = [
        findings.false_cluster(same, profile, kinds, 5),
        findings.false_cluster(other, profile, kinds, 4),
        findings.false_cluster(other, profile[["customers"]], kinds, 5),
    ]
    assert not any("artefact" in text for text in silent)
    assert findings.false_cluster(same, profile, kinds, 1).endswith("1 kind was planted.")


# 05: the choice of k


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("natural", "There are clusters to find, in this sense: better separated"),
        ("reproducible", "a repeatable slicing"),
        ("constructive", "rule-based segments are the answer"),
    ],
)
def test_verdict(kind: str, words: str) -> None:
    table = pd.DataFrame({"natural": [False, True, True]}, index=[4, 5, 6])
    text = findings.verdict(Verdict(kind, 5, "because"), table)
    assert text.startswith(f"**Verdict: {kind}, k = 5**: because. Natural: k = 5 and 6. ")
    assert words in text
    none = findings.verdict(Verdict(kind, 5, "because"), table.iloc[:1])
    assert none.startswith(f"**Verdict: {kind}, k = 5**: because. ")
    assert "Natural:" not in none and words in none


def test_blades() -> None:
    scored = {
        4: (np.array([0.5, -0.1]), np.array([0, 1])),
        5: (np.array([0.5, 0.1, 0.2, -0.1]), np.array([0, 1, 1, 0])),
        6: (np.array([0.5, 0.0]), np.array([0, 1])),
    }
    text = findings.blades(scored, 5)
    assert "At k = 5, **25.0%** of the customers" in text
    assert text.endswith("50.0% at k = 4 and 0.0% at k = 6.")


def test_votes() -> None:
    chosen = pd.Series(
        {
            "our rule": 5,
            "elbow (kneedle)": 4,
            "silhouette (squared)": 5,
            "gap (1-SE)": 6,
            "prediction strength": None,
            "Davies–Bouldin": 5,
            "BIC (Gaussian mixture)": 10,
        },
        dtype=object,
    )
    text = findings.votes(chosen, [2, 5, 10])
    assert text.startswith("**2 of 6** criteria name k = 5 too: silhouette (squared) and Davies")
    assert "fewer witnesses than votes: 2 of them compare distances" in text
    assert text.endswith(
        "Dissent: elbow (kneedle) says 4; the gap statistic says 6; prediction strength finds no "
        "k; BIC finds no best k up to 10, the edge of the table."
    )
    alone = findings.votes(chosen[["our rule", "elbow (kneedle)"]], [2, 5, 10])
    assert alone == "**0 of 1** criteria name k = 5 too. Dissent: elbow (kneedle) says 4."
    agreed = findings.votes(chosen[["our rule", "Davies–Bouldin"]], [2, 5, 10])
    assert agreed == "**1 of 1** criteria name k = 5 too: Davies–Bouldin. Nobody dissents."


def test_nothing() -> None:
    table = pd.DataFrame({"excess": [0.012, -0.3], "silhouette": [0.31, 0.28]}, index=[3, 4])
    right = findings.nothing(Verdict("reproducible", 3, ""), table, 6, 20_000)
    assert right.startswith("**No natural clusters to find** among 20,000 customers of one kind")
    assert f"by more than 0.01 ({EXCESS:.2f} is needed)" in right
    assert "verdict is *reproducible*. It still offers k = 3 as a repeatable slicing" in right
    assert "kneedle names k = 6" in right
    rules = findings.nothing(Verdict("constructive", 4, ""), table, None, 20_000)
    assert "verdict is *constructive*. It falls back on the rule-based segments." in rules
    assert "sees no elbow" in rules
    unstable = findings.nothing(Verdict("reproducible", 3, ""), table + 0.1, 6, 20_000)
    assert (
        "clears the null by 0.05 (up to 0.11), k is 2 or a cluster does not come back" in unstable
    )
    wrong = findings.nothing(Verdict("natural", 3, ""), table + 0.1, 6, 20_000)
    assert "**The rule fails here**: it calls k = 3 natural, with an excess of 0.11" in wrong


def test_like_with_like() -> None:
    table = pd.DataFrame(
        {
            "silhouette": [0.40, 0.55, 0.31],
            "silhouette of sample": [0.41, 0.53, 0.305],
            "copula p95": [0.38, 0.30, 0.25],
            "jaccard": [0.9, 0.9, 0.9],
            "natural": [False, True, True],
        },
        index=[4, 5, 6],
    )
    same = findings.like_with_like(table, 0.75, 5_000)
    assert "its null on 5,000; recomputed on those 5,000 it changes" in same
    assert "by at most 0.02 (k = 5), and the same k are natural." in same
    table.loc[4, "silhouette of sample"] = 0.44  # 0.06 over the null
    table.loc[6, "jaccard"] = 0.7
    changed = findings.like_with_like(table, 0.75, 5_000)
    assert "by at most 0.04 (k = 4)" in changed
    assert "would change for k = 4 and 6" in changed


def test_stability() -> None:
    table = pd.DataFrame(
        {
            "excess": [0.2, 0.3, 0.2, 0.0],
            "jaccard": [0.99, 0.99, 0.6, 0.5],
            "null jaccard": [0.97, 0.86, 0.6, 0.5],
            "natural": [True, True, False, False],
        },
        index=[4, 5, 6, 7],
    )
    text = findings.stability(table, 5, 0.75)
    assert text == (
        "The copula null comes back at 0.75 or better too, for k = 4 and 5. So at k = 5 (null 0.86)"
        " this condition excludes nothing; **the verdict rests on the silhouette's excess**. It "
        "does hold back k = 6, separated but not repeatable."
    )
    table["natural"] = False
    assert "excludes nothing. It" in findings.stability(table, 5, 0.75)
    assert "rests on" not in findings.stability(table, 5, 0.75)
    assert "At k = 6 the copula null does not come back (0.60, below 0.75)" in findings.stability(
        table, 6, 0.75
    )
    table["jaccard"] = 0.9
    assert "hold back" not in findings.stability(table, 5, 0.75)


def test_false_alarm() -> None:
    table = pd.DataFrame({"silhouette": [0.30, 0.33], "excess": [0.03, 0.092]}, index=[7, 8])
    fooled, found = Verdict("natural", 8, ""), {"all": 0.22, "alike": 0.335}
    text = findings.false_alarm(fooled, table, found)
    assert text.startswith("**A false alarm**: there is one kind of customer")
    assert "calls k = 8 natural (0.09 above the null)" in text
    assert "The silhouette (0.33) falls to 0.22" in text
    assert "and stays (0.34) if they are shuffled among customers with about as many" in text
    assert text.endswith("a tie that no rank correlation holds.")
    partly = findings.false_alarm(fooled, table, {"all": 0.22, "alike": 0.25})
    assert "and to 0.25 among customers" in partly and "does not explain it all" in partly
    other = findings.false_alarm(fooled, table, {"all": 0.33, "alike": 0.33})
    assert other.endswith("is not the same as “no groups”.")
    right = findings.false_alarm(Verdict("reproducible", 7, ""), table, found)
    assert right.startswith("This time the rule is not fooled: the verdict is *reproducible*")
    assert f"(largest excess 0.09; {EXCESS:.2f} is needed, from k = 3 up" in right


def test_rule_in_short() -> None:
    table = pd.DataFrame({"excess": [-0.012, 0.26]}, index=[4, 5])
    text = findings.rule_in_short(Verdict("natural", 5, ""), table, "reproducible", "natural")
    assert text == (
        "**Natural, k = 5**: the silhouette lies 0.26 above that of correlated data without groups."
        " On a shop with one kind of customer the same rule says no; on one with a very varied "
        "kind it wrongly says yes."
    )
    below = findings.rule_in_short(Verdict("constructive", 4, ""), table, "natural", "constructive")
    assert "lies 0.01 below" in below
    assert "the same rule wrongly says yes; on one with a very varied kind it says no." in below


# 06: K-Means


def test_standing_out() -> None:
    centres = pd.DataFrame({"Monetary": [1.44, -0.2], "Return_Rate": [-0.9, 2.0]})
    assert findings.standing_out(centres) == (
        "- cluster 0: Monetary +1.4 σ, Return_Rate −0.9 σ\n"
        "- cluster 1: Return_Rate +2.0 σ, Monetary −0.2 σ"
    )


@pytest.mark.parametrize(
    ("low", "words"),
    [
        (0.995, "the same segments every time"),
        (0.95, "nearly the same segments every time"),
        (0.60, "**not always the same segments**: this k hangs on the seed"),
    ],
)
def test_seeds(low: float, words: str) -> None:
    text = findings.seeds(pd.Series([0.999, low]))
    assert text == f"Lowest ARI with another seed: {low:.3f}, {words}."


def test_sorting() -> None:
    centres = pd.DataFrame({"Recency": [1.0, 1, 1], "Monetary": [1.32, 1.16, -0.5]})
    text = findings.sorting(centres)
    assert text.startswith(
        "Closest in Monetary, by which they are sorted: clusters 0 and 1, 0.16 σ"
    )
    other = findings.sorting(pd.DataFrame({"views": [0.0, 2.0, 2.5]}))
    assert other.startswith("Closest in views, by which they are sorted: clusters 1 and 2, 0.50 σ")


def methods_table() -> pd.DataFrame:
    """Five algorithms; density sees little."""
    return pd.DataFrame(
        {
            "groups": [5, 5, 5, 1, 4],
            "ARI with K-Means": [np.nan, 0.85, 0.81, 0.1, 0.2],
            "ARI without noise": [np.nan, 0.85, 0.81, 0.3, 0.77],
            "ARI with planted personas": [0.95, 0.9, 0.97, 0.1, 0.2],
            "share noise": [0, 0, 0, 0.42, 0.63],
        },
        index=["K-Means", "Gaussian mixture", "Ward", "DBSCAN", "HDBSCAN"],
    )


def test_methods() -> None:
    table = methods_table()
    text = findings.methods(table)
    assert "agree with K-Means (ARI: Gaussian mixture 0.85 and Ward 0.81)" in text
    assert "only partly" not in text
    assert "DBSCAN finds 1 group and calls 42%" in text
    assert "HDBSCAN finds 4 groups and calls 63%" in text
    assert "does not confirm the partition**: the 37% that HDBSCAN places agree" in text
    assert "with K-Means at 0.77" in text
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.81, 0.21]
    assert "does not confirm the partition**: the 79%" in findings.methods(table)
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.81, 0.19]
    assert "Density confirms the partition." in findings.methods(table)
    table.loc["HDBSCAN", "groups"] = 1
    assert "density finds no groups to compare" in findings.methods(table)
    table.loc["Ward", "ARI with K-Means"] = 0.5
    assert "only partly agree with K-Means (ARI: Gaussian mixture 0.85 and Ward 0.50)" in (
        findings.methods(table)
    )


def test_planted() -> None:
    table = methods_table()
    text = findings.planted(table)
    assert text.startswith("Nearest to the planted personas: Ward (0.97), before K-Means (0.95);")
    table.loc["K-Means", "ARI with planted personas"] = 0.98
    assert "personas: K-Means (0.98); on real data" in findings.planted(table)
    for nothing in (0.02, np.nan):
        alone = findings.planted(table.assign(**{"ARI with planted personas": nothing}))
        assert alone == "No personas are planted here that any method could recover."
    table["ARI with planted personas"] = [0, 0, 0, 0, 1]  # one kind, one group
    assert findings.planted(table).startswith("No personas")


def test_touching() -> None:
    text = findings.touching(0.032, 1.1)
    assert text.startswith("**3% of the customers** have another centroid at most 10% farther")


def test_fit_in_short() -> None:
    table = methods_table()
    text = findings.fit_in_short(5, pd.Series([1.0, 0.999]), table)
    assert text == (
        "**5 segments**: other seeds give the same, methods that place everybody agree (lowest ARI "
        "0.81), and density methods do not confirm them."
    )
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.9, 0.1]
    table.loc["Ward", "ARI with K-Means"] = 0.5
    other = findings.fit_in_short(5, pd.Series([1.0, 0.6]), table)
    assert "do not always give the same, methods that place everybody do not agree (lowest" in other
    assert "ARI 0.50), and density methods find them too." in other
    table.loc["Ward", "ARI with K-Means"] = 0.6
    assert "agree in part (lowest ARI 0.60)" in findings.fit_in_short(5, pd.Series([1.0]), table)


# 07: the map


def test_axes() -> None:
    weights = pd.DataFrame(
        {"PC1": [0.4, 0.6, -0.5, 0.29], "PC2": [-0.3, 0, 0.1, 0.9], "PC3": [1, 1, 1, 1]},
        index=["Recency", "Monetary", "Tenure", "Return_Rate"],
    )
    shares = pd.Series([0.4, 0.2, 0.17])
    assert findings.axes(weights, shares) == (
        "- **PC1** grows with Monetary and Recency and falls with Tenure.\n"
        "- **PC2** grows with Return_Rate and falls with Recency."
    )
    rising, falling = (findings.axes(sign * weights[["PC3"]], shares) for sign in (1, -1))
    assert rising == "- **PC3** grows with Recency, Monetary, Tenure and Return_Rate."
    assert falling == "- **PC3** falls with Recency, Monetary, Tenure and Return_Rate."


def test_axes_with_a_third_component_as_large_as_the_second() -> None:
    weights = pd.DataFrame({"PC1": [1.0, 0.0], "PC2": [0.0, 1.0]}, index=["Recency", "Tenure"])
    text = findings.axes(weights, pd.Series([0.4, 0.2, 0.181]))
    assert "PC3 carries nearly as much as PC2 (18.1% against 20.0%)" in text
    assert "PC3" not in findings.axes(weights, pd.Series([0.4, 0.2, 0.179]))
    assert "PC3" not in findings.axes(weights, pd.Series([0.6, 0.4]))


def test_hidden() -> None:
    lost = pd.Series(
        {
            "silhouette in all features": 0.45,
            "silhouette on the map": 0.38,
            "share misplaced on the map": 0.123,
        }
    )
    closest = pd.Series(
        {"first": 0, "second": 2, "on the map": 0.42, "in all features": 3.14}, dtype=object
    )
    names = pd.Series([VIP, NEW, LOST])
    text = findings.hidden(lost, names, closest)
    assert "**12.3%** of the customers would get another segment than from all features" in text
    assert "the silhouette falls from 0.45 to 0.38" in text
    assert f"**{VIP} and {LOST}** (0.4 apart as drawn, 3.1 in all features" in text
    lost["silhouette on the map"] = 0.60
    assert "the silhouette rises from 0.45 to 0.60" in findings.hidden(lost, names, closest)


def test_axis_titles() -> None:
    weights = pd.DataFrame(
        {"PC1": [0.4, 0.6, -0.5, 0.29], "PC3": [0.1, 0.2, 0.25, -0.2]},
        index=["Recency", "Monetary", "Tenure", "Return_Rate"],
    )
    assert findings.axis_titles(weights, pd.Series({"PC1": 0.304, "PC2": 0.2, "PC3": 0.176})) == [
        "PC1 (30% of the variance)\n+Monetary, +Recency, −Tenure",
        "PC3 (18% of the variance)\n+Tenure",  # the heaviest one, though it is light
    ]


def test_no_arrow() -> None:
    arrows = pd.DataFrame(
        {"PC1": [0.6, 0.06, 0.0], "PC2": [0.0, 0.08, 0.15]}, index=["Monetary", "Calls", "Discount"]
    )
    assert findings.no_arrow(arrows, 0.12) == (
        "`Calls` has next to no arrow (length 0.10, where 1 lies wholly in the map): what "
        "depends on it cannot be seen here."
    )
    assert findings.no_arrow(arrows, 0.2).startswith(
        "`Calls` and `Discount` have next to no arrow (length at most 0.15"
    )
    assert findings.no_arrow(arrows, 0.05).startswith("Every feature has an arrow")


def test_pushed_together() -> None:
    names = pd.Series([VIP, NEW, LOST])
    closest, instead = (
        pd.Series(
            {"first": a, "second": b, "on the map": 0.42, "in all features": 3.14}, dtype=object
        )
        for a, b in ((1, 2), (0, 2))
    )
    parts = pd.Series({"PC1": 0.1, "PC2": 0.13, "PC3": 0.77})
    weights = pd.Series({"Recency": 0.7, "Tenure": 0.5, "Monetary": -0.4}, name="PC3")
    text = findings.pushed_together(names, closest, parts, weights, instead)
    assert text.startswith(
        f"77% of the squared distance between {NEW} and {LOST} lies along **PC3**"
    )
    assert "which grows with Recency and Tenure and falls with Monetary and is no axis" in text
    assert f"now {VIP} and {LOST} look closest (0.4 apart as drawn, 3.1 in all" in text
    shown = findings.pushed_together(names, closest, parts, weights.rename("PC2"), instead)
    assert shown == f"{NEW} and {LOST} differ most along PC2, which the map shows."


def test_map_in_short() -> None:
    text = findings.map_in_short(0.484, pd.Series({"share misplaced on the map": 0.227}))
    assert text.startswith(
        "**The map shows 48% of the variance**: read off it, 23% of the customers"
    )


def test_clustering_the_map() -> None:
    assert "map costs agreement" in findings.clustering_the_map(0.95, 0.80)
    assert findings.clustering_the_map(0.95, 0.80).endswith("ARI 0.80 instead of 0.95.")
    assert "happens not to cost" in findings.clustering_the_map(0.80, 0.80)
    assert "Nothing is planted" in findings.clustering_the_map(0.04, 0.01)


# 08: personas


def landing(*rows: list[float]) -> pd.DataFrame:
    """Share of each of three personas in each cluster."""
    return pd.DataFrame(rows, index=[VIP, NEW, LOST][: len(rows)])


def test_premise_where_rfm_merges_and_all_features_part() -> None:
    rfm = landing([0.9, 0.1, 0], [0.7, 0.1, 0.2], [0, 0.2, 0.8])
    text = findings.premise(rfm, landing([1, 0, 0], [0, 1, 0], [0, 0, 1]), (0.541, 0.949))
    assert f"RFM alone: **{VIP} and {NEW}** share a cluster." in text
    assert "All features: the largest part of each persona has a cluster of its own." in text
    assert text.endswith("ARI **0.54 against 0.95**.")


def test_premise_the_other_way_round() -> None:
    split = landing([0.7, 0.1, 0.2], [0.1, 0.7, 0.2], [0, 0.2, 0.8])
    shared = landing([0.9, 0.1, 0], [0.7, 0, 0.3], [0.8, 0.2, 0])
    text = findings.premise(split, shared, (0.3, 0.3))
    assert "RFM alone: the largest part of each persona has a cluster of its own." in text
    assert f"All features: **{VIP}, {NEW} and {LOST}** share a cluster." in text
    assert "in several" not in text
    one = pd.DataFrame([[0.5, 0.5]], index=["Customer"])
    assert "Only one kind of customer is planted" in findings.premise(one, one, (0, 0))


def test_premise_with_personas_in_several_clusters() -> None:
    one = landing([0.9, 0.1, 0], [0.8, 0.1, 0.1], [0.1, 0.3, 0.6])
    two = landing([0.6, 0.4, 0], [0, 0.34, 0.66], [0.1, 0.9, 0])
    text = findings.premise(one, two, (0.3, 0.4))
    assert f"RFM alone: **{VIP} and {NEW}** share a cluster, and {LOST} lies in several." in text
    own = "the largest part of each persona has a cluster of its own"
    assert f"All features: {own}, and {VIP} and {NEW} lie in several." in text


def test_premise_calls_two_thirds_one_place() -> None:
    table = landing([2 / 3, 1 / 3, 0], [0, 0.67, 0.33])
    assert "in several" not in findings.premise(table, table, (0.3, 0.4))


def test_generous() -> None:
    behind = findings.generous({3: 0.5, 7: 0.61, 9: 0.6}, 0.55, 0.95, True)
    assert "At its best (k = 7) RFM reaches an ARI of **0.61**; on net spend" in behind
    assert "**0.55**. It does not catch up with all features (0.95)" in behind
    for by_k, net in (({3: 0.5, 7: 0.95}, 0.1), ({3: 0.5, 7: 0.6}, 0.95)):
        assert "It catches up with all features (0.95)" in findings.generous(by_k, net, 0.95, True)
    assert findings.generous({3: 0.01}, 0.02, 0.04, True).startswith("Nothing is planted")
    alone = findings.generous({3: 0.5, 7: 0.61}, 0.55, 0.61, False)
    assert "0.61 at its best k; nothing else is in use" in alone


def apart() -> pd.DataFrame:
    """RFM's best cluster taken apart into two, the one that leaves more first."""
    return pd.DataFrame(
        {"customers": [400, 600], "share": [0.4, 0.6], "left of 100": [37.6, 23.4]},
        index=[VIP, "Churn-Risk"],
    )


def test_taken_apart() -> None:
    text = findings.taken_apart(apart(), 0.4)
    assert f"(1,000 customers shown) is made of 40% {VIP} and 60% Churn-Risk." in text
    assert "£100 ordered carry a margin of £40." in text
    assert f"**{VIP}** leave **£38** of it, **Churn-Risk** **£23**." in text
    alone = findings.taken_apart(apart().iloc[:1], 0.4)
    assert alone == f"RFM's best cluster (400 customers shown) is made of 40% {VIP}. "


def test_where_it_went() -> None:
    of_100 = pd.DataFrame(
        [[40, -1, -2, -1, -1, 35.0], [40, -4, -3, -3, -2, 28.0], [40, -9, -3, -4, -2, 22.0]],
        columns=["margin", *COSTS, "left"],
        index=[VIP, NEW, LOST],
    )
    costs = pd.DataFrame({"costs × 0.5": [37.0, 33, 30], "costs × 2": [30.0, 29, 9]}, of_100.index)
    text = findings.where_it_went(of_100, costs)
    assert text.startswith(
        f"The largest part of the gap of £13 between {VIP} and {LOST} is *margin refunded* (£8). "
    )
    assert "With the costs of coupons, returns and contacts halved or doubled the order of" in text
    assert text.endswith("the order of the segments stays the same.")
    dearer = of_100.assign(support=[-1, -2, -31])
    assert f"{VIP} and {LOST} is *support* (£30)" in findings.where_it_went(dearer, costs)
    costs.loc[LOST, "costs × 2"] = 29.5
    below = findings.where_it_went(of_100, costs)
    assert f"{VIP} still leave most, but the order below them changes, so it is no" in below
    costs.loc[LOST, "costs × 2"] = 31.0
    assert "**even who leaves most changes**" in findings.where_it_went(of_100, costs)
    # The order at the costs assumed is one of those compared.
    costs[:] = [[37.0, 37], [30, 30], [33, 33]]
    assert "the order below them changes" in findings.where_it_went(of_100, costs)
    costs[:] = [[33.0, 33], [37, 37], [30, 30]]
    assert "**even who leaves most changes**" in findings.where_it_went(of_100, costs)
    assert "only one kind" in findings.where_it_went(of_100.iloc[:1], costs.iloc[:1])


def test_champions() -> None:
    mixed = findings.champions(pd.Series({NEW: 0.04, "Churn-Risk": 0.24, VIP: 0.72}))
    assert mixed.endswith(f"are a mixture too: 72% {VIP} and 24% Churn-Risk.")
    alone = findings.champions(pd.Series({NEW: 0.04, VIP: 0.96}))
    assert alone.endswith(f"are one kind: 96% {VIP}.")


def test_answer() -> None:
    table = pd.DataFrame(
        {
            "name": [VIP, "Churn-Risk"],
            "owner": ["marketing", "customer service"],
            "archetype": [True, False],
        }
    )
    money = pd.DataFrame({"share of contribution": [0.4, 0.6]}, index=["Churn-Risk", VIP])
    text = findings.answer(apart(), table, money, True)
    assert "mixes 2 kinds of customer, which leave £23 to £38 of every £100 ordered." in text
    assert f"**{VIP}** bring 60% of all that is left" in text
    assert text.endswith("Customer service calls Churn-Risk first.")
    both = findings.answer(apart(), table.assign(owner="customer service"), money, True)
    assert both.endswith(f"Customer service calls {VIP} and Churn-Risk first.")
    described = findings.answer(apart(), table.iloc[:1].assign(archetype=False), money, True)
    assert "mixes 2 parts" in described and "calls" not in described
    assert "does not hold here" in findings.answer(apart().iloc[:1], table, money, True)
    assert "nothing to compare" in findings.answer(apart(), table, money, False)


def test_naming() -> None:
    truth, names = pd.Series([VIP, VIP, NEW, NEW]), pd.Series([VIP, VIP, NEW, "Recent"])
    table = pd.DataFrame({"archetype": [True, True, False]})
    text = findings.naming(table, truth, names)
    assert text.startswith("**2 of 3** clusters earned an archetype.")
    assert "**75.0%** of the customers carry the name of their planted persona." in text
    assert text.endswith("the naming earns its keep where it refuses.")
    none = findings.naming(table.assign(archetype=False), truth, names)
    assert none.startswith("**No archetype is given**: at k = 3")
    assert "75" not in none


def test_money() -> None:
    table = pd.DataFrame(
        {
            "customers": [10, 90],
            "spend": [2_500.0, 500.0],
            "contribution": [900.0, 50.0],
            "share of contribution": [0.667, 0.333],
        },
        index=[VIP, LOST],
    )
    text = findings.money(table, Assumptions(0.35, 12, 7.5, 0.2))
    assert f"**{VIP}** bring 67% of the contribution with 10% of the customers." in text
    assert f"**{LOST}** leave least of £100 ordered: £10." in text
    assert "Assumed: margin 35% of kept spend, £12 a return, £7.5 a contact, coupons of 20%" in text


@pytest.mark.parametrize(
    ("strength", "words"),
    [(0.10, "a weak"), (0.20, "a moderate"), (0.40, "a strong")],
)
def test_channel(strength: float, words: str) -> None:
    mix = pd.DataFrame({"Email": [40, 10], "Social": [60, 90]}, index=[VIP, LOST])
    text = findings.channel(mix, strength, 0.523)
    assert f"Cramér's V is **{strength:.2f}**, {words} association; the planted" in text
    assert "the planted personas themselves reach 0.52." in text
    assert text.endswith(f"Email differs most: 40% of the {VIP}, 10% of the {LOST}.")
    hardly = findings.channel(mix, 0.04, 0.523)
    assert hardly == "Cramér's V is 0.04: the channel hardly differs by segment."


def test_calls() -> None:
    table = pd.DataFrame({"contribution": [900.0, 600.4], "Satisfaction_Score": [2.0, 2.6]})
    text = findings.calls(table)
    assert text.startswith("The first 2 brought £1,500 in a year")
    assert "2.3 of 5 on average" in text
    assert text.endswith("not by what a call would save: that takes an experiment.")
    assert "nobody is on the list" in findings.calls(table.iloc[:0])


def test_named_for() -> None:
    again = pd.Series({VIP: 0.962, CHURN_RISK: 0.908, LOST: 0.002})
    text = findings.named_for(pd.DataFrame({"name": list(again.index)}), again)
    assert text.startswith(f"**{CHURN_RISK}** is a reading of returns, contacts and ratings")
    assert text.endswith(
        f"91% order again within the hold-out, 96% in the best segment, 0% among {LOST}."
    )
    without = findings.named_for(pd.DataFrame({"name": [VIP, LOST]}), again[[VIP, LOST]])
    assert without == "No segment is called churn-risk here."


def test_gift() -> None:
    text = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, 1 / 3)
    assert "A flat 10% for everyone" in text
    assert f"**£12.71 million a year to {VIP} alone**, 25% of what they contribute." in text
    assert text.endswith("It pays only if they buy 33% more because of it.")
    never = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000, float("inf"))
    assert never == text.replace(
        "It pays only if they buy 33% more because of it.",
        "It takes the whole margin, so it never pays.",
    )


def test_may_be_named() -> None:
    natural = findings.may_be_named(Verdict("natural", 5, "for a reason"))
    assert natural == (
        "By the rule, k = 5 is **natural**, for a reason: archetype names may be given."
    )
    for kind in ("reproducible", "constructive"):
        text = findings.may_be_named(Verdict(kind, 4, "for a reason"))
        assert "k = 4 is **not natural**, for a reason" in text
        assert "only describe" in text


def test_blurred() -> None:
    kinds = {1: "natural", 1.5: "natural", 4: "reproducible"}
    text = findings.blurred({1: 0.022, 1.5: 0.0871, 4: 1.0}, kinds, 5)
    assert text == (
        "Another name than the planted persona's: 2.2% of the customers at overlap 1 (verdict "
        "natural), 8.7% of the customers at overlap 1.5 (verdict natural) and at overlap 4 no "
        "archetype is given (verdict reproducible)."
    )
    assert "no name could be right" in findings.blurred({1: 0.022}, kinds, 1)


@pytest.mark.parametrize(
    ("wrong", "kind", "warned"),
    [
        (0.23, "natural", True),
        (0.10, "natural", False),  # too few to warn of
        (1.0, "natural", False),  # no archetype at all
        (0.23, "reproducible", False),  # the rule does protect
    ],
)
def test_blurred_says_if_the_rule_does_not_protect(wrong: float, kind: str, warned: bool) -> None:
    # The widest overlap decides, wherever it stands.
    text = findings.blurred({4: wrong, 1: 0.5}, {4: kind, 1: "natural"}, 5)
    protection = "The rule does not protect from that: clusters can be there and still overlap."
    assert text.endswith(protection) == warned
