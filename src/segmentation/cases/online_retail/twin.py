"""A synthetic twin of the Online Retail file: same name, same columns, same quirks.

It lets the case run where the published file is absent. Nothing in it is learned from real
customers, and its figures say nothing about any shop.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from segmentation.cases.files import write_twin
from segmentation.cases.online_retail.source import COLUMNS, FILES, PAGE

FIRST_DAY, LAST_DAY = "2010-12-01", "2011-12-09"
FIRST_CUSTOMER, FIRST_INVOICE = 12_346, 536_365
COUNTRIES = ("United Kingdom", "Germany", "France", "EIRE", "Spain", "Netherlands", "Unspecified")
COUNTRY_SHARES = (0.90, 0.025, 0.025, 0.01, 0.015, 0.015, 0.01)
MOVES_ONE_IN = 100  # customers, to another country before the last invoice
PRODUCTS = 3_000
SUFFIXES = ("", "", "", "", "", "A", "B", "b")  # one letter tells colours apart
FEES = ("POST", "DOT", "M", "C2", "BANK CHARGES", "AMAZONFEE", "CRUK", "gift_0001_20", "PADS")
OPENS, OPEN_MINUTES = 8 * 60, 9 * 60


def _invoices(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    """One row per invoice: who, where, when (in minutes), how many lines, at what scale."""
    people = customers + customers // 3  # the last ones are guests, without an id
    count = 1 + rng.poisson(rng.gamma(0.9, 3.6, people))
    owner = np.repeat(np.arange(people), count)
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    weight = np.where(days.dayofweek == 5, 0.0, 1 + (days.month >= 9))  # shut on Saturdays
    joined = rng.random(people) ** 1.5
    later = joined[owner] + (1 - joined[owner]) * rng.random(len(owner))
    is_first = np.diff(owner, prepend=-1) > 0
    share = np.where(is_first, joined[owner], later)
    day = np.searchsorted(np.cumsum(weight) / weight.sum(), share)
    country = rng.choice(COUNTRIES, people, p=COUNTRY_SHARES)[owner]
    is_last = np.diff(owner, append=people) > 0
    moves = is_last & ~is_first & (owner % MOVES_ONE_IN == 0)
    country[moves] = np.where(country[moves] == "Germany", "France", "Germany")
    customer = np.where(np.arange(people) < customers, FIRST_CUSTOMER + np.arange(people), 0)
    return pd.DataFrame(
        {
            "Minute": day * 1_440 + OPENS + rng.integers(0, OPEN_MINUTES, len(owner)),
            "CustomerID": customer[owner],
            "Country": country,
            "Size": 1 + rng.poisson(rng.gamma(1.2, 15, people)[owner]),
            "Scale": rng.lognormal(1.5, 0.8, people)[owner],
        }
    )


def _sales(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    invoices = _invoices(rng, customers)
    lines = invoices.loc[invoices.index.repeat(invoices.Size)]
    product = (PRODUCTS * rng.random(len(lines)) ** 2).astype(int)
    suffix = np.array(SUFFIXES)[product % len(SUFFIXES)]
    price = np.round(rng.lognormal(0.7, 0.8, PRODUCTS), 2) + 0.05
    dearer = np.where(rng.random(len(lines)) < 0.1, 1.25, 1.0)
    quantity = np.round(lines.Scale * rng.lognormal(0, 0.8, len(lines))).clip(1)
    return lines.assign(
        Document=lines.index,
        Prefix="",
        StockCode=pd.Series(20_000 + product, lines.index).astype(str) + suffix,
        Description="PRODUCT " + pd.Series(product, lines.index).astype(str),
        Quantity=quantity.astype(int),
        UnitPrice=np.round(price[product] * dearer, 2),
    ).reset_index(drop=True)


def _sample(rng: np.random.Generator, lines: pd.DataFrame, share: float) -> pd.DataFrame:
    size = max(int(share * len(lines)), 3)
    return lines.iloc[np.sort(rng.integers(0, len(lines), size))]


def _cancelled(rng: np.random.Generator, sales: pd.DataFrame) -> pd.DataFrame:
    """Later documents that undo lines in full or in part, a few of them lines never bought."""
    lines = _sample(rng, sales, 0.022)
    n = len(lines)
    last = (pd.Timestamp(LAST_DAY) - pd.Timestamp(FIRST_DAY)).days * 1_440 + OPENS + OPEN_MINUTES
    minute = lines.Minute + 1 + rng.exponential(14 * 1_440, n).astype(int)
    part = rng.choice([1.0, 0.4, 1.5], n, p=[0.65, 0.33, 0.02])
    strange = rng.random(n) < 0.1
    return lines.assign(
        Prefix="C",
        Minute=minute.clip(upper=last),
        Quantity=-np.ceil(lines.Quantity * part).astype(int),
        UnitPrice=np.round(lines.UnitPrice * rng.choice([1.0, 0.9], n, p=[0.95, 0.05]), 2),
        StockCode=lines.StockCode.where(~strange, "19999"),
    )


def _bookkeeping(rng: np.random.Generator, sales: pd.DataFrame) -> list[pd.DataFrame]:
    """Lines that are no trade: fees, discounts, gifts, stock corrections, bad debt."""
    fees = _sample(rng, sales, 0.005)
    code = rng.choice(FEES, len(fees))
    name = np.where(code == "gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", code)
    fees = fees.assign(StockCode=code, Description=name, Quantity=1)
    discount = _sample(rng, sales, 0.0002).assign(StockCode="D", Quantity=-1, Prefix="C")
    gifts = _sample(rng, sales, 0.0001).assign(UnitPrice=0.0)
    damaged = _sample(rng, sales, 0.0025)
    damaged = damaged.assign(
        Quantity=-damaged.Quantity, UnitPrice=0.0, CustomerID=0, Description=""
    )
    debt = sales.iloc[[len(sales) // 2] * 3].assign(
        Prefix="A", StockCode="B", Description="Adjust bad debt", Quantity=1, CustomerID=0,
        UnitPrice=[11_062.06, -11_062.06, -11_062.06],
    )  # fmt: skip
    return [fees, gifts, *(part.assign(Document=-1) for part in (discount, damaged, debt))]


def _as_published(lines: pd.DataFrame) -> pd.DataFrame:
    """Number the documents by time and write dates and ids as the file does."""
    lines = lines.sort_values(["Minute", "Document"], kind="stable", ignore_index=True)
    number = FIRST_INVOICE + (lines.Document != lines.Document.shift()).cumsum() - 1
    when = (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(lines.Minute, unit="min")).dt
    date = when.month.astype(str) + "/" + when.day.astype(str) + "/" + when.year.astype(str)
    minute = when.minute.astype(str).str.zfill(2)
    return lines.assign(
        InvoiceNo=lines.Prefix + number.astype(str),
        InvoiceDate=date + " " + when.hour.astype(str) + ":" + minute,
        CustomerID=lines.CustomerID.astype("Int64").mask(lines.CustomerID == 0),
    )[list(COLUMNS)]


def _lines(rng: np.random.Generator, customers: int) -> dict[str, pd.DataFrame]:
    sales = _sales(rng, customers)
    cancelled = _cancelled(rng, sales)
    lines = pd.concat([sales, cancelled, *_bookkeeping(rng, sales)], ignore_index=True)
    # Everything that is no sale is a document of its own.
    alone = (lines.Prefix != "") | (lines.Document < 0)
    lines["Document"] = lines.Document.mask(alone, len(sales) + lines.index.to_series())
    lines = pd.concat([lines, _sample(rng, lines, 0.01)])
    return {FILES[0]: _as_published(lines)}


def twin(folder: Path, seed: int = 42, customers: int = 4_300) -> Path:
    """Write a twin of so many customers, and a third as many guests; see `files.write_twin`."""
    return write_twin(folder, PAGE, _lines, seed=seed, size=customers)
