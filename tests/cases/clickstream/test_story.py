"""What the clickstream case says and draws."""

import numpy as np
import pandas as pd
import pytest
from drawn import bars, cells, check_layout, legend, texts, ticks, title

from segmentation.cases.clickstream import kinds, plots
from segmentation.cases.clickstream.findings import excerpt as findings_excerpt
from segmentation.cases.clickstream.findings import segments as findings_segments
from segmentation.cases.clickstream.findings import users as findings
from segmentation.cases.clickstream.kinds import CLICKSTREAM
from segmentation.cases.clickstream.users import CLUSTERED, COUNTS, REASONS
from segmentation.personas import naming

pytestmark = [
    pytest.mark.usefixtures("style"),
    # seaborn's heatmaps use a function that matplotlib will drop.
    pytest.mark.filterwarnings("ignore:The set_bad function:PendingDeprecationWarning"),
]

TWO = ["Many visits", "Few visits"]


def profile(**columns: list[float]) -> pd.DataFrame:
    """A table of two segments."""
    base = {
        "customers": [100, 300],
        "share": [0.25, 0.75],
        "carted": [0.6, 0.1],
        "bought": [0.4, 0.0],
        "carts": [8.0, 1.0],
        "purchases": [5.0, 0.0],
        "share of spend": [1.0, 0.0],
        "viewed": [1.0, 1.0],
        "break-even": [50.0, 70.0],
        "10% more buyers": [12.0, 3.0],
        "left users": [20, 30],
        "left value": [600.0, 400.0],
    }
    return pd.DataFrame(base | columns, index=pd.Index(TWO, name="segment"))


def account(*aside: int) -> pd.DataFrame:
    counts = [*aside, *[0] * (len(REASONS) - len(aside))]
    rows = [("in", "all events", 1_000, 90), ("used", "used", 1_000 - sum(counts), 80)]
    rows += [("set aside", why, n, 1) for why, n in zip(REASONS, counts, strict=True)]
    return pd.DataFrame(rows, columns=["Part", "Step", "Events", "Users"])


# The kinds


def test_every_archetype_has_an_action_and_known_features() -> None:
    assert {a.name for a in CLICKSTREAM.archetypes} == set(CLICKSTREAM.actions)
    for archetype in CLICKSTREAM.archetypes:
        used = {*archetype.direction, *archetype.above, *archetype.below}
        assert used <= set(COUNTS)
    assert set(CLUSTERED) <= set(CLICKSTREAM.words)
    assert {name for name, _ in CLICKSTREAM.traits} <= set(CLICKSTREAM.words)


def test_each_archetype_is_found_where_its_direction_points() -> None:
    centres = pd.DataFrame(
        {a.name: a.direction for a in CLICKSTREAM.archetypes}, index=list(COUNTS)
    ).T.fillna(0.0)
    named = naming.name_clusters(centres, CLICKSTREAM, "natural")
    assert named["name"].tolist() == [a.name for a in CLICKSTREAM.archetypes]
    turned = naming.name_clusters(centres.iloc[::-1], CLICKSTREAM, "natural")
    assert turned["name"].tolist() == named["name"].tolist()[::-1]


@pytest.mark.parametrize(
    ("centre", "name", "action"),
    [
        ([-0.7, 3.7, 3.2, 2.1, 2.0, 3.4], kinds.LOYAL, kinds.LOYAL),
        ([0.0, 2.2, 2.5, 0.1, 0.3, 1.3], kinds.OCCASIONAL, kinds.OCCASIONAL),
        ([-0.7, -0.3, -0.3, 2.1, 1.8, -0.1], kinds.BROWSERS, kinds.BROWSERS),
        ([1.1, -0.3, -0.3, -0.6, -0.6, -0.4], kinds.INACTIVE, kinds.INACTIVE),
        ([-0.7, -0.3, -0.3, -0.6, -0.7, -0.4], kinds.PASSING, kinds.PASSING),
        ([-0.2, -0.3, -0.3, 0.3, 0.5, 1.5], kinds.LEFT_CART, kinds.LEFT_CART),
    ],
)
def test_slices_are_described_and_point_to_a_kind(
    centre: list[float], name: str, action: str
) -> None:
    centres = pd.DataFrame([centre], columns=list(COUNTS))
    assert naming.name_clusters(centres, CLICKSTREAM, "natural")["name"].tolist() == [name]
    described = naming.name_clusters(centres, CLICKSTREAM, "slices").iloc[0]
    assert described["name"] != name
    assert described["action"] == CLICKSTREAM.actions[action].action


