"""Sentences of notebooks 05 to 07: which branch the inputs take, and the figures they quote."""

import numpy as np
import pandas as pd
import pytest

from segmentation.clusters.findings import choose_k, kmeans, projection
from segmentation.clusters.strictest import PLAIN
from segmentation.clusters.verdict import Kind, Verdict

VIP, NEW, LOST = "Zero-Friction VIPs", "New/Occasional Buyers", "Dormant/Lost"


# 05: the choice of k


@pytest.mark.parametrize("kind", Kind)
def test_verdict(kind: Kind) -> None:
    table = pd.DataFrame({"natural": [False, True, True]}, index=[4, 5, 6])
    text = choose_k.verdict(Verdict(kind, 5, "because"), table)
    assert text.startswith(f"**Verdict: {kind}, k = 5**: because. k = 6 is natural too. ")
    assert text.endswith(choose_k.MEANING[kind])
    assert "too." not in choose_k.verdict(Verdict(kind, 5, "because"), table.iloc[:2])


def test_explained() -> None:
    table = pd.DataFrame(
        {"natural": True, "silhouette": 0.544, "excess": 0.118, "jaccard": 0.996,
         "explained by": "Monetary"}, index=[4, 5, 6],
    )  # fmt: skip
    text = choose_k.explained(Verdict(Kind.NATURAL, 5, "because"), table)
    assert "Its silhouette is 0.54, 0.12 above that of the strictest null" in text
    assert "keeps all correlations within tenths of Monetary. Even the least stable" in text
    assert "cluster comes back (Jaccard 0.996). k = 4 and 6 are natural too. " in text
    plain = choose_k.explained(
        Verdict(Kind.NATURAL, 5, ""), table.assign(**{"explained by": PLAIN})
    )
    assert "keeps all correlations. Even" in plain
    other = Verdict(Kind.SLICES, 5, "because")
    assert choose_k.explained(other, table) == choose_k.verdict(other, table)


VOTES = {
    "our rule": 5,
    "elbow (kneedle)": 4,
    "silhouette (squared)": 5,
    "gap (1-SE)": 6,
    "prediction strength": None,
    "Davies–Bouldin": 5,
    "BIC (Gaussian mixture)": 10,
}


@pytest.mark.parametrize(
    ("cast", "said", "kin"),
    [
        (VOTES, ["**2 of 6**", "k = 5", "gap statistic says 6", "finds no k", "up to 10"], True),
        ({"our rule": 5, "elbow (kneedle)": 4}, ["**0 of 1**", "kneedle) says 4."], False),
        ({"our rule": 5, "Davies–Bouldin": 5}, ["**1 of 1**", "Nobody dissents"], False),
        ({"our rule": 1, "gap (1-SE)": 1, "elbow (kneedle)": 4}, ["**1 of 2**", "(k = 1)"], False),
        ({"our rule": 4, "gap (1-SE)": 1}, ["gap statistic sees no clusters (k = 1)"], False),
    ],
)
def test_votes(cast: dict[str, int | None], said: list[str], kin: bool) -> None:
    text = choose_k.votes(pd.Series(cast, dtype=object), [2, 5, 10])
    for part in said:
        assert part in text
    assert ("2 of them compare distances" in text) == kin


@pytest.mark.parametrize(
    ("rows", "count", "all_apart"), [(3, "2 of 3", False), (2, "2 of 2", True)]
)
def test_valleys(rows: int, count: str, all_apart: bool) -> None:
    text = choose_k.valleys(pd.DataFrame({"valley": [True, True, False][:rows]}))
    assert count in text
    assert ("between all" in text) == all_apart


