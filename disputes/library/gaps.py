"""The table of agencies and topics: which agencies have no rule of their own yet."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.models import Organisation
from accounts.timekeeping import today
from disputes.library.standing import Standing, own_rules
from disputes.library.views import tabs
from disputes.models import Tier
from disputes.study.reach import agencies_read
from dossiers.exports import stream_xlsx
from dossiers.models import Code
from dossiers.trail import record


def topics() -> list[Code]:
    """The topics on which agencies make rules."""
    return [code for code in Code.objects.of("rule_topic").on_offer(today()) if code.pk != "rule_topic.other"]


class Table:
    """The agencies in sight and, by topic, how many rules of their own each has in force today."""

    def __init__(self, request: HttpRequest) -> None:
        self.topics = topics()
        wanted = request.GET.get("without", "")
        self.without = next((code for code in self.topics if code.pk == wanted), None)
        agencies = list(agencies_read(request.actor))
        self.found: Mapping[tuple[int, str], int] = own_rules(
            request.actor, [agency.pk for agency in agencies], today()
        )
        self.all = agencies
        self.agencies = [agency for agency in agencies if self.without is None or not self.number(agency, self.without)]

    def number(self, agency: Organisation, topic: Code) -> int:
        return self.found.get((agency.pk, topic.pk), 0)

    def lacking(self, topic: Code) -> int:
        """How many agencies have no rule on a topic."""
        return sum(not self.number(agency, topic) for agency in self.all)


@require_safe
@requires("rules.gaps")
def gaps(request: HttpRequest) -> HttpResponse:
    """Agencies by topic: a number opens the rules, a gap is marked; above, how many lack a rule on each topic."""
    table = Table(request)

    def cell(agency: Organisation, topic: Code) -> Any:
        number = table.number(agency, topic)
        if not number:
            return {"badge": _("None yet"), "badge_tone": "soon"}
        asked = {"tier": Tier.DEPARTMENT, "organisation": agency.pk, "topic": topic.pk, "standing": Standing.IN_FORCE}
        return {"value": number, "url": f"{reverse('rules:list')}?{urlencode(asked)}"}

    context = {
        "tabs": tabs(request, "rules:gaps"),
        "without": table.without,
        "day": today(),
        "export_url": f"{reverse('rules:gaps-export')}?without={table.without.pk if table.without else ''}",
        "tiles": [
            {
                "name": str(topic),
                "value": table.lacking(topic),
                "unit": pgettext("unit", "agencies"),
                "of": _("without a rule of their own, of %(n)s") % {"n": len(table.all)},
                "tone": "soon" if table.lacking(topic) else "",
                "url": f"?{urlencode({'without': topic.pk})}",
            }
            for topic in table.topics
        ],
        "table": {
            "caption": _("Own rules by agency"),
            "columns": [{"label": _("Agency")}, *({"label": str(topic)} for topic in table.topics)],
            "rows": [
                {"cells": [agency.name, *(cell(agency, topic) for topic in table.topics)]} for agency in table.agencies
            ],
            "empty": {"title": _("No agency lacks such a rule") if table.all else _("You look after no agency")},
        },
    }
    return render(request, "disputes/rules/gaps.html", context)


@require_safe
@requires("rules.gaps")
def gaps_export(request: HttpRequest) -> HttpResponseBase:
    """The table as a workbook."""
    table = Table(request)
    record(actor=request.actor, action="rule.export", detail={"count": len(table.agencies)})
    title = _("Own rules by agency")
    header = [_("Agency"), *(str(topic) for topic in table.topics)]
    lines = ([agency.name, *(table.number(agency, topic) for topic in table.topics)] for agency in table.agencies)
    return stream_xlsx(f"{title}-{today():%Y%m%d}.xlsx", title, header, lines)
