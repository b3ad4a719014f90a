"""One working folder: its plan, its ledger and its store."""

from cchc_metrics.intake import Excerpt
from cchc_metrics.store import Store
from cchc_metrics.workspace.preview import Preview
from cchc_metrics.workspace.publishing import Publishable
from cchc_metrics.workspace.saved import SavedView
from cchc_metrics.workspace.workspace import APP, Workspace

__all__ = ["APP", "Excerpt", "Preview", "Publishable", "SavedView", "Store", "Workspace"]
