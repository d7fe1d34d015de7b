"""Rows of a list of cases and fields of its filters, which a template would be slow to write."""

from collections.abc import Iterable
from html import escape

from django import forms, template
from django.utils.safestring import SafeString, mark_safe

from workflow.saved.cells import case_rows

register = template.Library()
register.simple_tag(case_rows)


@register.simple_tag
def filter_fields(fields: Iterable[forms.BoundField]) -> SafeString:
    """Fields of the filters: label, errors, widget; they have no hints and none is required."""
    return mark_safe(
        "".join(
            f'<div class="field{" has-error" if field.errors else ""}"><label class="form-label" '
            f'for="{field.id_for_label}">{escape(str(field.label))}</label>{field.errors or ""}{field}</div>'
            for field in fields
        )
    )
