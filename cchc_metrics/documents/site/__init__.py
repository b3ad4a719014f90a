"""The published site: static pages, pictures, cards and open data of the figures that may be published."""

from cchc_metrics.documents.site.pages import Scope, around, files
from cchc_metrics.documents.site.placing import MANIFEST, install

__all__ = ["MANIFEST", "Scope", "around", "files", "install"]
