"""Fields of which the forms of a case are made, and how a field stands in its form."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, OrganisationKind, User
from accounts.offices import officers_of
from accounts.timekeeping import today
from dossiers.models import Code, Party

# What stands in a list while nothing is chosen.
CHOOSE = _("Choose")


class CodeField(forms.ModelChoiceField):
    """A value of a code list that is in force; shown with its parent where it has one."""

    def __init__(self, list_name: str, **kwargs: Any) -> None:
        self.list_name = list_name
        super().__init__(queryset=Code.objects.of(list_name), **{"empty_label": CHOOSE, **kwargs})

    def __deepcopy__(self, memo: dict[int, Any]) -> "CodeField":
        # Each form is a copy of its class's fields: the values that can be chosen are those of its day.
        field = super().__deepcopy__(memo)
        field.queryset = self.queryset.on_offer(today())
        return field

    def label_from_instance(self, code: Code) -> str:
        return f"　{code}" if code.parent_id else str(code)


class CodesField(forms.ModelMultipleChoiceField):
    """Several values of a code list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, list_name: str, **kwargs: Any) -> None:
        super().__init__(queryset=Code.objects.of(list_name), **kwargs)


class OrganisationIterator(forms.models.ModelChoiceIterator):
    """Organisations in groups by their kind."""

    def __iter__(self) -> Iterator[Any]:
        groups: dict[str, list[Any]] = {}
        for organisation in self.queryset:
            groups.setdefault(organisation.kind, []).append(self.choice(organisation))
        for kind in OrganisationKind:
            if kind in groups:
                yield kind.label, groups[kind]


class FilteredChoices(forms.CheckboxSelectMultiple):
    """Boxes in a frame that scrolls; with scripts a line above narrows them by typing."""

    template_name = "workflow/widgets/filtered_choices.html"


class OrganisationsField(forms.ModelMultipleChoiceField):
    """Several organisations, ticked in a list grouped by kind."""

    widget = FilteredChoices
    iterator = OrganisationIterator


F = TypeVar("F", bound=forms.Field)


class Candidate(Protocol):
    """Somebody to whom a case may be given, and what speaks for it in a few words."""

    @property
    def user(self) -> User: ...

    @property
    def words(self) -> str: ...


def half(field: F) -> F:
    """The field beside its neighbour where the form is wide enough."""
    field.half = True
    return field


def shown_when(field: F, condition: str) -> F:
    """The field shown only when another has one of some values: ``kind=legal|other``."""
    field.show_when = condition
    return field


def tick(label: Any) -> forms.BooleanField:
    """A box to be ticked in a row of a `RowsField`."""
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput({"class": "form-check-input"}))


def text(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=4000, **kwargs)


class OfficerField(forms.ModelChoiceField):
    """A case officer of the offices of some organs, in the order of the rule of assignment when it was asked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"queryset": User.objects.none(), "label": _("Case officer"), "empty_label": CHOOSE, **kwargs}
        )

    def offer(self, organs: list[Organ], found: Sequence[Candidate] | None = None, barred: Iterable[int] = ()) -> None:
        """Let the officers of the organs be chosen but those `barred`; with `found` in its order and with its words."""
        barred = set(barred)
        self.queryset = officers_of(organs).exclude(pk__in=barred)
        if found is not None:
            free = [one for one in found if one.user.pk not in barred]
            said = [(one.user.pk, _("%(name)s (%(why)s)") % {"name": one.user, "why": one.words}) for one in free]
            self.choices = [("", self.empty_label), *said]


class PartyChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, party: Party) -> str:
        return f"{party.get_role_display()} {party.name}"


class PartiesField(forms.ModelMultipleChoiceField):
    """Several parties, each with its role; which ones can be chosen is for the form to say."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Party.objects.none(), **kwargs)

    def label_from_instance(self, party: Party) -> str:
        return f"{party.get_role_display()} {party.name}"
