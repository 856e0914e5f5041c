"""What the reader is asked where a file can be read in more than one way."""

import datetime as dt
import re
from collections.abc import Mapping

import streamlit as st

from segmentation.orders_file.parsing import EARLIEST, Options

BY_ITSELF = "automatic"
DECIMALS = {"": BY_ITSELF, ".": "point, 12.50", ",": "comma, 12,50"}
DAYS = {"": BY_ITSELF, "yes": "yes, 31/12", "no": "no, 12/31"}
LINES = {"": BY_ITSELF, "sum": "summed", "once": "counted once", "distinct": "equal ones once"}
DELIMITERS = {"": BY_ITSELF, ",": "commas", ";": "semicolons", "tab": "tabs", "|": "bars"}
LABELS = {
    "delimiter": "Fields separated by",
    "decimal": "Decimal mark",
    "day_first": "Dates with the day first",
    "lines": "Rows of one order",
    "currency": "Keep only this currency",
    "snapshot": "Snapshot: the day to measure on",
}  # what the page calls the parameters that a message asks to set
LATEST = dt.date(2100, 1, 1)
WIDTH = 220  # pixels of a field


def settings(file_id: str) -> tuple[Options, dict[str, str]]:
    """Ask how a file is to be read, and for the columns of the roles that were not found."""
    state = st.session_state
    asked: Mapping[str, str] = state.get(f"roles.{file_id}", {})
    how = st.expander(
        "How the file is read", expanded=bool(asked), key=f"how.{file_id}.{len(asked)}"
    )
    with how.container(horizontal=True):
        given = {role: _column(role, guess, file_id) for role, guess in asked.items()}
        snapshot = _snapshot(file_id)
        options = Options.from_texts(
            delimiter=_select(LABELS["delimiter"], DELIMITERS, file_id),
            decimal=_select(LABELS["decimal"], DECIMALS, file_id),
            day_first=_select(LABELS["day_first"], DAYS, file_id),
            lines=_select(LABELS["lines"], LINES, file_id),
            currency=_currency(file_id),
            snapshot=snapshot,
        )
    return options, {role: name for role, name in given.items() if name}


def in_words(message: str) -> str:
    """A message that names the fields of this page, not the parameters of the command.

    Examples
    --------
    >>> in_words("set decimal to a point or a comma")
    'set “Decimal mark” to a point or a comma'
    """
    return re.sub(
        rf"\b(set )({'|'.join(LABELS)})( to)\b", lambda m: f"{m[1]}“{LABELS[m[2]]}”{m[3]}", message
    )


def _select(label: str, choices: Mapping[str, str], file_id: str) -> str:
    return st.selectbox(
        label, list(choices), format_func=choices.__getitem__, key=f"{label}.{file_id}", width=WIDTH
    )


def _currency(file_id: str) -> str:
    label = LABELS["currency"]
    return st.text_input(label, max_chars=3, key=f"currency.{file_id}", width=WIDTH).strip()


def _column(role: str, guess: str, file_id: str) -> str:
    """The column that the reader names for a role; a guess is only told, never taken."""
    perhaps = f" (perhaps {guess})" if guess else ""
    columns = ["", *st.session_state[f"columns.{file_id}"]]
    label = f"Column of the {role}{perhaps}"
    return st.selectbox(label, columns, key=f"{role}.{file_id}", width=WIDTH)


def _snapshot(file_id: str) -> str:
    """The day to measure on, where it is not the last one of the file."""
    last = st.session_state.get(f"last.{file_id}")
    if not last:
        return ""
    picked = st.date_input(
        LABELS["snapshot"],
        dt.date.fromisoformat(last),
        min_value=dt.date.fromisoformat(EARLIEST),
        max_value=LATEST,
        key=f"snapshot.{file_id}",
        format="YYYY-MM-DD",
        width=WIDTH,
    )
    return f"{picked}" if picked and f"{picked}" != last else ""


def offer_snapshot(file_id: str, last: str) -> None:
    """Let the reader choose the snapshot, now that the last day of the file is known."""
    if f"last.{file_id}" not in st.session_state:
        st.session_state[f"last.{file_id}"] = last
        st.rerun()


def offer_columns(file_id: str, suggested: Mapping[str, str], columns: list[str]) -> None:
    """Let the reader choose the columns that were not found."""
    known = st.session_state.get(f"roles.{file_id}", {})
    if not set(suggested) <= set(known):
        st.session_state[f"columns.{file_id}"] = list(dict.fromkeys(c for c in columns if c))
        st.session_state[f"roles.{file_id}"] = known | dict(suggested)
        st.rerun()
