"""What takes longer once than ever after, done when the server starts and before anybody asks."""

import gc
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

import altair as alt

from cchc_metrics.charts import picture
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace
from pages import parts


def get_ready() -> None:
    """Build the figures, draw a first picture and load what the pages share."""
    # Whoever opens the dashboard sees the faults; here there is nobody to tell.
    with suppress(FaultsFound):
        Workspace.open().build()
    picture.drawn(alt.Chart().mark_point())
    for module in iter_modules(parts.__path__):
        import_module(f"{parts.__name__}.{module.name}")
    # Streamlit looks for garbage after each run, before it sends the end of the page. Whatever is here by now stays,
    # and to look through all of it each time would take longer than the run itself.
    gc.collect()
    gc.freeze()
