"""The page of a file: customers or orders in, segments out."""

from textwrap import shorten
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from segmentation.app import (
    asking,
    cards,
    choice,
    comparing,
    figures,
    models,
    results,
    samples,
    uploads,
    words,
)
from segmentation.app.customer_table import Upload
from segmentation.app.models import Model
from segmentation.app.uploads import AskError, LackingError, Limits, Request
from segmentation.base import palette
from segmentation.base.errors import DataError, sentence
from segmentation.orders_file.parsing import Options
from segmentation.scoring.model import WITHIN

TYPES = ("csv", "tsv", "txt", "gz", "xlsx", "parquet")
STRANGE = 0.01  # share out of range from which it is a warning
LONGEST = 700  # characters of a message that quotes the file
SHOWN = 10  # customers of the result
KEPT = "file.result"
OWN = "`segmentation mine FILE` finds segments of your own shop from its orders."
COUNTED = {
    "scored": "in a segment",
    "Incomplete": "incomplete: a feature is missing or no number; not in a segment",
    "Undecided": "undecided: almost as near to another segment",
    "Out_Of_Range": f"out of range: farther from its segment's centre than {WITHIN:.1%} of the "
    "training customers were",
    results.BEYOND: "beyond seen: a figure that the model has never seen",
    "Too_New": "too new: joined too recently to tell",
}


def page() -> None:
    """Show the page."""
    st.title("Which segments are in this file?", anchor=False)
    model = choice.model()
    file = st.file_uploader(
        "CSV, Excel or Parquet: customers with their features, or raw orders",
        type=TYPES, max_upload_size=Limits.size, key="file.upload",
    )  # fmt: skip
    st.markdown(
        f"At most {Limits.size} MB and {Limits.rows:,} rows. Nothing is kept: what is written to "
        "read the file is removed at once, and the file and its result are forgotten when this "
        "page is closed."
    )
    if file is None:
        st.session_state.pop(KEPT, None)
        examples()
        return
    errors = st.container()
    options, given = asking.settings(file.file_id)
    found = result(file, model, options, given, errors)
    if found is not None:
        show(model, *found)


def examples() -> None:
    """Files to try the page with."""
    st.markdown("**No file at hand?** Try one of these:")
    with st.container(horizontal=True):
        st.download_button(
            "Sample of customers", samples.customers, "sample_customers.csv", "text/csv",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Sample of orders", samples.orders, "sample_orders.csv", "text/csv", on_click="ignore"
        )


def result(
    file: UploadedFile, model: Model, options: Options, given: dict[str, str], errors: Any
) -> tuple[Upload, pd.DataFrame] | None:
    """The customers of a file and their segments; computed once for the same settings."""
    asked = (file.file_id, model.name, options, tuple(given.items()))
    kept = st.session_state.get(KEPT)
    if kept and kept[0] == asked:
        return kept[1]
    st.session_state.pop(KEPT, None)
    bar = errors.progress(0.0, "Reading the file")
    try:
        request = Request(
            wanted=model.segmenter.features, options=options, given=given, tell=bar.progress
        )
        upload = uploads.read(file.name, file.getvalue(), request)
        scored = models.score(
            model.segmenter, upload.customers,
            lambda share: bar.progress(0.7 + 0.3 * share, "Finding the segments"),
        )  # fmt: skip
    except DataError as error:
        bar.empty()
        said = shorten(sentence(error), LONGEST, placeholder=" …")
        errors.error(cards.opened(asking.in_words(said)))
        _offer(error, file.file_id, errors)
        return None
    bar.empty()
    st.session_state[KEPT] = (asked, (upload, scored))
    if upload.snapshot:
        asking.offer_snapshot(file.file_id, upload.snapshot)
    return upload, scored


def _offer(error: DataError, file_id: str, errors: Any) -> None:
    """What the reader can do about an error with one click."""
    if isinstance(error, LackingError) and error.enough:
        errors.button("Use the model of recency, orders and spend", type="primary",
                      on_click=_use_rfm)  # fmt: skip
    if isinstance(error, AskError):
        asking.offer_columns(file_id, error.suggested, error.columns)


def _use_rfm() -> None:
    st.session_state["model"] = next(name for name in models.NAMES if models.only_rfm(name))


