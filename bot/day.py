"""What day it is. The core reads no clock: shells tell it the day."""

from datetime import date, datetime


def today() -> date:
    """The day where the program runs."""
    return datetime.now().astimezone().date()
