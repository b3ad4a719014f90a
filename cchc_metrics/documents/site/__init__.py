"""The published site: static pages, pictures, cards and open data of the figures that may be published."""

from cchc_metrics.documents.site.pages import Wanted, around, made
from cchc_metrics.documents.site.placing import MANIFEST, put_in_place

__all__ = ["MANIFEST", "Wanted", "around", "made", "put_in_place"]
