"""Who is one customer: spellings, guests, and the column that tells a person."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_orders import GOOD, HEADER, PLAIN, aside, made, orders, reads

from segmentation.base.errors import DataError
from segmentation.orders_file.people import NOBODY

INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u200d", "\u00a0", "\u3000", " "]


def customers(path: Path, **options: str) -> list[str]:
    return sorted({row[0] for row in orders(reads(path, **options))})


@pytest.mark.parametrize(
    ("spellings", "customer"),
    [
        (("José@Example.com", "JOSÉ@EXAMPLE.COM", "jose\u0301@example.com"), "josé@example.com"),
        (("a@b.de", "\u200ba@b.de", "a@b.de\ufeff", "a\u00ad@b.de"), "a@b.de"),
        (("a@b.de", "mailto:a@b.de", "MAILTO: A@B.de", "<a@b.de>"), "a@b.de"),
        (("a@b.de", "\u00a0a@b.de\u3000", "  a@b.de"), "a@b.de"),
        (("ÖZGE@SHOP.TR", "özge@shop.tr"), "özge@shop.tr"),
    ],
)
def test_an_email_in_every_spelling_is_one_customer(
    tmp_path: Path, spellings: tuple[str, ...], customer: str
) -> None:
    lines = [f"{who},{i},2024-01-05,1.50" for i, who in enumerate(spellings)]
    for column in ("email", "customer", "customer_id"):
        path = made(tmp_path, *lines, header=HEADER.replace("customer", column))
        assert customers(path) == [customer]


@settings(max_examples=15)
@given(st.data())
def test_case_and_what_cannot_be_seen_make_no_customers(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("spelled")
    people = ["anna@x.example", "zoé.ü@x.example", "b.c@y.example"]
    lines = []
    for i in range(12):
        who = people[i % 3]
        letters = [c.upper() if data.draw(st.booleans()) else c for c in who]
        at = data.draw(st.integers(0, len(letters)))
        letters.insert(at, data.draw(st.sampled_from(INVISIBLE[:6])))
        form = data.draw(st.sampled_from(["NFC", "NFD"]))
        ends = [data.draw(st.sampled_from(["", *INVISIBLE])) for _ in range(2)]
        lines.append(f"{unicodedata.normalize(form, ends[0] + ''.join(letters) + ends[1])},"
                     f"{i},2024-01-{i + 1:02},2.00")  # fmt: skip
    assert customers(made(folder, *lines, header="email,order,date,amount")) == sorted(people)


def test_a_name_has_its_usual_spelling(tmp_path: Path) -> None:
    names = ("Ben Hale", "BEN HALE", "Ben  Hale ", "ben hale", "Total Energies")
    lines = [f"{who},{i},2024-01-05,1.50" for i, who in enumerate(names)]
    assert customers(made(tmp_path, *lines)) == ["Ben Hale", "Total Energies"]


def test_the_case_of_an_id_counts(tmp_path: Path) -> None:
    lines = [f"{who},{i},2024-01-05,1.50" for i, who in enumerate(("aB1", "AB1", "ab1"))]
    path = made(tmp_path, *lines, header="customer_id,order,date,amount")
    assert customers(path) == ["AB1", "aB1", "ab1"]


NOBODIES = ["guest", "Guest", "unknown", "ANONYMOUS", "?", "\\N", "(blank)", "#REF!", "-1", "0",
            "Gast", "invité", "гость", "ゲスト", "游客", "noemail@shop.example",
            "guest@shop.example", "unknown@x.example", "NoReply@x.example"]  # fmt: skip


@pytest.mark.parametrize("nobody", NOBODIES)
def test_nobody_in_particular_is_set_aside(tmp_path: Path, nobody: str) -> None:
    reading = reads(
        made(tmp_path, *GOOD, f'"{nobody}",4,2024-01-05,1', f'"{nobody}",5,2024-01-06,2')
    )
    assert aside(reading) == {NOBODY: 2}
    assert orders(reading) == PLAIN


@pytest.mark.parametrize("nobody", [*NOBODIES, "", "n/a"])
def test_an_email_tells_guests_apart(tmp_path: Path, nobody: str) -> None:
    lines = [
        "7,1,2024-01-05,1,anna@x.example",
        f'"{nobody}",2,2024-01-06,2,Anna@x.example',  # known by her number
        f'"{nobody}",3,2024-01-07,4,ben@x.example',
        f'"{nobody}",4,2024-01-08,8,BEN@x.example',
        f'"{nobody}",5,2024-01-09,16,',
    ]
    header = "customer_id,order,date,amount,email"
    reading = reads(made(tmp_path, *lines, header=header))
    spend = pd.read_parquet(reading.orders).groupby("customer_id")["amount"].sum().to_dict()
    assert spend == {"7": 3, "ben@x.example": 12}
    assert sum(aside(reading).values()) == 1
    assert reading.guests == 3


def test_a_name_tells_guests_apart_where_there_is_no_email(tmp_path: Path) -> None:
    lines = ["7,1,2024-01-05,1,Ada", "0,2,2024-01-06,2,Ben", "0,3,2024-01-07,4,BEN"]
    path = made(tmp_path, *lines, header="customer_id,order,date,amount,customer name")
    assert customers(path) in (["7", "BEN"], ["7", "Ben"])


def test_numbers_from_zero_are_customers(tmp_path: Path) -> None:
    lines = [f"{i % 5},{i},2024-01-05,1" for i in range(20)]
    assert customers(made(tmp_path, *lines)) == ["0", "1", "2", "3", "4"]


def test_an_id_of_very_many_people_is_nobody(tmp_path: Path) -> None:
    lines = [f"999,{i},2024-01-05,1,p{i}@x.example" for i in range(30)]
    lines += [f"8,{100 + i},2024-01-05,1,firm{i % 2}@y.example" for i in range(30)]
    found = customers(made(tmp_path, *lines, header="customer_id,order,date,amount,email"))
    assert len(found) == 31 and "8" in found and "999" not in found


@pytest.mark.parametrize("header", ["customer_id,customer_unique_id", "customer_id,user_id"])
def test_of_two_ids_the_one_that_comes_back_is_the_person(tmp_path: Path, header: str) -> None:
    lines = [f"o{i},p{i % 4},{i},2024-01-05,1" for i in range(12)]
    path = made(tmp_path, *lines, header=f"{header},order,date,amount")
    assert customers(path) == ["p0", "p1", "p2", "p3"]


def test_an_id_of_each_order_gives_way_to_the_email(tmp_path: Path) -> None:
    lines = [f"o{i},{i},2024-01-05,1,p{i % 7}@x.example" for i in range(30)]
    found = customers(made(tmp_path, *lines, header="customer_id,order,date,amount,email"))
    assert found == [f"p{i}@x.example" for i in range(7)]


def test_two_ids_that_both_come_back_are_a_question(tmp_path: Path) -> None:
    lines = [f"a{i % 3},u{i % 5},{i},2024-01-05,1" for i in range(30)]
    path = made(tmp_path, *lines, header="account_id,user_id,order,date,amount")
    with pytest.raises(DataError, match="customer could be any of account_id, user_id; set custo"):
        reads(path)
    assert customers(path, customer="user_id") == [f"u{i}" for i in range(5)]


def test_two_ids_of_the_same_people_are_no_question(tmp_path: Path) -> None:
    lines = [f"a{i % 3},u{i % 3},{i},2024-01-05,1" for i in range(30)]
    path = made(tmp_path, *lines, header="customer_id,customer_number,order,date,amount")
    assert customers(path) == ["a0", "a1", "a2"]


@pytest.mark.parametrize("empty", ["", "NULL", "0", "guest"])
def test_an_empty_id_column_gives_way(tmp_path: Path, empty: str) -> None:
    lines = [f"{empty},{i},2024-01-05,1,p{i % 2}@x.example" for i in range(4)]
    path = made(tmp_path, *lines, header="customer_id,order,date,amount,email")
    assert customers(path) == ["p0@x.example", "p1@x.example"]
    lines = [f"{empty},u{i % 2},{i},2024-01-05,1" for i in range(4)]
    path = made(tmp_path, *lines, header="customer_id,user_id,order,date,amount")
    assert customers(path) == ["u0", "u1"]


def test_a_country_that_could_be_two_columns_is_no_question(tmp_path: Path) -> None:
    lines = [f"{line},DE,AT" for line in GOOD]
    path = made(tmp_path, *lines, header=f"{HEADER},Billing Country,Shipping Country")
    assert set(pd.read_parquet(reads(path).orders)["country"]) == {"AT"}
