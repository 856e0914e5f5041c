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
    colours,
    figures,
    models,
    results,
    samples,
    uploads,
)
from segmentation.app.customer_table import ORDERS, Upload
from segmentation.app.models import Model
from segmentation.app.uploads import LARGEST, MOST_ROWS, AskError, LackingError
from segmentation.cli import sentence
from segmentation.schemas import DataError
from segmentation.segmenter import WITHIN
from segmentation.sources.own_rows import Options

TYPES = ("csv", "tsv", "txt", "gz", "xlsx")
STRANGE = 0.01  # share out of range from which it is a warning
LONGEST = 700  # characters of a message that quotes the file
SHOWN = 10  # customers of the result
KEPT = "file.result"
COUNTED = {
    "scored": "in a segment",
    "Incomplete": "incomplete: a feature is missing or no number; not in a segment",
    "Undecided": "undecided: almost as near to another segment",
    "Out_Of_Range": "out of range: unlike anybody the model was trained on",
    "Too_New": "too new: joined too recently to tell",
}


def page() -> None:
    """Show the page."""
    st.title("Which segments are in this file?", anchor=False)
    model = choice.model()
    file = st.file_uploader(
        "A CSV of customers with their features, or of raw orders",
        type=TYPES, max_upload_size=LARGEST, key="file.upload",
    )  # fmt: skip
    st.markdown(
        f"At most {LARGEST} MB and {MOST_ROWS:,} rows. Nothing is kept: what is written to read "
        "the file is removed at once, and the file and its result are forgotten when this page is "
        "closed."
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
        upload = uploads.read(
            file.name, file.getvalue(), model.segmenter.features, options, given,
            lambda share, text: bar.progress(share, text),
        )  # fmt: skip
        scored = models.score(
            model.segmenter, upload.customers,
            lambda share: bar.progress(0.7 + 0.3 * share, "Finding the segments"),
        )  # fmt: skip
    except DataError as error:
        bar.empty()
        errors.error(cards.opened(shorten(sentence(error), LONGEST, placeholder=" …")))
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
    counted = results.counts(upload, scored)
    table = results.by_segment(model, upload, scored)
    comparable(model, upload, counted)
    for text in upload.notes:
        st.warning(cards.opened(text))
    if not counted["scored"]:
        checks(upload, counted)
        return
    largest = table["customers"].idxmax()
    st.subheader(
        f"{counted['scored']:,} of {counted['customers']:,} customers have a segment; "
        f"{table['share of customers'].max():.0%} are “{largest}”"
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.altair_chart(
            figures.bars(
                table,
                model,
                {
                    "share of customers": "{:.0%} in this file",
                    "share at training": "{:.0%} at training",
                },
            )
        )
    with right:
        st.html(segment_table(model, table))
    labels = results.labelled(model, upload, scored)
    st.download_button(
        "Download all customers with their segments (CSV)",
        lambda: results.as_csv(labels, upload.decimal),  # only made once it is asked for
        "segments.csv",
        "text/csv",
        type="primary",
        on_click="ignore",
    )
    checks(upload, counted)
    st.subheader("The first customers", anchor=False)
    first = labels[results.columns_of(labels)].head(SHOWN)
    st.dataframe(results.for_eyes(first), hide_index=True)


def comparable(model: Model, upload: Upload, counted: dict[str, int]) -> None:
    """Say what it means to score these customers with a model of another shop."""
    outside = counted["Out_Of_Range"] / max(counted["scored"], 1)
    unit = upload.currency or "no named currency"
    since = f", counted back from {upload.snapshot}," if upload.kind == ORDERS else ""
    said = (
        f"The model comes from another shop ({model.title}; amounts in {model.currency}, up to "
        f"{model.portrait['snapshot']}). Using it assumes that your customers{since} and your "
        f"amounts, in {unit}, are comparable: {outside:.1%} of your customers are out of range; "
        f"of its own, {1 - WITHIN:.1%} were."
    )
    (st.warning if outside > STRANGE else st.info)(cards.plain(said))


def segment_table(model: Model, table: pd.DataFrame) -> str:
    """The segments of the file in figures."""
    rows = [
        [
            name,
            f"{row['customers']:,.0f}",
            f"{row['share of customers']:.0%}",
            f"{row['share of spend']:.0%}",
            "–" if pd.isna(row["mean margin"]) else f"{row['mean margin']:.2f}",
        ]
        for name, row in table.iterrows()
        if row["customers"]
    ]
    header = ["Segment", "Customers", "Share", "Share of spend", "How sure, 0 to 1"]
    chips = colours.of_segments(model.segmenter.names)
    return cards.table(header, rows, chips=chips)


def checks(upload: Upload, counted: dict[str, int]) -> None:
    """Rows in, used and set aside, and the flags of the customers: all of it adds up."""
    st.subheader("Checks", anchor=False)
    left, right = st.columns(2, gap="large")
    rows = [[f"{part}: {reason}" if part != "in" else reason, f"{n:,}"]
            for part, reason, n in upload.rows.itertuples(index=False)]  # fmt: skip
    left.html(cards.table([f"Rows ({upload.form})", ""], rows))
    found = [["customers", f"{counted['customers']:,}"]]
    found += [[text, f"{counted[name]:,}"] for name, text in COUNTED.items()]
    title = f"Customers, measured on {upload.snapshot}" if upload.kind == ORDERS else "Customers"
    right.html(cards.table([title, ""], found))
    with st.expander("The first rows of the file as it was read"):
        st.dataframe(upload.preview, hide_index=True)
