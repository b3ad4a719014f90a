"""The day it is where the commune is, whatever the clock of the machine is set to."""

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def today() -> dt.date:
    """Today's date in Việt Nam."""
    return dt.datetime.now(VIETNAM).date()
