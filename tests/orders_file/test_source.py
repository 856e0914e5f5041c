"""An orders file of any shop: dates, amounts, ids, columns, and lines that are no orders."""

import json
from collections.abc import Callable
from pathlib import Path

import ibis
import other_workbooks
import pandas as pd
import pytest
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.features import schemas
from segmentation.orders_file import column_roles, naming, suggesting
from segmentation.reading import dates, numbers


def test_a_plain_file(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD))
    assert orders(reading) == PLAIN
    assert aside(reading) == {}
    assert (reading.grain, reading.snapshot, reading.decimal) == ("orders", "2024-02-01", ".")
    assert (reading.currency, reading.unused, reading.day_first) == ("", [], None)
    assert (reading.n_orders, reading.n_customers, reading.copies_kept) == (3, 2, 0)
    assert (reading.zoned, reading.shared_ids) == (0, False)
    assert reading.columns.to_numpy().tolist() == [
        ["customer", "customer", "found"], ["order", "order", "found"],
        ["date", "date", "found"], ["amount", "amount", "found"],
    ]  # fmt: skip
    schemas.check(ibis.read_parquet(reading.orders), schemas.ORDERS)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["orders.parquet"]


# Dates


@pytest.mark.parametrize(
    ("texts", "days", "first"),
    [
        (("31/12/2024", "01/02/2024"), ("2024-12-31", "2024-02-01"), True),
        (("12/31/2024", "01/02/2024"), ("2024-12-31", "2024-01-02"), False),
        (("31.12.2024", "1.2.2024"), ("2024-12-31", "2024-02-01"), True),
        (("31-12-24", "01-02-24"), ("2024-12-31", "2024-02-01"), True),
        (("12/31/24 11:59 PM", "1/2/24 12:00 AM"), ("2024-12-31", "2024-01-02"), False),
        (("2024-12-31T23:59:59", "2024/02/01"), ("2024-12-31", "2024-02-01"), None),
        (("20241231", "20240201"), ("2024-12-31", "2024-02-01"), None),
        (("31 Dec 2024", "1 February 2024"), ("2024-12-31", "2024-02-01"), None),
        (("Dec 31, 2024", "Feb 1, 2024 10:00"), ("2024-12-31", "2024-02-01"), None),
        (("31. Dezember 2024", "1. März 2024"), ("2024-12-31", "2024-03-01"), None),
        (("31 décembre 2024", "1 juil. 2024"), ("2024-12-31", "2024-07-01"), None),
        (("31 de diciembre de 2024", "1 de enero de 2024"), ("2024-12-31", "2024-01-01"), None),
        (("Tue, 31 Dec 2024", "Thu, 1 Feb 2024"), ("2024-12-31", "2024-02-01"), None),
        (("02/02/2024", "03/03/2024"), ("2024-02-02", "2024-03-03"), False),  # either way the same
    ],
)
def test_dates(
    tmp_path: Path, texts: tuple[str, str], days: tuple[str, str], first: bool | None
) -> None:
    lines = [f'c{i},{i},"{text}",1.5' for i, text in enumerate(texts)]
    reading = reads(made(tmp_path, *lines))
    assert {who: day for who, day, _ in orders(reading)} == {"c0": days[0], "c1": days[1]}
    assert reading.day_first is first


MIXED = ("a,1,31/12/2024,1", "b,2,12/30/2024,2", "c,3,05/06/2024,3")


def test_day_first_beside_month_first_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="1 dates can only have the day first and 1 only the month"):
        reads(made(tmp_path, *MIXED))
    reading = reads(made(tmp_path, *MIXED), day_first="yes")
    assert {row[:2] for row in orders(reading)} == {("a", "2024-12-31"), ("c", "2024-06-05")}
    assert aside(reading) == {"date not understood": 1}
    reading = reads(made(tmp_path, *MIXED), day_first="no")
    assert {row[:2] for row in orders(reading)} == {("b", "2024-12-30"), ("c", "2024-05-06")}


def test_dates_that_can_be_read_in_two_ways_are_a_question(tmp_path: Path) -> None:
    lines = ("a,1,03/04/2024,1", "b,2,05/06/2024,2")
    with pytest.raises(DataError, match=r"date: no date tells .* set day_first to yes or no"):
        reads(made(tmp_path, *lines))
    assert orders(reads(made(tmp_path, *lines), day_first="yes"))[0][1] == "2024-04-03"
    assert orders(reads(made(tmp_path, *lines), day_first="no"))[0][1] == "2024-03-04"
    assert orders(reads(made(tmp_path, *lines), date_format="%d/%m/%Y"))[0][1] == "2024-04-03"
    with pytest.raises(DataError, match="day_first must be yes or no; got 'perhaps'"):
        reads(made(tmp_path, *lines), day_first="perhaps")


