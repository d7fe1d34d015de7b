"""Spans of days in constraints."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """PostgreSQL's daterange(from, to, bounds); an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()