# Sentences


def test_origin() -> None:
    assert findings.origin("twin", False, "S.").startswith("**Run on a synthetic twin")
    assert findings.origin("real", True, "S.").startswith("**Run on a synthetic twin")
    assert findings.origin("real", False, "S.") == "Run on the published files. S."


def test_cleaning() -> None:
    assert findings.cleaning(account(30, 0, 20)) == (
        "**950 of 1,000 events** of 80 users are used; 50 are set aside, most of them as *exact "
        "duplicate* (30)."
    )
    assert findings.cleaning(account()).endswith("of 80 users are used; none had to be set aside.")


def test_faults() -> None:
    rows = {"no brand": (5, 10, 0.5), "bought without a cart": (1, 4, 0.25)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["count", "of", "share"])
    text = findings.faults(table)
    assert text.startswith("Most frequent: *no brand*, 50%. **25% of the products bought")
    table.loc["bought without a cart"] = (0, 0, np.nan)
    assert findings.faults(table) == "Most frequent: *no brand*, 50%. Nothing was bought."


def test_visitors() -> None:
    users = pd.DataFrame(
        {"Purchases": [0] * 80 + [1] * 20, "Sessions": [1] * 60 + [2] * 40,
         "Monetary": [0.0] * 80 + [1.0] * 18 + [41.0] * 2}
    )  # fmt: skip
    assert findings.visitors(users) == (
        "**20.0% of 100 users bought anything**; 60% came in one session only. The top tenth of "
        "the buyers bring 82% of the spend."
    )
    assert findings.visitors(users.head(80)).endswith("money tells nobody apart.")


def test_left_out() -> None:
    assert (
        findings.left_out([], 61)
        == "The events cover 61 days, and every feature differs between users."
    )
    text = findings.left_out(["Recency", "Span"], 1)
    assert text.startswith("The events cover 1 day: **Recency and Span are the same")
    assert text.endswith("a longer file is needed.")
    assert findings.left_out(["Span"], 2).endswith(
        "**Span is the same for every user and left out**."
    )


def test_segments() -> None:
    table = profile()
    text = findings_segments.segments(table, "slices")
    assert text.startswith("**Many visits**: 25% of the users, 100% of the spend. The verdict is")
    assert text.endswith("the names only describe where a slice of a continuum lies.")
    assert findings_segments.segments(table, "natural").endswith("archetype names are given.")
    nobody = table.assign(**{"share of spend": 0.0})
    assert findings_segments.segments(nobody, "slices").startswith("The verdict is *slices*")


def test_cut() -> None:
    table = profile()
    centres = pd.DataFrame({"Recency": [0.0, 1.0], "Sessions": [2.0, -1.0]})
    assert findings_segments.cut(table, centres).startswith("No segment consists of buyers")
    buyers = profile(bought=[0.9, 0.01])
    assert findings_segments.cut(buyers, centres) == (
        "**1 of the 2 segments is the buyers** (96.8% of them), the other one those who did not "
        "buy."
    )
    more = pd.concat([buyers, buyers.tail(1)])
    three = pd.DataFrame(
        {"Recency": [0.0, 1.0, -1.0], "Sessions": [9.0, 0.0, 0.5], "Carted": [0, 0, 1.0]}
    )
    assert findings_segments.cut(more, three).endswith(
        "did not buy, for the most part by Recency, Carted and Sessions."
    )
    assert "; the other 2 cut those" in findings_segments.cut(more, three)
    assert "**2 of the 3 segments are the buyers**" in findings_segments.cut(
        pd.concat([buyers.head(1), buyers]), three
    )
    assert findings_segments.cut(profile(bought=[0.9, 0.8]), centres).startswith(
        "Every segment consists"
    )