def test_a_date_format_replaces_the_search(tmp_path: Path) -> None:
    lines = ("a,1,2024|31|12 22h,1", "b,2,nonsense,2")
    reading = reads(made(tmp_path, *lines), date_format="%Y|%d|%m %Hh")
    assert pd.read_parquet(reading.orders)["ordered_at"].tolist() == [
        pd.Timestamp(2024, 12, 31, 22)
    ]
    assert aside(reading) == {"date not understood": 1}


def test_time_zones_keep_the_clock_time_and_are_counted(tmp_path: Path) -> None:
    texts = (
        "2024-01-05T23:30:00+02:00",
        "2024-01-06 00:30:00Z",
        "2024-01-07 10:00:00.5 -0500",
        "2024-01-08",
    )
    reading = reads(made(tmp_path, *[f"c,{i},{text},1" for i, text in enumerate(texts)]))
    assert [day for _, day, _ in orders(reading)] == [text[:10] for text in texts]
    assert reading.zoned == 3
    assert reading.time_zone == ""


def test_a_time_zone_that_every_time_carries_is_kept(tmp_path: Path) -> None:
    lines = [f"c,{i},2024-01-0{i} 10:00:00 +02:00,1" for i in range(1, 4)]
    assert reads(made(tmp_path, *lines)).time_zone == "+02:00"
    both = [*lines, "c,9,2024-01-09 10:00:00 +01:00,1"]
    assert reads(made(tmp_path, *both)).time_zone == ""
    assert reads(made(tmp_path, *GOOD)).time_zone == ""


def test_the_time_zone_of_a_type_is_kept(tmp_path: Path) -> None:
    moment = pd.Series(pd.to_datetime(["2024-01-13", "2024-07-14"])).dt.tz_localize("Europe/Rome")
    table = pd.DataFrame({"customer": ["a", "b"], "date": moment, "amount": [1.0, 2.0]})
    table.to_parquet(tmp_path / "x.parquet")
    assert reads(tmp_path / "x.parquet").time_zone == "Europe/Rome"


def test_future_impossible_and_missing_dates_are_set_aside(tmp_path: Path) -> None:
    texts = ("2025-07-01", "2099-01-01", "1900-01-01", "2024-02-30", "soon", "", "2025-06-30")
    reading = reads(made(tmp_path, *[f"c,{i},{text},1" for i, text in enumerate(texts)]))
    assert aside(reading) == {
        "date in the future": 2, "date before 1980": 1, "date not understood": 2, "no date": 1
    }  # fmt: skip
    assert reading.snapshot == "2025-06-30"


def test_orders_after_the_snapshot_are_set_aside(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, *GOOD), snapshot="2024-01-31")
    assert (reading.snapshot, aside(reading)) == ("2024-01-31", {"after the snapshot": 1})
    with pytest.raises(DataError, match="a date must look like 2026-06-30; got '31/01/2024'"):
        reads(made(tmp_path, *GOOD), snapshot="31/01/2024")


# Amounts


@pytest.mark.parametrize(
    ("texts", "amounts", "decimal"),
    [
        (("1,234.50", "1,234,567", "12"), (1234.5, 1234567, 12), "."),
        (("1.234,50", "1.234.567", "12"), (1234.5, 1234567, 12), ","),
        (("1 234,50", "1\u00a0234,5", "1\u202f234"), (1234.5, 1234.5, 1234), ","),
        (("1'234.50", "1’234.5", "0.5"), (1234.5, 1234.5, 0.5), "."),
        (("€ 12.50", "12.50 EUR", "EUR12.5"), (12.5, 12.5, 12.5), "."),
        (("R$ 12,50", "12,50 R$", "BRL 7"), (12.5, 12.5, 7), ","),
        (("$1,00,000.25", "US$ 5", "USD 5.5"), (100000.25, 5, 5.5), "."),
        (("12,50 zł", "7,5 PLN", "3"), (12.5, 7.5, 3), ","),
        (("1.5e2", "1E+03", ".5"), (150, 1000, 0.5), "."),
        (("1.234", "5.5", "0.250"), (1.234, 5.5, 0.25), "."),
        (("+3.10", "1234.567", "2."), (3.1, 1234.567, 2), "."),
    ],
)
def test_amounts(
    tmp_path: Path, texts: tuple[str, ...], amounts: tuple[float, ...], decimal: str
) -> None:
    lines = [f'c{i};{i};2024-01-05;"{text}"' for i, text in enumerate(texts)]
    reading = reads(made(tmp_path, *lines, header=HEADER.replace(",", ";")))
    assert [row[2] for row in orders(reading)] == list(amounts)
    assert reading.decimal == decimal


