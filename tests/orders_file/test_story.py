"""The case of your own orders: its figure, and its sentences in every wording."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn import bars, check_layout, ticks

from segmentation.clusters.verdict import Verdict
from segmentation.orders_file import money, plots
from segmentation.orders_file.findings import file as findings_file
from segmentation.orders_file.findings import segments as findings
from segmentation.orders_file.segments import FEWEST, Decision
from segmentation.orders_file.source import Reading

pytestmark = pytest.mark.usefixtures("style")

FUNNEL = pd.DataFrame(
    [("in", "rows in the file", 12, ""), ("set aside", "no customer", 2, "– · x · 1"),
     ("set aside", "amount 0", 1, ""), ("used", "bought or given back", 9, "")],
    columns=["Part", "Reason", "Rows", "First"],
)  # fmt: skip

LEDGER = pd.DataFrame(
    [("in the file", 130.0, 9.0), ("set aside, status: cancelled", 30.5, 0.0),
     ("in orders", 99.5, 9.0)],
    columns=["Step", "Bought", "Given back"],
)  # fmt: skip
LEDGER.attrs |= {"netted": 7.0, "returned": 9.0}


def reading(**changes: Any) -> Reading:
    columns = pd.DataFrame(
        [("customer", "Kunde", "found"), ("date", "Datum", "set"), ("amount", "Betrag", "found")],
        columns=["role", "column", "how"],
    )
    counts = {"orders": 2_000, "customers": 155, "copies kept": 0, "zoned": 0, "shared ids": 0}
    plain = {
        "orders": Path("x"), "snapshot": "2024-12-31", "decimal": ",", "currency": "EUR",
        "day_first": True, "grain": "orders", "counts": counts, "columns": columns,
        "files": pd.DataFrame(), "funnel": FUNNEL, "unused": [],
        "money": LEDGER, "statuses": {}, "refunds": "", "whole": 0.0,
        "returns": pd.DataFrame(columns=["Outcome", "Returns", "Amount", "Netted"]),
    }  # fmt: skip
    changes["counts"] = counts | changes.get("counts", {})
    return Reading(**(plain | changes))


def months(*orders: int) -> pd.DataFrame:
    index = pd.period_range("2023-11", periods=len(orders), freq="M")
    return pd.DataFrame({"orders": orders, "amount": np.multiply(orders, 12.5)}, index=index)


# The figure


def test_per_month() -> None:
    fig = plots.per_month(months(10, 0, 30), "EUR")
    check_layout(fig)
    top, bottom = fig.axes
    assert bars(top) == [10, 0, 30]
    assert bars(bottom) == [125, 0, 375]
    assert (top.get_ylabel(), bottom.get_ylabel()) == ("orders", "amount, EUR")
    assert ticks(bottom.get_xticklabels()) == ["Nov 2023", "Dec 2023", "Jan 2024"]
    assert fig.get_suptitle().endswith("3 calendar months, 1 without an order")
    assert [text.get_text() for text in top.texts] == ["no order"]


def test_per_month_without_currency_over_years() -> None:
    fig = plots.per_month(months(*range(1, 61)), "")
    check_layout(fig)
    assert fig.axes[1].get_ylabel() == "amount"
    assert len(fig.axes[1].get_xticks()) == plots.MOST_TICKS
    assert fig.get_suptitle().endswith("60 calendar months, none without an order")


# Sentences


def test_understood() -> None:
    assert findings_file.understood(reading()) == (
        "Taken: customer from *Kunde*, date from *Datum* and amount from *Betrag*. The decimal "
        "mark is a comma; dates are read with the day first. Amounts are in EUR."
    )
    text = findings_file.understood(
        reading(
            decimal=".", day_first=False, currency="", counts={"zoned": 7}, unused=["Note", "X"]
        )
    )
    assert "The decimal mark is a point; dates are read with the month first." in text
    assert "No currency is named. 7 times carry a zone; the clock time counts as written." in text
    assert text.endswith("Not used: Note and X.")
    assert "cents" not in text
    assert "half are above 4,990**: if they are cents, set `unit` to `cents`." in (
        findings_file.understood(reading(whole=4990.0))
    )
    assert "read as they say themselves." in findings_file.understood(reading(day_first=None))


def test_accounted() -> None:
    assert findings_file.accounted(FUNNEL) == (
        "**9 of 12** rows are used. 3 are set aside, most of them for *no customer* (2); all are "
        "listed in `set_aside.csv`, with the reason."
    )
    assert (
        findings_file.accounted(FUNNEL.iloc[[0, 3]].assign(Rows=12)) == "All **12** rows are used."
    )
    many = FUNNEL.assign(Rows=[300_000, 200_000, 1, 99_999])
    assert "the first 100,000 are listed in `set_aside.csv`" in findings_file.accounted(many)


@pytest.mark.parametrize(
    ("grain", "said"),
    [
        ("orders", "one row is one order, or what was given back."),
        ("lines", "several rows are one order, and are summed."),
        ("once", "carries the order's amount, which counts once."),
        ("moments", "what a customer bought at the same moment is one order."),
    ],
)
def test_grain(grain: str, said: str) -> None:
    text = findings_file.grain(reading(grain=grain))
    assert said in text
    assert "That makes **2,000 orders of 155 customers**, up to 2024-12-31." in text
    assert text.endswith("Nothing was returned in this file, or returns are not in it.")


def test_grain_with_copies_shared_ids_and_returns() -> None:
    returns = pd.DataFrame(
        {"Outcome": ["in the same order", "unmatched"], "Returns": [1, 1],
         "Amount": [1500.0, 500.0], "Netted": [1500.0, 0.0]}
    )  # fmt: skip
    text = findings_file.grain(reading(returns=returns, counts={"copies kept": 3, "shared ids": 1}))
    assert "3 rows equal another one of their order in every field and are counted" in text
    assert "Some order ids serve several customers" in text
    assert "Of EUR 2,000 given back, 1,500 can be taken off an order (75%); the rest has no" in text
    assert text.endswith("is not subtracted.")
    assert "Of 2,000 given back" in findings_file.grain(reading(returns=returns, currency=""))


def test_available() -> None:
    columns = ["Customer_ID", "Recency", "Frequency", "Monetary", "Tenure"]
    text = findings.available(columns, ["Recency", "Monetary"], ["Frequency"])
    assert text == (
        "The file gives Recency, Frequency, Monetary and Tenure, and cannot give Return_Rate, "
        "Discount_Usage, Satisfaction_Score, Avg_Time_Site_Min and Support_Calls. Clustered: "
        "Recency and Monetary. Frequency is the same for everybody and left out."
    )
    text = findings.available(columns, ["Recency"], ["Frequency", "Monetary"])
    assert text.endswith("Frequency and Monetary are the same for everybody and left out.")
    assert "Clustered" not in text


def few(customers: int = 40, features: int = 3) -> Decision:
    return Decision(
        "rules", ["Recency", "Frequency", "Monetary"][:features], [], customers, customers
    )


def test_answered_with_few_customers() -> None:
    text = findings.answered(few())
    assert text.startswith(
        f"**No clusters**: 40 customers that differ are too few for clusters; {FEWEST} are needed."
    )
    assert "the names are ranks" not in text
    assert "the names are ranks, and their actions no advice" in findings.answered(few(3))
    assert "fewer than two features that differ" in findings.answered(few(400, 1))


def judged(kind: str) -> Decision:
    table = pd.DataFrame({"natural": [False, kind == "natural"]}, index=[2, 3])
    names = ["Recency", "Frequency", "Monetary"]
    by = "rules" if kind == "constructive" else "clusters"
    return Decision(by, names, [], 200, 200, table, Verdict(kind, 3, "for a reason"), 3)


def test_answered_with_a_verdict() -> None:
    for kind in ("natural", "slices", "constructive"):
        text = findings.answered(judged(kind))
        assert text.startswith(f"**Verdict: {kind}, k = 3**: for a reason.")


def profile() -> pd.DataFrame:
    return pd.DataFrame(
        {"share": [0.3, 0.7], "share of spend": [0.8, 0.2]}, index=["Best", "Other"]
    )


def test_segments() -> None:
    start = "**Best**: 30% of the customers and **80% of the spend**. "
    assert findings.segments(profile(), few()) == start + (
        "These are rules: cuts by rank, whatever the customers are like."
    )
    natural = findings.segments(profile(), judged("natural"))
    assert natural.startswith(start) and "a kind may get a name" in natural
    slices = findings.segments(profile(), judged("slices"))
    assert "they claim no kinds of customer" in slices


def test_gaps() -> None:
    assert findings.gaps(None) == ""
    some = findings.gaps(pd.DataFrame({"valley": [True, False, True]}))
    assert "2 of 3 pairs" in some and "as having ordered once does" in some
    none = findings.gaps(pd.DataFrame({"valley": [False]}))
    assert "0 of 1 pairs" in none and "ordered once" not in none


def test_policy() -> None:
    assert findings.policy(None).startswith("Nothing was given back")
    assert findings.policy(0.0499) == (
        "**5.0%** of the customers change segment if returns are counted, so the policy hardly "
        "matters."
    )
    assert findings.policy(0.05).endswith("**so choose the policy first**.")


def test_sold() -> None:
    assert findings_file.sold(reading()) == (
        "No column of statuses is read, so every row counts as sold."
    )
    funnel = FUNNEL.replace("no customer", "status: cancelled")
    known = {"Cancelled": "cancelled", "Paid": "", "Refunded": "refunded"}
    text = findings_file.sold(reading(funnel=funnel, statuses=known, refunds="status"))
    assert text == (
        "**Not sold by their status, and set aside**: 2 rows cancelled (EUR 30.50). Where it says "
        "Refunded, they count as given back in full. Counted as sold: Paid; set `status` to `none` "
        "to count every row."
    )
    for refunds, said in (("column", "column of returns"), ("rows", "the rows below 0")):
        assert said in findings_file.sold(reading(statuses=known, refunds=refunds))
    many = {f"s{i:02d}": "" for i in range(11)}
    text = findings_file.sold(reading(statuses=many))
    assert text.startswith("Counted as sold: s00, ") and " and 3 more; set" in text


def test_money() -> None:
    text = findings_file.money(money.spend(LEDGER, "net"), "EUR")
    assert text == (
        "Of EUR 130.00 bought in the file, EUR 99.50 is in orders, and **EUR 92.50** is the spend "
        "that is counted; the spend of all segments is the same. **EUR 2.00 was given back and is "
        "not subtracted.**"
    )
    gross = findings_file.money(money.spend(LEDGER, "gross"), "")
    assert "**99.50** is the spend" in gross and "**9.00 was given back" in gross
    plain = LEDGER.copy()
    plain.attrs |= {"netted": 9.0}
    assert "not subtracted" not in findings_file.money(money.spend(plain, "net"), "")


def test_nothing_kept() -> None:
    assert findings.nothing_kept(pd.Series([1.0, 2.0])) == ""
    one, two = (findings.nothing_kept(pd.Series([0.0] * n)) for n in (1, 2))
    assert one == "**1** customer has given back all they bought, and gets no action."
    assert two == "**2** customers have given back all they bought, and get no action."


def test_late() -> None:
    first = pd.DataFrame({"Monetary": [1000.0, 234.0]})
    first.attrs |= {"all": 16, "often": 100}
    text = findings.late(first, "GBP")
    assert text.startswith(
        "**16** of 100 customers with orders enough to tell are overdue, where chance alone would "
        "make it about 5. The 2 shown have spent GBP 1,234.00."
    )
    assert "have spent 1,234.00." in findings.late(first, "")
    first.attrs |= {"all": 8}
    assert "**That is no more than chance**" in findings.late(first, "")
    none = first.head(0)
    none.attrs |= {"all": 0, "often": 7}
    assert findings.late(none, "") == (
        "Of 7 customers with orders enough to tell, nobody is overdue."
    )


def test_covered() -> None:
    assert findings.covered(months(1, 2)) == (
        "Orders from November 2023 to December 2023, in every month."
    )
    assert findings.covered(months(1, 0, 0, 2)) == (
        "Orders from November 2023 to February 2024, **none in December 2023 and January 2024**: "
        "is the export complete?"
    )


def test_limits() -> None:
    always = 2
    assert len(findings.limits(months(*[1] * 12), 0.5, FEWEST)) == always
    found = findings.limits(months(1, 1), 0.51, FEWEST - 1)
    assert len(found) == always + 3
    assert found[0].startswith("The file covers 2 calendar months")
    assert found[1].startswith("51% of the customers ordered once")
    assert found[2].startswith("99 customers: one order more or less")


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
        ({}, "No natural groups; **5 slices that come back**."),
        ({"verdict": "natural"}, "**5 natural segments**."),
        ({"verdict": "constructive"}, "5 clusters, as asked for, which do not come back."),
        ({"by": "rules", "verdict": "constructive"}, "**2 rule-based segments**; clusters are not"),
    ],
)
def test_answer(change: dict[str, str], said: str) -> None:
    text = findings.answer(RESULTS | change)
    assert text.startswith(
        "1,926 orders of 155 customers up to 2024-12-31, who spent **GBP 92,500.50**. "
    )
    assert said in text
    assert "*Large*: 30% of the customers and 80% of the spend. **16** are silent" in text
    assert "much longer than usual (by chance: 7).\n\n| segment |" in text
    assert text.endswith("| Large | 47 | 30% | 80% | call |\n| Small | 1,100 | 70% | 20% | none |")
    assert "of the spend.\n\n|" in findings.answer(RESULTS | {"overdue": 0})


def test_written_amounts_have_their_currency_if_it_is_known() -> None:
    assert findings_file.written(1234.5, "€") == "€ 1,234.50"
    assert findings_file.written(1234.5, "") == "1,234.50"


def test_what_was_noticed_is_said() -> None:
    noticed = {"guests": 1_200, "used again": 7, "total": 1}
    odd = reading(noticed=noticed, decimals=4)
    assert "Amounts have up to 4 decimals, and all of them count." in findings_file.understood(odd)
    assert "price of a row already holds its quantity" in findings_file.understood(odd)
    said = findings_file.grain(odd)
    assert "1,200 rows are of guests or lack a customer, and are told apart by another" in said
    assert "7 order ids come back on another day with the same customer; each day is an" in said
    plain = findings_file.understood(reading()) + findings_file.grain(reading())
    for word in ("guests", "decimals", "come back on another day", "holds its quantity"):
        assert word not in plain


def test_further_statuses_and_a_guest_are_named_plainly() -> None:
    columns = pd.DataFrame(
        [("customer", "id", "found"), ("status 2", "cancelled_at", "found"),
         ("other", "email", "found")],
        columns=["role", "column", "how"],
    )  # fmt: skip
    said = findings_file.understood(reading(columns=columns))
    assert "customer from *id*, status from *cancelled_at* and a guest from *email*" in said