def test_meaning() -> None:
    rows = {
        "a": (0.1, 5, 2.1, 3.0, 9.0, 0.9, 0.8, 0.7),
        "b": (0.1, 5, 0.0, 3.0, 9.0, 0.9, 0.2, 0.0),
        "c": (0.3, 40, 0.0, 1.2, 3.0, 0.0, 0.0, 0.0),
        "d": (0.2, 5, 0.0, 4.0, 9.0, 0.1, 0.0, 0.0),
        "e": (0.3, 5, 0.0, 1.2, 3.0, 0.1, 0.0, 0.0),
    }
    columns = ["share", "Recency", "Frequency", "Sessions", "Products", "carted", "bought"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "share of spend"])
    assert findings_segments.meaning(table).tolist() == [
        "They buy: 2.1 orders each, last seen 5 days ago on average; 70% of the spend is theirs.",
        "They choose and then stop: 90% put something into the cart, 20% bought; last seen 5 days "
        "ago on average.",
        "They came 1.2 times each and have gone: last seen 40 days ago on average.",
        "They look and do not choose: 4.0 visits and 9 products each; last seen 5 days ago on "
        "average.",
        "They passed by: 1.2 visits and 3.0 products each; last seen 5 days ago on average.",
    ]


def test_funnel_sentence() -> None:
    assert findings_segments.funnel(profile()) == (
        "Of the 50 users who left something in the cart the largest group, 60%, is in *Few "
        "visits*; most of the value, 60%, is with *Many visits*."
    )
    same = profile(**{"left value": [1.0, 3.0], "bought": [0.65, 0.0]})
    assert findings_segments.funnel(same) == (
        "Of *Many visits* 60% carted something and 65% bought: a purchase without a cart counts "
        "too. Of the 50 users who left something in the cart the largest group, 60%, is in *Few "
        "visits*; most of the value, 75%, is with them as well."
    )
    nobody = profile(**{"left users": [0, 0], "bought": [0.1, 0.1]})
    assert findings_segments.funnel(nobody).startswith(
        "Nobody bought without a cart, and nobody left"
    )


def test_cohorts_sentence() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    table = pd.DataFrame({0: [1.0] * 3, 1: [0.30, 0.31, np.nan]}, index=weeks)
    sizes = pd.Series(100, index=weeks)
    assert findings.cohorts(table, sizes).endswith("all weeks are alike (30% to 31%).")
    cut = pd.concat([pd.Series({"30 Sep 2019": 100}), sizes])
    assert findings.cohorts(table, cut).endswith(
        "**100 users (25.0%) are left out**: they are first seen in the week up to 30 Sep 2019, "
        "which the start of the file cuts short."
    )
    table.loc["14 Oct 2019", 1] = 0.4
    assert "it rose from 30% (week up to 07 Oct 2019) to 40%" in findings.cohorts(table, sizes)
    table.loc["14 Oct 2019", 1] = 0.2
    assert "it fell from 30%" in findings.cohorts(table, sizes)
    assert findings.cohorts(table[[0]], sizes).startswith("The file is too short")
    assert findings.cohorts(pd.DataFrame(), sizes).startswith("The file is too short")


def test_ratios() -> None:
    users = pd.DataFrame(
        {"Products": [4, 4, 2], "Carted": [1, 4, 0], "Cart_To_Purchase": [1.0, 0.25, np.nan]}
    )
    assert findings.ratios(users) == (
        "2 users (67%) carted anything and have a ratio of their own from cart to purchase. "
        "Taken together, 50.0% of the products were carted, and **40% of the 5 carted ones were "
        "bought**."
    )
    assert findings.ratios(users.assign(Carted=0)).startswith("Nobody carted anything")


def test_entropies() -> None:
    up, mixed = np.arange(10.0), np.array([3, 1, 4, 0, 5, 9, 2, 6, 8, 7.0])
    users = pd.DataFrame(
        {"Products": up, "Category_Entropy": mixed, "Product_Entropy": up, "Brand_Entropy": up}
    )
    text = findings.entropies(users)
    assert "number of products: category 0." in text and "product 1.00 and brand 1.00." in text
    assert text.endswith("**so it is the one that is clustered** when all features are.")
    other = users.assign(Category_Entropy=up, Brand_Entropy=mixed)
    assert findings.entropies(other).endswith(
        "here that of brands would say more beyond the number."
    )
    assert findings.entropies(users.assign(Category_Entropy=up)).endswith(
        "none says much beyond it."
    )
    assert findings.entropies(users.assign(Brand_Entropy=0.0)).startswith("An entropy is the same")


