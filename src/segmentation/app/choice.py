"""What every page asks first: which model; and what every page says of it."""

import streamlit as st

from segmentation.app import colours
from segmentation.app.models import NAMES, Model, load


def model() -> Model:
    """The model that the reader chose; the choice goes along from page to page."""
    titles = {name: load(name).title for name in NAMES}
    name = st.radio(
        "Model", NAMES, format_func=titles.__getitem__, horizontal=True, key="model",
        persist_state="session",
    )  # fmt: skip
    return load(name or NAMES[0])


def dark() -> bool:
    """Whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def ink_and_paper() -> tuple[str, str]:
    """Colours of text and background in the reader's theme, for marks in charts."""
    return (colours.DARK["textColor"], colours.DARK["backgroundColor"]) if dark() else (
        colours.LIGHT["textColor"], colours.LIGHT["backgroundColor"])  # fmt: skip
