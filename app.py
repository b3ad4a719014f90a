"""The dashboard: its pages, and the bar above them."""

import atexit
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import Refusal
from cchc_metrics.text import words
from cchc_metrics.workspace import location_of, scratch
from pages.parts import acts, address, data, figures, presenting
from pages.parts.server import ROUTES, FirstPage, Gate, warm_up
from pages.parts.top_bar import title_of, top_bar, unknown_name

PAGES = Path(__file__).parent / "pages"


def dashboard() -> None:
    """One run of the screen: the page of the address under the top bar, or the presentation."""
    data.begin()
    screens = pages()
    page = st.navigation(screens, position="hidden")
    try:
        title = "Trình chiếu" if presenting.is_requested() else title_of(page)
        st.set_page_config(
            page_title=f"{title} · Cải cách hành chính", page_icon=str(PAGES / "assets" / "icon.png"), layout="wide"
        )
        acts.require("xem")
        if presenting.is_requested():
            st.html('<h1 class="unseen">Trình chiếu</h1>')
            presenting.present(page.url_path)
            return
        top_bar(screens, page)
        address.resume_link(page.url_path)
        data.show_damage()
        page.run()
        acts.login_button()
        address.write()
    except address.UnknownName as fault:
        unknown_name(fault, page.url_path)
    except Refusal as refusal:
        st.error(str(refusal))
        acts.login_button()
    except FaultError as faults:
        data.show_faults(faults)
        figures.way_out()


def pages() -> list[st.Page]:
    """All pages, in the order of the top bar."""
    return [
        st.Page(f"pages/{file}.py", title=words.PAGES[file], default=not url, url_path=url)
        for url, file in address.PAGE_FILES.items()
    ]


if st.runtime.exists():
    dashboard()
else:
    # The server loads this file once, before any browser comes. Naming the pages now keeps Streamlit from guessing them
    # from the folder pages/, which would greet the first link opened after a start with "page not found".
    st.navigation(pages(), position="hidden")
    # What a killed server leaves half-written lies in the working folder, where it is swept away.
    until_the_end = ExitStack()
    until_the_end.enter_context(scratch(location_of().folder))
    atexit.register(until_the_end.close)
    Thread(target=warm_up, daemon=True).start()
    server = st.App(__file__, middleware=[Middleware(Gate), Middleware(FirstPage)], routes=ROUTES)
