"""Whether an order was a sale, and where the money of a file goes."""

from pathlib import Path

import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.accounts import KEPT, LOOSE, REPEATED, SPEND, TAKEN, USED
from segmentation.orders_file.source import ReadResult

# Statuses


def test_orders_that_were_no_sale_are_set_aside_with_their_money(tmp_path: Path) -> None:
    lines = [f"{line},Completed" for line in GOOD]
    lines += ["c,4,2024-01-09,7.00,Cancelled", "d,5,2024-01-10,9.50,cancelled"]
    lines += ["e,6,2024-01-11,2.00,Failed", "f,7,2024-01-12,4.00,"]
    path = made(tmp_path, *lines, header=f"{HEADER},Status")
    reading = reads(path)
    assert aside(reading) == {"status: cancelled": 2, "status: failed": 1}
    assert {row[0] for row in orders(reading)} == {"a", "b", "f"}
    money = reading.money.steps.set_index("Step")["Bought"]
    assert money.to_dict() == {
        "in the file": 58.25, "set aside, status: cancelled": 16.5,
        "set aside, status: failed": 2.0, "in orders": 39.75,
    }  # fmt: skip
    everything = reads(path, status="none")
    assert aside(everything) == {} and len(orders(everything)) == 7
    assert everything.statuses == {}


def test_a_column_without_any_such_status_changes_nothing(tmp_path: Path) -> None:
    states = [f"{line},{state}" for line, state in zip(GOOD, ("SP", "RJ", "MG"), strict=True)]
    reading = reads(made(tmp_path, *states, header=f"{HEADER},Estado"))
    assert (orders(reading), aside(reading)) == (PLAIN, {})


def back(reading: ReadResult) -> list[float]:
    return pd.read_parquet(reading.orders)["returned_amount"].tolist()


def test_refunded_orders_are_given_back_in_full_if_nothing_else_tells(tmp_path: Path) -> None:
    lines = ["a,1,2024-01-05,10,Refunded", "b,2,2024-01-06,20,Paid"]
    reading = reads(made(tmp_path, *lines, header=f"{HEADER},status"))
    assert (reading.refunds, back(reading)) == ("status", [10, 0])
    # A row below 0 is that refund, which the status would count once more.
    lines += ["b,3,2024-01-07,5,Paid", "a,R1,2024-01-08,-10,Refunded"]
    reading = reads(made(tmp_path, *lines, header=f"{HEADER},status"))
    assert (reading.refunds, back(reading)) == ("rows", [10, 0, 0])
    lines = ["a,1,2024-01-05,10,Refunded,4", "b,2,2024-01-06,20,Paid,"]
    reading = reads(made(tmp_path, *lines, header=f"{HEADER},status,refund"))
    assert (reading.refunds, back(reading)) == ("column", [4, 0])


# Shopify


SHOPIFY = "Name,Email,Financial Status,Currency,Total,Lineitem name,Created at,Refunded Amount"


def test_an_export_of_shopify(tmp_path: Path) -> None:
    lines = (
        "#1,a,paid,GBP,10.50,x,2024-01-05 10:00:00 +0100,0.00",
        "#1,a,,,,y,2024-01-05 10:00:00 +0100,",
        "#2,b,partially_refunded,GBP,20.00,x,2024-01-31 10:00:00 +0100,5.00",
        "#3,c,voided,GBP,8.00,x,2024-01-31 11:00:00 +0100,0.00",
        "#3,,,,,y,,",
    )
    reading = reads(made(tmp_path, *lines, header=SHOPIFY))
    assert aside(reading) == {"further line of an order": 2, "status: voided": 1}
    assert orders(reading) == PLAIN[:2] and reading.grain == "orders"
    assert pd.read_parquet(reading.orders)["order_id"].tolist() == ["#1", "#2"]
    assert back(reading) == [0, 5]


# Cents


def test_a_unit_of_cents_divides(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,1050,0", "b,2,2024-01-31,2000,500")
    path = made(tmp_path, *lines, header=HEADER + ",refund")
    assert reads(path).usual_if_whole == pytest.approx(1525, rel=0.4)
    for unit in ("cents", "0.01"):
        reading = reads(path, unit=unit)
        assert (orders(reading), back(reading), reading.usual_if_whole) == (PLAIN[:2], [0, 5], 0)
    with pytest.raises(DataError, match="unit must be 1 or cents; got 'pence'"):
        reads(path, unit="pence")


@pytest.mark.parametrize(
    ("amounts", "currency"),
    [((1050, 2000.5), ""), ((10, 20), ""), ((1050, 2000), "JPY")],
)
def test_other_amounts_are_not_taken_for_cents(
    tmp_path: Path, amounts: tuple[float, float], currency: str
) -> None:
    lines = [f"a,{i},2024-01-05,{amount}" for i, amount in enumerate(amounts)]
    assert reads(made(tmp_path, *lines), currency=currency).usual_if_whole == 0


# Where the money goes


def spent(reading: ReadResult, policy: str) -> dict[str, float]:
    table = reading.money.spend(policy)
    stepped = table["Bought"].where(table["Bought"].notna(), table["Given back"])
    return dict(zip(table["Step"], stepped, strict=True))


def test_every_amount_is_accounted_for(tmp_path: Path) -> None:
    lines = (
        "a,1,2024-01-01,50", "a,1,2024-01-01,50", "b,2,2024-01-02,20", ",3,2024-01-03,7",
        "b,R2,2024-01-05,-20", "c,R3,2024-01-05,-4", "b,4,2030-01-01,3", "c,5,2024-01-06,x",
        "c,6,2024-01-07,9", "Total,,,115",
    )  # fmt: skip
    reading = reads(made(tmp_path, *lines))
    found = spent(reading, "net")
    assert found == {
        "in the file": 139, "set aside, exact copy of another row": 50,
        "set aside, no customer": 7, "set aside, date in the future": 3, "in orders": 79,
        TAKEN: -20, LOOSE: 4, SPEND: 59,
    }  # fmt: skip
    table = pd.read_parquet(reading.orders)
    assert (table["amount"] - table["returned_amount"]).sum() == found[SPEND]
    gross = spent(reading, "gross")
    assert (gross[KEPT], gross[SPEND]) == (24, 79)


def test_amounts_repeated_on_every_line_are_a_step(tmp_path: Path) -> None:
    lines = [f"c{i},{i},2024-01-05,{i}.50,{item}" for i in range(1, 13) for item in "pq"]
    reading = reads(made(tmp_path, *lines, header=HEADER + ",product"), lines="once")
    found = spent(reading, "net")
    assert found["in the file"] == 2 * found[SPEND]
    assert found[REPEATED] == found[USED] == found[SPEND] == 84


def test_another_currency_is_not_summed(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,€5,Paid", "a,2,2024-01-06,$70,Failed", "b,3,2024-01-07,€9,Failed")
    reading = reads(made(tmp_path, *lines, header=HEADER + ",Status"), currency="EUR")
    assert aside(reading) == {"not in EUR": 1, "status: failed": 1}
    assert spent(reading, "net")["in the file"] == 14
