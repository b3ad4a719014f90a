"""The day it is where the commune is, whatever the clock of the machine is set to."""

import datetime as dt

# The ledger keeps UTC; a day ends when it ends in Vietnam, which has one zone and no summer time.
VIETNAM = dt.timezone(dt.timedelta(hours=7))


def today() -> dt.date:
    """Today's date in Việt Nam."""
    return dt.datetime.now(VIETNAM).date()


def local_moment(at: str) -> dt.datetime:
    """A moment of the ledger, which keeps UTC, as the clocks in Việt Nam show it."""
    return dt.datetime.fromisoformat(at).astimezone(VIETNAM)


def local_day(at: str) -> dt.date:
    """The day of a moment of the ledger, as the office that made the entry counts days."""
    return local_moment(at).date()
