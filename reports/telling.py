"""Figures as programs read them: the same from the command and from the interface."""

from typing import Any

from reports.evaluating import Row


def as_json(row: Row, by: str | None = None) -> dict[str, Any]:
    """A figure with its reading; cut by a dimension also the value of it and what that is called."""
    told = {
        "id": row.indicator.id,
        "title": str(row.indicator.title),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": row.value,
        "unit": str(row.indicator.unit),
        "reading": str(row.reading.words),
    }
    return told | ({"key": None if row.key is None else str(row.key), "label": row.label} if by else {})