def test_all_rows() -> None:
    table = pd.DataFrame(
        {"silhouette": [0.40, 0.55], "silhouette of all": [0.41, 0.52], "excess": [0.07, 0.12],
         "natural": True},
        index=[4, 5],
    )  # fmt: skip
    text = choose_k.all_rows(table, 5_000, 20_000)
    assert "5,000" in text and "On all 20,000" in text and "by up to 0.03 (k = 5)." in text
    assert text.endswith(" any that passes narrowly could fail on another sample.")
    assert choose_k.all_rows(table, 5_000, 5_000).endswith("compared on all 5,000 customers.")
    near = table.assign(**{"silhouette of all": table["silhouette"] + 0.001})
    for calm in (table.assign(excess=0.12), table.assign(natural=False), near):
        assert choose_k.all_rows(calm, 5_000, 20_000).endswith(").")


def test_says_no() -> None:
    table = pd.DataFrame(
        {"silhouette": [0.30, 0.33], "plain null": [0.28, 0.24], "excess": [0.01, -0.004]},
        index=[7, 8],
    )
    alike, varied = Verdict(Kind.SLICES, 5, ""), Verdict(Kind.CONSTRUCTIVE, 4, "")
    right = choose_k.says_no((alike, table), (varied, table), 6)
    assert right.startswith("**The rule is not fooled.** Its verdict is *slices* in the middle")
    assert (
        "*constructive* in the varied one" in right and "Kneedle is fooled and names k = 6" in right
    )
    assert "the varied shop would stand apart, by 0.09 at k = 8" in right
    weak = table.assign(**{"plain null": 0.32})
    quiet = choose_k.says_no((alike, table), (varied, weak), None)
    assert "Kneedle" not in quiet and "Without the fakes" not in quiet
    fooled = choose_k.says_no((alike, table), (Verdict(Kind.NATURAL, 7, ""), table), None)
    assert fooled.startswith("**The rule fails here**") and "calls k = 7 natural" in fooled


# 06: K-Means


@pytest.mark.parametrize(
    ("low", "most", "words"),
    [
        (0.99995, 12, "nearly the same segments every time"),
        (0.95, 12, " similar segments every time"),
        (0.60, 12, "**not always the same segments**"),
        (1.0, 0, "Every other seed gives all 500,000"),
    ],
)
def test_seeds(low: float, most: int, words: str) -> None:
    text = kmeans.seeds(pd.Series([1.0, low]), pd.Series([0, most]), 500_000)
    assert words in text
    assert (
        not most
        or f"at most 12 of 500,000 customers get another segment (lowest ARI {low:.5f}" in text
    )


@pytest.mark.parametrize(
    ("ward", "groups", "ari", "noise", "said"),
    [
        (0.81, 4, 0.77, 0.63, ["Ward agrees with", "does not confirm", "the 37%", "is 0.77."]),
        (0.81, 4, 0.81, 0.21, ["does not confirm", "the 79%", "0.81, so only there it agrees."]),
        (0.80, 4, 0.81, 0.19, ["agrees in part", "Density confirms"]),
        (0.50, 1, 0.81, 0.19, ["does not agree", "no groups to compare"]),
    ],
)
def test_methods(ward: float, groups: int, ari: float, noise: float, said: list[str]) -> None:
    table = pd.DataFrame(
        {"groups": [5, groups], "ARI with K-Means": [ward, 0.2],
         "ARI without noise": [ward, ari], "share noise": [0, noise],
         "ARI with planted personas": [0.97, 0.1]},
        index=["Ward", "HDBSCAN"],
    )  # fmt: skip
    for planted, ahead in ((0.95, True), (0.965, False), (np.nan, False)):
        table.loc["K-Means", "ARI with planted personas"] = planted
        text = kmeans.methods(table)
        assert all(part in text for part in said)
        assert (" with K-Means and is nearer to the planted personas. " in text) == ahead


# 07: the map


def test_third() -> None:
    for shares, near in (
        ([0.4, 0.2, 0.181], True),
        ([0.4, 0.2, 0.179], False),
        ([0.6, 0.4], False),
    ):
        text = projection.third(pd.Series(shares))
        assert ("PC3 carries nearly as much as PC2 (18.1% against 20.0%)" in text) == near


