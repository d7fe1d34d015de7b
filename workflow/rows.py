"""A field of several rows, each of a few fields: outcomes by request, signatures by party, views by person.

A row is kept as JSON of what was typed, so that a form with rows is kept, bound again and described like any other.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Columns = dict[str, forms.Field]


class RowsWidget(forms.Widget):
    """The rows under each other, with empty ones to go on; without scripts too."""

    template_name = "workflow/widgets/rows.html"
    use_fieldset = True

    def __init__(self, columns: Columns, spare: int, most: int) -> None:
        super().__init__()
        self.columns, self.spare, self.most = columns, spare, most

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The rows that hold anything, as JSON: typed into the boxes, or kept as JSON under the field's own name."""
        rows = []
        for number in range(self.most):
            typed = {
                column: value
                for column, field in self.columns.items()
                if (value := field.widget.value_from_datadict(data, files, box_name(name, number, column)))
            }
            if typed:
                rows.append(write_row(**typed))
        if rows:
            return rows
        getlist = getattr(data, "getlist", None)
        kept = getlist(name) if getlist else data.get(name) or []
        return [row if isinstance(row, str) else write_row(**row) for row in kept if row]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return box_name(id_, 0, next(iter(self.columns))) if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = [read_row(row) for row in value or []]
        shown = min(max(len(rows) + (1 if rows else 0), self.spare), self.most)
        rows += [{} for _number in range(shown - len(rows))]
        context["rows"] = [
            [self._box(name, number, column, row.get(column)) for column in self.columns]
            for number, row in enumerate(rows)
        ]
        return context

    def _box(self, name: str, number: int, column: str, value: Any) -> dict[str, Any]:
        field, box = self.columns[column], box_name(name, number, column)
        attrs = field.widget_attrs(field.widget) | {"id": f"id_{box}"}
        return {
            "label": field.label,
            "id": f"id_{box}",
            "html": field.widget.render(box, field.prepare_value(value), attrs),
            "wide": isinstance(field.widget, forms.Textarea),
        }


class RowsField(forms.Field):
    """Several rows of `columns`; cleans to a list of dicts. `spare` rows are shown at least, `most` at most."""

    columns: Columns
    widget: Any

    def __init__(self, columns: Columns, *, spare: int = 2, most: int = 12, **kwargs: Any) -> None:
        self.columns, self.spare, self.most = columns, spare, most
        super().__init__(widget=RowsWidget(columns, spare, most), **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "RowsField":
        field: RowsField = super().__deepcopy__(memo)
        field.columns = {name: deepcopy(column, memo) for name, column in self.columns.items()}
        field.widget.columns = field.columns
        return field

    def clean(self, value: list[str] | None) -> list[dict[str, Any]]:
        cleaned, errors = [], []
        for number, text in enumerate(value or [], start=1):
            typed, row = read_row(text), {}
            for name, column in self.columns.items():
                try:
                    row[name] = column.clean(typed.get(name))
                except ValidationError as error:
                    errors += [
                        ValidationError(
                            _("Row %(n)s, %(label)s: %(error)s"),
                            code="row",
                            params={"n": number, "label": column.label, "error": message},
                        )
                        for message in error.messages
                    ]
            cleaned.append(row)
        if len(cleaned) > self.most:
            errors.append(ValidationError(_("There are more rows than %(most)s."), params={"most": self.most}))
        if errors:
            raise ValidationError(errors)
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


def box_name(name: str, number: int, column: str) -> str:
    """The name of one box of the rows."""
    return f"{name}__{number}__{column}"


def write_row(**values: Any) -> str:
    """A row as it is kept, with what stands in its columns."""
    return json.dumps(values, ensure_ascii=False)


def read_row(text: Any) -> dict[str, Any]:
    """A row as it was kept; an empty one for what is no row."""
    try:
        row = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return {str(key): value for key, value in row.items()} if isinstance(row, dict) else {}