def test_amounts_that_can_be_read_in_two_ways_are_a_question(tmp_path: Path) -> None:
    lines = ('a,1,2024-01-05,"1,234"', 'b,2,2024-01-05,"5,678"')
    with pytest.raises(DataError, match=r"amount: figures such as 1\.234 or 1,234 .* set decimal"):
        reads(made(tmp_path, *lines))
    assert orders(reads(made(tmp_path, *lines), decimal="."))[0][2] == 1234
    assert orders(reads(made(tmp_path, *lines), decimal=","))[0][2] == 1.234
    both = ("a,1,2024-01-05,12.50", 'b,2,2024-01-05,"12,50"')
    with pytest.raises(DataError, match="1 figures have a decimal point and 1 a decimal comma"):
        reads(made(tmp_path, *both))
    assert aside(reads(made(tmp_path, *both), decimal=".")) == {"amount not understood": 1}
    with pytest.raises(DataError, match="decimal must be a point or a comma; got 'dot'"):
        reads(made(tmp_path, *both), decimal="dot")


def test_text_nothing_and_nought_in_amounts_are_set_aside(tmp_path: Path) -> None:
    texts = ("free", "", "n/a", "0", "0.00", "inf", "12..5", "12 or 13", "1e400", "1e99",
             "-3e13", "7.5")  # fmt: skip
    reading = reads(made(tmp_path, *[f"c,{i},2024-01-05,{text}" for i, text in enumerate(texts)]))
    assert aside(reading) == {"amount not understood": 7, "no amount": 2, "amount 0": 2}
    assert orders(reading) == [("c", "2024-01-05", 7.5)]
    written = pd.read_csv(tmp_path / "out" / "set_aside.csv", encoding="utf-8-sig")
    assert len(written) == 11 and "free" in set(written["amount"])


def test_several_currencies_are_a_question(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,€5.50", "b,2,2024-01-06,$7", "c,3,2024-01-07,9")
    with pytest.raises(
        DataError, match="amounts are in EUR, USD and cannot be summed; set currency"
    ):
        reads(made(tmp_path, *lines))
    reading = reads(made(tmp_path, *lines), currency="€")
    assert (reading.currency, aside(reading)) == ("EUR", {"not in EUR": 1})
    assert [row[0] for row in orders(reading)] == ["a", "c"]
    named = [f"{line},{code}" for line, code in zip(GOOD, ("eur", "GBP", "EUR"), strict=True)]
    with pytest.raises(DataError, match="amounts are in EUR, GBP"):
        reads(made(tmp_path, *named, header=HEADER + ",Currency"))
    assert (
        len(orders(reads(made(tmp_path, *named, header=HEADER + ",Currency"), currency="EUR"))) == 2
    )


# Ids


def test_ids_keep_their_zeros_and_lose_the_traces_of_floats(tmp_path: Path) -> None:
    ids = ("007", "17850.0", "17850", " 12 ", "1.5", "12.00", "x.0")
    reading = reads(made(tmp_path, *[f"{who},{i},2024-01-05,1" for i, who in enumerate(ids)]))
    assert sorted(row[0] for row in orders(reading)) == sorted(
        ["007", "17850", "17850", "12", "1.5", "12", "x.0"]
    )


def test_a_formula_as_a_customer_is_read_as_it_is(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, "=cmd|' /C calc'!A0,1,2024-01-05,1", *GOOD[1:]))
    assert orders(reading)[0][0] == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("nobody", ["", " ", "NULL", "nan", "N/A", "-"])
def test_rows_without_a_customer_are_set_aside(tmp_path: Path, nobody: str) -> None:
    assert aside(reads(made(tmp_path, *GOOD, f"{nobody},4,2024-01-05,1"))) == {"no customer": 1}


