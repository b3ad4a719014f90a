"""A Word template whose texts are made ready once, for every document that is made of it."""

from functools import lru_cache

from docxtpl import DocxTemplate
from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Each template has a body and some heads and feet.
MOST_TEXTS = 100


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox in which templates are rendered; what is put into a field is never read as markup."""

    def from_string(self, source: str) -> Template:  # type: ignore[override]
        """The template of a text, compiled once."""
        return _compiled(source)


SANDBOX = Sandbox(autoescape=True)


class Mould(DocxTemplate):  # type: ignore[misc]
    """A Word template, each text of which is cleaned of what Word wrote between the signs of a field once."""

    def patch_xml(self, src_xml: str) -> str:
        """The text of a part of the file with whole fields."""
        return _patched(src_xml)


@lru_cache(maxsize=MOST_TEXTS)
def _compiled(source: str) -> Template:
    return ImmutableSandboxedEnvironment.from_string(SANDBOX, source)


@lru_cache(maxsize=MOST_TEXTS)
def _patched(xml: str) -> str:
    text: str = DocxTemplate.patch_xml(Mould, xml)
    return text
