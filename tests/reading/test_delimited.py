"""Texts as people and programs leave them: line ends, titles, short rows, blanks, escapes."""

from pathlib import Path

import pytest
from staged_files import HEADER, LINES, ROWS, texts, used, written

from segmentation.base.errors import DataError
from segmentation.reading.headers import header

# Line ends


@pytest.mark.parametrize(
    "ends",
    [
        ("\r\n", "\n", "\n"),
        ("\n", "\r\n", "\n"),
        ("\n", "\r", "\r\n"),
        ("\r", "\n", "\r"),
        ("\r\r\n", "\r\r\n", "\r\r\n"),
        ("\r\n", "\r\n\r\n\n", "\r"),
        ("\r\n", "\r\n", ""),
    ],
)
def test_line_ends_of_any_mixture_are_read(tmp_path: Path, ends: tuple[str, ...]) -> None:
    lines = (HEADER, *LINES)
    path = tmp_path / "x.csv"
    path.write_bytes("".join(a + b for a, b in zip(lines, ends, strict=True)).encode())
    rows, form, misfits = texts(path)
    assert (rows, form, misfits) == (ROWS, "UTF-8, separated by commas", [])


def test_line_ends_inside_of_fields_stay_in_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'customer,date,amount\r\n"a\nb",1,2\r\n"c\r\nd",3,4\r\n')
    assert texts(path)[0] == [("a\nb", "1", "2"), ("c\nd", "3", "4")]


# Headers


@pytest.mark.parametrize(
    ("above", "misfits"),
    [
        ((",,,",), [",,,"]),
        (("Orders report,,,", '"From 1, to 2",,,', ",,,"),
         ["Orders report,,,", '"From 1, to 2",,,', ",,,"]),
        (("Orders of the shop", "", "made on Monday"), ["Orders of the shop", "made on Monday"]),
        (('The "new shop',), ['The "new shop']),
        (("a,b,c,d", "1,2,3,4"), ["a,b,c,d", "1,2,3,4"]),
    ],
)  # fmt: skip
def test_lines_above_the_header_are_no_rows(
    tmp_path: Path, above: tuple[str, ...], misfits: list[str]
) -> None:
    path = written(tmp_path / "x.csv", *above[1:], HEADER, *LINES, header=above[0])
    assert texts(path)[::2] == (ROWS, misfits)


@pytest.mark.parametrize("above", ["Customer,,Order,", "Who,Who,What,What", ",,Order,"])
def test_the_second_of_two_header_rows_is_the_header(tmp_path: Path, above: str) -> None:
    assert texts(written(tmp_path / "x.csv", HEADER, *LINES, header=above))[0] == ROWS


def test_two_header_rows_make_a_name_together(tmp_path: Path) -> None:
    lines = ["Customer,,Order,\n", "id,e-mail,date,total\n", "7,x,2024-01-05,1\n"]
    names = ["Customer id", "Customer e-mail", "Order date", "Order total"]
    found = header(lines, "", "x.csv", lambda columns: [0] if columns == names else [])
    assert (found.columns, found.lines) == (names, 2)