# Lines that are no orders


def test_blank_total_and_header_lines_are_counted(tmp_path: Path) -> None:
    lines = (
        *GOOD,
        ",,,",
        "",
        "Total,,,35.75",
        ",,Grand total,35.75",
        HEADER,
        "Summe",
        "a,9,2024-01-05,1,x",
        "hello",
    )
    reading = reads(made(tmp_path, *lines))
    assert aside(reading) == {
        "blank row": 1, "total or sum": 3, "header repeated": 1, "wrong number of fields": 2
    }  # fmt: skip
    assert reading.funnel["Rows"].iloc[0] == 10  # an empty line is no row
    assert orders(reading) == PLAIN
    first = reading.funnel.set_index("Reason")["First"]
    assert first["wrong number of fields"] == "a,9,2024-01-05,1,x; hello"


def test_lines_above_the_header_are_counted(tmp_path: Path) -> None:
    reading = reads(made(tmp_path, HEADER, *GOOD, header="Orders of the shop\n\nmade on Monday"))
    assert orders(reading) == PLAIN
    assert aside(reading) == {"wrong number of fields": 2}


def test_a_customer_called_total_is_a_customer(tmp_path: Path) -> None:
    path = made(tmp_path, "Total Energies,1,2024-01-05,1", "Total,2,2024-01-06,2")
    assert [row[0] for row in orders(reads(path))] == ["Total Energies", "Total"]


