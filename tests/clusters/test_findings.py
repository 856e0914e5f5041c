"""Sentences of notebooks 05 to 07: both wordings, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation.clusters.findings import choose_k as findings_choose_k
from segmentation.clusters.findings import kmeans as findings_kmeans
from segmentation.clusters.findings import projection as findings_projection
from segmentation.clusters.verdict import MARGIN, Verdict

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 05: the choice of k


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("natural", "There are clusters to find, in this sense: better separated"),
        ("slices", "a continuum cut in a way that can be repeated"),
        ("constructive", "rule-based segments are the answer"),
    ],
)
def test_verdict(kind: str, words: str) -> None:
    table = pd.DataFrame({"natural": [False, True, True]}, index=[4, 5, 6])
    text = findings_choose_k.verdict(Verdict(kind, 5, "because"), table)
    assert text.startswith(f"**Verdict: {kind}, k = 5**: because. Natural: k = 5 and 6. ")
    assert words in text
    none = findings_choose_k.verdict(Verdict(kind, 5, "because"), table.iloc[:1])
    assert none.startswith(f"**Verdict: {kind}, k = 5**: because. ")
    assert "Natural:" not in none and words in none


def test_blades() -> None:
    scored = {
        4: (np.array([0.5, -0.1]), np.array([0, 1])),
        5: (np.array([0.5, 0.1, 0.2, -0.1]), np.array([0, 1, 1, 0])),
        6: (np.array([0.5, 0.0]), np.array([0, 1])),
    }
    text = findings_choose_k.blades(scored, 5)
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
    text = findings_choose_k.votes(chosen, [2, 5, 10])
    assert text.startswith("**2 of 6** criteria name k = 5 too: silhouette (squared) and Davies")
    assert "fewer witnesses than votes: 2 of them compare distances" in text
    assert text.endswith(
        "Dissent: elbow (kneedle) says 4; the gap statistic says 6; prediction strength finds no "
        "k; BIC finds no best k up to 10, the edge of the table."
    )
    alone = findings_choose_k.votes(chosen[["our rule", "elbow (kneedle)"]], [2, 5, 10])
    assert alone == "**0 of 1** criteria name k = 5 too. Dissent: elbow (kneedle) says 4."
    agreed = findings_choose_k.votes(chosen[["our rule", "Davies–Bouldin"]], [2, 5, 10])
    assert agreed == "**1 of 1** criteria name k = 5 too: Davies–Bouldin. Nobody dissents."


def test_votes_for_no_clusters() -> None:
    chosen = pd.Series(
        {"our rule": 1, "gap (1-SE)": 1, "elbow (kneedle)": 4, "BIC (Gaussian mixture)": 3},
        dtype=object,
    )
    text = findings_choose_k.votes(chosen, list(range(1, 11)))
    assert text.startswith("**1 of 3** criteria see no clusters either (k = 1): the gap statistic.")
    found = pd.Series({"our rule": 4, "gap (1-SE)": 1}, dtype=object)
    assert "the gap statistic sees no clusters (k = 1)" in findings_choose_k.votes(found, [1, 4])


def test_valleys() -> None:
    found = pd.DataFrame({"valley": [True, True, False]})
    text = findings_choose_k.valleys(found)
    assert "for 2 of 3 pairs (Hartigan's dip)" in text and "one heap" in text
    assert "empty space lies between all" in findings_choose_k.valleys(found.iloc[:2])


def test_nothing() -> None:
    table = pd.DataFrame({"excess": [0.012, -0.3], "silhouette": [0.31, 0.28]}, index=[3, 4])
    right = findings_choose_k.nothing(Verdict("slices", 5, ""), table, 6, 20_000)
    assert right.startswith("**No natural clusters** among 20,000 customers of one kind")
    assert f"the strictest null is +0.012 ({MARGIN:.3f} is needed)" in right
    assert "verdict is *slices*. It still offers 5 slices that come back" in right
    assert "kneedle names k = 6" in right
    rules = findings_choose_k.nothing(Verdict("constructive", 4, ""), table, None, 20_000)
    assert "verdict is *constructive*. It falls back on the rule-based segments." in rules
    assert "sees no elbow" in rules
    unstable = findings_choose_k.nothing(Verdict("slices", 5, ""), table + 0.1, 6, 20_000)
    assert "clears the strictest null, a cluster does not come back" in unstable
    wrong = findings_choose_k.nothing(Verdict("natural", 3, ""), table + 0.1, 6, 20_000)
    assert "**The rule fails here**: it calls k = 3 natural, with an excess of 0.112" in wrong


def test_all_rows() -> None:
    table = pd.DataFrame(
        {"silhouette": [0.40, 0.55], "silhouette of all": [0.41, 0.52]}, index=[4, 5]
    )
    text = findings_choose_k.all_rows(table, 5_000, 20_000)
    assert text.startswith("Data and nulls are compared on the same 5,000 customers.")
    assert text.endswith("On all 20,000 the silhouette differs by at most 0.03 (k = 5).")


def test_stability() -> None:
    table = pd.DataFrame(
        {"excess": [0.2, 0.3, 0.2, 0.0], "jaccard": [0.99, 0.98, 0.6, 0.5]}, index=[4, 5, 6, 7]
    )
    flat = pd.DataFrame({"jaccard": [0.9, 0.8, 0.7, 0.5]}, index=[4, 5, 6, 7])
    text = findings_choose_k.stability(table, flat, 5, 0.75)
    assert text == (
        "At k = 5 every cluster of this shop reaches 0.98. But customers of one kind come back at "
        "0.75 or better too, for k = 4 and 5. So **stability alone says nothing about groups**. "
        "The condition does hold back k = 6, separated but not repeatable."
    )
    other = findings_choose_k.stability(table.iloc[:2], flat - 0.5, 5, 0.75)
    assert other.endswith("Customers of one kind do not come back at 0.75 for any k here.")


def test_false_alarm() -> None:
    table = pd.DataFrame(
        {
            "silhouette": [0.30, 0.33],
            "plain null": [0.28, 0.24],
            "explained by": "Frequency",
            "excess": [0.01, -0.004],
        },
        index=[7, 8],
    )
    right = findings_choose_k.false_alarm(Verdict("slices", 5, ""), table)
    assert right.startswith(
        "Over the plain null alone the excess would be 0.090 at k = 8, enough to be called natural."
    )
    assert (
        "But data with the margins and rank correlations of each tenth of Frequency leave" in right
    )
    assert "leave −0.004 of it." in right
    assert right.endswith("**The rule is not fooled**: the verdict is *slices*.")
    fooled = findings_choose_k.false_alarm(Verdict("natural", 7, ""), table)
    assert "**A false alarm all the same**" in fooled and "k = 7 natural (excess 0.010)" in fooled
    weak = findings_choose_k.false_alarm(
        Verdict("slices", 5, ""), table.assign(**{"plain null": 0.32})
    )
    assert "enough to be called natural" not in weak


def test_beyond() -> None:
    found = {
        "two groups": (Verdict("slices", 5, ""), True),
        "a curve": (Verdict("natural", 10, ""), False),
        "a heap": (Verdict("constructive", 4, ""), False),
    }
    assert findings_choose_k.beyond(found) == (
        "two groups: no natural clusters, which is **wrong**; a curve: natural, k = 10, which is "
        "**wrong**; a heap: no natural clusters, which is right."
    )


def test_rule_in_short() -> None:
    table = pd.DataFrame({"excess": [-0.012, 0.26]}, index=[4, 5])
    text = findings_choose_k.rule_in_short(Verdict("natural", 5, ""), table, "slices", "natural")
    assert text == (
        "**Natural, k = 5**: the silhouette lies 0.26 above that of the strictest null. On a shop "
        "with one kind of customer the same rule says no; on one with a very varied kind it "
        "wrongly says yes."
    )
    below = findings_choose_k.rule_in_short(
        Verdict("constructive", 4, ""), table, "natural", "constructive"
    )
    assert "lies 0.01 below" in below
    assert "the same rule wrongly says yes; on one with a very varied kind it says no." in below


# 06: K-Means


def test_standing_out() -> None:
    centres = pd.DataFrame({"Monetary": [1.44, -0.2], "Return_Rate": [-0.9, 2.0]})
    assert findings_kmeans.standing_out(centres) == (
        "- cluster 0: Monetary +1.4 σ, Return_Rate −0.9 σ\n"
        "- cluster 1: Return_Rate +2.0 σ, Monetary −0.2 σ"
    )


@pytest.mark.parametrize(
    ("low", "words"),
    [
        (0.99995, "nearly the same segments every time"),
        (0.95, "similar segments every time"),
        (0.60, "**not always the same segments**: this k hangs on the seed"),
    ],
)
def test_seeds(low: float, words: str) -> None:
    text = findings_kmeans.seeds(pd.Series([0.999999, low]), pd.Series([1, 12]), 500_000)
    assert text == (
        "With another seed at most 12 of 500,000 customers get another segment (lowest ARI "
        f"{low:.5f}): {words}."
    )


def test_seeds_that_change_nothing() -> None:
    text = findings_kmeans.seeds(pd.Series([1.0, 1.0]), pd.Series([0, 0]), 5_000)
    assert text == "Every other seed gives all 5,000 customers the same segment."


def test_sorting() -> None:
    centres = pd.DataFrame({"Recency": [1.0, 1, 1], "Monetary": [1.32, 1.16, -0.5]})
    text = findings_kmeans.sorting(centres)
    assert text.startswith(
        "Closest in Monetary, by which they are sorted: clusters 0 and 1, 0.16 σ"
    )
    other = findings_kmeans.sorting(pd.DataFrame({"views": [0.0, 2.0, 2.5]}))
    assert other.startswith("Closest in views, by which they are sorted: clusters 1 and 2, 0.50 σ")


def methods_table() -> pd.DataFrame:
    """Four algorithms; density sees little."""
    return pd.DataFrame(
        {
            "groups": [5, 5, 1, 4],
            "ARI with K-Means": [np.nan, 0.81, 0.1, 0.2],
            "ARI without noise": [np.nan, 0.81, 0.3, 0.77],
            "ARI with planted personas": [0.95, 0.97, 0.1, 0.2],
            "share noise": [0, 0, 0.42, 0.63],
        },
        index=["K-Means", "Ward", "DBSCAN", "HDBSCAN"],
    )


def test_methods() -> None:
    table = methods_table()
    text = findings_kmeans.methods(table)
    assert text.startswith("Ward agrees with K-Means (ARI 0.81). ")
    assert "DBSCAN finds 1 group and calls 42%" in text
    assert "HDBSCAN finds 4 groups and calls 63%" in text
    assert "does not confirm the partition**: the 37% that HDBSCAN places agree" in text
    assert "with K-Means at 0.77" in text
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.81, 0.21]
    assert "does not confirm the partition**: the 79%" in findings_kmeans.methods(table)
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.81, 0.19]
    assert "Density confirms the partition." in findings_kmeans.methods(table)
    table.loc["HDBSCAN", "groups"] = 1
    assert "density finds no groups to compare" in findings_kmeans.methods(table)
    table.loc["Ward", "ARI with K-Means"] = 0.5
    assert "Ward agrees only partly with K-Means (ARI 0.50)" in findings_kmeans.methods(table)


def test_planted() -> None:
    table = methods_table()
    text = findings_kmeans.planted(table)
    assert text.startswith("Nearest to the planted personas: Ward (0.97), before K-Means (0.95);")
    table.loc["K-Means", "ARI with planted personas"] = 0.98
    assert "personas: K-Means (0.98); on real data" in findings_kmeans.planted(table)
    for nothing in (0.02, np.nan):
        alone = findings_kmeans.planted(table.assign(**{"ARI with planted personas": nothing}))
        assert alone == "No personas are planted here that any method could recover."
    table["ARI with planted personas"] = [0, 0, 0, 1]  # one kind, one group
    assert findings_kmeans.planted(table).startswith("No personas")


def test_touching() -> None:
    text = findings_kmeans.touching(0.032, 1.1)
    assert text.startswith("**3% of the customers** have another centroid at most 10% farther")


def test_fit_in_short() -> None:
    table = methods_table()
    text = findings_kmeans.fit_in_short(5, pd.Series([1.0, 0.999]), table)
    assert text == (
        "**5 segments**: other seeds give nearly the same, Ward agrees (ARI 0.81), and density "
        "methods do not confirm them."
    )
    table.loc["HDBSCAN", ["ARI without noise", "share noise"]] = [0.9, 0.1]
    table.loc["Ward", "ARI with K-Means"] = 0.5
    other = findings_kmeans.fit_in_short(5, pd.Series([1.0, 0.6]), table)
    assert "do not always give the same, Ward does not agree (ARI 0.50), and density" in other
    assert other.endswith("density methods find them too.")
    table.loc["Ward", "ARI with K-Means"] = 0.6
    assert "agrees in part (ARI 0.60)" in findings_kmeans.fit_in_short(5, pd.Series([1.0]), table)


# 07: the map


def test_axes() -> None:
    weights = pd.DataFrame(
        {"PC1": [0.4, 0.6, -0.5, 0.29], "PC2": [-0.3, 0, 0.1, 0.9], "PC3": [1, 1, 1, 1]},
        index=["Recency", "Monetary", "Tenure", "Return_Rate"],
    )
    shares = pd.Series([0.4, 0.2, 0.17])
    assert findings_projection.axes(weights, shares) == (
        "- **PC1** grows with Monetary and Recency and falls with Tenure.\n"
        "- **PC2** grows with Return_Rate and falls with Recency."
    )
    rising, falling = (
        findings_projection.axes(sign * weights[["PC3"]], shares) for sign in (1, -1)
    )
    assert rising == "- **PC3** grows with Recency, Monetary, Tenure and Return_Rate."
    assert falling == "- **PC3** falls with Recency, Monetary, Tenure and Return_Rate."


def test_axes_with_a_third_component_as_large_as_the_second() -> None:
    weights = pd.DataFrame({"PC1": [1.0, 0.0], "PC2": [0.0, 1.0]}, index=["Recency", "Tenure"])
    text = findings_projection.axes(weights, pd.Series([0.4, 0.2, 0.181]))
    assert "PC3 carries nearly as much as PC2 (18.1% against 20.0%)" in text
    assert "PC3" not in findings_projection.axes(weights, pd.Series([0.4, 0.2, 0.179]))
    assert "PC3" not in findings_projection.axes(weights, pd.Series([0.6, 0.4]))


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
    text = findings_projection.hidden(lost, names, closest)
    assert "**12.3%** of the customers would get another segment than from all features" in text
    assert "the silhouette falls from 0.45 to 0.38" in text
    assert f"**{VIP} and {LOST}** (0.4 apart as drawn, 3.1 in all features" in text
    lost["silhouette on the map"] = 0.60
    assert "the silhouette rises from 0.45 to 0.60" in findings_projection.hidden(
        lost, names, closest
    )


def test_axis_titles() -> None:
    weights = pd.DataFrame(
        {"PC1": [0.4, 0.6, -0.5, 0.29], "PC3": [0.1, 0.2, 0.25, -0.2]},
        index=["Recency", "Monetary", "Tenure", "Return_Rate"],
    )
    assert findings_projection.axis_titles(
        weights, pd.Series({"PC1": 0.304, "PC2": 0.2, "PC3": 0.176})
    ) == [
        "PC1 (30% of the variance)\n+Monetary, +Recency, −Tenure",
        "PC3 (18% of the variance)\n+Tenure",  # the heaviest one, though it is light
    ]


def test_no_arrow() -> None:
    arrows = pd.DataFrame(
        {"PC1": [0.6, 0.06, 0.0], "PC2": [0.0, 0.08, 0.15]}, index=["Monetary", "Calls", "Discount"]
    )
    assert findings_projection.no_arrow(arrows, 0.12) == (
        "`Calls` has next to no arrow (length 0.10, where 1 lies wholly in the map): what "
        "depends on it cannot be seen here."
    )
    assert findings_projection.no_arrow(arrows, 0.2).startswith(
        "`Calls` and `Discount` have next to no arrow (length at most 0.15"
    )
    assert findings_projection.no_arrow(arrows, 0.05).startswith("Every feature has an arrow")


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
    text = findings_projection.pushed_together(names, closest, parts, weights, instead)
    assert text.startswith(
        f"77% of the squared distance between {NEW} and {LOST} lies along **PC3**"
    )
    assert "which grows with Recency and Tenure and falls with Monetary and is no axis" in text
    assert f"now {VIP} and {LOST} look closest (0.4 apart as drawn, 3.1 in all" in text
    shown = findings_projection.pushed_together(
        names, closest, parts, weights.rename("PC2"), instead
    )
    assert shown == f"{NEW} and {LOST} differ most along PC2, which the map shows."


def test_map_in_short() -> None:
    text = findings_projection.map_in_short(0.484, pd.Series({"share misplaced on the map": 0.227}))
    assert text.startswith(
        "**The map shows 48% of the variance**: read off it, 23% of the customers"
    )


def test_clustering_the_map() -> None:
    assert "map costs agreement" in findings_projection.clustering_the_map(0.95, 0.80)
    assert findings_projection.clustering_the_map(0.95, 0.80).endswith("ARI 0.80 instead of 0.95.")
    assert "happens not to cost" in findings_projection.clustering_the_map(0.80, 0.80)
    assert "Nothing is planted" in findings_projection.clustering_the_map(0.04, 0.01)
