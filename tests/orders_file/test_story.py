"""The case of your own orders: its figure, and the branches and figures of its sentences."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn import bars, check_layout, texts, ticks, title

from segmentation.clusters.verdict import Verdict
from segmentation.orders_file import plots
from segmentation.orders_file.accounts import Money
from segmentation.orders_file.findings import file as findings_file
from segmentation.orders_file.findings import segments as findings
from segmentation.orders_file.orders import Grain
from segmentation.orders_file.segments import FEWEST, By, Decision
from segmentation.orders_file.source import ReadResult, Refunds
from segmentation.orders_file.tables import Overdue

pytestmark = pytest.mark.usefixtures("style")

FUNNEL = pd.DataFrame(
    [("in", "rows in the file", 12, ""), ("set aside", "no customer", 2, "– · x · 1"),
     ("set aside", "amount 0", 1, ""), ("used", "bought or given back", 9, "")],
    columns=["Part", "Reason", "Rows", "First"],
)  # fmt: skip
RETURNS = pd.DataFrame({"Amount": [1500.0, 500.0], "Netted": [1500.0, 0.0]})
KNOWN = {"Cancelled": "cancelled", "Paid": "", "Refunded": "refunded"}


def columns(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame([(*row, "found") for row in rows], columns=["role", "column", "how"])


def reading(**changes: Any) -> ReadResult:
    plain = {
        "orders": Path("x"), "n_orders": 2_000, "n_customers": 155, "snapshot": "2024-12-31",
        "decimal": ",", "decimals": 2, "currency": "EUR", "day_first": True, "time_zone": "",
        "zoned": 0, "grain": Grain.ORDERS, "copies_kept": 0, "shared_ids": False, "used_again": 0,
        "guests": 0, "price_is_total": False, "usual_if_whole": 0.0, "unused": [],
        "columns": columns(("customer", "Kunde"), ("date", "Datum"), ("amount", "Betrag")),
        "files": pd.DataFrame(), "funnel": FUNNEL, "money": Money(pd.DataFrame(), 0.0, 0.0),
        "returns": RETURNS.head(0), "statuses": {}, "refunds": None,
    }  # fmt: skip
    return ReadResult(**(plain | changes))


def months(*orders: int) -> pd.DataFrame:
    index = pd.period_range("2023-11", periods=len(orders), freq="M")
    return pd.DataFrame({"orders": orders, "amount": np.multiply(orders, 12.5)}, index=index)


def test_per_month() -> None:
    fig = plots.per_month(months(10, 0, 30), "EUR")
    check_layout(fig)
    top, bottom = fig.axes
    assert (bars(top), bars(bottom)) == ([10, 0, 30], [125, 0, 375])
    assert ticks(bottom.get_xticklabels()) == ["Nov\n2023", "Dec\n2023", "Jan\n2024"]
    assert fig.get_suptitle().startswith("1 of 3 months without an order (×)")
    long = plots.per_month(months(*range(1, 61)), "")
    check_layout(long)
    assert len(long.axes[1].get_xticks()) == plots.MOST_TICKS
    assert long.get_suptitle() == ("1 to 60 orders a month, most in Oct 2028; no month is missing")
    one = plots.per_month(months(7), "")
    check_layout(one)
    assert one.get_suptitle() == "7 orders a month, and no month is missing"


PROFILE = pd.DataFrame(
    {"customers": [47, 1_100], "share": [0.3, 0.7], "share of spend": [0.996, 0.004],
     "Recency": [12.4, 200.0], "Frequency": [9.04, 1.0], "Monetary": [1_234.5, 0.6],
     "action": ["call", "none"]},
    index=["Many orders, high spend, and a long name", "Low"],
)  # fmt: skip


def test_the_figure_of_the_segments() -> None:
    fig = plots.segments(PROFILE)
    check_layout(fig)
    shares, silence, often = fig.axes
    assert bars(shares) == [0.3, 0.7, 0.996, 0.004]
    assert texts(shares) == ["30%", "70%", "100%", "0.4%"]
    assert (texts(silence), texts(often)) == (["12", "200"], ["9.0", "1.0"])
    names = [name.replace("\n", " ") for name in ticks(shares.get_yticklabels())]
    assert names == list(PROFILE.index)
    assert fig.get_suptitle().endswith(": 30% of the customers, 100% of the spend")


def test_the_figure_of_the_overdue() -> None:
    table = pd.DataFrame(
        {"Usual_Gap": [5.0, 20.0, None], "Recency": [0, 300, 9], "Overdue": [False, True, False]}
    )
    fig = plots.overdue(table)
    check_layout(fig)
    drawn = {str(c.get_label()): c.get_offsets().tolist() for c in fig.axes[0].collections}
    assert drawn == {"on time": [[5, 0]], "overdue": [[20, 300]]}
    assert title(fig.axes[0]) == (
        "1 of 2 customers are silent for much longer than usual; by chance it would be about 0"
    )
    nobody = plots.overdue(table.head(1))
    check_layout(nobody)
    assert title(nobody.axes[0]).startswith("Nobody is silent")


@pytest.mark.parametrize(
    ("natural", "said"),
    [([False, False], "No number of clusters is natural"), ([True, False], "1 of 2 numbers")],
)
def test_excess(natural: list[bool], said: str) -> None:
    by_k = pd.DataFrame({"excess": [0.08, -0.02], "natural": natural}, index=[2, 3])
    fig = plots.excess(by_k, "slices", 3, 0.06)
    check_layout(fig)
    ax = fig.axes[0]
    assert [0.08, -0.02] in [list(line.get_ydata()) for line in ax.lines]
    assert ax.collections[0].get_offsets().tolist() == [[3, -0.02]]
    assert title(ax).startswith(said) and title(ax).endswith("slices, k = 3")
    check_layout(plots.excess(by_k, "constructive", 4, 0.06))  # a k that was asked for


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ["customer from *Kunde*", "a comma", "day first", "EUR"]),
        ({"decimal": "."}, ["a point"]),
        ({"day_first": False}, ["month first"]),
        ({"day_first": None}, ["as they say themselves"]),
        ({"currency": ""}, ["No currency"]),
        ({"zoned": 7}, ["7 times"]),
        ({"decimals": 4}, ["up to 4 decimals"]),
        ({"usual_if_whole": 4990.0}, ["above 4,990", "`cents`"]),
        ({"price_is_total": True}, ["already holds its quantity"]),
        ({"unused": ["Note", "X"]}, ["Not used: Note and X."]),
        (
            {"columns": columns(("status 2", "cancelled_at"), ("other", "email"))},
            ["status from *cancelled_at* and a guest from *email*"],
        ),
    ],
)
def test_understood(change: dict[str, Any], said: list[str]) -> None:
    text = findings_file.understood(reading(**change))
    assert all(piece in text for piece in said)
    plain = findings_file.understood(reading())
    assert not change or any(piece not in plain for piece in said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        *(({"grain": grain}, [text]) for grain, text in findings_file.GRAINS.items()),
        ({}, ["**2,000 orders of 155 customers**", "2024-12-31", "Nothing was returned"]),
        ({"copies_kept": 3}, ["in every field: 3."]),
        ({"guests": 1_200}, ["without a customer: 1,200."]),
        ({"used_again": 7}, ["with the same customer: 7."]),
        ({"shared_ids": True}, ["serve several customers"]),
        ({"returns": RETURNS}, ["75% of what was given back"]),
    ],
)
def test_grain(change: dict[str, Any], said: list[str]) -> None:
    text = findings_file.grain(reading(**change))
    assert all(piece in text for piece in said)


def test_accounted() -> None:
    assert findings_file.accounted(FUNNEL).startswith("All rows that are set aside are listed")
    assert findings_file.accounted(FUNNEL.iloc[[0, 3]]) == "All rows are used."
    many = FUNNEL.assign(Rows=[300_000, 200_000, 1, 99_999])
    assert findings_file.accounted(many).startswith("The first 100,000 rows")


def test_sold() -> None:
    assert "every row counts as sold" in findings_file.sold(reading())
    for refunds in Refunds:
        text = findings_file.sold(reading(statuses=KNOWN, refunds=refunds))
        assert text.startswith(f"Where it says Refunded, {findings_file.REFUNDS[refunds]}.")
        assert "Counted as sold: Paid;" in text
    text = findings_file.sold(reading(statuses={f"s{i:02d}": "" for i in range(11)}))
    assert text.startswith("Counted as sold: s00, ") and " and 3 more;" in text


def test_written_amounts_have_their_currency_if_it_is_known() -> None:
    assert findings_file.written(1234.5, "€") == "€ 1,234.50"
    assert findings_file.written(1234.5, "") == "1,234.50"


def test_available() -> None:
    text = findings.available(["Recency", "Monetary"], ["Recency", "Monetary"], ["Frequency"])
    gives, clustered, left_out = text.rstrip(".").split(". ")
    assert "Tenure" in gives and "Recency" not in gives
    assert clustered == "Clustered: Recency and Monetary"
    assert left_out.endswith("Frequency")
    assert "Clustered" not in findings.available(["Recency"], ["Recency"], [])


def decision(kind: str = "", customers: int = 40, features: int = 3) -> Decision:
    """Of too few customers, or with a verdict."""
    judged = {}
    if kind:
        by_k = pd.DataFrame({"natural": [False, kind == "natural"]}, index=[2, 3])
        judged = {"by_k": by_k, "verdict": Verdict(kind, 3, "for a reason"), "k": 3}
    return Decision(
        by=By.CLUSTERS if kind in ("natural", "slices") else By.RULES,
        features=["Recency", "Frequency", "Monetary"][:features],
        constant=[],
        customers=customers,
        different=customers,
        **judged,
    )


def test_answered() -> None:
    assert f"40 customers that differ are too few for clusters; {FEWEST} are" in findings.answered(
        decision()
    )
    assert "the names are ranks" not in findings.answered(decision())
    assert "the names are ranks" in findings.answered(decision(customers=3))
    assert "fewer than two features" in findings.answered(decision(customers=400, features=1))
    for kind in ("natural", "slices", "constructive"):
        assert f"**Verdict: {kind}, k = 3**" in findings.answered(decision(kind))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("", "These are rules"), ("constructive", "These are rules"), ("natural", "a kind may get"),
     ("slices", "they claim no kinds")],
)  # fmt: skip
def test_segments(kind: str, said: str) -> None:
    assert said in findings.segments(decision(kind))


def test_gaps() -> None:
    assert findings.gaps(None) == ""
    some = findings.gaps(pd.DataFrame({"valley": [True, False, True]}))
    assert "2 of 3 pairs" in some and "ordered once" in some
    none = findings.gaps(pd.DataFrame({"valley": [False]}))
    assert "0 of 1 pairs" in none and "ordered once" not in none


@pytest.mark.parametrize(
    ("moved", "said"),
    [(None, ["Nothing was given back"]), (0.0499, ["**5.0%**", "hardly matters"]),
     (0.05, ["**5.0%**", "choose `returns` first"])],
)  # fmt: skip
def test_policy(moved: float | None, said: list[str]) -> None:
    assert all(piece in findings.policy(moved) for piece in said)


def test_nothing_kept() -> None:
    assert findings.nothing_kept(pd.Series([1.0, 2.0])) == ""
    assert "the 1 customer who" in findings.nothing_kept(pd.Series([0.0]))
    assert "the 2 customers who" in findings.nothing_kept(pd.Series([0.0, -1.0, 5.0]))


@pytest.mark.parametrize(
    ("count", "told_of", "said", "chance"),
    [(16, 100, ["**16** of 100", "about 5."], False),
     (8, 100, ["**8** of 100"], True),
     (0, 7, ["Of 7 customers", "nobody is overdue"], False)],
)  # fmt: skip
def test_late(count: int, told_of: int, said: list[str], chance: bool) -> None:
    text = findings.late(Overdue(pd.DataFrame(), count, told_of))
    assert all(piece in text for piece in said)
    assert ("no more than chance" in text) == chance
    assert "Shown are" not in text


@pytest.mark.parametrize(
    ("count", "said"), [(109, "too short for a test"), (110, "hold half of the list back")]
)
def test_late_says_what_is_shown_and_whether_a_test_could_tell(count: int, said: str) -> None:
    text = findings.late(Overdue(pd.DataFrame(index=range(10)), count, 300))
    assert "Shown are the 10 who spent most." in text and said in text
    assert ("25% takes 55 in each half" in text) == ("too short" in said)
    assert "Shown are" not in findings.late(Overdue(pd.DataFrame(index=range(10)), 10, 300))


def test_limits() -> None:
    always = findings.limits(12, 0.5, FEWEST)
    found = findings.limits(2, 0.51, FEWEST - 1)
    assert len(always) == 2 and found[3:] == always
    for text, figure in zip(found, ("2 calendar months", "51%", "99 customers"), strict=False):
        assert figure in text


RESULTS = {
    "orders": 1_926, "customers": 155, "snapshot": "2024-12-31", "by": "clusters",
    "verdict": "slices", "k": 5, "overdue": 16, "overdue_by_chance": 7.2,
    "spend": "92500.50", "currency": "GBP",
    "segments": [
        {"name": "Small", "customers": 1100, "share": 0.7, "share of spend": 0.2, "action": "none"},
        {"name": "Large", "customers": 47, "share": 0.3, "share of spend": 0.8, "action": "call"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "**5 slices that come back**"),
        ({"verdict": "natural"}, "**5 natural segments**"),
        ({"verdict": "constructive"}, "5 clusters, as asked for"),
        ({"by": "rules", "verdict": "constructive"}, "**2 rule-based segments**"),
    ],
)
def test_answer(change: dict[str, str], said: str) -> None:
    text = findings.answer(RESULTS | change)
    figures = ["1,926 orders of 155 customers up to 2024-12-31", "**GBP 92,500.50**",
               "*Large* are 30% of the customers and bring 80% of the spend", "**16** customers",
               "make it about 7."]  # fmt: skip
    assert all(piece in text for piece in (said, *figures))
    assert all(line.startswith("- ") and line.endswith(".") for line in text.split("\n"))
    assert "silent" not in findings.answer(RESULTS | {"overdue": 0})


def test_actions() -> None:
    text = findings.actions(PROFILE.iloc[::-1], "EUR")
    assert "| spend each, EUR |" in text
    assert text.endswith(
        "| Many orders, high spend, and a long name | 47 | 100% | 1,234 | call |\n"
        "| Low | 1,100 | 0% | 1 | none |"
    )
    assert "| spend each |" in findings.actions(PROFILE, "")
