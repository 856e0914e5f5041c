"""What an orders file says, before a report is made of it: `segmentation mine FILE --look`.

Nothing is loaded that only the report needs, so that the answer is there at once.
"""

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from segmentation.base.errors import QuestionError, sentence
from segmentation.command.cli import FAILED
from segmentation.command.mine_arguments import arguments
from segmentation.orders_file import look
from segmentation.orders_file.column_roles import PARAMETERS
from segmentation.orders_file.findings.file import GRAINS
from segmentation.orders_file.parsing import Options
from segmentation.orders_file.status_words import REFUNDED
from segmentation.reading import opening

JSON_KEYS = ("customers", "orders", "gross", "refunds", "first", "last", "currency", "rows", "used",
             "set_aside", "columns", "questions")  # fmt: skip
MOST_NAMES = 12  # of columns that are not used


def reads(values: Mapping[str, Any]) -> tuple[dict[str, str], Options]:
    """The columns and options of reading among the arguments."""
    given = {role: str(values.get(name, "")) for role, name in PARAMETERS.items()}
    texts = {f.name: values[f.name] for f in fields(Options) if f.name in values}
    return given, Options.from_texts(**texts)


def _commands(path: str, values: Mapping[str, object], answers: Mapping[str, str]) -> str:
    """The command with the answers, to be copied: as it is, and with make."""
    flags = " ".join(
        f"--{name.replace('_', '-')}"
        + ("" if value is True else f" {_quoted(str(value) or f'<{name}>')}")
        for name, value in {**values, **answers}.items()
    )
    orders = _quoted(path)
    for_make = shlex.quote(flags.replace("$", "$$"))  # a single one means something to make
    return f"  segmentation mine {orders} {flags}\n  make mine ORDERS={orders} ARGS={for_make}"


def _quoted(text: str) -> str:
    """A text as shells take it, with quotation marks that every system knows.

    Names of columns come from a file: what a shell would run between such marks gets those of
    POSIX shells, between which nothing is run.
    """
    plain = shlex.quote(text)
    return plain if plain == text or set(text) & set('"$`\\!') else f'"{text}"'


def asked(path: str, given: Mapping[str, object], error: QuestionError) -> int:
    """Print a question, and the command that answers it."""
    print(f"error: {sentence(error)}", file=sys.stderr)
    print(f"To answer, for example:\n{_commands(path, given, error.answers)}", file=sys.stderr)
    return FAILED


def _in_words(found: Mapping[str, Any]) -> str:
    """A look as lines for people."""
    gross, refunds, loose = (
        f"{found[name]:,.{found['decimals']}f} {found['currency']}".strip()
        for name in ("gross", "refunds", "refunds_unmatched")
    )
    unused = [name or "(no name)" for name in found["unused"]]
    if len(unused) > MOST_NAMES:
        unused[MOST_NAMES:] = [f"and {len(unused) - MOST_NAMES} more"]
    said: dict[str, list[str]] = {"": [], REFUNDED: [], "not": []}
    for status, meaning in found["statuses"].items():
        said[meaning if meaning in said else "not"].append(status)
    facts = {
        "files": "; ".join(
            f"{f['file']}: {f['rows']:,} rows, {f['read as']}" for f in found["files"]
        ),
        "columns": ", ".join(
            f"{'guests' if role == 'other' else role} from {name}"
            for role, name in found["columns"].items()
        ),
        "not used": ", ".join(unused),
        "a row is": GRAINS[found["grain"]],
        "sold": ", ".join(said[""]),
        "given back": ", ".join(said[REFUNDED]),
        "not sold": ", ".join(said["not"]),
        "customers": f"{found['customers']:,}, {found['repeat_buyers']:,} with several orders",
        "orders": f"{found['orders']:,} from {found['first']} to {found['last']}",
        "gross": gross,
        "refunds": refunds,
        "refunds without an order": loose if found["refunds_unmatched"] else "",
        "rows used": f"{found['used']:,} of {found['rows']:,}",
    }
    facts |= {f"  {reason}": f"{rows:,} set aside" for reason, rows in found["set_aside"].items()}
    if found["missing"]:
        facts["for clusters"] = "too little: a verdict needs " + ", ".join(found["missing"])
    width = max(map(len, facts)) + 2
    return "\n".join(f"{name:<{width}}{fact}" for name, fact in facts.items() if fact)


def run(argv: list[str]) -> int:
    """Print what a look at a file shows; 2 if something is open."""
    given = vars(arguments(argv))
    typed, as_json = given.pop("path"), given.pop("json", False)
    given.pop("look", None)
    try:
        found = look.look(opening.locate(typed), *reads(given))
    except QuestionError as error:
        if not as_json:
            return asked(typed, given, error)
        found = dict.fromkeys(JSON_KEYS) | {"questions": [sentence(error)]}
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _in_words(found))
    return FAILED if found["questions"] else 0
