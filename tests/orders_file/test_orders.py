"""Rows of an orders file to orders: the grain, and what was given back."""

from pathlib import Path

import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.source import Reading

# Grain


def test_lines_are_summed_to_orders(tmp_path: Path) -> None:
    lines = (
        "a,1,p,2,2024-01-05 10:00,1.50",
        "a,1,q,1,2024-01-05 10:01,4",
        "b,2,p,3,2024-01-06 09:00,1.50",
    )
    header = "Customer ID,Invoice No,SKU,Quantity,Invoice Date,Unit price"
    reading = reads(made(tmp_path, *lines, header=header))
    table = pd.read_parquet(reading.orders)
    assert table[["customer_id", "order_id", "amount"]].to_numpy().tolist() == [
        ["a", "1", 7.0], ["b", "2", 4.5]
    ]  # fmt: skip
    assert table["ordered_at"][0] == pd.Timestamp(2024, 1, 5, 10)
    assert (reading.grain, reading.counts["copies kept"]) == ("lines", 0)


def test_equal_lines_of_an_order_are_kept_and_counted(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,1.50", "a,1,2024-01-05,1.50", "a,1,2024-01-05,2")
    reading = reads(made(tmp_path, *lines))
    assert orders(reading) == [("a", "2024-01-05", 5.0)]
    assert (reading.grain, reading.counts["copies kept"], aside(reading)) == ("lines", 1, {})


def test_exact_copies_in_a_file_of_orders_are_set_aside(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD, GOOD[0], GOOD[0], "b,2,2024-02-01,-20.00"))
    assert orders(reading) == PLAIN
    assert aside(reading) == {"exact copy of another row": 2}
    assert reading.grain == "orders"
    written = pd.read_csv(tmp_path / "out" / "set_aside.csv", encoding="utf-8-sig")
    assert written["reason"].tolist() == ["exact copy of another row"] * 2


def test_totals_on_every_line_are_a_question(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,{i}.50,{item}" for i in range(1, 13) for item in "pq"]
    path = made(tmp_path, *lines, header=HEADER + ",product")
    with pytest.raises(DataError, match=r"each row has the same amount, .* set lines to once"):
        reads(path)
    assert sum(row[2] for row in orders(reads(path, lines="once"))) == sum(range(1, 13)) + 6
    assert reads(path, lines="once").grain == "once"
    assert sum(row[2] for row in orders(reads(path, lines="sum"))) == 2 * (sum(range(1, 13)) + 6)
    with pytest.raises(DataError, match="lines must be sum or once; got 'both'"):
        reads(path, lines="both")


def test_without_an_order_id_a_moment_is_an_order(tmp_path: Path) -> None:
    lines = (
        "a,2024-01-05 10:00,1",
        "a,2024-01-05 10:00,2",
        "a,2024-01-05 11:00,4",
        "b,2024-01-05 10:00,8",
    )
    reading = reads(made(tmp_path, *lines, header="customer,date,amount"))
    assert sorted(row[2] for row in orders(reading)) == [3, 4, 8]
    assert reading.grain == "moments"
    assert pd.read_parquet(reading.orders)["order_id"].is_unique


def test_rows_that_lack_an_order_id_are_orders_by_moment(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD, "a,,2024-03-01,1", "a,,2024-03-02,2"))
    assert len(orders(reading)) == 5


def test_an_order_id_of_two_customers_is_two_orders(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, "a,1,2024-01-05,1", "b,1,2024-01-05,2", "b,2,2024-01-06,3"))
    assert (len(orders(reading)), reading.counts["shared ids"]) == (3, 1)
    assert pd.read_parquet(reading.orders)["order_id"].is_unique


# Returns


def returned(reading: Reading) -> dict[str, float]:
    """Order → what was given back of it."""
    table = pd.read_parquet(reading.orders)
    return dict(zip(table["order_id"], table["returned_amount"], strict=True))


def test_returns_are_netted_where_they_can_be_matched(tmp_path: Path) -> None:
    lines = (
        "a,1,2024-01-01,50", "a,2,2024-01-02,20", "a,3,2024-01-03,50",
        "a,R1,2024-01-04,-20",  # the order of the same amount
        "a,R2,2024-01-05,-30",  # the latest one
        "b,4,2024-01-01,10", "b,4,2024-01-09,-4",  # within the order
        "c,R3,2024-01-01,-5", "c,5,2024-01-02,9",  # before anything was bought
        "d,6,2024-01-01,8", "d,6,2024-01-02,-11",  # more than was paid
    )  # fmt: skip
    reading = reads(made(tmp_path, *lines))
    assert returned(reading) == {"1": 0, "2": 20, "3": 30, "4": 4, "5": 0, "6": 8}
    table = reading.returns.set_index("Outcome")
    assert table["Returns"].to_dict() == {
        "in the same order": 2,
        "taken off an order of the same amount": 1,
        "taken off the latest order before it": 1,
        "unmatched: no earlier order in the file": 2,
    }
    assert table["Amount"].sum() == 20 + 30 + 4 + 5 + 11
    assert table["Netted"].sum() == sum(returned(reading).values())


def test_a_column_of_refunds(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-01,50,", "a,2,2024-01-02,20,-5.00", "b,3,2024-01-03,10,10")
    reading = reads(made(tmp_path, *lines, header=HEADER + ",Refund amount"))
    assert returned(reading) == {"1": 0, "2": 5, "3": 10}


def test_no_returns(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD))
    assert reading.returns.empty
    assert "returned_amount" not in pd.read_parquet(reading.orders)


def test_only_returns_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no row has an amount above 0, so nothing was bought"):
        reads(made(tmp_path, "a,1,2024-01-01,-5", "b,2,2024-01-02,(6)"))


def test_returns_are_matched_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    for i in range(40):
        lines += [f"c{i},{i},2024-01-01,{10 + i}", f"c{i},R{i},2024-01-02,-{i % 7 + 1}"]
    whole = reads(made(tmp_path, *lines))
    found, table = returned(whole), whole.returns
    monkeypatch.setattr("segmentation.orders_file.returns.BATCH", 7)
    parts = reads(made(tmp_path, *lines))
    assert returned(parts) == found
    pd.testing.assert_frame_equal(parts.returns, table)
