"""The dashboard: its pages, and the filter bar that they share."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from cchc_metrics.faults import FaultsFound
from cchc_metrics.text import words
from pages import _address, _parts
from pages._server import FirstPage

PAGES = Path(__file__).parent / "pages"


def dashboard() -> None:
    """One run of the screen: the page that was asked for, under the filters."""
    st.set_page_config(page_title=words.TITLE, page_icon=str(PAGES / "assets" / "icon.png"), layout="wide")
    page = pages()
    st.html(PAGES / "assets" / "look.css")
    try:
        _parts.filter_bar()
        page.run()
        _address.write()
    except FaultsFound as found:
        _parts.show_faults(found)


def pages() -> st.Page:
    """The page asked for, out of all there are."""
    return st.navigation(
        [
            st.Page("pages/overview.py", title=words.PAGES["overview"], default=True, url_path="tong-quan"),
            st.Page("pages/indices.py", title=words.PAGES["indices"], url_path="chi-so"),
            st.Page("pages/areas.py", title=words.PAGES["areas"], url_path="linh-vuc"),
        ],
        position="top",
    )


if st.runtime.exists():
    dashboard()
else:
    # Loaded once by the server, before any browser: naming the pages now keeps Streamlit from guessing them from the
    # folder pages/, which greets the first link opened after a start with "page not found".
    pages()
    server = st.App(__file__, middleware=[Middleware(FirstPage)])
