"""How the sentences of the clickstream case turn, and which figures they hold."""

import numpy as np
import pandas as pd
import pytest

from segmentation.cases.clickstream import findings

TWO = ["Many visits", "Few visits"]


def test_visitors() -> None:
    users = pd.DataFrame(
        {"Purchases": [0] * 80 + [1] * 20, "Sessions": [1] * 60 + [2] * 40,
         "Monetary": [0.0] * 80 + [1.0] * 18 + [41.0] * 2}
    )  # fmt: skip
    text = findings.visitors(users)
    for figure in ("20.0% of 100 users", "60% came in one session", "buyers bring 82%"):
        assert figure in text
    assert "money tells nobody apart" in findings.visitors(users.head(80))


def test_ratios() -> None:
    users = pd.DataFrame(
        {"Products": [4, 4, 2], "Carted": [1, 4, 0], "Cart_To_Purchase": [1.0, 0.25, np.nan]}
    )
    text = findings.ratios(users)
    for figure in ("2 users (67%)", "50.0% of the products", "40% of the 5 carted"):
        assert figure in text
    assert findings.ratios(users.assign(Carted=0)).startswith("Nobody carted anything")


def test_entropies() -> None:
    up, mixed = np.arange(10.0), np.array([3, 1, 4, 0, 5, 9, 2, 6, 8, 7.0])
    users = pd.DataFrame(
        {"Products": up, "Category_Entropy": mixed, "Product_Entropy": up, "Brand_Entropy": up}
    )
    text = findings.entropies(users)
    assert f"category {np.corrcoef(up, mixed)[0, 1]:.2f}, product 1.00 and brand 1.00" in text
    assert "**Category says most" in text
    other = users.assign(Category_Entropy=up, Brand_Entropy=mixed)
    assert "**Brand says most" in findings.entropies(other)
    assert findings.entropies(users.assign(Brand_Entropy=0.0)).startswith("An entropy is the same")


@pytest.mark.parametrize(
    ("constant", "days", "parts"),
    [
        ([], 61, ["61 days", "every feature differs"]),
        (["Recency", "Span"], 1, ["1 day:", "Recency and Span are the same"]),
        (["Span"], 2, ["2 days", "Span is the same"]),
    ],
)
def test_left_out(constant: list[str], days: int, parts: list[str]) -> None:
    text = findings.left_out(constant, days)
    assert all(part in text for part in parts)


def test_cohorts() -> None:
    weeks = ["07 Oct 2019", "14 Oct 2019", "21 Oct 2019"]
    table = pd.DataFrame({0: [1.0] * 3, 1: [0.30, 0.40, np.nan]}, index=weeks)
    sizes = pd.Series(100, index=weeks)
    assert findings.cohorts(table, sizes).endswith(
        "**35%** are seen again in the next (30% to 40%)."
    )
    cut = pd.concat([pd.Series({"30 Sep 2019": 100}), sizes])
    assert "100 users (25.0%) are left out" in findings.cohorts(table, cut)
    assert "week up to 30 Sep 2019" in findings.cohorts(table, cut)
    for short in (table[[0]], pd.DataFrame()):
        assert findings.cohorts(short, sizes).startswith("The file is too short")


def test_money_of_views() -> None:
    table = pd.DataFrame({"Viewed": np.arange(1.0, 41), "Paid": [0.0] * 37 + [5.0] + [0.0] * 2})
    text = findings.money_of_views(table)
    for figure in ("75% bought nothing", "add up to 820, purchases to 5", "correlation is 0.2"):
        assert figure in text
    assert findings.money_of_views(table.assign(Paid=0.0)).endswith("purchases to 0.")


@pytest.mark.parametrize(
    ("bought", "parts"),
    [
        ([0.4, 0.0, 0.0], ["No segment consists of buyers"]),
        ([0.9, 0.8, 0.7], ["Every segment consists of buyers"]),
        ([0.9, 0.01, 0.0], ["1 of 3 segments hold 96.8%", "by Recency, Carted and Sessions"]),
        ([0.9, 0.9, 0.0], ["2 of 3 segments hold 100.0%"]),
    ],
)
def test_cut(bought: list[float], parts: list[str]) -> None:
    table = pd.DataFrame({"customers": [100, 300, 100], "bought": bought})
    centroids = pd.DataFrame(
        {"Recency": [0.0, 1.0, -1.0], "Sessions": [9.0, 0.0, 0.5], "Carted": [0, 0, 1.0]}
    )
    text = findings.cut(table, centroids)
    assert all(part in text for part in parts)


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
    assert findings.meaning(table).tolist() == [
        "They buy: 2.1 orders each, last seen 5 days ago on average; 70% of the spend is theirs.",
        "They choose and then stop: 90% put something into the cart, 20% bought; last seen 5 days "
        "ago on average.",
        "They came 1.2 times each and have gone: last seen 40 days ago on average.",
        "They look and do not choose: 4.0 visits and 9 products each; last seen 5 days ago on "
        "average.",
        "They passed by: 1.2 visits and 3.0 products each; last seen 5 days ago on average.",
    ]


