"""A unit's figures with everything behind them in one file, for whoever carries on."""

from cchc_metrics.documents.handover.packing import pack
from cchc_metrics.documents.handover.reading import Received, read_in

__all__ = ["Received", "pack", "read_in"]
