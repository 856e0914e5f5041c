"""Rows of an orders file to orders: the grain, and what was given back."""

from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.source import ReadResult

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
    assert (reading.grain, reading.copies_kept) == ("lines", 0)


def test_equal_lines_of_an_order_are_kept_and_counted(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,1.50", "a,1,2024-01-05,1.50", "a,1,2024-01-05,2")
    reading = reads(made(tmp_path, *lines))
    assert orders(reading) == [("a", "2024-01-05", 5.0)]
    assert (reading.grain, reading.copies_kept, aside(reading)) == ("lines", 1, {})


def test_exact_copies_in_a_file_of_orders_are_set_aside(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD, GOOD[0], GOOD[0], "b,2,2024-02-01,-20.00"))
    assert orders(reading) == PLAIN
    assert aside(reading) == {"exact copy of another row": 2}
    assert reading.grain == "orders"
    written = pd.read_csv(tmp_path / "out" / "set_aside.csv", encoding="utf-8-sig")
    assert written["reason"].tolist() == ["exact copy of another row"] * 2


@pytest.mark.parametrize("orders_of_two", [3, 12])
def test_totals_on_every_line_are_a_question(tmp_path: Path, orders_of_two: int) -> None:
    numbers = range(1, orders_of_two + 1)
    lines = [f"c{i},{i},2024-01-05,{i}.50,{item}" for i in numbers for item in "pq"]
    lines += ["d,99,2024-01-06,1,p"]
    path = made(tmp_path, *lines, header=HEADER + ",product")
    with pytest.raises(DataError, match=r"each row has the same amount, .* set lines to once"):
        reads(path)
    once = sum(numbers) + orders_of_two / 2
    for choice, gross in (("once", once), ("sum", 2 * once)):
        reading = reads(path, lines=choice)
        assert sum(row[2] for row in orders(reading)) == gross + 1
        assert reading.grain == ("once" if choice == "once" else "lines")
    with pytest.raises(DataError, match="lines must be sum, once or distinct; got 'both'"):
        reads(path, lines="both")
    lines[-2] = f"c{orders_of_two},{orders_of_two},2024-01-05,99.00,q"
    if orders_of_two == 3:  # below ten orders, all must be alike
        different = reads(made(tmp_path, *lines, header=HEADER + ",product"))
        assert sum(row[2] for row in orders(different)) == 3 + 5 + 102.5 + 1


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
    assert (len(orders(reading)), reading.shared_ids) == (3, True)
    assert pd.read_parquet(reading.orders)["order_id"].is_unique


# Returns


def returned(reading: ReadResult) -> dict[str, float]:
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


def test_a_refund_under_the_number_of_an_order_is_of_who_bought_it(tmp_path: Path) -> None:
    lines = (
        "a,1,2024-01-01,50", "b,2,2024-01-02,20", "shop,1,2024-01-03,-50", "shop,2,2024-01-04,-5",
        "c,7,2024-01-01,8", "d,7,2024-01-01,9", "shop,7,2024-01-05,-8",  # whose, nothing tells
        "shop,9,2024-01-06,-4",  # of an order before the file
    )  # fmt: skip
    reading = reads(made(tmp_path, *lines))
    assert returned(reading) == {"a/1": 50, "b/2": 5, "c/7": 0, "d/7": 0}
    assert {row[0] for row in orders(reading)} == {"a", "b", "c", "d"}
    loose = reading.returns.set_index("Outcome")["Amount"]
    assert loose["unmatched: no earlier order in the file"] == 8 + 4


def test_a_refund_without_a_number_is_of_nobody_who_bought_at_that_moment(tmp_path: Path) -> None:
    lines = ("a,,2024-01-01,50", "b,,2024-01-01,-50", "a,3,2024-01-02,7")
    assert sum(returned(reads(made(tmp_path, *lines))).values()) == 0


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


# Numbers that come back


def test_a_number_used_again_on_another_day_is_another_order(tmp_path: Path) -> None:
    lines = (
        "a,1,2024-01-02 10:00,1", "a,1,2024-01-02 10:00,2", "b,1,2024-01-02 11:00,4",
        "a,1,2024-01-03 09:00,8", "a,2,2024-01-03 09:30,16",
        "a,1,2024-01-05,-3",  # of the sale before it
    )  # fmt: skip
    reading = reads(made(tmp_path, *lines))
    assert orders(reading) == [
        ("a", "2024-01-02", 3), ("b", "2024-01-02", 4), ("a", "2024-01-03", 8),
        ("a", "2024-01-03", 16),
    ]  # fmt: skip
    table = pd.read_parquet(reading.orders)
    assert table["order_id"].is_unique and table["returned_amount"].tolist() == [0, 0, 3, 0]
    assert (reading.used_again, aside(reading)) == (1, {})


