"""Forms of sign-in, of one's own account, of people and roles, and of the organisations."""

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField, NameField
from accounts.models import KEEPER_ROLES, NameKind, Organisation, OrganisationKind, Role, RoleAssignment, Scope, User
from accounts.once import OnceForm
from accounts.people import new_password
from accounts.permissions import can
from accounts.reach import organisations_seen, reach
from accounts.text import to_half_width
from accounts.timekeeping import today


def attach(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service says at the fields of the form; what concerns none of them goes above the form."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("User name and password do not belong together. Check both, also capitals."),
        "inactive": _("User name and password do not belong together. Check both, also capitals."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")

    def clean_username(self) -> str:
        return to_half_width(self.cleaned_data["username"]).strip()


def colleagues_of(user: User) -> Any:
    """Those who hold a role beside `user`, in the same organisation or the same organ, and read cases."""
    day = today()
    own = set(user.assignments.on(day).values_list("organisation_id", flat=True))
    beside = Organisation.objects.filter(
        Q(pk__in=own) | Q(organ__office__in=own) | Q(serves__organisation__in=own)
    ).values("pk")
    assigned = RoleAssignment.objects.on(day)
    return (
        User.objects.filter(is_active=True)
        .filter(pk__in=assigned.filter(organisation__in=beside).values("user_id"))
        .exclude(pk__in=assigned.filter(role__in=KEEPER_ROLES).values("user_id"))
        .exclude(pk=user.pk)
        .order_by("display_name")
    )


class DelegationForm(OnceForm):
    """Somebody acts for me from day to day."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"), empty_label=_("Choose"))
    valid_from = DateField(label=_("First day"), initial=today, earliest=today)
    valid_to = DateField(label=_("Last day"), earliest=today)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues_of(principal)


class AbsenceForm(DelegationForm):
    """Somebody is away from day to day, with or without a deputy."""

    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Deputy"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("The deputy acts in the same roles on these days, and the reminders reach both."),
    )
    field_order = ["once_key", "valid_from", "valid_to", "reason", "deputy"]


class UserForm(OnceForm):
    """A person who is to sign in. The initial password is made with the form and shown once it is used."""

    username = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,63}$",
        label=_("User name"),
        help_text=_("Small letters, digits, dot, hyphen and underscore; begins with a letter."),
        error_messages={
            "invalid": _("Use 3 to 64 small letters, digits, dots, hyphens and underscores, beginning with a letter.")
        },
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = NameField(label=_("Person's name"), max_length=64)
    post = forms.CharField(label=_("Post"), max_length=64, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    initial_password = forms.RegexField(
        r"^[A-Za-z0-9-]{16,40}$",
        widget=forms.HiddenInput({"data-no-keep": True, "autocomplete": "off"}),
        initial=new_password,
    )


class InitialPasswordForm(OnceForm):
    """A new initial password for somebody who has lost theirs."""

    initial_password = forms.RegexField(
        r"^[A-Za-z0-9-]{16,40}$",
        widget=forms.HiddenInput({"data-no-keep": True, "autocomplete": "off"}),
        initial=new_password,
    )


class GrantForm(OnceForm):
    """A role in an organisation for a time."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose")), *Role.choices])
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=_("Choose"))
    valid_from = DateField(label=_("First day"), initial=today)
    valid_to = DateField(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = reach(actor, Role.SECURITY_OFFICER).valid_on(today())


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_day = DateField(label=_("Last day"), initial=today, earliest=today)


class OrganisationForm(OnceForm):
    """A new organisation with its names; one under nobody is shared, and entered by whoever keeps every organ."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *OrganisationKind.choices])
    parent = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Superior"), required=False, empty_label=_("None")
    )
    code = forms.SlugField(
        label=_("Code"),
        max_length=64,
        help_text=_("Small letters, digits and hyphens, such as qianjiang-linyeju. It never changes."),
    )
    short_names = forms.CharField(
        label=_("Short names"), required=False, max_length=400, help_text=_("Several are divided by semicolons.")
    )
    former_names = forms.CharField(
        label=_("Former names"), required=False, max_length=400, help_text=_("Several are divided by semicolons.")
    )
    valid_from = DateField(label=_("Exists from"), required=False)
    led_from_above = forms.BooleanField(
        label=_("Under vertical leadership"),
        required=False,
        help_text=_("Customs, tax, state security and the like, whose superior is not the local government."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = reach(actor, Role.ADMINISTRATOR).valid_on(today())
        if not can(actor, "organisations.change_shared"):
            self.fields["parent"].required, self.fields["parent"].empty_label = True, _("Choose")

    def _names(self, field: str) -> list[str]:
        parts = re.split("[;；]", self.cleaned_data[field])
        return [part for text in parts if (part := text.strip())]

    def clean_short_names(self) -> list[str]:
        return self._names("short_names")

    def clean_former_names(self) -> list[str]:
        return self._names("former_names")


class NameForm(OnceForm):
    """A short or former name."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in (NameKind.SHORT, NameKind.FORMER)]
    )


class RenameForm(forms.Form):
    """A new full name; the present one becomes a former name."""

    name = forms.CharField(label=_("New full name"), max_length=200)
    since = DateField(label=_("Since"), required=False)


class EndOrganisationForm(forms.Form):
    """The last day of an organisation and who carries on."""

    last_day = DateField(label=_("Last day"))
    successor = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Successor"),
        required=False,
        empty_label=_("None"),
        help_text=_("Papers and ledgers that name this organisation then lead to its successor."),
    )

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = organisations_seen(actor, Role.ADMINISTRATOR)
        self.fields["successor"].queryset = seen.valid_on(today()).exclude(pk=organisation.pk)


class TokenForm(OnceForm):
    """An interface token: for which body, for what, until when."""

    name = forms.CharField(
        label=_("Name"), max_length=64, help_text=_("Which system uses it, such as: office automation of the bureau.")
    )
    place = forms.ChoiceField(label=_("Agency or court"))
    scopes = forms.MultipleChoiceField(
        label=_("What it is for"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DateField(label=_("Last day"), help_text=_("A year from today at the latest."))

    def __init__(self, *args: Any, places: list[tuple[str, Organisation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{role}:{place.pk}": (role, place) for role, place in places}
        self.fields["place"].choices = [
            (key, f"{place.name}（{Role(role).label}）") for key, (role, place) in self.places.items()
        ]

    def clean_place(self) -> tuple[str, Organisation]:
        return self.places[self.cleaned_data["place"]]