def test_nothing_left_is_a_sentence_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(
        DataError,
        match=r"no row could be used: 2 no customer \(– · 2024-01-05 · 1; – · 2024-01-05 · 1\)\.",
    ):
        reads(made(tmp_path, ",1,2024-01-05,1", ",2,2024-01-05,1"))
    with pytest.raises(DataError, match=r"orders\.csv holds no rows below its header\."):
        reads(made(tmp_path))
    (tmp_path / "orders.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"orders\.csv is empty"):
        reads(tmp_path / "orders.csv")


# Quick and careful reading


def values(expression: ibis.Value) -> list:
    """The values of a column that is made of literals."""
    return ibis.duckdb.connect().execute(expression.as_table()).iloc[:, 0].tolist()


def test_the_quick_way_reads_dates_as_the_careful_one() -> None:
    texts = ["31/12/2024", "1/2/2024 8:26", "01.02.2024 23:59:59", "5-6-24", "2024-01-31 10:00"]
    texts += ["30/02/2024", "2024-13-01", "x", "", "29-02-2024", "0024-01-01", "1/2/2024 25:00"]
    table = ibis.memtable({"text": texts, "blank": [text + "\u00a0" for text in texts]})
    found = dates.evidence(table.text)
    counts = {name: int(kind.sum().coalesce(0).execute()) for name, kind in found.items()}
    meant = dates.Dates(counts=counts, day_first=True)
    quick = values(dates.moment(table.text, meant))
    careful = values(dates.moment(table.blank, meant))  # no usual form ends in such a blank
    assert [str(when) for when in quick] == [str(when) for when in careful]
    assert sum(pd.notna(when) for when in quick) == 7


@pytest.mark.parametrize("decimal", [".", ","])
def test_the_quick_way_reads_amounts_as_the_careful_one(decimal: str) -> None:
    texts = ["12", "12.5", "12,5", "1.234,5", "1,234.5", "-7", "7-", "1-2", ".", ",", "-", "5."]
    texts += [",5", "1.2.3", "1,2,3", "inf", "nan", "0x10", "1_0", "9" * 13, "1" * 14]
    table = ibis.memtable({"text": texts, "blank": [text + " " for text in texts]})
    quick = values(numbers.number(table.text, decimal))
    careful = values(numbers.number(table.blank, decimal))
    assert [str(value) for value in quick] == [str(value) for value in careful]
    assert sum(pd.notna(value) for value in quick) == 7


@pytest.mark.parametrize("write", [other_workbooks.ods, other_workbooks.xlsb])
def test_workbooks_of_other_kinds_are_read(
    tmp_path: Path, write: Callable[[Path, list[list[str]]], Path]
) -> None:
    rows = [line.split(",") for line in (HEADER, *GOOD)]
    path = write(tmp_path / f"orders.{write.__name__}", rows)
    assert orders(reads(path)) == PLAIN
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(DataError, match=rf"^orders\.{write.__name__} cannot be read as [^\n]+\.$"):
        reads(path)


def test_a_workbook_with_a_password_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^orders\.xlsx is protected by a password; save a copy"):
        reads(other_workbooks.locked(tmp_path / "orders.xlsx"))


def test_a_nul_in_a_text_or_a_name_is_left_out(tmp_path: Path) -> None:
    header, path = [*HEADER.split(","), "sta\0tus"], tmp_path / "orders.json"
    lines = [f"{line},pa\0id" for line in GOOD] + ["c,9\0,2024-01-09,7.00,can\0celled"]
    objects = [dict(zip(header, line.split(","), strict=True)) for line in lines]
    path.write_text("\n".join(map(json.dumps, objects)), encoding="utf-8")
    reading = reads(path)
    assert (orders(reading), aside(reading)) == (PLAIN, {"status: cancelled": 1})
    assert reading.statuses == {"cancelled": "cancelled", "paid": ""}


# Columns


def test_unknown_columns_are_asked_for_by_name(tmp_path: Path) -> None:
    odd = "Wer,Vorgang,Wann,Wieviel"
    with pytest.raises(
        DataError,
        match=r"no column is known as customer or date or amount; set customer, date, amount to "
        r"one of Wann \(2024-01-05\), Wer \(a\), Vorgang \(1\), Wieviel \(10\.50\)\.",
    ):
        reads(made(tmp_path, *GOOD, header=odd))
    named = {"customer": "wer", "date": "Wann", "amount": "Wieviel", "order": "Vorgang"}
    reading = reads(made(tmp_path, *GOOD, header=odd), **named)
    assert orders(reading) == PLAIN
    assert set(reading.columns["how"]) == {"set"}
    with pytest.raises(DataError, match=r"no column 'Who' \(customer\); the columns .* Wer \(a\)"):
        reads(made(tmp_path, *GOOD, header=odd), **named | {"customer": "Who"})


@pytest.mark.parametrize(
    "header",
    [
        "Customer ID,Order Number,Order Date,Total",
        "Kunden-Nr.,Rechnungsnummer,Rechnungsdatum,Umsatz",
        "Nº cliente,Nº pedido,Fecha,Importe",
        "ID Client,Numéro de commande,Date de commande,Montant TTC",
        "Código do cliente,Pedido,Data do pedido,Valor total",
        "Codice cliente,Ordine,Data,Importo",
        "Klantnummer,Bestelnummer,Datum,Bedrag",
        "email,order_id,created_at,grand_total",
        "customer_id,order_id,order_date,amount,customer_name,ship_date",
    ],
)
def test_usual_names_are_found(header: str) -> None:
    found = column_roles.find(header.split(","), {})
    assert [found[role] for role in ("customer", "order", "date", "amount")] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("header", "given", "message"),
    [
        (
            "customer,date,order amount,grand total",
            {},
            "amount could be any of order amount, grand",
        ),
        ("customer,date,amount,amount", {}, "amount could be any of amount, amount"),
        ("customer,date,amount,amount", {"amount": "amount"}, "column amount .* is there 2 times"),
        ("customer,date,price", {}, "no column is known as amount; set amount to one of customer,"),
        ("who,date,amount", {}, "no column is known as customer; set customer to one of who"),
        ("customer,date,amount", {"order": "customer"}, "is taken as customer and as order"),
        ("customer,order,date,amount", {"date": "none"}, "no column is known as date"),
        ("customer,date,,", {"amount": "x"}, r"there is no column 'x' \(amount\); .*\(no name\)"),
    ],
)
def test_columns_that_are_not_clear_are_a_question(
    header: str, given: dict[str, str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        column_roles.find(header.split(","), given)


def test_quantity_and_price_stand_in_for_an_amount() -> None:
    columns = ["customer", "date", "amount", "quantity", "unit price"]
    beside = {"item quantity": 3, "item price": 4}  # only to compare with the amount
    assert column_roles.find(columns, {}) == {"customer": 0, "date": 1, "amount": 2} | beside
    named = column_roles.find(columns, {"quantity": "quantity", "price": "Unit Price"})
    assert named == {"customer": 0, "date": 1, "quantity": 3, "price": 4}
    by_parts = {"customer", "date", "quantity", "price"}
    assert set(column_roles.find(columns, {"amount": "none"})) == by_parts
    header = ["customer", "order", "date", "amount"]
    assert "order" not in column_roles.find(header, {"order": "none"})


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("Kd-Nr.,Beleg,Datum,Wert brutto", ""),
        ("Customer User ID,Order Number,Order Date,Order Total Amount,Email (Billing)", ""),
        ("Email (Billing),Order Number,Created (UTC),Umsatz €", "EUR"),
        ("Customer ID,Order ID,Created at,Amount in USD", "USD"),
    ],
)
def test_names_of_shop_systems(tmp_path: Path, header: str, taken: str) -> None:
    wide = [line + "," * (header.count(",") - 3) for line in GOOD]
    reading = reads(made(tmp_path, *wide, header=header))
    assert orders(reading) == PLAIN
    assert reading.currency == taken


