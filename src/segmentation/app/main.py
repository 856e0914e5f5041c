"""The frame of the app: its pages, and what to say if a model cannot be loaded."""

from collections.abc import Callable

import streamlit as st

from segmentation.app import cards, customer, file, segments
from segmentation.base.errors import DataError, sentence


def guarded(page: Callable[[], None]) -> None:
    """Show a page; what its user can mend is told in one sentence."""
    try:
        page()
    except (DataError, OSError) as error:
        st.error(cards.opened(sentence(error)))


def one_customer() -> None:
    """The page of one customer."""
    guarded(customer.page)


def a_file() -> None:
    """The page of a file."""
    guarded(file.page)


def the_segments() -> None:
    """The page of the segments."""
    guarded(segments.page)


def show() -> None:
    """Show the page that was asked for."""
    st.set_page_config(page_title="Customer segments", page_icon="◆", layout="wide")
    pages = [
        st.Page(one_customer, title="One customer", url_path="customer", default=True),
        st.Page(a_file, title="A file", url_path="file"),
        st.Page(the_segments, title="The segments", url_path="segments"),
    ]
    found = st.navigation(pages, position="hidden")
    st.html(cards.STYLE)
    with st.container(horizontal=True, gap="small", key="pages"):
        for page in pages:  # links in the page itself, since a phone would hide a menu
            st.page_link(page)
    found.run()
