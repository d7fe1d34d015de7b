"""What was typed into step forms, in words, for many entries at once: one query however many there are."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.fields import MoneyField
from accounts.models import Organisation, User
from accounts.templatetags.dates import cn_date
from accounts.templatetags.ui import money
from accounts.text import parse_date
from accounts.wording import reads_chinese
from dossiers.models import Code, Dossier, Party
from workflow.forms import StepForm
from workflow.rows import RowsField, read_row

Raw = dict[str, list[Any]]


@dataclass
class Names:
    """Codes, people, organisations and parties by the keys under which forms kept them."""

    codes: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    others: dict[type[Model], dict[str, str]] = field(default_factory=dict)

    def of(self, model: type[Model], key: str) -> str:
        tables: dict[type[Model], dict[str, str]] = {
            Code: self.codes,
            User: self.users,
            Organisation: self.organisations,
            Party: self.parties,
            **self.others,
        }
        return tables.get(model, {}).get(key, "")


# What rows of other tables, by their keys, are called: entered by the app that knows them.
Namer = Callable[[set[str]], dict[str, str]]
_namers: dict[type[Model], Namer] = {}


def name_rows(model: type[Model], namer: Namer) -> None:
    """Tell how rows of a table are named that a step form can choose; one query for all of them."""
    _namers[model] = namer


def names_for(
    typed: Iterable[tuple[type[StepForm], Raw]],
    parties: Iterable[Party],
    users: Iterable[User | None] = (),
) -> Names:
    """The names that `typed` (forms with what they kept) refers to; `users` are those already at hand."""
    names = Names(
        parties={str(party.pk): f"{party.get_role_display()} {party.name}" for party in parties},
        users={str(user.pk): user.display_name for user in users if user is not None},
    )
    wanted: dict[type, set[str]] = {
        Code: set(),
        User: set(),
        Organisation: set(),
        **{model: set() for model in _namers},
    }
    for form, raw in typed:
        for name, base in form.base_fields.items():
            for choice, values in _choices_in(base, raw.get(name, [])):
                if choice.queryset.model in wanted:
                    wanted[choice.queryset.model] |= {str(value) for value in values}
    missing = {key for key in wanted[User] if key.isdecimal()} - names.users.keys()
    known = {key for key in wanted[Organisation] if key.isdecimal()}
    tables = {"code": names.codes, "user": names.users, "organisation": names.organisations}
    for kind, key, zh, en in _labels(wanted[Code], missing, known):
        tables[kind][key] = zh if reads_chinese() else en
    for model, namer in _namers.items():
        if wanted[model]:
            names.others[model] = namer(wanted[model])
    return names


def _choices_in(base: forms.Field, values: list[Any]) -> Iterable[tuple[forms.ModelChoiceField, list[Any]]]:
    """The fields in which a row of a table was chosen, with what was chosen: the field itself, or columns of rows."""
    if isinstance(base, forms.ModelChoiceField):
        yield base, values
    elif isinstance(base, RowsField):
        rows = [read_row(value) for value in values]
        for name, column in base.columns.items():
            if isinstance(column, forms.ModelChoiceField):
                yield column, [row[name] for row in rows if row.get(name)]


def _labels(codes: set[str], users: set[str], organisations: set[str]) -> Iterable[tuple[str, str, str, str]]:
    """(kind, key, Chinese, English) of the codes, people and organisations with some keys; at most one query."""
    wanted: list[QuerySet[Any, Any]] = []
    if codes:
        found = Code.objects.filter(pk__in=codes)
        wanted.append(found.order_by().values_list(Value("code"), "pk", "label_zh", "label_en"))
    if users:
        people = User.objects.filter(pk__in=users).order_by()
        key = Cast("pk", TextField())
        wanted.append(people.values_list(Value("user"), key, "display_name", F("display_name")))
    if organisations:
        named = Organisation.objects.filter(pk__in=organisations).order_by()
        wanted.append(named.values_list(Value("organisation"), Cast("pk", TextField()), "name", F("name")))
    return wanted[0].union(*wanted[1:], all=True) if wanted else ()


def describe(form: type[StepForm], raw: Raw, names: Names) -> list[tuple[str, str]]:
    """(label, value) of what was typed into a form of class `form`, without the day of the act and empty values."""
    described = [(str(base.label), describe_one(form, name, raw, names)) for name, base in form.base_fields.items()]
    return [(label, words) for label, words in described if words]


def describe_one(form: type[StepForm], name: str, raw: Raw, names: Names) -> str:
    """What was typed into one field of a form, in words; nothing for the day of the act and for files."""
    base = form.base_fields[name]
    if name == "on_date" or isinstance(base, forms.FileField):
        return ""
    words = words_of(base, [str(value) for value in raw.get(name, []) if value not in (None, "")], names)
    # A party is named with its role, which the label may say already.
    return words.removeprefix(f"{base.label} ")


def words_of(base: forms.Field, values: list[str], names: Names) -> str:
    """What was typed into one field, in words; nothing for nothing."""
    if not values:
        return ""
    if isinstance(base, RowsField):
        return "\n".join(_row(base, read_row(value), names) for value in values)
    if isinstance(base, forms.ModelChoiceField):
        return _("; ").join(filter(None, (names.of(base.queryset.model, value) for value in values)))
    if isinstance(base, forms.BooleanField):
        return _("Yes") if values[0] not in {"False", "false", "0"} else ""
    if isinstance(base, forms.ChoiceField):
        choices = {str(key): str(label) for key, label in base.choices}
        return _("; ").join(choices.get(value, value) for value in values)
    if isinstance(base, forms.DateField):
        return _date(values[0])
    if isinstance(base, MoneyField):
        return _money(base, values[0])
    return "\n".join(values)


def _row(base: RowsField, row: dict[str, Any], names: Names) -> str:
    words = (_cell(column, row[name], names) for name, column in base.columns.items() if row.get(name))
    return " · ".join(filter(None, words))


def _cell(column: forms.Field, value: Any, names: Names) -> str:
    """What stands in one column of a row; what is ticked is said by the words beside the tick."""
    words = words_of(column, [str(value)], names)
    return str(column.label) if words and isinstance(column, forms.BooleanField) else words


def _date(value: str) -> str:
    try:
        return cn_date(parse_date(value))
    except ValueError:
        return value


def _money(base: MoneyField, value: str) -> str:
    try:
        return money(Decimal(base.to_python(value) or 0))
    except (forms.ValidationError, InvalidOperation):
        return value


def day_typed(raw: Raw) -> dt.date | None:
    """The day of the act as it was typed, or None."""
    values = raw.get("on_date") or [""]
    try:
        return parse_date(str(values[0]))
    except ValueError:
        return None


def parties_of(dossier: Dossier) -> list[Party]:
    """All parties of a case, those voided too, for old entries name them."""
    return list(dossier.parties.all())