def test_a_yearly_restart_is_another_order(tmp_path: Path) -> None:
    lines = ("a,1,2023-01-05,1", "b,2,2023-02-05,2", "a,1,2024-03-05,4")
    assert [row[2] for row in orders(reads(made(tmp_path, *lines)))] == [1, 2, 4]


def test_lines_around_midnight_are_one_order(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-02 23:59,1", "a,1,2024-01-03 00:01,2", "b,2,2024-01-04,4")
    reading = reads(made(tmp_path, *lines))
    assert orders(reading) == [("a", "2024-01-02", 3), ("b", "2024-01-04", 4)]
    assert reading.used_again == 0


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    lines = [f"c{i % 4},{i % 9},2024-01-{1 + i % 13:02} 10:0{i % 6},{i}.25" for i in range(40)]
    lines += ["C1 ,77,2024-02-01,-3", "guest,78,2024-02-02,9", "c2,5,2024-02-03,-2.75"]
    plain = orders(reads(made(tmp_path_factory.mktemp("plain"), *lines)))
    random.shuffle(lines)
    assert orders(reads(made(tmp_path_factory.mktemp("mixed"), *lines))) == plain


# What stands there twice


LINES = ("a,1,2024-01-05,10,p", "a,1,2024-01-05,5,q", "a,1,2024-01-05,5,q", "b,2,2024-01-06,7,p")


def folder(where: Path, **files: tuple[str, ...]) -> Path:
    (where / "both").mkdir()
    for name, lines in files.items():
        text = "\n".join((HEADER + ",product", *lines, ""))
        (where / "both" / f"{name}.csv").write_text(text, encoding="utf-8")
    return where / "both"


@pytest.mark.parametrize(
    ("second", "repeated", "amounts"),
    [
        (LINES, 4, [20, 7]),
        ((*LINES[::-1], "c,3,2024-01-07,2,p"), 4, [20, 7, 2]),
        ((*LINES, "b,2,2024-01-09,-3,p"), 4, [20, 7]),  # a later export, with a refund
        (LINES[3:], 1, [20, 7]),
    ],
)
def test_files_that_overlap_are_counted_once(
    tmp_path: Path, second: tuple[str, ...], repeated: int, amounts: list[float]
) -> None:
    reading = reads(folder(tmp_path, first=LINES, second=second))
    assert [row[2] for row in orders(reading)] == amounts
    assert aside(reading) == {"also in another file or sheet": repeated}
    money = reading.money.steps.set_index("Step")["Bought"]
    assert money["in the file"] - money["in orders"] == money.iloc[1]


ITEMS = [
    f"c{i % 5},{i},2024-01-{1 + i:02},{i + j}.50,{'pq'[j]}" for i in range(1, 13) for j in (0, 1)
]


def test_a_table_that_stands_twice_in_its_file_counts_once(tmp_path: Path) -> None:
    once = reads(made(tmp_path, *ITEMS, ITEMS[1], header=HEADER + ",product"))
    known = orders(once)
    assert once.copies_kept == 1
    twice = reads(made(tmp_path, *ITEMS, ITEMS[1], *ITEMS, ITEMS[1], header=HEADER + ",product"))
    assert orders(twice) == known
    assert aside(twice) == {"row of an order that stands twice in its file": 25}
    money = twice.money.steps.set_index("Step")["Bought"]
    assert money["in the file"] == 2 * money["in orders"]


def test_a_part_that_stands_twice_in_its_file_is_a_question(tmp_path: Path) -> None:
    path = made(tmp_path, *ITEMS, *ITEMS[:12], header=HEADER + ",product")  # half, and no more
    with pytest.raises(DataError, match="of 6 of 12 orders every row stands twice in its file"):
        reads(path)
    assert sum(row[2] for row in orders(reads(path, lines="distinct"))) == 2 * 78 + 24
    assert sum(row[2] for row in orders(reads(path, lines="sum"))) == 2 * 78 + 24 + 54
    most = made(tmp_path, *ITEMS, *ITEMS[:14], header=HEADER + ",product")
    assert sum(row[2] for row in orders(reads(most))) == 2 * 78 + 24


def test_parts_of_one_table_are_all_counted(tmp_path: Path) -> None:
    parts = {f"part{k}": tuple(f"c{i},{i},2024-01-05,{1 + (i + k) % 3},p{k % 2}" for i in range(9))
             for k in range(3)}  # fmt: skip
    reading = reads(folder(tmp_path, **parts))
    assert aside(reading) == {} and len(orders(reading)) == 9


def test_one_price_of_all_goods_is_no_question(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,5,{item}" for i in range(1, 7) for item in "pq"]
    reading = reads(made(tmp_path, *lines, header=HEADER + ",product"))
    assert sum(row[2] for row in orders(reading)) == 60


def test_a_row_of_the_total_is_not_added_to_its_items(tmp_path: Path) -> None:
    lines = []
    for i in range(1, 5):
        lines += [f"c{i},{i},2024-01-05,{3 * i + 4}.00,", f"c{i},{i},2024-01-05,{i}.00,p",
                  f"c{i},{i},2024-01-05,{2 * i}.00,q"]  # fmt: skip
    path = made(tmp_path, *lines, "d,9,2024-01-05,8.00,p", header=HEADER + ",product")
    reading = reads(path)
    assert [row[2] for row in orders(reading)] == [7, 10, 13, 16, 8]
    assert aside(reading) == {"item beside the total of its order": 8}


def test_a_row_that_is_the_sum_of_its_items_is_not_added_to_them(tmp_path: Path) -> None:
    lines = []
    for i in range(1, 5):
        lines += [f"c{i},{i},2024-01-05,{i}.10", f"c{i},{i},2024-01-05,{i}.25",
                  f"c{i},{i},2024-01-05,{2 * i}.35"]  # fmt: skip
    reading = reads(made(tmp_path, *lines))
    assert [row[2] for row in orders(reading)] == [2.35, 4.35, 6.35, 8.35]


@pytest.mark.parametrize(
    "label", ["{} Total", "Total {}", "Subtotal: {}", "Summe {}", "{} - Gesamt", "{} 合計"]
)
def test_subtotals_with_a_date_are_set_aside(tmp_path: Path, label: str) -> None:
    lines = [f"{label.format('a')},,2024-02-28,15.75", f"{label.format('b')},,2024-02-28,20.00"]
    reading = reads(made(tmp_path, *GOOD, *lines))
    assert (orders(reading), aside(reading)) == (PLAIN, {"total or sum": 2})


def test_sums_without_a_name_are_set_aside(tmp_path: Path) -> None:
    lines = [f"c{i},{10 * i + j},2024-01-0{j},{i + j}.5" for i in range(1, 5) for j in (1, 2, 3)]
    sums = [f"c{i},,2024-02-01,{3 * i + 7.5}" for i in range(1, 5)]
    reading = reads(made(tmp_path, *lines, *sums))
    assert (len(orders(reading)), aside(reading)) == (12, {"total or sum": 4})


# Decimals, and prices that hold their quantity


def test_tiny_prices_are_no_noughts(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,0.0169,0.001", "a,1,2024-01-05,0.003373,", "b,2,2024-01-06,1.5,")
    reading = reads(made(tmp_path, *lines, header=HEADER + ",refund"))
    assert [row[2] for row in orders(reading)] == [0.020273, 1.5]
    assert (reading.decimals, aside(reading)) == (6, {})
    assert returned(reading) == {"1": 0.001, "2": 0}
    assert reading.money.steps.set_index("Step")["Bought"]["in orders"] == 1.520273


def test_two_decimals_are_usual(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,10.299999999999999", "b,2,2024-01-06,7.5000")
    reading = reads(made(tmp_path, *lines))
    assert (reading.decimals, [row[2] for row in orders(reading)]) == (2, [10.3, 7.5])


PRICED = "customer,order,date,quantity,price,category"


def test_a_price_that_holds_its_quantity_is_not_multiplied(tmp_path: Path) -> None:
    lines = []
    for i in range(12):
        goods, unit = (("x", 10.01), ("y", 2.5), ("z", 100.0))[i % 3]
        pieces = 1 + i % 4
        lines.append(f"c{i},{i},2024-01-05,{pieces},{unit * pieces:.2f},{goods}")
    reading = reads(made(tmp_path, *lines, header=PRICED))
    assert sum(row[2] for row in orders(reading)) == pytest.approx(10 * (10.01 + 2.5 + 100))
    assert reading.price_is_total
    named = reads(tmp_path / "orders.csv", quantity="quantity", price="price")
    assert sum(row[2] for row in orders(named)) == pytest.approx(30 * (10.01 + 2.5 + 100))


def test_a_price_of_one_piece_is_multiplied(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,{1 + i % 4},{2 + i % 3}.00,{'xyz'[i % 3]}" for i in range(12)]
    reading = reads(made(tmp_path, *lines, header=PRICED))
    assert sum(row[2] for row in orders(reading)) == 10 * (2 + 3 + 4)
    assert not reading.price_is_total
