"""Several columns that fit one role: told by their names, or by rows that say the same."""

from pathlib import Path

import pandas as pd
import pytest
from odd_orders import GOOD, PLAIN, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.column_roles import OpenColumnsError, find
from segmentation.orders_file.naming import qualified


def role(name: str, *columns: str) -> str:
    """The column that is found for a role, beside a customer and what else is needed."""
    needed = {"customer": "customer", "date": "date", "amount": "total_amount"}
    header = [*columns, *(column for kind, column in needed.items() if kind != name)]
    return header[find(header, {})[name]]


@pytest.mark.parametrize(
    ("first", "behind"),
    [
        ("Order Total (inc tax)", "Order Total (ex tax)"),
        ("order_total_incl_vat", "order_total_excl_vat"),
        ("Gesamtbetrag Brutto", "Gesamtbetrag Netto"),
        ("Bruttobetrag", "Nettobetrag"),
        ("Betrag (inkl. MwSt.)", "Betrag (exkl. MwSt.)"),
        ("Montant TTC", "Montant HT"),
        ("Total com IVA", "Total sem IVA"),
        ("Total", "Total (net)"),
        ("Total", "Net amount"),
        ("Total incl. btw (€)", "Total excl. btw (€)"),
        ("Order Total", "Order Value"),
        ("Grand Total (Purchased)", "Order Value"),
        ("N. Revenue", "N. Revenue (formatted)"),
        ("Bestellwert Brutto", "Bestellwert Netto"),
    ],
)
def test_of_two_amounts_the_one_that_was_paid_is_taken(first: str, behind: str) -> None:
    assert role("amount", first, behind) == role("amount", behind, first) == first


@pytest.mark.parametrize("name", ["Order Total (ex tax)", "Betrag netto", "Order Value"])
def test_an_amount_that_goes_behind_others_is_taken_where_it_is_alone(name: str) -> None:
    assert role("amount", name) == name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("date", "Created date (UTC)"),
        ("date", "Order date (local time)"),
        ("customer", "Contact email"),
        ("customer", "Person//Email"),
        ("order", "amazon-order-id"),
        ("order", "$event_id"),
        ("amount", "Total Collected"),
        ("amount", "Gross"),
        ("amount", "purchase_revenue"),
    ],
)
def test_names_with_a_qualifier_and_those_of_services_are_known(kind: str, name: str) -> None:
    assert role(kind, name) == name


def test_a_clock_beside_the_day_is_no_other_date() -> None:
    assert role("date", "Order Time", "Order Date") == "Order Date"
    assert role("date", "orderTime") == "orderTime"


@pytest.mark.parametrize("name", ["Net", "Netto", "Base", "(UTC)"])
def test_a_qualifier_alone_is_a_name(name: str) -> None:
    assert qualified(name)[0] == name.strip("()").casefold()


def test_two_amounts_of_different_names_are_asked_for() -> None:
    with pytest.raises(OpenColumnsError, match="amount could be any of amount, Order Total"):
        find(["customer", "date", "amount", "Order Total (inc tax)"], {})


TWINS = "customer,order,date,Grand Total (Base),Grand Total (Purchased)"


def test_twins_are_one_if_they_are_equal_in_every_row_and_asked_for_if_not(tmp_path: Path) -> None:
    lines = [f"{line},{line.rpartition(',')[2]}" for line in GOOD]
    assert orders(reads(made(tmp_path, *lines, header=TWINS))) == PLAIN
    path = made(tmp_path, *lines, "c,4,2024-02-02,7.00,8.00", header=TWINS)
    with pytest.raises(OpenColumnsError, match="amount could be any of Grand Total"):
        reads(path)
    assert orders(reads(path, amount="Grand Total (Base)"))[-1] == ("c", "2024-02-02", 7.0)


def of_ids(folder: Path, header: str, *ids: str) -> Path:
    """One row for each pair of ids; one customer buys on the 5th for 1.00, 2.00 and so on."""
    lines = [f"a,2024-01-05,{i}.00,{pair}" for i, pair in enumerate(ids, 1)]
    return made(folder, *lines, header=f"customer,date,amount,{header}")


