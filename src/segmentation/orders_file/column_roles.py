"""Which column of an orders file is the customer, the date, the amount: found by its name.

Names are compared without case, accents, blanks and punctuation, in the languages of `vocabulary`.
What fits two columns is asked for, never guessed, unless nothing is summed by it.
"""

from collections.abc import Collection, Mapping, Sequence

from segmentation.base.errors import DataError, QuestionError
from segmentation.orders_file import vocabulary
from segmentation.orders_file.naming import before, plain, qualified, usual
from segmentation.orders_file.suggesting import is_value, listed, suggest
from segmentation.orders_file.vocabulary import NAMES

# Role → the parameter that names its column.
PARAMETERS = {role: "currency_column" if role == "currency" else role for role in NAMES}
ITEM = {"quantity": "item quantity", "price": "item price"}  # beside an amount
NONE = "none"  # as a parameter: do not look for this column

EXCERPT = 80  # characters of a line in an error
# Roles of which the first that fits will do, since nothing is summed by them.
BY_THE_WAY = ("product", "country", "category")
# What a column of statuses is about → its usual names.
ABOUT = {
    "payment": NAMES["status"][0],
    "order": NAMES["status"][1],
    "any": NAMES["status"][2],
    "shipment": vocabulary.FULFILMENT,
    "cancelled": vocabulary.CANCELLED,
    "test": vocabulary.TEST,
    "mode": vocabulary.MODE,
    "live": vocabulary.LIVE,
    "paid": vocabulary.PAID,
    "type": vocabulary.TYPE,
}
# By what else a customer may be told, the surest first.
PEOPLE = {
    "e-mail": NAMES["customer"][2],
    "phone": vocabulary.PHONE,
    "name": vocabulary.PERSON,
    "device": vocabulary.DEVICE,
}
NEEDED = ("customer", "date", "amount")
# Roles whose columns come in twins, such as one with taxes and one without.
QUALIFIED = ("date", "amount", "returned", "quantity", "price")


class OpenColumnsError(QuestionError):
    """Columns that are not found, or could be several; `suggested` is role → a column or ""."""

    def __init__(self, message: str, suggested: dict[str, str]) -> None:
        super().__init__(message, {PARAMETERS[role]: name for role, name in suggested.items()})
        self.suggested = suggested


def has_further_lines(columns: list[str]) -> bool:
    """Whether an order goes on in rows without an amount, as in exports of Shopify."""
    return any(plain(name).startswith("lineitem") for name in columns)


def _named(role: str, name: str, columns: list[str], cells: Sequence[str]) -> int:
    """The position of a column that was asked for, its case and blanks forgiven."""
    for fits in (lambda c: c == name, lambda c: c.strip().casefold() == name.strip().casefold()):
        found = [i for i, column in enumerate(columns) if fits(column)]
        if len(found) > 1:
            raise DataError(f"the column {name} ({role}) is there {len(found)} times; rename one.")
        if found:
            return found[0]
    raise OpenColumnsError(
        f"there is no column {name!r} ({role}); the columns found are "
        f"{listed(columns, [role], cells)}.",
        {role: suggest(role, columns, [])},
    )


def by_usual_name(role: str, columns: list[str]) -> list[int]:
    """The positions of the columns that a role is usually called by."""
    names = [plain(column) for column in columns]
    lines = NAMES[role]
    if role == "order" and (has_further_lines(columns) or "financialstatus" in names):
        lines = ("name", *lines)  # Shopify
    twins = [qualified(column)[0] for column in columns] if role in QUALIFIED else names
    for line in lines:
        pairs = enumerate(zip(names, twins, strict=True))
        found = [i for i, pair in pairs if usual(line).intersection(pair)]
        if found:
            return before(columns, found) if role in QUALIFIED else found
    return []


