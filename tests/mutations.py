"""Changes to the bytes of an orders file: some hurt it, some leave what it says as it is."""

import csv
import io
import random
from collections.abc import Callable

Hurt = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, draw: random.Random) -> bytes:
    """Some bytes become others."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 3, 30))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def cut(data: bytes, draw: random.Random) -> bytes:
    """The file breaks off, or begins late."""
    at = draw.randrange(len(data))
    return data[:at] if draw.random() < 0.7 else data[at:]


def take_out(data: bytes, draw: random.Random) -> bytes:
    """A piece is missing."""
    at = draw.randrange(len(data))
    return data[:at] + data[at + draw.randrange(1, 400) :]


ODD = (b'"', b"'", b"\x00", b"\r", b"\n\n", b"\\", b";;;", b",,,", b"=1+1", b"\xff\xfe",
       b"\x1a", "\u200b\u202e".encode(), b"9" * 400, b"-", b"NaN", b"1e308")  # fmt: skip


def put_in(data: bytes, draw: random.Random) -> bytes:
    """Something that does not belong there: bytes, quotation marks, zeros, formulas."""
    for _ in range(draw.choice((1, 2, 9))):
        at = draw.randrange(len(data) + 1)
        data = data[:at] + draw.choice(ODD) + data[at:]
    return data


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def double_lines(data: bytes, draw: random.Random) -> bytes:
    """Some lines come twice, the header perhaps among them."""
    lines = _lines(data)
    for _ in range(draw.choice((1, 5, 40))):
        at = draw.randrange(len(lines))
        lines.insert(draw.choice((at, draw.randrange(len(lines)))), lines[at])
    return b"".join(lines)


def drop_lines(data: bytes, draw: random.Random) -> bytes:
    """Some lines are gone, the header perhaps among them."""
    lines = _lines(data)
    gone = {draw.randrange(len(lines)) for _ in range(draw.choice((1, len(lines), 4 * len(lines))))}
    return b"".join(line for i, line in enumerate(lines) if i not in gone)


def mix_lines(data: bytes, draw: random.Random) -> bytes:
    """The lines come in another order, the header somewhere among them."""
    lines = _lines(data)
    draw.shuffle(lines)
    return b"".join(lines)


def swap_fields(data: bytes, draw: random.Random) -> bytes:
    """Fields change places, within a line or with another one, the header perhaps among them."""
    lines = _lines(data)
    mark = max((b",", b";", b"\t"), key=lines[0].count)
    for _ in range(draw.choice((1, 4, 60))):
        one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        other = draw.choice((one, other))
        a, b = lines[one].split(mark), lines[other].split(mark)
        b = a if one == other else b
        i, j = draw.randrange(len(a)), draw.randrange(len(b))
        a[i], b[j] = b[j], a[i]
        lines[one], lines[other] = mark.join(a), mark.join(b)
    return b"".join(lines)


HURT: tuple[Hurt, ...] = (
    flip, cut, take_out, put_in, double_lines, drop_lines, mix_lines, swap_fields
)  # fmt: skip


def hurt(data: bytes, seed: int) -> tuple[str, bytes]:
    """The change of this number, and sometimes a second one on top: its names, and the file."""
    draw = random.Random(seed)
    ways = [HURT[seed % len(HURT)], *draw.choices(HURT, k=draw.choice((0, 0, 1)))]
    for way in ways:
        data = way(data, draw) or b"\n"
    return " and ".join(way.__name__ for way in ways), data


DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
ENDS = ("\n", "\r\n", "\r", "mixed")
QUOTING = {"few": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL, "texts": csv.QUOTE_NONNUMERIC}


def alike(table: list[list[str]], seed: int) -> tuple[tuple[str, ...], bytes]:
    """The same table, written in another way: how, and the file.

    Every encoding meets every kind of line end; delimiter, quoting and places are drawn.

    Parameters
    ----------
    table : list of list of str
        The header and the rows.
    seed : int

    Returns
    -------
    way : tuple of str
        Encoding, delimiter, line ends, what is quoted, and whether columns were moved.
    data : bytes
    """
    draw = random.Random(seed)
    mark, encoding = draw.choice(DELIMITERS), ENCODINGS[seed % 4]
    end, quoting = ENDS[seed // 4 % 4], draw.choice(list(QUOTING))
    if draw.random() < 0.5:
        places = draw.sample(range(len(table[0])), len(table[0]))
        table = [[row[i] for i in places] for row in table]
        moved = "columns moved"
    else:
        moved = "columns in place"
    lines = []
    for row in table:
        out = io.StringIO()
        csv.writer(out, delimiter=mark, quoting=QUOTING[quoting], lineterminator="").writerow(row)
        lines.append(out.getvalue() + (draw.choice(ENDS[:3]) if end == "mixed" else end))
    return (encoding, mark, end, quoting, moved), "".join(lines).encode(encoding)


def table_of(data: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    """The fields of a file that is well written."""
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
