"""Files that people upload to the app, good and hostile."""

import gzip
import io
import random
import zipfile

import openpyxl
import pandas as pd

from segmentation.app.uploads import MB, Limits

RFM = ["Recency", "Frequency", "Monetary"]
HEADER = "Customer_ID,Recency,Frequency,Monetary\n"
ROW = HEADER + "0017,1,2,3.5\n"
ORDERS = (
    "customer,order,date,amount\n"
    "a,1,2024-01-01,10.00\na,2,2024-01-11,20.50\nb,3,2024-01-05,7.00\n,4,2024-01-06,1.00\n"
)


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [["Customer_ID", *RFM], ["0017", 1, 2, 3.5]]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def parquet(rows: int) -> bytes:
    out = io.BytesIO()
    columns = {"Customer_ID": ["0017"] * rows} | {name: [1.0] * rows for name in RFM}
    pd.DataFrame(columns).to_parquet(out)
    return out.getvalue()


def buyers(n: int, orders: int) -> bytes:
    """Customers with so many orders each."""
    return (HEADER + f"a,10,{orders},500\n" * n).encode()


NOISE = random.Random(0)
HOSTILE = {
    "empty": b"",
    "blank": b"\n \n\n",
    "zeros": b"\x00" * 1_000,
    "noise": NOISE.randbytes(5_000),
    "picture": b"\x89PNG\r\n\x1a\n" + NOISE.randbytes(2_000),
    "pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "database": b"SQLite format 3\x00" + b"\x00" * 200,
    "web page": b"<!DOCTYPE html><html><body><p>1</p></body></html>",
    "web page with commas": b"<html>\n<p>a, b</p>\n<script>c, d</script></html>",
    "json": b'{"a": [1, 2, 3], "b": {"c": 1}}',
    "one column": b"Recency\n1\n2\n",
    "no rows": HEADER.encode(),
    "no rows, Windows": HEADER.replace("\n", "\r\n").encode(),
    "blank rows only": (HEADER + ",,,\n,,,\n").encode(),
    "no row fits": (HEADER + "1,2\n1,2,3,4,5\n").encode(),
    "a column twice": b"Customer_ID,Recency,Recency,Frequency,Monetary\n1,2,3,4,5\n",
    "quotation mark": (HEADER + '"a,1,2,3\nb,1,2,3\n').encode(),
    "5,000 columns": ("c," * 4_999 + "c\n" + "1," * 4_999 + "1\n").encode(),
    "endless line": b"a," * 1_000_000,
    "escape codes": b"\x07\x1b[31m,a\n1,2\n",
    "gzip bomb": gzip.compress(bytes(Limits.unpacked * MB + 1), 9),
    "zip bomb": zipped("xl/workbook.xml", bytes(Limits.unpacked * MB + 1)),
    "broken zip": b"PK\x03\x04" + b"x" * 500,
    "a zip of something": zipped("a.txt", b"hello"),
    "broken gzip": b"\x1f\x8b" + b"x" * 500,
    "cut gzip": gzip.compress(ROW.encode() * 1_000)[:60],
    "broken Parquet": b"PAR1" + b"x" * 500,
    "two ways to read": (HEADER + "1,1,2,1.234\n2,2,3,5.678\n").encode(),
    "dates in two ways": b"customer,date,amount\na,01/02/2024,1\nb,03/04/2024,5\n",
    "an order for a header": b"a,2024-01-01,5.00\nb,2024-01-02,6.00\n",
    "no order fits": b"customer,date,amount\n,2024-01-01,5.00\nb,never,6.00\n",
    "an amount beyond all": b"customer,date,amount\na,2024-01-01,1e99\n",
    "other columns": b"a,b\n1,2\n",
}


NINE = "Customer_ID,Recency,Frequency,Monetary,Tenure,Return_Rate,Discount_Usage,"
NINE += "Satisfaction_Score,Avg_Time_Site_Min,Support_Calls\n"


def nine(*rates: str, rating: str = "4") -> bytes:
    """A file of the nine features with these return rates."""
    rows = [f'{i},5,10,100,400,"{rate}",1,{rating},9,1\n' for i, rate in enumerate(rates)]
    return (NINE + "".join(rows)).encode()
