"""The frame of the app: its pages, and what to say if a model cannot be loaded."""

from collections.abc import Callable

import streamlit as st

from segmentation.app import cards, customer, file, segments
from segmentation.base.errors import DataError, sentence


def guarded(page: Callable[[], None]) -> Callable[[], None]:
    """A page that tells in one sentence what its user can mend."""

    def shown() -> None:
        try:
            page()
        except (DataError, OSError) as error:
            st.error(cards.opened(sentence(error)))

    return shown


one_customer, a_file, the_segments = map(guarded, (customer.page, file.page, segments.page))


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
