"""One working folder: its plan, its ledger and its store.

A name is loaded from its module when it is first used: the command asks a built store without loading the plan.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cchc_metrics.intake import Excerpt
    from cchc_metrics.intake.content import NO_ANSWERS, Answers, Open, Question
    from cchc_metrics.store import Store
    from cchc_metrics.workspace.folder import (
        APP,
        folder_of,
        location_of,
        plans_of,
        scratch,
        unread_files,
        unread_line,
    )
    from cchc_metrics.workspace.preview import Preview
    from cchc_metrics.workspace.publishing import Publishable
    from cchc_metrics.workspace.saved import SavedView
    from cchc_metrics.workspace.scoring import ScorePreview
    from cchc_metrics.workspace.workspace import Workspace

__all__ = [
    "APP",
    "NO_ANSWERS",
    "Answers",
    "Excerpt",
    "Open",
    "Preview",
    "Publishable",
    "Question",
    "SavedView",
    "ScorePreview",
    "Store",
    "Workspace",
    "folder_of",
    "location_of",
    "plans_of",
    "scratch",
    "unread_files",
    "unread_line",
]

HOMES = {
    "APP": "cchc_metrics.workspace.folder",
    "Answers": "cchc_metrics.intake.content",
    "Excerpt": "cchc_metrics.intake",
    "NO_ANSWERS": "cchc_metrics.intake.content",
    "Open": "cchc_metrics.intake.content",
    "Question": "cchc_metrics.intake.content",
    "Preview": "cchc_metrics.workspace.preview",
    "Publishable": "cchc_metrics.workspace.publishing",
    "SavedView": "cchc_metrics.workspace.saved",
    "ScorePreview": "cchc_metrics.workspace.scoring",
    "Store": "cchc_metrics.store",
    "Workspace": "cchc_metrics.workspace.workspace",
    "folder_of": "cchc_metrics.workspace.folder",
    "location_of": "cchc_metrics.workspace.folder",
    "plans_of": "cchc_metrics.workspace.folder",
    "scratch": "cchc_metrics.workspace.folder",
    "unread_files": "cchc_metrics.workspace.folder",
    "unread_line": "cchc_metrics.workspace.folder",
}


def __getattr__(name: str) -> Any:
    """The class or function of this name, its module loaded first."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(HOMES[name]), name)
