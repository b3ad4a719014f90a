"""The command `cchc`: `main` is the group of all its commands.

Exit status 0, 1 after faults of what was handed in, 2 for a wrong use; words for people are Vietnamese.
"""

from cchc_metrics.cli.command import main

__all__ = ["main"]