def test_axis_titles() -> None:
    weights = pd.DataFrame(
        {"PC1": [0.4, 0.6, -0.5, 0.29], "PC3": [0.1, 0.2, 0.25, -0.2]},
        index=["Recency", "Monetary", "Tenure", "Return_Rate"],
    )
    shares = pd.Series({"PC1": 0.304, "PC2": 0.2, "PC3": 0.176})
    assert projection.axis_titles(weights, shares) == [
        "PC1 (30% of the variance)\n+ Monetary, + Recency, − Tenure",
        "PC3 (18% of the variance)\n+ Tenure",  # the heaviest one, though it is light
    ]


def test_map_title() -> None:
    assert (
        projection.map_title(
            pd.Series([VIP, NEW, LOST]), pair(0, 2), pd.Series({"PC1": 0.304, "PC3": 0.18})
        )
        == "PC1 and PC3 (48% of the variance): VIPs and Dormant/Lost look closer than they are"
    )


@pytest.mark.parametrize(
    ("shortest", "said"),
    [
        (0.12, "`Calls` has next to no arrow. What depends on it"),
        (0.2, "`Calls` and `Discount` have next to no arrow. What depends on them"),
        (0.05, "Every feature has an arrow"),
    ],
)
def test_no_arrow(shortest: float, said: str) -> None:
    arrows = pd.DataFrame(
        {"PC1": [0.6, 0.06, 0.0], "PC2": [0.0, 0.08, 0.15]}, index=["Monetary", "Calls", "Discount"]
    )
    assert projection.no_arrow(arrows, shortest).startswith(said)


def pair(first: int, second: int) -> pd.Series:
    """Two clusters that the map draws too close."""
    return pd.Series({"first": first, "second": second, "on the map": 0.42,
                      "in all features": 3.14}, dtype=object)  # fmt: skip


def test_closest() -> None:
    text = projection.closest(pd.Series([VIP, NEW, LOST]), pair(0, 2))
    assert f"**{VIP} and {LOST}** together most. They are 0.4 apart as drawn and 3.1 in" in text


@pytest.mark.parametrize(
    ("sign", "grows"),
    [
        (1, "grows with Recency and Tenure and falls with Monetary"),
        (-1, "grows with Monetary and falls with Recency and Tenure"),
    ],
)
def test_pushed_together(sign: int, grows: str) -> None:
    names = pd.Series([VIP, NEW, LOST])
    parts = pd.Series({"PC1": 0.1, "PC2": 0.13, "PC3": 0.77})
    weights = sign * pd.Series({"Recency": 0.7, "Tenure": 0.5, "Monetary": -0.4}, name="PC3")
    text = projection.pushed_together(names, pair(1, 2), parts, weights, pair(0, 2))
    assert text.startswith(f"77% of the squared distance between {NEW} and {LOST} lies along")
    assert f"**PC3**, which the first map leaves out. It {grows}." in text
    assert f"Here the two part, and {VIP} and {LOST} look closer than they are." in text
    alone = projection.pushed_together(names, pair(1, 2), parts, np.abs(weights), pair(0, 2))
    assert "It grows with Recency, Tenure and Monetary." in alone
    shown = projection.pushed_together(names, pair(1, 2), parts, weights.rename("PC2"), pair(0, 2))
    assert shown == f"{NEW} and {LOST} differ most along PC2, which the map shows."


@pytest.mark.parametrize(
    ("full", "flat", "said"),
    [(0.95, 0.80, "map costs"), (0.80, 0.80, "not to cost"), (0.04, 0.01, "Nothing is planted")],
)
def test_clustering_the_map(full: float, flat: float, said: str) -> None:
    text = projection.clustering_the_map(full, flat)
    assert said in text
    assert full < 0.05 or text.endswith(f"ARI {flat:.2f} instead of {full:.2f}.")
