"""HTML that the screens and the published site share: verdicts, tiles of indices, lists of areas.

The pieces are macros in templates/pieces.html. Whatever comes from data is escaped there.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cchc_metrics.text import formats, words

TEMPLATES = Path(__file__).parent / "templates"


def environment(*folders: Path) -> Environment:
    """A Jinja environment that knows the shared pieces, and the templates of further folders."""
    jinja = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals |= {"words": words, "formats": formats, "level": words.LEVELS}
    jinja.filters |= {"missing": formats.missing}
    return jinja


def piece(name: str, *values: Any, **keywords: Any) -> str:
    """The HTML of a macro of pieces.html: status, tile, areas; its parameters stand there.

    Raises: AttributeError for a piece that is not there.
    """
    return str(getattr(_template("pieces.html"), name)(*values, **keywords))


def many_units(name: str, *values: Any, **keywords: Any) -> str:
    """The HTML of a macro of many_units.html: heat, ranking, totals, owed, tiles; its parameters stand there."""
    return str(getattr(_template("many_units.html"), name)(*values, **keywords))


@cache
def _template(name: str) -> Any:
    return environment().get_template(name).module
