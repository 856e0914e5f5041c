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


def test_retarget() -> None:
    carts = pd.DataFrame(
        {"Value": [900.0, 600.0, 500.0], "Bought": [False, False, True],
         "Fresh": [True, False, True]}
    )  # fmt: skip
    text = findings.retarget(carts, 30, 0.2)
    for figure in (
        "3 users (10%)",
        "worth 2,000",
        "1 users who",
        "last 7 days",
        "contributes 2 at",
    ):
        assert figure in text
    assert "**0 users who" in findings.retarget(carts.tail(2), 30, 0.2)
    assert findings.retarget(carts.head(0), 100, 0.2) == "Nobody left anything in a cart."


@pytest.mark.parametrize(
    ("low", "high", "part"),
    [
        (0.05, 0.2, "The segment says more than any"),
        (0.05, 0.26, "The best list says as much as"),
        (0.36, 0.4, "The best list says more than"),
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
    for figure in (
        "14 days held out 8.0%",
        "**30.0%**",
        "*most orders* **10.0%**",
        "the best of 2 segments and of 2 lists, picked on",
    ):
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
