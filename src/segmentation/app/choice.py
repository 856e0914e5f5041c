"""What every page asks first: which model; and what every page says of it."""

import streamlit as st

from segmentation.app import cards, words
from segmentation.app.models import NAMES, Model, load


def model() -> Model:
    """The model that the reader chose, and its data; the choice goes along from page to page."""
    titles = {name: load(name).title for name in NAMES}
    name = st.radio(
        "Model", NAMES, format_func=titles.__getitem__, horizontal=True, key="model",
        persist_state="session",
    )  # fmt: skip
    found = load(name or NAMES[0])
    st.html(cards.small(f"Data: {words.customers(found)}. {found.portrait['source']}"))
    return found
