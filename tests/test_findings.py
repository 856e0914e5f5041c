"""Sentences that depend on results: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation import findings
from segmentation.choose_k import EXCESS, Verdict
from segmentation.findings.explore import listed
from segmentation.value import COSTS, Assumptions

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


def test_every_exported_finding_is_tested() -> None:
    tests = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    untested = [
        name
        for name in findings.__all__
        if not any(test == name or test.startswith(f"{name}_") for test in tests)
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
    return findings.moments(ratio, pd.DataFrame({VIP: [0.3, -z], NEW: [1.1, np.nan]}))


def test_moments_within_chance() -> None:
    text = moments_of(2.0)
    assert f"The largest deviation is 4.0% (orders, {VIP}). Of 3 checks," in text
    assert "the farthest is 2.0 standard errors off, as chance allows" in text


def test_moments_beyond_chance() -> None:
    assert "the farthest is 7.5 standard errors off, **more than chance allows**" in moments_of(7.5)


def test_moments_allow_more_among_more_checks() -> None:
    # The limit is 3.3 standard errors for one check and 4.1 for twenty-five.
    one = pd.DataFrame({VIP: [3.6]}, index=["basket"])
    many = pd.DataFrame({VIP: [3.6] + [0.0] * 24}, index=[f"q{i}" for i in range(25)])
    assert "more than chance allows" in findings.moments(one / 100 + 1, one)
    assert "as chance allows" in findings.moments(many / 100 + 1, many)


# 02: exploring


def test_skew() -> None:
    shape = pd.DataFrame(
        {"skewness": [1.0, 2.0, 6.0], "maximum": [9, 9, 9_000.0], "median": [3, 3, 4.0]},
        index=["Recency", "Frequency", "Monetary"],
    )
    text = findings.skew(shape)
    assert "(skewness above 1.0): **Monetary and Frequency**." in text
    assert "spent 2,250 times the median" in text
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
    table = pd.DataFrame({0: [1.0] * 4, 1: [0.5, 0.44, 0.6, np.nan]}, ["Sep", "Dec", "Mar", "Jun"])
    text = findings.retention(table)
    assert "between **44%** (joined up to Dec) and **60%** (up to Mar)" in text
    alike = findings.retention(table.replace({0.44: 0.58, 0.5: 0.59}))
    assert alike == "All cohorts are alike: 59% order again in their second quarter."


def test_retention_of_a_young_shop() -> None:
    for table in ({0: [1.0]}, {0: [1.0, 1.0], 1: [0.5, np.nan]}):
        assert "too young" in findings.retention(pd.DataFrame(table))


# 03: RFM


def test_drift() -> None:
    table = pd.DataFrame(
        {"Champions": [0.20, 0.21, 0.20], "New": [0.081, 0.052, 0.181]}, ["2024", "2025", "2026"]
    )
    text = findings.drift(table)
    assert "**New** moves most" in text
    assert text.endswith("between 5.2% of the customers (snapshot 2025) and 18.1% (2026).")


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
    columns = ["RFM", "Monetary", "Return_Rate", "Support_Calls"]
    table = pd.DataFrame([[545, 1_234.4, 0.65, 6], [545, 1_230, 0, 0]], columns=columns)
    same_cell = pd.Series([0.65, 0.3, 0.29, 0.1] + [0.0] * 6)
    text = findings.pair(table, same_cell)
    assert "Both are 545 and spent about £1,234." in text
    assert "returned **65%** of the orders and contacted support **6 times**" in text
    assert "the other returned 0% and contacted support 0 times" in text
    assert "of the 10 customers of that cell 20% return at least 30%" in text
    assert "and 60% return nothing" in text
    assert "no such pair exists" in findings.pair(table.iloc[:0], same_cell)


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
    text = findings.recipes({"raw": 0.21, "log + z": 0.95})
    assert text == "ARI: raw 0.21 and log + z 0.95. **Best: log + z.**"
    nothing = findings.recipes({"raw": 0.0, "log + z": 0.04})
    assert "nothing planted" in nothing and "Best" not in nothing


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
    assert "**The extra kind is an artefact**: cluster 1 holds 1,100 customers with 1.6" in text
    assert "of which 55% came back" in text
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
        ("natural", "There are clusters to find."),
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
        {"our rule": 5, "elbow": 4, "gap": 10, "strength": None, "BIC": 5}, dtype=object
    )
    text = findings.votes(chosen, [2, 5, 10])
    assert "**1 of 4** agree with k = 5: BIC." in text
    assert "Dissent: elbow (4), gap (10) and strength (none)." in text
    assert text.endswith("At the edge of the table, so without an optimum: gap.")
    alone = findings.votes(chosen[["our rule", "elbow"]], [2, 5, 10])
    assert alone == "**0 of 1** agree with k = 5. Dissent: elbow (4)."
    agreed = findings.votes(chosen[["our rule", "BIC"]], [2, 5, 10])
    assert agreed == "**1 of 1** agree with k = 5: BIC. Nobody dissents."


def test_nothing() -> None:
    table = pd.DataFrame({"excess": [0.012, -0.3], "silhouette": [0.31, 0.28]}, index=[3, 4])
    right = findings.nothing(Verdict("reproducible", 3, ""), table, 6)
    assert right.startswith("**No natural clusters to find**")
    assert f"by more than 0.01 ({EXCESS:.2f} is needed)" in right
    assert "verdict is *reproducible*. It still offers k = 3 as a repeatable slicing" in right
    assert "kneedle names k = 6" in right
    rules = findings.nothing(Verdict("constructive", 4, ""), table, None)
    assert "verdict is *constructive*. It falls back on the rule-based segments." in rules
    assert "sees no elbow" in rules
    wrong = findings.nothing(Verdict("natural", 3, ""), table + 0.1, 6)
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
    same = findings.like_with_like(table, 0.75)
    assert "differs by at most 0.02 (at k = 5)" in same
    assert "does not change which k are natural" in same
    table.loc[4, "silhouette of sample"] = 0.44  # 0.06 over the null
    table.loc[6, "jaccard"] = 0.7
    changed = findings.like_with_like(table, 0.75)
    assert "differs by at most 0.04 (at k = 4)" in changed
    assert "would change for k = 4 and 6" in changed


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


def test_methods() -> None:
    table = pd.DataFrame(
        {
            "groups": [5, 5, 5, 1, 4],
            "ARI": [1, 0.85, 0.81, 0.1, 0.2],
            "ARI without noise": [1, 0.85, 0.81, 0.3, 0.77],
            "noise share": [0, 0, 0, 0.42, 0.63],
        },
        index=["K-Means", "Gaussian mixture", "Ward", "DBSCAN", "HDBSCAN"],
    )
    text = findings.methods(table)
    assert "agree with K-Means (ARI: Gaussian mixture 0.85 and Ward 0.81)" in text
    assert "only partly" not in text
    assert "DBSCAN finds 1 group and calls 42%" in text
    assert "HDBSCAN finds 4 groups and calls 63%" in text
    assert "does not confirm the partition**: the 37% that HDBSCAN places agree" in text
    assert "with it at 0.77" in text
    table.loc["HDBSCAN", ["ARI without noise", "noise share"]] = [0.81, 0.21]
    assert "does not confirm the partition**: the 79%" in findings.methods(table)
    table.loc["HDBSCAN", ["ARI without noise", "noise share"]] = [0.81, 0.19]
    assert "Density confirms the partition." in findings.methods(table)
    table.loc["HDBSCAN", "groups"] = 1
    assert "density finds no groups to compare" in findings.methods(table)
    table.loc["Ward", "ARI"] = 0.5
    assert "only partly agree with K-Means (ARI: Gaussian mixture 0.85 and Ward 0.50)" in (
        findings.methods(table)
    )


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
    assert "**12.3%** of the customers would be put into the wrong segment" in text
    assert "the silhouette falls from 0.45 to 0.38" in text
    assert f"**{VIP} and {LOST}** (0.4 apart as drawn, 3.1 in all features" in text
    lost["silhouette on the map"] = 0.60
    assert "the silhouette rises from 0.45 to 0.60" in findings.hidden(lost, names, closest)


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
    rfm = landing([0.9, 0.1, 0], [0.5, 0.3, 0.2], [0, 0.2, 0.8])
    text = findings.premise(rfm, landing([1, 0, 0], [0, 1, 0], [0, 0, 1]), (0.541, 0.949))
    assert f"RFM alone: **{VIP} and {NEW}** share a cluster." in text
    assert "All features: the largest part of each persona has a cluster of its own." in text
    assert text.endswith("ARI **0.54 against 0.95**.")


def test_premise_the_other_way_round() -> None:
    split = landing([0.4, 0.3, 0.3], [0.1, 0.5, 0.4], [0, 0.2, 0.8])
    shared = landing([0.6, 0.4, 0], [0.7, 0, 0.3], [0.8, 0.2, 0])
    text = findings.premise(split, shared, (0.3, 0.3))
    assert "RFM alone: the largest part of each persona has a cluster of its own." in text
    assert f"All features: **{VIP}, {NEW} and {LOST}** share a cluster." in text
    one = pd.DataFrame([[0.5, 0.5]], index=["Customer"])
    assert "Only one kind of customer is planted" in findings.premise(one, one, (0, 0))


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
    text = findings.taken_apart(apart())
    assert f"(1,000 customers shown) is made of 40% {VIP} and 60% Churn-Risk." in text
    assert f"Of £100 that **{VIP}** order, **£38** are left" in text
    assert "from **Churn-Risk**, **£23**" in text
    assert "£100" not in findings.taken_apart(apart().iloc[:1])


def test_where_it_went() -> None:
    of_100 = pd.DataFrame(
        [[40, -1, -2, -1, -1, 35.0], [40, -4, -3, -3, -2, 28.0], [40, -9, -3, -4, -2, 22.0]],
        columns=["margin", *COSTS, "left"],
        index=[VIP, NEW, LOST],
    )
    costs = pd.DataFrame({"costs × 0.5": [37.0, 33, 30], "costs × 2": [30.0, 29, 9]}, of_100.index)
    text = findings.where_it_went(of_100, costs)
    assert (
        f"The largest part of the gap of £13 between {VIP} and {LOST} is *{COSTS[0]}* (£8)." in text
    )
    assert "the order of the segments stays the same" in text
    costs.loc[LOST, "costs × 2"] = 29.5
    below = findings.where_it_went(of_100, costs)
    assert f"{VIP} still leave most, but the order below them changes" in below
    costs.loc[LOST, "costs × 2"] = 31.0
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
    assert "mixes 2 kinds of customer, of whose £100 between £23 and £38 are left" in text
    assert f"**{VIP}** bring 60% of all that is left" in text
    assert text.endswith("Customer service calls Churn-Risk first.")
    described = findings.answer(apart(), table.iloc[:1].assign(archetype=False), money, True)
    assert "mixes 2 parts" in described and "calls" not in described
    assert "does not hold here" in findings.answer(apart().iloc[:1], table, money, True)
    assert "nothing to compare" in findings.answer(apart(), table, money, False)


def test_naming() -> None:
    truth, names = pd.Series([VIP, VIP, NEW, NEW]), pd.Series([VIP, VIP, NEW, "Recent"])
    table = pd.DataFrame({"archetype": [True, True, False]})
    text = findings.naming(table, truth, names)
    assert text.startswith("**2 of 3** clusters earned an archetype.")
    assert "**75.0%** of the customers carry the name" in text
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
    [(0.10, "a weak association"), (0.20, "a moderate"), (0.40, "a strong")],
)
def test_channel(strength: float, words: str) -> None:
    mix = pd.DataFrame({"Email": [40, 10], "Social": [60, 90]}, index=[VIP, LOST])
    text = findings.channel(mix, strength)
    assert f"Cramér's V is **{strength:.2f}**, {words}" in text
    assert f"Email differs most: 40% of the {VIP}, 10% of the {LOST}." in text
    hardly = findings.channel(mix, 0.04)
    assert hardly == "Cramér's V is 0.04: the channel hardly differs by segment."


def test_calls() -> None:
    table = pd.DataFrame({"contribution": [900.0, 600.4], "Satisfaction_Score": [2.0, 2.6]})
    text = findings.calls(table)
    assert text.startswith("The first 2 brought £1,500 in a year")
    assert "2.3 of 5 on average" in text
    assert "nobody is on the list" in findings.calls(table.iloc[:0])


def test_gift() -> None:
    text = findings.gift(VIP, 0.1, 12_707_822.4, 50_000_000)
    assert "A flat 10% for everyone" in text
    assert f"**£12.71 million a year to {VIP} alone**, 25% of what they contribute" in text


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
    text = findings.blurred({1: 0.022, 1.5: 0.0871, 4: 1.0}, 5)
    assert "2.2% of the customers at overlap 1, 8.7% of the customers at overlap 1.5" in text
    assert text.endswith("at overlap 4 no archetype is given.")
    assert "no name could be right" in findings.blurred({1: 0.022}, 1)


# Online Retail


def test_cleaning() -> None:
    funnel = pd.DataFrame(
        {
            "Part": ["in", "dropped", "dropped", "kept"],
            "Step": ["the file", "no customer", "not a product", "purchases"],
            "Lines": [541_909, 135_037, 1_000, 405_872],
        }
    )
    assert findings.cleaning(funnel) == (
        "**405,872 of 541,909 lines** are kept (75%). Most are lost to *no customer*: 135,037."
    )


def test_orders_made() -> None:
    orders = pd.DataFrame(
        {"customer_id": [1, 1, 2], "amount": [1_000.4, 20, 3], "returned_amount": [10.0, 0, 3]}
    )
    matching = pd.DataFrame({"Units": [600.0, 1_000.0], "Units_Matched": [600.0, 930.0]})
    text = findings.orders_made(orders, matching, 9)
    assert "**3 orders of 2 customers**, £1,023 gross, of which £13 came back." in text
    assert "Of 1,000 cancelled units 93% found" in text
    assert "7 customers have cancellations only" in text


def test_policy() -> None:
    text = findings.policy(0.0812, 14)
    assert "8.1% of the customers change segment; 14 sent back everything" in text


def test_real_segments() -> None:
    profile = pd.DataFrame(
        {"share": [0.07, 0.93], "share of spend, net": [0.52, 0.48]}, index=["Big", "Small"]
    )
    natural = findings.real_segments(profile, "natural")
    assert natural == "**Big**: 7% of the customers, 52% of the net spend."
    assert findings.real_segments(profile, "reproducible").startswith(natural)
    assert "borders are ours" in findings.real_segments(profile, "reproducible")
