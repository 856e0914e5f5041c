"""Hashes in place of ids: nothing that names a person is written, and the figures stay."""

import re
from pathlib import Path

import pandas as pd
from odd_orders import made, reads

from segmentation.orders_file import hashing

ROWS = ("Ann@x.example,1,2024-01-05,10.00", "bob@x.example,2,2024-01-06,20.00",
        "ann@x.example,3,2024-02-01,5.00", "carl@x.example,4,never,7.00",
        "dora@x.example,5,2024-02-02,8.00,too,many")  # fmt: skip
NAMES = re.compile("ann|bob|carl|dora", re.IGNORECASE)


def test_hashes_stand_for_customers_and_the_figures_stay(tmp_path: Path) -> None:
    path = made(tmp_path, *ROWS, header="email,order,date,amount")
    plain = pd.read_parquet(reads(path).orders)
    reading = reads(path, hash_ids=True)
    told = pd.read_parquet(reading.orders)
    assert told["customer_id"].str.fullmatch("[0-9a-f]{16}").all()
    codes = plain.merge(told, on="order_id")[["customer_id_x", "customer_id_y"]].drop_duplicates()
    assert len(codes) == 2  # one hash for each of the two, one of them in two spellings
    assert told["amount"].sum() == plain["amount"].sum()
    aside = (path.parent / "out" / "set_aside.csv").read_text(encoding="utf-8-sig")
    assert "never" in aside and not NAMES.search(aside)
    assert not NAMES.search(reading.funnel.to_string())


def test_the_salt_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    salt = tmp_path / "data" / "salt.txt"
    first = hashing.salt(salt)
    assert len(first) == 32 and hashing.salt(salt) == first
    assert salt.stat().st_mode & 0o777 == 0o600
    assert hashing.salt(salt.with_name("other.txt")) != first
