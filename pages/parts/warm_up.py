"""Warm-up at server start: build the store, draw a first picture, load the modules of the pages."""

import gc
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

import altair as alt

from cchc_metrics.charts import picture
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace
from pages import parts


def warm_up() -> None:
    """Do now what would make the first visitor wait."""
    # Faults are shown to whoever opens the dashboard; here nobody would read them.
    with suppress(FaultsFound):
        Workspace.open().build()
    picture.svg(alt.Chart().mark_point())
    for package in (parts, import_module("cchc_metrics.documents")):
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    # Streamlit collects garbage after each run, before it sends the end of the page. Looking through everything loaded
    # by now would take longer than the run itself, so these objects are exempt.
    gc.collect()
    gc.freeze()
