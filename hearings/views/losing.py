"""What an organ counts as lost: the rules by date, and the form for another one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Organ, Role
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date
from hearings.forms.losing import COUNTS, LostRuleForm
from hearings.models import LostRule
from hearings.services import set_lost_rule


@requires("suits.lost_rules")
@require_safe
def lost_rules(request: HttpRequest) -> HttpResponse:
    """The rules of the reader's organ, newest first, and for its director the form of another."""
    organ = _organ(request)
    form = LostRuleForm(organ=organ) if can(request.actor, "suits.lost_rule", organ) else None
    return _page(request, organ, form)


@requires("suits.lost_rules")
@require_POST
def lost_rule(request: HttpRequest) -> HttpResponse:
    """Set a rule from a day on, and work out anew what it concerns."""
    organ = _organ(request)
    require(request.actor, "suits.lost_rule", organ)
    form = LostRuleForm(request.POST, organ=organ)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("valid_from", "reason", *COUNTS)}
        try:
            form.carry_out(
                "suits.lost_rule",
                request.actor,
                lambda: {"rule": set_lost_rule(actor=request.actor, organ=organ, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The rule has been set, and what it concerns has been worked out anew."))
            return redirect("hearings:lost-rules")
    return _page(request, organ, form, status=422)


def _page(request: HttpRequest, organ: Organ, form: LostRuleForm | None, status: int = 200) -> HttpResponse:
    rules = LostRule.objects.filter(organ=organ).select_related("entered_by").order_by("-valid_from")
    context = {"organ": organ, "form": form, "rules": [_shown(rule) for rule in rules], "default": _choices(None)}
    return render(request, "hearings/lost_rules.html", context, status=status)


def _organ(request: HttpRequest) -> Organ:
    offices = request.actor.organisations(Role.OFFICER, Role.DIRECTOR)
    return get_object_or_404(Organ.objects.select_related("organisation").filter(office__in=offices).order_by("pk")[:1])


def _choices(rule: LostRule | None) -> list[tuple[str, str]]:
    """Each choice in words with yes or no; of the default without a rule."""
    chosen = rule or LostRule()
    return [
        (str(LostRule._meta.get_field(name).verbose_name), _("Yes") if getattr(chosen, name) else _("No"))
        for name in COUNTS
    ]


def _shown(rule: LostRule) -> dict[str, Any]:
    return {
        "from": cn_date(rule.valid_from),
        "by": rule.entered_by.display_name,
        "reason": rule.reason,
        "choices": _choices(rule),
    }
