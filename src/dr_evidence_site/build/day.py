"""The day of a run, when the caller names none."""

from __future__ import annotations

import datetime as dt
import os


def day_of_run() -> dt.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org: seconds since 1970, UTC), else the local day.

    Raises ValueError when that variable is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}.") from error