@pytest.mark.parametrize(
    ("header", "ids", "amounts"),
    [
        # The same orders told apart twice.
        ("order_id,order_number", ("1,A1", "1,A1", "2,A2"), [3.0, 3.0]),
        # One of them is empty.
        ("transaction_id,order_id", (",1", ",1", ",2"), [3.0, 3.0]),
        # One of them is not there for what was not paid.
        ("transaction_id,order_id", ("t1,1", "t2,2", ",3"), [1.0, 2.0, 3.0]),
        # One is the item's, and a row of the whole order has none.
        ("transaction_id,order_id", (",1", "t2,1", "t3,1", ",2"), [6.0, 4.0]),
        ("order_id,transaction_id", ("1,", "1,t2", "1,t3", "2,"), [6.0, 4.0]),
    ],
)
def test_several_ids_of_an_order_need_no_question(
    tmp_path: Path, header: str, ids: tuple[str, ...], amounts: list[float]
) -> None:
    reading = reads(of_ids(tmp_path, header, *ids))
    assert sorted(row[2] for row in orders(reading)) == sorted(amounts)


@pytest.mark.parametrize(
    "ids",
    [
        ("1,t1", "1,t2", "2,t3"),  # a payment in parts, or items
        ("1,t1", "2,t1", "2,t2"),
        ("1,t1", ",t2", "3,"),
    ],
)
def test_ids_that_part_the_rows_in_different_ways_are_asked_for(
    tmp_path: Path, ids: tuple[str, ...]
) -> None:
    path = of_ids(tmp_path, "order_id,transaction_id", *ids)
    with pytest.raises(OpenColumnsError, match="order could be any of order_id, transaction_id"):
        reads(path)
    assert orders(reads(path, order="transaction_id"))


ITEMS = "customer,order,date,total,qty,price"


def test_a_total_on_each_item_counts_once_where_the_items_come_to_it(tmp_path: Path) -> None:
    lines = []
    for i in range(1, 5):  # 2 × 10 and 1 × 5 × i, and 4.90 of shipping
        total = f"{24.90 + 5 * i:.2f}"
        lines += [f"a,{i},2024-01-0{i},{total},2,10.00", f"a,{i},2024-01-0{i},{total},1,{5 * i}.00"]
    reading = reads(made(tmp_path, *lines, header=ITEMS))
    assert [row[2] for row in orders(reading)] == [29.9, 34.9, 39.9, 44.9]
    assert reading.grain == "once" and {"qty", "price"} <= set(reading.unused)


def test_rows_whose_amount_is_that_of_their_items_are_still_asked_for(tmp_path: Path) -> None:
    lines = [f"a,{i},2024-01-0{i},{2 * i}.00,2,{i}.00" for i in range(1, 5) for _ in range(2)]
    path = made(tmp_path, *[f"{line},{n}" for n, line in enumerate(lines)], header=f"{ITEMS},line")
    with pytest.raises(DataError, match="set lines to once"):
        reads(path)
    assert [row[2] for row in orders(reads(path, lines="sum"))] == [4.0, 8.0, 12.0, 16.0]


def test_a_row_without_an_amount_that_says_what_was_given_back_is_a_refund(tmp_path: Path) -> None:
    header = "customer,order,date,amount,refund_value"
    lines = [f"{line}," for line in GOOD]
    path = made(tmp_path, *lines, "a,1,2024-01-09,,4.00", "b,9,2024-02-05,,0.00", header=header)
    reading = reads(path)
    assert orders(reading) == PLAIN
    assert pd.read_parquet(reading.orders)["returned_amount"].tolist() == [4.0, 0.0, 0.0]
    reasons = reading.funnel.set_index("Reason")["Rows"]
    assert reasons["no amount"] == 1  # nothing was given back in the last one


def test_a_visitor_without_an_account_is_told_by_the_browser(tmp_path: Path) -> None:
    header = "user_id,user_pseudo_id,order,date,amount"
    lines = ["u1,9.1,1,2024-01-05,1.00", ",9.2,2,2024-01-06,2.00", ",9.2,3,2024-01-07,3.00"]
    reading = reads(made(tmp_path, *lines, header=header))
    assert [row[0] for row in orders(reading)] == ["u1", "9.2", "9.2"]
    assert reading.guests == 2
