"""Rows that are used, and rows set aside for the first reason that concerns them."""

import pandas as pd

from segmentation.cases import findings
from segmentation.cases.ledger import Ledger, shown

ROWS = pd.DataFrame({"who": ["a", "a", "b", "c", None], "paid": [1.0, 2.0, 4.0, 8.0, 16.0]})


def test_a_row_has_the_first_reason_and_a_customer_goes_with_the_last_row() -> None:
    ledger = Ledger(ROWS, customer="who", amount="paid")
    ledger.set_aside("cheap", ROWS["paid"] < 2, "not worth it")
    ledger.set_aside("low", ROWS["paid"] < 5)
    table = ledger.table({"c": ledger.used[:1], "nobody": ledger.used[1:]}).set_index("Reason")
    assert table["Part"].tolist() == ["in", "set aside", "set aside", "used", "used"]
    assert table["Rows"].tolist() == [5, 1, 2, 1, 1]
    assert table["Customers"].tolist() == [3, 0, 2, 1, 0]  # a has another row until it is low
    assert table["Amount"].tolist() == [31, 1, 6, 8, 16]
    assert table["In_File"].tolist() == [5, 1, 3, 1, 1]
    assert table["Why"].tolist() == ["", "not worth it", "", "", ""]
    assert ledger.reason.tolist() == ["cheap", "low", "low", "", ""]
    assert list(shown(table.reset_index(), "orders", "£")) == [
        "Reason", "Orders", "Customers", "Amount, £", "Why",
    ]  # fmt: skip


def test_the_sentence_names_the_largest_reason() -> None:
    ledger = Ledger(ROWS)
    ledger.set_aside("cheap", ROWS["paid"] < 2)
    ledger.set_aside("low", ROWS["paid"] < 5)
    assert findings.accounted(ledger.table({"rest": ledger.used}), "orders") == (
        "**2 of 5 orders are used** (40.0%); most of the others are set aside as *low* (2)."
    )
    all_used = Ledger(ROWS).table({"all": ROWS})
    assert findings.accounted(all_used, "rows").endswith("(100.0%); none is set aside.")