def show(model: Model, upload: Upload, scored: pd.DataFrame) -> None:
    """The segments of a file, the checks, and the file to take away."""
    outside = comparing.beyond(model, upload.customers, scored)
    counted = results.counts(upload, scored) | {results.BEYOND: int(outside.any(axis=1).sum())}
    table = results.by_segment(model, upload, scored)
    if not counted["scored"]:
        st.error(cards.bullets(["Nobody in this file could be scored.", *upload.notes]))
        checks(upload, counted)
        return
    comparable(model, upload, counted, table)
    notes = list(upload.notes)
    if counted[results.BEYOND]:
        notes.append(comparing.beyond_sentence(model, upload, outside))
    if notes:
        st.warning(cards.bullets(notes))
    st.subheader(headline(counted, table), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        said = {"share of customers": figures.share("in this file"),
                "share at training": figures.share("at training")}  # fmt: skip
        st.altair_chart(figures.bars(table, model, said))
    with right:
        st.html(segment_table(model, table))
    labels = results.labelled(model, upload, scored)
    st.download_button(
        "Download all customers with their segments (CSV)",
        lambda: results.as_csv(labels, upload.decimal),  # only made once it is asked for
        "segments.csv", "text/csv", type="primary", on_click="ignore",
    )  # fmt: skip
    checks(upload, counted)
    st.subheader("The first customers", anchor=False)
    first = labels[results.columns_of(labels)].head(SHOWN)
    st.dataframe(results.for_eyes(first), hide_index=True)


def headline(counted: dict[str, int], table: pd.DataFrame) -> str:
    """How many have a segment, and the largest; not if the model hardly tells them apart."""
    said = f"{counted['scored']:,} of {counted['customers']:,} customers have a segment"
    if comparing.is_shifted(table):
        return said
    largest = table["customers"].idxmax()
    return f"{said}; {words.percent(table['share of customers'].max())} are “{largest}”"


def comparable(model: Model, upload: Upload, counted: dict[str, int], table: pd.DataFrame) -> None:
    """Say what it means to score these customers with a model of another shop."""
    unit = upload.currency or "no named currency"
    since = f", counted back from {upload.snapshot}," if upload.snapshot else ""
    said = (
        f"The model comes from another shop ({model.title}; amounts in {model.currency}, up to "
        f"{model.portrait['snapshot']}). Using it assumes that your customers{since} and your "
        f"amounts, in {unit}, are comparable"
    )
    if comparing.is_shifted(table):
        shifted = cards.opened(comparing.shift_sentence(table))
        st.warning(f"{shifted} {OWN}\n\n{cards.plain(said)}.")
        return
    outside = counted["Out_Of_Range"] / max(counted["scored"], 1)
    said += (
        f": {outside:.1%} of your customers are out of range; of its own, {1 - WITHIN:.1%} were."
    )
    if counted["scored"] < comparing.FEWEST:
        said += (
            f" Of fewer than {comparing.FEWEST} customers it cannot be told whether their mix of "
            "segments is like the model's own."
        )
    (st.warning if outside > STRANGE else st.info)(cards.plain(said))


def segment_table(model: Model, table: pd.DataFrame) -> str:
    """The segments of the file in figures."""
    rows = [
        [
            name,
            f"{row['customers']:,.0f}",
            words.percent(row["share of customers"]),
            words.percent(row["share of spend"]),
            "–" if pd.isna(row["mean margin"]) else f"{row['mean margin']:.2f}",
        ]
        for name, row in table.iterrows()
        if row["customers"]
    ]
    header = ["Segment", "Customers", "Share", "Share of spend", "Mean score"]
    chips = palette.colours(model.segmenter.names)
    note = cards.small(f"{cards.SCORE} In the download it is called Margin.")
    return cards.table(header, rows, chips=chips) + note


def checks(upload: Upload, counted: dict[str, int]) -> None:
    """Rows in, used and set aside, and the flags of the customers: all of it adds up."""
    st.subheader("Checks", anchor=False)
    left, right = st.columns(2, gap="large")
    rows = [[f"{part}: {reason}" if part != "in" else reason, f"{n:,}"]
            for part, reason, n in upload.rows.itertuples(index=False)]  # fmt: skip
    left.html(cards.table([f"Rows ({upload.form})", ""], rows))
    found = [["customers", f"{counted['customers']:,}"]]
    found += [[text, f"{counted[name]:,}"] for name, text in COUNTED.items()]
    title = f"Customers, measured on {upload.snapshot}" if upload.snapshot else "Customers"
    right.html(cards.table([title, ""], found))
    with st.expander("The first rows of the file as it was read"):
        st.dataframe(upload.preview, hide_index=True)
