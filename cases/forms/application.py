"""What an application says beside the columns of its case (cases.application): as it is registered, and put right."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.timekeeping import today
from cases.application import Application
from cases.models import Nature
from workflow.fields import CodeField, half, shown_when, text

NONE = ("", _("No"))
ELSEWHERE = (
    NONE,
    ("organ", _("Another reconsideration organ has it")),
    ("court", _("A people's court has it")),
)
# What bears on the period for applying and on few applications.
PERIOD = ("immovable", "longer_days", "longer_by", "obstacle_from", "obstacle_until", "suit_from", "suit_until")
INACTION = ("duty", "asked_on", "asked_how", "asked_proof", "perform_by")
NORM = ("norm_document", "norm_clauses")


class ReceiptFields(forms.Form):
    """How the application came in: orally, by post, through the agency of the act."""

    oral = shown_when(
        forms.BooleanField(
            label=_("Made orally"),
            required=False,
            help_text=_("The record of the oral application is signed by the applicant (art. 22②)."),
        ),
        "channel=channel.in_person",
    )
    postmark_on = shown_when(
        DateField(
            label=_("Postmark"),
            required=False,
            latest=today,
            help_text=_("For an application by post: the period for applying is kept by the day of posting."),
        ),
        "channel=channel.mail",
    )
    filed_with_agency_on = shown_when(
        DateField(
            label=_("Filed with the agency on"),
            required=False,
            latest=today,
            help_text=_("Penalties on the spot or by electronic surveillance; it forwards within five working days."),
        ),
        "channel=channel.forwarded_by_agency",
    )
    agency_told_on = shown_when(
        DateField(
            label=_("Told of its self-correction on"),
            required=False,
            latest=today,
            help_text=_("Only where the agency put its act right and the applicant insists (rules 38)."),
        ),
        "channel=channel.forwarded_by_agency",
    )

    RECEIPT_SAID = ("oral", "postmark_on", "filed_with_agency_on", "agency_told_on")
    # Of the other ways of coming in, what was typed there is left out: its field was out of sight.
    BY_CHANNEL = (
        ("channel.in_person", ("oral",)),
        ("channel.mail", ("postmark_on",)),
        ("channel.forwarded_by_agency", ("filed_with_agency_on", "agency_told_on")),
    )

    def check_receipt(self, cleaned: dict[str, Any], received: dt.date | None) -> None:
        """Leave out what belongs to another channel; add errors for days that cannot be."""
        channel = getattr(cleaned.get("channel"), "pk", "")
        for code, names in self.BY_CHANNEL:
            if channel and channel != code:
                cleaned |= dict.fromkeys(names)
        filed, told = cleaned.get("filed_with_agency_on"), cleaned.get("agency_told_on")
        if told and not filed:
            self.add_error("filed_with_agency_on", _("Say when it was filed with the agency."))
        for name, earlier, message in (
            ("postmark_on", None, _("The postmark is later than the day of receipt.")),
            ("filed_with_agency_on", None, _("It was filed with the agency after the day of receipt.")),
            ("agency_told_on", filed, _("This day lies between the filing with the agency and the receipt.")),
        ):
            day = cleaned.get(name)
            if day and ((received and day > received) or (earlier and day < earlier)):
                self.add_error(name, message)


class ApplicationFields(forms.Form):
    """What the application says of the act, of the period for applying, and what else it asks for."""

    served_on = DateField(label=_("Act served on"), required=False, latest=today)
    right_known_on = shown_when(
        DateField(
            label=_("Right to apply known on"),
            required=False,
            latest=today,
            help_text=_("Not told of it: sixty days from this day, at most a year from knowing the act (art. 20③)."),
        ),
        "rights_told=false",
    )
    duty = shown_when(
        half(forms.CharField(label=_("Duty not performed"), max_length=200, required=False)), "nature=inaction"
    )
    asked_on = shown_when(DateField(label=_("Performance asked on"), required=False, latest=today), "nature=inaction")
    asked_how = shown_when(
        half(forms.CharField(label=_("How it was asked"), max_length=100, required=False)), "nature=inaction"
    )
    asked_proof = shown_when(
        half(forms.CharField(label=_("Proof of the request"), max_length=200, required=False)), "nature=inaction"
    )
    perform_by = shown_when(
        DateField(
            label=_("Period of performance ended on"),
            required=False,
            help_text=_("Left empty: sixty days after the request was received (rules 24)."),
        ),
        "nature=inaction",
    )
    period_more = forms.BooleanField(
        label=_("More bears on the period for applying"),
        required=False,
        help_text=_("Immovable property, a longer period, an obstacle, a suit brought first."),
    )
    immovable = shown_when(forms.BooleanField(label=_("Concerns immovable property"), required=False), "period_more=on")
    longer_days = shown_when(
        half(forms.IntegerField(label=_("Longer period (days)"), required=False, min_value=61, max_value=3650)),
        "period_more=on",
    )
    longer_by = shown_when(
        half(forms.CharField(label=_("Law that gives it"), max_length=100, required=False)), "period_more=on"
    )
    obstacle_from = shown_when(DateField(label=_("Obstacle since"), required=False, latest=today), "period_more=on")
    obstacle_until = shown_when(
        DateField(label=_("Obstacle removed on"), required=False, latest=today), "period_more=on"
    )
    suit_from = shown_when(DateField(label=_("Suit brought first on"), required=False, latest=today), "period_more=on")
    suit_until = shown_when(
        DateField(label=_("Its rejection served on"), required=False, latest=today), "period_more=on"
    )
    prior = half(
        CodeField(
            "prior",
            label=_("Reconsideration before a suit"),
            required=False,
            empty_label=_("As the act and the matter say"),
        )
    )
    elsewhere = half(forms.ChoiceField(label=_("Before another organ or a court"), choices=ELSEWHERE, required=False))
    elsewhere_what = shown_when(
        forms.CharField(label=_("Which, and since when"), max_length=200, required=False), "elsewhere=organ|court"
    )
    norm_asked = forms.BooleanField(label=_("Asks for the review of a normative document"), required=False)
    norm_document = shown_when(
        forms.CharField(label=_("Normative document"), max_length=200, required=False), "norm_asked=on"
    )
    norm_clauses = shown_when(text(_("Clauses to be reviewed"), 2, required=False), "norm_asked=on")
    stay_asked = forms.BooleanField(label=_("Asks for a stay of execution"), required=False)

    ACT_SAID = ("served_on", "right_known_on", *INACTION)
    PERIOD_SAID = ("period_more", *PERIOD)
    MORE_SAID = ("elsewhere", "elsewhere_what", "norm_asked", *NORM, "stay_asked")
    # Of these fields the values are columns of the case.
    SAID_COLUMNS = ("prior", "norm_asked", "stay_asked")

    @staticmethod
    def initial_of(said: Application) -> dict[str, Any]:
        """The initial values of the fields from what was said before."""
        values = {name: getattr(said, name) for name in Application.names()}
        return values | {"period_more": any(values[name] for name in PERIOD)}

    def check_said(self, cleaned: dict[str, Any], received: dt.date | None) -> None:
        """Leave out what was out of sight; add errors for what does not agree."""
        for shown, names in (
            (cleaned.get("nature") == Nature.INACTION, INACTION),
            (cleaned.get("period_more"), PERIOD),
            (cleaned.get("norm_asked"), NORM),
            (cleaned.get("elsewhere"), ("elsewhere_what",)),
            (cleaned.get("rights_told") is False, ("right_known_on",)),
        ):
            if not shown:
                cleaned |= dict.fromkeys(names)
        for needs, other, message in (
            ("norm_asked", "norm_document", _("Name the document.")),
            ("elsewhere", "elsewhere_what", _("Say which organ or court has it.")),
            ("longer_days", "longer_by", _("Name the law that gives the longer period.")),
            ("obstacle_until", "obstacle_from", _("Say since when.")),
            ("suit_until", "suit_from", _("Say since when.")),
            ("suit_from", "suit_until", _("Say when the rejection was served; until then the court has it.")),
        ):
            if cleaned.get(needs) and not cleaned.get(other) and other not in self.errors:
                self.add_error(other, message)
        for first, last in (("obstacle_from", "obstacle_until"), ("suit_from", "suit_until")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, _("This day lies before the beginning."))
        for name in ("served_on", "right_known_on", "asked_on"):
            if received and cleaned.get(name) and cleaned[name] > received:
                self.add_error(name, _("This day lies after the day of receipt."))
        act_on = cleaned.get("act_on")
        if act_on and cleaned.get("served_on") and cleaned["served_on"] < act_on:
            self.add_error("served_on", _("The act cannot have been served before it was done."))
