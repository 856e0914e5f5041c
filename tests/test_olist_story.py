"""Figures and sentences of the Olist case, each wording by the result that asks for it."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from drawn import check_layout, legend, ticks, title

from segmentation import personas, plots, rules
from segmentation.archetypes.rfm import ACTIONS, PREFIX, RFM
from segmentation.findings import olist, olist_claims


@pytest.fixture(autouse=True)
def style() -> Iterator[None]:
    with mpl.rc_context():
        plt.switch_backend("agg")
        plots.use_style()
        yield
    plt.close("all")


# Figures


def test_champions_draws_who_bought_once():
    table = pd.DataFrame(
        {"customers": [15_000, 1_200, 0], "bought once": [13_800, 0, 0]},
        index=["ties broken", "ties together", "K-Means, k = 11"],
    )
    fig = plots.olist.champions(table)
    check_layout(fig)
    ax = fig.axes[0]
    assert [p.get_width() for p in ax.patches] == [1_200, 1_200, 0, 13_800, 0, 0]
    assert title(ax) == "Champions with ties broken: 92% of them bought once"
    assert ax.texts[0].get_text() == "15,000, of whom 13,800 bought once"
    assert legend(ax) == ["bought more than once", "bought once"]


def shares(**rates: float) -> pd.DataFrame:
    share = pd.Series(rates)
    return pd.DataFrame({"customers": 1_000, "share": share, "low": share / 2, "high": share * 1.5})


def test_bought_again_puts_segments_of_one_name_into_one_row():
    tables = {
        "rules": shares(Champions=0.08, Lost=0.0),
        "K-Means": shares(Champions=0.03, Sleepy=0.2),
    }
    fig = plots.olist.bought_again(tables, 0.012, 180)
    check_layout(fig)
    ax = fig.axes[0]
    assert ticks(ax.get_yticklabels()) == ["Champions", "Lost", "Sleepy"]
    assert title(ax) == "Even in the best group, Sleepy (K-Means), 80% do not return"
    assert legend(ax) == ["rules", "K-Means"]
    points = [np.asarray(c.get_offsets()) for c in ax.collections if len(c.get_offsets()) == 2]
    assert points[0][:, 0].tolist() == pytest.approx([0.08, plots.olist.LEAST])
    assert np.round(points[0][:, 1]).tolist() == [0, 1]
    assert np.round(points[1][:, 1]).tolist() == [0, 2]
    assert "180 days" in ax.get_xlabel()


def test_ranking_draws_a_panel_for_each_window():
    table = pd.DataFrame({"AUC": [0.56, 0.6], "low": [0.53, 0.57], "high": [0.59, 0.63]},
                         index=["rules", "recency alone"])  # fmt: skip
    fig = plots.olist.ranking({90: table, 180: table + 0.05})
    check_layout(fig)
    assert [title(ax) for ax in fig.axes] == ["within 90 days", "within 180 days"]
    assert ticks(fig.axes[0].get_yticklabels()) == ["rules", "recency alone"]
    assert [t.get_text() for t in fig.axes[1].texts] == ["0.61", "0.65", "a coin"]
    assert "No way of ranking exceeds an AUC of 0.65" in fig.get_suptitle()


# Sentences about the data


def funnel(unpaid: int = 1) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Step": ["the file", "no payment", "delivered and paid"],
            "Orders": [100, unpaid, 99 - unpaid],
            "Customers": [90, unpaid, 88],
            "Amount": [1_000.0, 0.0, 900.0],
        }
    )


@pytest.mark.parametrize(
    ("unpaid", "words"),
    [
        (0, "No delivered order lacks a payment."),
        (1, "1 delivered order lacks a payment: nobody knows the amount"),
        (2, "2 delivered orders lack a payment"),
    ],
)
def test_merged(unpaid, words):
    text = olist.merged(funnel(unpaid), 8)
    assert words in text
    assert f"**{99 - unpaid} of 100 orders** are used, of 88 people, who paid BRL 900" in text
    assert "8 used orders have no day of delivery" in text


def test_thinning():
    weeks = pd.Series([100] * 60)
    assert "not thinner than the rest" in olist.thinning(weeks)
    weeks[0] = 20
    text = olist.thinning(weeks)
    assert "The last 2 weeks have 20 and 100 delivered orders" in text
    assert "**The end is thin**" in text
    assert "a usual week of the year before has 100." in text


def test_once():
    customers = pd.DataFrame(
        {"Customer_ID": list("abcd"), "Frequency": [1, 2, 3, 1], "Monetary": [10, 20, 50, 20]}
    )
    text = olist.once(customers, pd.Series({"d": 1, "b": 1, "c": 2, "a": 1}))
    assert "**50.0% of 4 customers bought once.** 2 have several orders and bring 70.0%" in text
    assert "1 of them placed all on one day" in text


@pytest.mark.parametrize(
    ("once", "words"), [(0, "none of whom bought once"), (7, "7 of whom bought once")]
)
def test_champions_sentence(once, words):
    table = pd.DataFrame({"customers": [150, 12], "bought once": [137, once]}, index=["a", "b"])
    text = olist.champions(table, 0.43, pd.Series({"R": 5, "F": 2, "M": 5}))
    assert "**150 customers are Champions, and 137 of them bought once**" in text
    assert "only 43% of them are Champions again" in text
    assert f"With ties together 12 are, {words}" in text
    assert "R uses 5, F uses 2 and M uses 5" in text


def test_named():
    table = pd.DataFrame(
        {
            "name": ["K-Champions", "K-Lost", "Recent"],
            "archetype": [True, True, False],
            "share once": [0.0, 1.0, 1.0],
            "Recency": [202.0, 360.0, 9.0],
        }
    )
    text = olist.named(table, 11)
    assert "**2 of the 11 names fit a cluster**" in text
    assert "every other cluster is described" in text
    assert "2 of the 3 clusters hold nobody but one-time buyers" in text
    assert "*K-Champions* last ordered 202 days ago" in text
    text = olist.named(table.iloc[1:2], 11)
    assert "every other" not in text and "K-Champions" not in text


def test_two():
    text = olist.two(0.005, 1.0, 0.898)
    assert "**0.90**" in text and "are *ordered once* and *ordered more often*" in text
    assert "Data without clusters reach the same (excess +0.005)" in text
    text = olist.two(0.2, 0.8, 0.9)
    assert "part 80% of the customers" in text and "exceeds data without clusters by 0.20" in text


@pytest.mark.parametrize(
    ("verdict", "known", "words"),
    [
        ("reproducible", 0.0, "are **reproducible** (k = 3, excess +0.100): slices"),
        ("natural", 0.01, "+0.010 is left: **that is arithmetic**"),
        ("natural", 0.08, "**Repeat buyers by themselves are natural** (k = 3, by 0.10; 0.08"),
    ],
)
def test_apart(verdict, known, words):
    assert words in olist.apart(verdict, 3, 0.1, known, 0, 7)
    assert "no cluster of 7 mixes" in olist.apart(verdict, 3, 0.1, known, 0, 7)
    assert "2 of 7 clusters mix" in olist.apart(verdict, 3, 0.1, known, 2, 7)


def test_density():
    text = olist.density(pd.Series([1, 1]), 0.006, 2)
    assert "DBSCAN finds 2 groups and leaves 0.6% as noise" in text
    assert "**Density finds what is dense by definition**" in text
    assert "do not explain all" in olist.density(pd.Series([1, 4]), 0.0, 2)
    text = olist.density(pd.Series([], dtype=int), 1.0, 0)
    assert "finds 0 groups" in text and "do not explain" in text
    assert "1 group and" in olist.density(pd.Series([3]), 0.0, 1)


@pytest.mark.parametrize(
    ("excess", "known", "words"),
    [
        (0.007, 0.001, "**Richer features do not separate customers** any better"),
        (0.09, 0.01, "what they see is who ordered once and how it was paid"),
        (0.09, 0.08, "**Richer features separate customers** beyond"),
    ],
)
def test_rich_separates(excess, known, words):
    text = olist.rich_separates(6, excess, known, 0.004)
    assert words in text and f"**{excess:+.3f}** (k = 6)" in text and f"{known:+.3f}" in text


# Sentences about who buys again, and the claims


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (2.0, 3.4, "2.0 orders on average in the earlier fit and 3.4 at the snapshot. **So the"),
        (3.3, 3.4, "the name means the same in both"),
        (None, 3.4, "In only one of the two fits, or in none"),
        (2.0, None, "In only one of the two fits, or in none"),
    ],
)
def test_flipped(before, after, words):
    assert words in olist_claims.flipped(before, after)


def silent_table(low: float, high: float) -> pd.DataFrame:
    row = {"customers": 8_488.0, "share": 0.01, "low": low, "high": high}
    return pd.DataFrame({"At Risk": row, "Can't Lose Them": row}).T


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.008, 0.011, "among those At Risk fewer than all customers"),
        (0.013, 0.02, "among those At Risk more than all customers"),
        (0.008, 0.02, "as many as, for all that can be shown, among all customers"),
    ],
)
def test_silent_against_everybody(low, high, words):
    text = olist_claims.silent(silent_table(low, high), 180, 0.012, 14_042, 8_332)
    assert words in text
    assert "**1.0% of 8,488 At Risk" in text and "bought again within 180 days**" in text
    assert "each half of a test needs 8,332 customers, and 14,042 are At Risk, not enough" in text


def test_silent_with_enough_or_none():
    table = silent_table(0.008, 0.011)
    assert "just enough for one" in olist_claims.silent(table, 90, 0.02, 17_000, 8_332)
    for empty in (table.iloc[1:], table.assign(share=0.0)):
        assert olist_claims.silent(empty, 90, 0.02, 5, 5).startswith("Nobody was At Risk and")


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
    text = olist_claims.gain(table, "This against that")
    assert text.startswith("This against that: ") and f": **{words}**." in text
    first = table.iloc[0]
    assert f"{first['difference']:+.3f} ({first['low']:+.3f} to {first['high']:+.3f})" in text


@pytest.mark.parametrize(
    ("shares", "verdict", "words"),
    [
        ({"orders": 0.91, "rows": 0.8}, "holds", "91.0% bought once"),
        ({"orders": 0.97, "rows": 0.88}, "too low", "88.0%, the share with one if rows are"),
        ({"orders": 0.70, "rows": 0.5}, "too high", "70.0% bought once"),
    ],
)
def test_bought_once_claim(shares, verdict, words):
    answer, so = olist_claims.bought_once(0.9, pd.Series(shares))
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
    answer, so = olist_claims.champions(500, found)
    assert so == verdict and f"{found['grid']:,} (grid)" in answer


@pytest.mark.parametrize(
    ("sizes", "natural", "verdict", "words"),
    [
        ({"K-Lost": 19_000, "K-New": 5}, True, "reproduced", "19,000, the largest of 2"),
        ({"K-Lost": 19_000, "K-New": 5}, False, "reproduced, as one slice of a continuum", "2; by"),
        ({"K-Lost": 9_000, "K-New": 5}, False, "not reproduced", "the largest of 2"),
        ({"K-Lost": 19_000, "K-New": 20_000}, True, "not reproduced", "smaller than K-New with 20"),
        ({"K-New": 20_000}, True, "not reproduced", "no cluster points that way"),
    ],
)
def test_lost_claim(sizes, natural, verdict, words):
    by_rule = pd.Series({"Lost": 11_000, "Loyal": 28_000})
    answer, so = olist_claims.lost(20_000, pd.Series(sizes), by_rule, natural)
    assert so == verdict and words in answer
    assert "by the rules 11,000, the largest is Loyal with 28,000" in answer


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (gains(UP, UP), gains(UP, UP), "holds against all"),
        (gains(UP, UP), gains(UP, NONE), "shown only against rules"),
        (gains(NONE, UP), gains(DOWN, NONE), "not shown"),
    ],
)
def test_more_accurate_claim(first, second, verdict):
    answer, so = olist_claims.more_accurate({"rules": first, "recency": second})
    assert so == verdict
    assert answer.startswith("difference in AUC within 90 and 180 days: ")
    assert "against rules; " in answer and answer.endswith("against recency")


def test_table_of_claims():
    table = olist_claims.table({"all bought": ("97% did", "holds")})
    assert table.loc["all bought"].tolist() == ["97% did", "holds"]


# The names


def test_each_published_segment_is_a_direction_with_an_action():
    names = [kind.name.removeprefix(PREFIX) for kind in RFM.archetypes]
    assert sorted(names) == sorted(rules.SEGMENTS)
    assert set(ACTIONS) == {kind.name for kind in RFM.archetypes}
    directions = {tuple(sorted(kind.direction.items())) for kind in RFM.archetypes}
    assert len(directions) == 11


def test_each_direction_gets_its_own_name():
    centres = pd.DataFrame([kind.direction for kind in RFM.archetypes]).fillna(0.0)
    centres = centres[["Recency", "Frequency", "Monetary"]]
    named = personas.name_clusters(centres, RFM, "natural")
    kept = [
        personas.keeps_signs(centre, kind)
        for (_, centre), kind in zip(centres.iterrows(), RFM.archetypes, strict=True)
    ]
    assert all(kept)  # no direction contradicts its own limits
    assert named["name"].tolist() == [kind.name for kind in RFM.archetypes]
    assert named["name"].is_unique


def test_loyal_and_champions_need_more_than_one_order():
    once = pd.DataFrame({"Recency": [-0.5], "Frequency": [-0.17], "Monetary": [2.0]})
    named = personas.name_clusters(once, RFM, "natural")
    assert named["name"].iloc[0] not in ("K-Champions", "K-Loyal")


def test_slices_are_not_named_as_kinds():
    centres = pd.DataFrame({"Recency": [2.0], "Frequency": [-1.0], "Monetary": [-1.0]})
    assert personas.name_clusters(centres, RFM, "natural")["name"].tolist() == ["K-Lost"]
    named = personas.name_clusters(centres, RFM, "reproducible")
    assert named["name"].tolist() == ["Very long silent, few orders"]
    assert not named["archetype"].any()
