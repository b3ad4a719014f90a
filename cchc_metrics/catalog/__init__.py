"""The plan as data: units, indices, areas, targets, tasks, owners, breaks, methods and sources."""

from cchc_metrics.catalog.catalog import Catalog
from cchc_metrics.catalog.loader import load

__all__ = ["Catalog", "load"]