@pytest.mark.parametrize(
    ("users", "value", "parts"),
    [
        ([20, 30], [600, 400], ["50 users", "60%, is in *Few", "value, 60%, is with *Many"]),
        ([20, 30], [1, 3], ["value, 75%, is with them as well"]),
        ([0, 0], [0, 0], ["Nobody left anything"]),
    ],
)
def test_left_in_carts(users: list[int], value: list[float], parts: list[str]) -> None:
    text = findings.left_in_carts(pd.DataFrame({"left users": users, "left value": value}, TWO))
    assert all(part in text for part in parts)


def test_worth() -> None:
    table = pd.DataFrame({"10% more buyers": [12.0, 3.0]}, TWO)
    text = findings.worth(table)
    assert "would leave 15 in all" in text and "with *Many visits*" in text
    assert findings.worth(table * np.nan).startswith("Without days held out")


def test_retarget() -> None:
    carts = pd.DataFrame(
        {"Value": [900.0, 600.0, 500.0], "Bought": [False, False, True],
         "Fresh": [True, False, True]}
    )  # fmt: skip
    text = findings.retarget(carts, 30, 0.2)
    for figure in ("3 users (10%)", "worth 2,000", "1 users who", "last 7 days", "leaves 2 at"):
        assert figure in text
    assert "**0 users who" in findings.retarget(carts.tail(2), 30, 0.2)
    assert findings.retarget(carts.head(0), 100, 0.2) == "Nobody left anything in a cart."


@pytest.mark.parametrize(
    ("low", "high", "part"),
    [
        (0.05, 0.2, "the segment says more than any"),
        (0.05, 0.26, "a sorted list says as much as"),
        (0.36, 0.4, "a sorted list says more than"),
    ],
)
def test_bought_later(low: float, high: float, part: str) -> None:
    columns = ["customers", "share", "low", "high"]
    table = pd.DataFrame([[100, 0.3, 0.25, 0.35], [300, 0.01, 0.0, 0.02]], TWO, columns)
    lists = pd.DataFrame(
        [[100, 0.1, low, high], [100, 0.05, 0.01, 0.2]], ["most orders", "most visits"], columns
    )
    text = findings.bought_later(table, 0.08, 14, lists)
    assert part in text
    for figure in ("14 days held out 8.0%", "**30.0%**", "*most orders*", "2 lists, **10.0%**"):
        assert figure in text
    none = pd.DataFrame()
    assert findings.bought_later(none, np.nan, 14, none).startswith("The events are too few days")


def test_excerpt() -> None:
    users = pd.DataFrame({"Sessions": [1, 1, 1, 2], "Purchases": [0, 0, 0, 2]})
    text = findings.excerpt(users, 2.83, (40, 0.92), ["Recency"])
    for figure in ("2.8 hours", "92% of them within 40 minutes", "75% of the users", "25% bought",
                   "Recency is constant"):  # fmt: skip
        assert figure in text
    assert "Recency and Span are" in findings.excerpt(users, 2.8, (40, 0.9), ["Recency", "Span"])
    longer = findings.excerpt(users, 999.0, (40, 0.1), [])
    assert "span 42 days" in longer and "cannot" not in longer  # so many days can tell more


@pytest.mark.parametrize(
    ("direct", "carts", "part"),
    [
        (0.6, 3.0, "Furthest apart: *share bought without a cart*"),
        (0.2, 1.0, "Furthest apart: *carts per 100 views*"),
        (0.2, 3.0, "No figure of twin is twice that of real"),
        (0.0, 0.0, "No figure of twin is twice that of real"),
    ],
)
def test_beside(direct: float, carts: float, part: str) -> None:
    rows = ["share of users who bought", "share bought without a cart", "carts per 100 views"]
    table = pd.DataFrame({"twin": [0.1, 0.2, 4.0], "real": [0.01, direct, carts]}, index=rows)
    assert findings.beside(table).startswith(part)
