"""The plan as data: units, indices, areas, targets, tasks, owners, breaks, methods and sources.

`load` reads a plan folder into a Catalog, every list by its id, or raises FaultError with every fault of its files.
"""

from cchc_metrics.catalog.catalog import Catalog
from cchc_metrics.catalog.loader import load

__all__ = ["Catalog", "load"]
