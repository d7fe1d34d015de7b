"""Recusal (回避): asked for, and decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.offices import officers_of, staff_of
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import facts as f
from cases.reading import open_fact
from dossiers.models import Party
from workflow.fields import CHOOSE, CodeField, PartyChoiceField, shown_when, text
from workflow.forms import PersonField, StepForm


class RecusalAskedForm(StepForm):
    on_date_label = _("Asked for on")
    not_before = (f.ACCEPTED,)
    by = forms.ChoiceField(
        label=_("Asked for by"),
        choices=[("party", _("A party")), ("self", _("The person concerned")), ("office", _("The office itself"))],
        initial="party",
        widget=forms.RadioSelect,
    )
    party = shown_when(
        PartyChoiceField(Party.objects.none(), label=_("Party"), required=False, empty_label=CHOOSE), "by=party"
    )
    person = PersonField(User.objects.none(), label=_("Who is to withdraw"), empty_label=CHOOSE)
    ground = CodeField("recusal_ground", label=_("Ground"))
    reason = text(_("Circumstances"), 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        self.fields["party"].queryset = dossier.parties.standing()
        self.fields["person"].queryset = staff_of(dossier.organ)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("by") == "party" and not cleaned.get("party"):
            self.add_error("party", _("Choose the party who asks."))
        person = cleaned.get("person")
        if person is not None:
            if person.pk in self.context.dossier.recused:
                self.add_error("person", _("This person is recused from the case already."))
            directs = person.assignments.on(today()).filter(role=Role.DIRECTOR)
            cleaned["of_director"] = directs.filter(organisation_id=self.context.dossier.organ.office_id).exists()
        return cleaned


class RecusalDecidedForm(StepForm):
    """What becomes of the request that is open; who withdraws from handling the case is replaced at once."""

    on_date_label = _("Decided on")
    not_before = (f.RECUSAL_ASKED,)
    result = forms.ChoiceField(
        label=_("Decision"),
        choices=[("granted", _("The person withdraws")), ("refused", _("The request is refused"))],
        widget=forms.RadioSelect,
    )
    reason = text(_("Reason"), 2)
    replacement = shown_when(
        PersonField(User.objects.none(), label=_("In their place"), required=False, empty_label=CHOOSE),
        "result=granted",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        free = officers_of([dossier.organ]).exclude(pk__in=dossier.recused)
        self.fields["replacement"].queryset = free
        if (asked := open_fact(self.context.facts, f.RECUSAL_ASKED, f.RECUSAL_DECIDED)) is not None:
            words = {"name": User.objects.get(pk=asked.value["person"]), "day": chinese_date(asked.on_date)}
            self.fields["result"].help_text = gettext("%(name)s is asked to withdraw (%(day)s).") % words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        own = [fact for fact in self.context.facts if fact.entry_id in self.corrected_entries]
        asked = own[0] if own else open_fact(self.context.facts, f.RECUSAL_ASKED, f.RECUSAL_DECIDED)
        if asked is None:
            return cleaned
        person, dossier = int(asked.value["person"]), self.context.dossier
        cleaned["person"] = person
        handling = {dossier.officer_id, dossier.second_officer_id}
        if cleaned.get("result") != "granted" or person not in handling:
            return cleaned
        replacement = cleaned.get("replacement")
        if replacement is None:
            self.add_error("replacement", _("Name who takes the case over from the person who withdraws."))
        elif replacement.pk in handling:
            self.add_error("replacement", _("This person is an officer of the case already."))
        return cleaned
