"""The header with which a server asks to be left alone for a while (RFC 9110, 10.2.3)."""

from __future__ import annotations

import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_after(header: str) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or until a date; None without a usable one."""
    header = header.strip()
    if _SECONDS.fullmatch(header):
        return float(header)
    try:
        until = parsedate_to_datetime(header)
        return max((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