def test_a_currency_in_the_name_and_another_in_the_cells_is_a_question(tmp_path: Path) -> None:
    lines = ("a,1,2024-01-05,$5", "b,2,2024-01-06,7")
    with pytest.raises(DataError, match="amounts are in EUR, USD and cannot be summed"):
        reads(made(tmp_path, *lines, header="customer,order,date,amount (EUR)"))


def test_a_name_that_is_a_currency_alone_stays(tmp_path: Path) -> None:
    assert naming.plain("EUR") == "eur" and naming.currency_in("EUR") == ""
    path = made(tmp_path, *GOOD, header="customer,order,date,EUR")
    assert orders(reads(path, amount="EUR")) == PLAIN


def test_a_question_lists_the_most_plausible_columns_and_counts_the_others() -> None:
    columns = [*(f"note {i}" for i in range(20)), "Kauftag", "Endwert", "A very long text"]
    cells = [*["text"] * 18, "7", "2024-01-05", "05.01.2024", "9,50", "l" * 30]
    with pytest.raises(column_roles.OpenColumnsError) as stop:
        column_roles.find([*columns, "customer"], {}, [*cells, "K1"])
    assert str(stop.value) == (
        "no column is known as date or amount; set date, amount to one of Kauftag (05.01.2024), "
        "Endwert (9,50), note 18 (7), note 19 (2024-01-05), note 0 (text), note 1 (text), "
        "note 2 (text), note 3 (text), and 16 more."
    )
    assert suggesting.listed(["a"], ["date"], ["l" * 30]) == f"a ({'l' * 23}…)"


def test_where_ids_are_hashed_a_question_shows_no_cells(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"one of Wer, Wann, Vorgang, Wieviel\."):
        reads(made(tmp_path, *GOOD, header="Wer,Vorgang,Wann,Wieviel"), hash_ids=True)


@pytest.mark.parametrize(
    "header",
    ["Customer_ID,Recency,Frequency,Monetary", "Customer ID,Total Orders,Total Spent,City",
     "email,orders,total_spent,last_order"],
)  # fmt: skip
def test_a_table_of_customers_is_sent_to_where_it_is_read(tmp_path: Path, header: str) -> None:
    lines = [f"c{i},{i},{7 * i},{i % 2}" for i in range(9)]
    path = made(tmp_path, *lines, header=header)
    with pytest.raises(DataError, match=r"orders\.csv has one row per customer, with .*score"):
        reads(path)
    with pytest.raises(DataError, match="no column is known as"):  # somebody comes back
        reads(made(tmp_path, *lines, lines[0], header=header))


def test_all_open_columns_are_asked_for_at_once() -> None:
    columns = ["Wer", "Bestelltag", "order amount", "grand total"]
    with pytest.raises(column_roles.OpenColumnsError) as stop:
        column_roles.find(columns, {})
    assert str(stop.value) == (
        "no column is known as customer or date; set customer, date to one of Wer, Bestelltag, "
        "order amount, grand total; the amount could be any of order amount, grand total; set "
        "amount to the right one."
    )
    assert stop.value.suggested == {"customer": "Wer", "date": "Bestelltag", "amount": ""}


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("K1,RE1,01.01.2023,12.50", {}),
        ("K1,RE1,2023-01-01 10:00,€12", {"customer": "K1", "date": "2023-01-01 10:00"}),
    ],
)
def test_a_file_without_a_header_is_a_sentence(header: str, given: dict[str, str]) -> None:
    with pytest.raises(DataError, match=r"the first line \(K1, .* looks like an order, not a head"):
        column_roles.find(header.split(","), given)
    named = ["customer", "date", "amount", "2024"]  # a number that nothing is taken from
    assert column_roles.find(named, {}) == {"customer": 0, "date": 1, "amount": 2}