def test_worth() -> None:
    assert findings_segments.worth(profile(), 0.2) == (
        "The break-even cost per percentage point and 1,000 users is **50 to 70**, at an assumed "
        "margin of 20% and if such an order is like the orders so far. Ten per cent more buyers "
        "than in the days held out would leave 15 in all, most of it, 12, with *Many visits*. How "
        "hard that is to get only a test tells."
    )
    one = profile(**{"break-even": [50.0, np.nan], "10% more buyers": [np.nan, np.nan]})
    text = findings_segments.worth(one, 0.2)
    assert "users is **50**, at" in text
    assert text.endswith("Without days held out it is not known who buys anyway.")
    nothing = profile(**{"break-even": [np.nan, np.nan]})
    assert findings_segments.worth(nothing, 0.2).startswith(
        "Nothing was bought, or every segment is to be paid"
    )


def test_retarget() -> None:
    carts = pd.DataFrame(
        {"Value": [900.0, 600.0, 500.0], "Bought": [False, False, True],
         "Fresh": [True, False, True]}
    )  # fmt: skip
    assert findings_segments.retarget(carts, 30, 0.2) == (
        "**3 users (10%) left products worth 2,000 in carts**, at cart prices; this is no lost "
        "sale and may include products passed over for another one. 25% of the value is with users "
        "who bought something. To remind first: **1 users who never bought and carted something in "
        "the last 7 days**, worth 900. Each percentage point of it that is bought after all leaves "
        "2 at the assumed margin."
    )
    assert findings_segments.retarget(carts.tail(2), 30, 0.2).endswith(
        "Nobody who never bought carted anything in the last 7 days."
    )
    assert findings_segments.retarget(carts.head(0), 100, 0.2) == "Nobody left anything in a cart."


def test_written() -> None:
    carts = pd.DataFrame({"Fresh": [True, False, False]})
    assert findings_segments.written("data/x.csv", carts) == (
        "`data/x.csv`: 3 users who never bought, 1 fresh first."
    )


def test_bought_later_sentence() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.02]], TWO, columns)
    rows = {"most orders": [100, 0.1, 0.05, 0.2], "most visits": [100, 0.05, 0.01, 0.2]}
    plain = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    text = findings_segments.bought_later(table, 0.08, 14, plain)
    assert "In the 14 days held out 8.0% of the users seen by then bought, of *Many" in text
    assert (
        "Of as many users from a list sorted by *most orders*, the best of 2 lists, **10.0%** did "
        "(5.0%–20.0%): the segment says more than any of these lists." in text
    )
    plain["high"] = 0.26
    assert "says as much as the best segment**" in findings_segments.bought_later(
        table, 0.08, 14, plain
    )
    plain["low"] = 0.36
    assert findings_segments.bought_later(table, 0.08, 14, plain).endswith(
        "more than the best segment**."
    )
    none = pd.DataFrame()
    assert findings_segments.bought_later(none, np.nan, 14, none).startswith(
        "The events are too few days"
    )


def test_money_of_views() -> None:
    table = pd.DataFrame({"Viewed": np.arange(1.0, 41), "Paid": [0.0] * 37 + [5.0] + [0.0] * 2})
    text = findings.money_of_views(table)
    assert "**75% bought nothing**" in text
    assert "Views add up to 820, purchases to 5; the rank correlation is 0." in text
    assert findings.money_of_views(table.assign(Paid=0.0)).endswith("purchases to 0.")


def test_excerpt() -> None:
    users = pd.DataFrame({"Sessions": [1, 1, 1, 2], "Purchases": [0, 0, 0, 2]})
    counts = pd.Series({"view": 900, "cart": 10, "purchase": 12})
    text = findings_excerpt.excerpt(counts, users, 2.83, (40, 0.92), ["Recency"])
    assert text.startswith(
        "The events span 2.8 hours, **92% of them within 40 minutes**. They can tell how the shop "
        "converts just then (12 purchases and 10 carts on 900 views)"
    )
    assert "more purchases than carts, so some purchases had no cart in these hours." in text
    assert text.endswith(
        "75% of the users are seen in one session, 25.0% bought twice, and Recency is constant."
    )
    two = findings_excerpt.excerpt(counts, users, 2.83, (40, 0.92), ["Recency", "Span"])
    assert two.endswith("Recency and Span are constant.")
    longer = findings_excerpt.excerpt(
        pd.Series({"view": 9, "cart": 2}), users, 999.0, (40, 0.1), []
    )
    assert "more purchases" not in longer and "span 42 days" in longer
    assert longer.endswith("which faults the file has.")  # so many days can tell more


