"""The `cchc` command."""

from cchc_metrics.cli.command import main

__all__ = ["main"]