def find(columns: list[str], given: Mapping[str, str], cells: Sequence[str] = ()) -> dict[str, int]:
    """Find the column of each role: role → position, of those that are there.

    `given` is role → name of the column, "" to find it, "none" if there is none; `cells` are what
    stands in each column, to be shown in a question.

    An amount, if there is one, makes quantity and price superfluous; they are "item quantity" and
    "item price" then. Beside the roles of `NAMES`: "customer 2", "order 2" and so on for other
    columns that could be it, "amount 2" for its twin, "status 2" for further statuses, and the
    kinds of `PEOPLE`.

    All columns that are open are one `OpenColumnsError`; a first line that is no header, or a
    column that is named twice, is a `DataError`.
    """
    found: dict[str, int] = {}
    further: dict[str, int] = {}
    several: dict[str, list[str]] = {}
    for role in NAMES:
        name = given.get(role, "")
        if name.casefold() == NONE:
            continue
        if name:
            at = [_named(role, name, columns, cells)]
        else:
            at = _statuses(columns) if role == "status" else by_usual_name(role, columns)
        if role in BY_THE_WAY:
            at = at[:1]
        elif _rows_tell(role, [columns[i] for i in at]):
            further |= {f"{role} {n}": position for n, position in enumerate(at[1:], 2)}
            at = at[:1]
        if len(at) > 1:
            several[role] = [columns[i] for i in at]
        elif at:
            found[role] = at[0]
    if given.get("quantity") and given.get("price") and not given.get("amount"):
        found.pop("amount", None)  # asked for by name, they go before an amount found by itself
        further = {role: at for role, at in further.items() if role.split()[0] != "amount"}
    by_parts = {"quantity", "price"} <= set(found)
    missing = [r for r in NEEDED if r not in found and r not in several]
    missing = [r for r in missing if r != "amount" or not by_parts]
    _check_header(columns, list(found.values()), bool(missing))
    if missing or several:
        raise _open(missing, several, columns, list(found.values()), cells)
    if "amount" in found:
        further |= {ITEM[r]: at for r, at in found.items() if by_parts and r in ITEM}
        found = {role: at for role, at in found.items() if role not in ITEM}
    twice = [role for role, at in found.items() if list(found.values()).count(at) > 1]
    if twice:
        name = columns[found[twice[0]]]
        raise DataError(f"the column {name} is taken as {' and as '.join(twice)}; name another.")
    further |= _people(columns, {*found.values(), *further.values()})
    taken = set(found.values())
    return found | {role: at for role, at in further.items() if at not in taken}


def _rows_tell(role: str, names: list[str]) -> bool:
    """Whether the rows tell which of several columns is meant, or that all say the same."""
    if role in ("order", "status"):
        return True
    if role == "customer":
        alike = all(is_code(name) or is_mailbox(name) for name in names)
    else:  # names that are one but for what stands behind them
        alike = role == "amount" and len({qualified(name)[0] for name in names}) == 1
    return alike and len(set(names)) == len(names)


def _statuses(columns: list[str]) -> list[int]:
    """The positions of all columns that may tell a sale, in the order of `ABOUT`."""
    kinds = [meant_by(column, "") for column in columns]
    return [i for about in ABOUT for i, kind in enumerate(kinds) if kind == about]


def _people(columns: list[str], taken: Collection[int]) -> dict[str, int]:
    """The first column of each kind of `PEOPLE` that is not taken yet."""
    free = {i: plain(column) for i, column in enumerate(columns) if i not in taken}
    found = {
        kind: next((i for i, name in free.items() if name in usual(words)), -1)
        for kind, words in PEOPLE.items()
    }
    return {kind: at for kind, at in found.items() if at >= 0}


def is_status(role: str) -> bool:
    """Whether a role is one of the columns that tell a sale."""
    return role.partition(" ")[0] == "status"


def meant_by(column: str, otherwise: str = "order") -> str:
    """What a column of statuses is about: one of `ABOUT`."""
    name = plain(column)
    return next((about for about, words in ABOUT.items() if name in usual(words)), otherwise)


def is_mailbox(column: str) -> bool:
    """Whether a column is called as one of e-mails."""
    return plain(column) in usual(PEOPLE["e-mail"])


def is_phone(column: str) -> bool:
    """Whether a column is called as one of telephone numbers."""
    return plain(column) in usual(PEOPLE["phone"])


def is_code(column: str) -> bool:
    """Whether a column is called as one of ids, not of names."""
    return plain(column) in usual(NAMES["customer"][0])


def _open(
    missing: list[str], several: dict[str, list[str]], columns: list[str], taken: list[int],
    cells: Sequence[str],
) -> OpenColumnsError:  # fmt: skip
    """One sentence on all columns that are to be set."""
    said = [
        f"the {role} could be any of {', '.join(names)}; set {role} to the right one"
        for role, names in several.items()
    ]
    if missing:
        said.insert(
            0,
            f"no column is known as {' or '.join(missing)}; set {', '.join(missing)} to one of "
            f"{listed(columns, missing, cells)}",
        )
    suggested = {role: suggest(role, columns, taken) for role in missing}
    return OpenColumnsError("; ".join(said) + ".", suggested | dict.fromkeys(several, ""))


def _check_header(columns: list[str], taken: list[int], missing: bool) -> None:
    """Raise if the first line is an order rather than a header."""
    looked_at = columns if missing else [columns[i] for i in taken]
    value = next((name for name in looked_at if is_value(name)), None)
    if value is not None:
        line = ", ".join(column or "(no name)" for column in columns)
        raise DataError(
            f"the first line ({line[:EXCERPT]}) looks like an order, not a header, since {value} "
            "is no name; put a line with the names of the columns above it."
        )
