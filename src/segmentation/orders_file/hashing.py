"""Salted hashes in place of what names a person, for tables that are handed on."""

import re
import secrets
from pathlib import Path

import ibis
import ibis.expr.types as ir

from segmentation.base import exports
from segmentation.base.paths import DATA

SALT = DATA / "salt.txt"
LENGTH = 16  # hexadecimal digits: two of a million customers share one in a case of 40 million


def salt(path: Path) -> str:
    """The salt of this machine, made once, so that a customer has the same hash next month."""
    if not path.exists():
        exports.write_text(secrets.token_hex(16) + "\n", path)
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


def hashed(rows: ir.Table, salt: str) -> ir.Table:
    """Rows whose customers, also as they stand in the file, are told by a hash alone."""

    def hash_of(text: ir.StringValue) -> ir.StringValue:
        return (ibis.literal(salt) + text).hexdigest("sha256").left(LENGTH)

    return rows.mutate(customer=hash_of(rows.customer), customer_text=hash_of(rows.customer_text))


def masked(lines: list[str]) -> list[str]:
    """Lines that fit no table, with their letters and digits crossed out."""
    return [re.sub(r"[^\W_]", "x", line) for line in lines]
