"""The day it is where the commune is, whatever the clock of the machine is set to."""

import datetime as dt

# The ledger keeps UTC; a day ends when it ends in Vietnam, which has one zone and no summer time.
VIETNAM = dt.timezone(dt.timedelta(hours=7))


def today() -> dt.date:
    """Today's date in Việt Nam."""
    return dt.datetime.now(VIETNAM).date()
