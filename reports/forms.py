"""The period and the organ of which figures are asked for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import Organ, Organisation
from accounts.once import OnceForm
from accounts.timekeeping import today
from hearings.rates import Among, By, Joint, Parallel, Reading
from reports.periods import Period
from reports.returns.mediation import Quarter


def organ_field(organs: list[Organ]) -> forms.ModelChoiceField:
    """One of some organs; a single one is not asked for."""
    return forms.ModelChoiceField(
        Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation"),
        label=_("Reconsideration organ"),
        required=False,
        empty_label=None,
        initial=organs[0] if organs else None,
        widget=forms.HiddenInput() if len(organs) < 2 else None,
    )


class PeriodForm(forms.Form):
    """From day to day, and whose figures; without a day the period is that of `default`."""

    def __init__(self, *args: Any, organs: list[Organ], default: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default
        # "from" is a word of the language, so the fields have no names in the class.
        self.fields["from"] = DateField(label=_("From day"), required=False, initial=default.first)
        self.fields["to"] = DateField(label=_("To day"), required=False, initial=default.last)
        self.fields["organ"] = organ_field(organs)
        self.organs = organs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from") or self.default.first, cleaned.get("to") or self.default.last
        if "from" in cleaned and "to" in cleaned and first > last:
            self.add_error("to", _("The last day lies before the first day."))
        cleaned["period"] = Period(first, last)
        cleaned["organ"] = cleaned.get("organ") or self.organs[0]
        return cleaned


class DashboardForm(PeriodForm):
    """Period and organ, one agency alone, and the day as of which the figures are told."""

    def __init__(self, *args: Any, agencies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            agencies, label=_("Agency"), required=False, empty_label=_("All agencies")
        )
        self.fields["as_of"] = DateField(label=_("As known on"), required=False, latest=today)


class OrganForm(forms.Form):
    """Whose figures: the first of the reader's organs where none is chosen."""

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"] = organ_field(organs)
        self.organs = organs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["organ"] = cleaned.get("organ") or self.organs[0]
        return cleaned


class YearsForm(OrganForm):
    """From year to year, and whose figures; at most `MOST` years, so that a table of them can be read."""

    MOST = 15
    first = forms.IntegerField(label=_("From year"), min_value=1999, max_value=2100)
    last = forms.IntegerField(label=_("To year"), min_value=1999, max_value=2100)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last year lies before the first year."))
        elif first and last and last - first >= self.MOST:
            self.add_error("first", forms.ValidationError(_("At most %(n)s years."), params={"n": self.MOST}))
        return cleaned


class QuarterForm(OrganForm):
    """A quarter of a year, and whose figures."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), choices=[(1, _("First")), (2, _("Second")), (3, _("Third")), (4, _("Fourth"))], coerce=int
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("year") and cleaned.get("quarter"):
            cleaned["period"] = Quarter(cleaned["year"], cleaned["quarter"])
        return cleaned


class ReportForm(OnceForm):
    """Reporting a return: a word about it, and whose it is and for which days, as the page shows it."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from", "to", "organ"):
            self.fields[name] = forms.CharField(widget=forms.HiddenInput())


IN, OUT = "in", "out"


class AppearanceForm(PeriodForm):
    """How the rate of appearance is read beside period and organ; what is not said is read as by default."""

    among = forms.ChoiceField(label=_("Denominator"), choices=Among.choices, required=False)
    by = forms.ChoiceField(label=_("Counted"), choices=By.choices, required=False)
    joint = forms.ChoiceField(label=_("Joint defendants"), choices=Joint.choices, required=False)
    parallel = forms.ChoiceField(label=_("Parallel cases"), choices=Parallel.choices, required=False)
    vertical = forms.ChoiceField(
        label=_("Agencies under vertical leadership"),
        choices=[(IN, _("included")), (OUT, _("left out"))],
        required=False,
    )
    refused = forms.ChoiceField(
        label=_("Identity papers refused by the court"),
        choices=[(IN, _("counts as absence")), (OUT, _("does not matter"))],
        required=False,
    )
    left = forms.ChoiceField(
        label=_("Left without leave"),
        choices=[(IN, _("counts as absence")), (OUT, _("does not matter"))],
        required=False,
    )

    def periods(self) -> list[forms.BoundField]:
        """Whose figures, and of which days."""
        return [self[name] for name in ("from", "to", "organ")]

    def choices(self) -> list[forms.BoundField]:
        """What the law leaves open."""
        return [self[name] for name in ("among", "by", "joint", "parallel", "vertical", "refused", "left")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reading = Reading()
        cleaned["reading"] = Reading(
            among=Among(cleaned.get("among") or reading.among),
            by=By(cleaned.get("by") or reading.by),
            joint=Joint(cleaned.get("joint") or reading.joint),
            parallel=Parallel(cleaned.get("parallel") or reading.parallel),
            vertical=cleaned.get("vertical") != OUT,
            refused=cleaned.get("refused") != OUT,
            left=cleaned.get("left") != OUT,
        )
        return cleaned
