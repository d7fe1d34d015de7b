"""The record of a case kept right: its officer, what its application says, a case entered by mistake."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField, MoneyField
from accounts.models import User
from accounts.timekeeping import today
from cases.forms.application import INACTION, ApplicationFields
from cases.models import Nature, ReconsiderationCase
from cases.office.assignment import candidates, chosen
from workflow.fields import CodeField, OfficerField, text
from workflow.forms import PersonField, StepForm, plain
from workflow.steps import Context


class AssignForm(StepForm):
    """To whom a case goes, named or as the rule chooses when the step is taken; and the second officer, where the law
    wants two. With `in_place_of` it goes to them in the place that this person has in it, be it the second one.
    """

    on_date_label = _("Assigned on")
    empty_stays = True
    officer = OfficerField(required=False)
    by_rule = forms.BooleanField(
        label=_("By the rule of assignment"),
        required=False,
        help_text=_("Field first, then the least burdened; whoever is away or takes no new cases is passed over."),
    )
    second = OfficerField(
        label=_("Second officer"),
        required=False,
        help_text=_("The ordinary procedure needs two officers, the simplified one."),
    )
    assistant = forms.CharField(label=_("Assistant or clerk"), max_length=60, required=False)
    reason = text(_("Reason"), 2, required=False)
    in_place_of = PersonField(
        User.objects.none(),
        label=_("In place of"),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This person does not handle the case any more.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        handling = [dossier.officer_id, dossier.second_officer_id]
        self.fields["in_place_of"].queryset = User.objects.filter(pk__in=handling)
        self.candidates = candidates(
            dossier.organ, self.context.today, self.context.proceeding.domain_id, dossier.recused
        )
        # Whoever was recused cannot have the case again.
        for name in ("officer", "second"):
            self.fields[name].offer([dossier.organ], self.candidates, dossier.recused)

    def raw(self) -> dict[str, list[str]]:
        """What was typed, with the officer whom the rule chose in it, in the place that they take."""
        raw = super().raw()
        if not self.is_bound or not self.is_valid():
            return raw
        places = {name: plain(self.cleaned_data.get(name)) for name in ("officer", "second")}
        return {name: value for name, value in (raw | places).items() if value}

    def stored_raw(self) -> dict[str, list[str]]:
        dossier = self.context.dossier
        return {"officer": plain(dossier.officer_id), "second": plain(dossier.second_officer_id)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("by_rule"):
            cleaned["officer"] = self._by_rule(cleaned.get("second"))
            if cleaned["officer"] is None:
                self.add_error("by_rule", _("The rule finds nobody: all are away or take no new cases."))
        elif not cleaned.get("officer") and "officer" not in self.errors:
            self.add_error("officer", _("Choose an officer, or leave it to the rule."))
        leaving, dossier = cleaned.get("in_place_of"), self.context.dossier
        if leaving is not None and leaving.pk == dossier.second_officer_id:
            cleaned["second"], cleaned["officer"] = cleaned.get("officer"), None
        if cleaned.get("second") and cleaned["second"] == (cleaned.get("officer") or dossier.officer):
            self.add_error("second", _("The two case officers must be different people."))
        return cleaned

    def _by_rule(self, second: User | None) -> User | None:
        """Whom the rule chooses: a case that is given anew does not come back to whoever had it."""
        dossier = self.context.dossier
        those = {dossier.officer_id, second.pk if second else dossier.second_officer_id}
        return chosen(one for one in self.candidates if one.user.pk not in those)


class AmendForm(ApplicationFields, StepForm):
    """What the application says, put right while the case runs."""

    act_name = forms.CharField(label=_("Act applied against"), max_length=200)
    act_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    act_on = DateField(label=_("Date of the act"), required=False, latest=today)
    nature = forms.ChoiceField(label=_("Nature"), choices=Nature.choices, widget=forms.RadioSelect, required=False)
    matter = CodeField("matter", label=_("Matter"))
    domain = CodeField("domain", label=_("Domain"))
    known_on = DateField(label=_("Known on"), required=False, latest=today)
    known_how = CodeField("known_how", label=_("How it became known"), required=False)
    rights_told = forms.NullBooleanField(
        label=_("Right to apply and period were told"), required=False, widget=forms.NullBooleanSelect
    )
    requests = text(_("Requests"), 2)
    reasons = text(_("Facts and reasons"), 4, required=False)
    compensation = MoneyField(label=_("Compensation asked"), required=False)

    COLUMNS = (
        *("act_name", "act_number", "act_on", "nature", "matter", "domain", "known_on", "known_how", "rights_told"),
        *("requests", "reasons", "compensation", *ApplicationFields.SAID_COLUMNS),
    )
    ORDER = (
        *("on_date", "act_name", "act_number", "act_on", "nature", *INACTION, "matter", "domain", "prior", "served_on"),
        *("known_on", "known_how", "rights_told", "right_known_on", *ApplicationFields.PERIOD_SAID, "requests"),
        *("reasons", "compensation", *ApplicationFields.MORE_SAID),
    )

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        stored = self._stored(context.proceeding)
        super().__init__(*args, context=context, **{**kwargs, "initial": stored | (kwargs.get("initial") or {})})
        self.order_fields(self.ORDER)

    def _stored(self, case: ReconsiderationCase) -> dict[str, Any]:
        values = self.initial_of(case.said) | {name: getattr(case, name) for name in self.COLUMNS}
        return {name: values[name] for name in self.base_fields if name != "on_date"}

    def stored_raw(self) -> dict[str, list[str]]:
        return {name: plain(value) for name, value in self._stored(self.context.proceeding).items()}

    def clean_nature(self) -> str:
        return self.cleaned_data["nature"] or self.context.proceeding.nature

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        received, act_on = self.context.proceeding.received_on, cleaned.get("act_on")
        if act_on and act_on > received:
            self.add_error("act_on", _("The act lies after the day of receipt."))
        if known := cleaned.get("known_on"):
            if known > received:
                self.add_error("known_on", _("The applicant cannot have known of it after the day of receipt."))
            elif act_on and known < act_on:
                self.add_error("known_on", _("The applicant cannot have known of the act before it was done."))
        self.check_said(cleaned, received)
        return cleaned


class VoidForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)