def test_beside() -> None:
    rows = ["share of users who bought", "share bought without a cart", "carts per 100 views"]
    table = pd.DataFrame({"twin": [0.1, 0.2, 4.0], "real": [0.01, 0.6, 3.0]}, index=rows)
    assert findings_excerpt.beside(table).startswith(
        "Furthest apart: *share bought without a cart*, 20% in twin and 60% in real. **They are not"
    )
    table.loc[rows[1], "real"] = 0.2
    table.loc[rows[2], "real"] = 1.0
    assert "*carts per 100 views*, 4.0 in twin and 1.0 in real." in findings_excerpt.beside(table)
    alike = "No figure of twin is twice that of real, or half of it."
    assert findings_excerpt.beside(table.assign(real=table["twin"])) == alike
    assert findings_excerpt.beside(table * 0) == alike


# Figures


def test_funnel() -> None:
    fig = plots.funnel(profile(bought=[0.4, 0.001]))
    users, events = fig.axes
    assert bars(users) == [1.0, 1.0, 0.6, 0.1, 0.4, 0.001]
    assert bars(events) == [8.0, 1.0, 5.0, 0.0]
    assert texts(users) == ["100%", "100%", "60%", "10%", "40%", "<1%"]
    assert legend(users) == ["viewed", "carted", "bought"]
    assert ticks(users.get_yticklabels()) == ["Many visits\n(100)", "Few visits\n(300)"]
    assert fig.get_suptitle() == "Share who viewed, carted and bought, by segment"
    check_layout(fig)
    check_layout(plots.funnel(profile(bought=[0.0, 0.0], carts=[np.nan, np.nan])))


def test_cohorts() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    shares = {0: [1.0] * 3, 1: [0.3, 0.5, np.nan], 2: [0.2, np.nan, np.nan]}
    sizes = pd.Series([1_000, 200, 300], index=weeks)
    fig = plots.cohorts(pd.DataFrame(shares, index=weeks), sizes)
    (ax,) = fig.axes
    assert np.array_equal(cells(ax), [[0.3, 0.2], [0.5, np.nan]], equal_nan=True)
    assert ticks(ax.get_yticklabels()) == ["07 Oct 2019 (1,000)", "14 Oct 2019 (200)"]
    assert ax.collections[0].get_clim() == (0, 0.5)  # the colours span what occurs
    assert title(ax) == "Share of each week's new users who are seen again in later weeks"
    check_layout(fig)


def test_bought_later() -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.075]], TWO, columns)
    plain = pd.DataFrame([[100, 0.2, 0.15, 0.25]], ["most orders"], columns)
    fig = plots.bought_later(table, plain, 0.08, 14)
    (ax,) = fig.axes
    assert texts(ax) == ["30.0%", "1.0%", "20.0%", "all users: 8.0%"]
    assert ax.texts[1].get_position()[0] > 0.08  # its label would lie on the dashed line
    assert ticks(ax.get_yticklabels()) == [
        "Many visits (100)", "Few visits (300)", "most orders (100)"
    ]  # fmt: skip
    assert title(ax) == "Bought in 14 days held out: segments (blue), sorted lists (grey)"
    check_layout(fig)


def test_user_map() -> None:
    rng = np.random.default_rng(0)
    points = rng.standard_normal((5_000, 2))
    names = pd.Series(pd.Categorical(np.where(points[:, 0] > 2, *TWO), TWO))
    centroids = pd.DataFrame([[2.5, 0.0], [0.0, 0.0]], index=TWO)
    arrows = pd.DataFrame([[0.7, 0.7], [-0.7, 0.7]], index=["Sessions", "Recency"])
    shares = pd.Series([0.5, 0.3, 0.2])
    fig = plots.user_map(points, names, centroids, arrows, shares)
    (ax,) = fig.axes
    drawn = [len(dots.get_offsets()) for dots in ax.collections]
    assert drawn == [(names == TWO[0]).sum(), 1, 1_000, 1]
    assert texts(ax)[1::2] == ["Sessions", "Recency"]  # every other one is an arrow
    assert legend(ax) == TWO
    assert title(ax).startswith(
        "5,000 users on the first two principal components (80% of the variance):\nequally many"
    )
    assert ax.get_xlabel() == "PC1 (50% of the variance)"
    check_layout(fig)