def test_without_known_names_the_first_full_line_is_the_header(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", ",,,", "Wer,Was,Wann,Wert", "a,b,1,2", header="Report,,,")
    assert texts(path)[0] == [("a", "b", "1", "2")]


def test_names_in_a_header_may_hold_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", *LINES, header='customer,"order\nnumber",date,amount')
    assert texts(path)[::2] == (ROWS, [])


# Rows that are shorter or longer


@pytest.mark.parametrize("names", [HEADER, "Wer,Was,Wann,Wert"])
@pytest.mark.parametrize("ends", [(",", ","), (",,", ",,"), ("", ",")])
def test_commas_at_the_end_of_rows_are_no_fields(
    tmp_path: Path, names: str, ends: tuple[str, str]
) -> None:
    lines = [line + end for line, end in zip(LINES, ends, strict=True)]
    assert texts(written(tmp_path / "x.csv", *lines, header=names))[::2] == (ROWS, [])


def test_a_short_row_counts_if_what_it_lacks_is_not_used(tmp_path: Path) -> None:
    lines = ("a,2024-01-05,1", "b,2024-01-06,2,n,m", "c,2024-01-07", "d,2024-01-08,4,n,m,z",
             "e,2024-01-09,5,n,m,,")  # fmt: skip
    rows, _, misfits = texts(written(tmp_path / "x.csv", *lines, header="customer,date,amount,n,m"))
    assert sorted(row[:4] for row in rows) == [
        ("a", "2024-01-05", "1", None), ("b", "2024-01-06", "2", "n"), ("e", "2024-01-09", "5", "n")
    ]  # fmt: skip
    assert misfits == ["c,2024-01-07", "d,2024-01-08,4,n,m,z"]


def test_a_name_that_hardly_any_row_has_a_field_for_costs_no_rows(tmp_path: Path) -> None:
    lines = [f"c{i},2024-01-05,{i}" for i in range(5)] + ["d,2024-01-05,9,note"]
    rows, _, misfits = texts(written(tmp_path / "x.csv", *lines, header="customer,date,amount,n"))
    assert (len(rows), misfits) == (6, [])


# Quotation marks and escapes


def test_quotation_marks_may_be_escaped_by_a_backslash(tmp_path: Path) -> None:
    lines = (r'"Smith \"J\", Ltd",1,2024-01-05,2', r'"b, \"x\"",2,2024-01-06,3')
    rows, _, misfits = texts(written(tmp_path / "x.csv", *lines))
    assert [row[0] for row in rows] == ['Smith "J", Ltd', 'b, "x"']
    assert misfits == []


def test_a_backslash_before_a_closing_quotation_mark_is_a_backslash(tmp_path: Path) -> None:
    rows, _, misfits = texts(written(tmp_path / "x.csv", '"C:\\shop\\",1,2024-01-05,2', *LINES))
    assert (rows[0][0], len(rows), misfits) == ("C:\\shop\\", 3, [])


# Blanks


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        (("customer     order  date                 amount",
          "Anna Smith   1      2024-01-05 10:00:00  10.5",
          "Bo           2      2024-01-31 00:00:00  1,234.5"), "wide blanks"),
        (("customer order date amount", '"Anna Smith" 1 2024-01-05 10:00:00 10.5',
          "Bo 2 2024-01-31 00:00:00 1,234.5"), "blanks"),
    ],
)  # fmt: skip
def test_fields_may_be_parted_by_blanks(tmp_path: Path, lines: tuple[str, ...], mark: str) -> None:
    rows, form, misfits = texts(written(tmp_path / "x.txt", *lines[1:], header=lines[0]))
    assert [(row[0], row[3]) for row in rows] == [("Anna Smith", "10.5"), ("Bo", "1,234.5")]
    assert [row[2][:10] for row in rows] == ["2024-01-05", "2024-01-31"]
    assert (form, misfits) == (f"UTF-8, separated by {mark}", [])


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_blanks_in_names_part_no_fields(mark: str) -> None:
    names = ["customer", "date amount customer", "date", "amount"]
    found = header([mark.join(names) + "\n", mark.join("a1b2") + "\n"], "", "x.csv", used)
    assert (found.mark, found.columns) == (mark, names)


def test_a_sentence_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not parted into columns"):
        texts(written(tmp_path / "x.txt", "Best wishes", header="Here is what you asked for."))


# Names of files


@pytest.mark.parametrize("name", ["ORDERS.CSV", "orders [1].csv", "orders(2).Csv", "a*b?.csv"])
def test_files_may_have_any_name(tmp_path: Path, name: str) -> None:
    written(tmp_path / "orders 1.csv", "wrong,9,2024-01-05,9")
    assert texts(written(tmp_path / name, *LINES))[0] == ROWS
