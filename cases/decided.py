"""How a reconsideration case ended, as the suit over it reads it (行政诉讼法 26②; 行诉解释 22, 133)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from cases import facts as f
from cases.anew import set_aside
from cases.conclusions import codes_of, concluded
from cases.models import ReconsiderationCase
from dossiers.decisions import Decision, register
from dossiers.models import Fact, Party, PartyRole

# Grounds of declaring an act illegal because of its procedure (2023 law 65①(2); 行诉解释 22③).
BY_PROCEDURE = frozenset(
    {"decision_ground.illegal_slight", "decision_ground.revoke_procedure", "decision_ground.old_procedure"}
)
# What was wrong with the act, by the ground of the decision, as the list loss_cause names it.
CAUSES = {
    "facts": ("modify_facts", "revoke_facts", "old_facts"),
    "procedure": ("revoke_procedure", "illegal_slight", "old_procedure"),
    "law": ("modify_basis", "revoke_basis", "void_basis", "old_basis"),
    "powers": ("revoke_powers", "void_subject", "old_powers"),
    "abuse": ("modify_improper", "old_improper"),
    "inaction": ("illegal_pointless",),
}
CAUSE_OF = {f"decision_ground.{ground}": f"loss_cause.{cause}" for cause, of in CAUSES.items() for ground in of}


def decisions(dossier_ids: Sequence[int]) -> dict[int, Decision]:
    """The decisions of some cases; one query."""
    kinds = (f.CONCLUDED, f.SET_ASIDE, f.HEARD_ANEW, f.DECLINED, f.SERVED)
    facts = Fact.objects.unscoped("the caller has reached the cases").current().filter(dossier=OuterRef("pk"))
    sued = Party.objects.unscoped("the caller has reached the cases").standing()
    sued = sued.filter(dossier=OuterRef("pk"), role=PartyRole.RESPONDENT).order_by("position", "pk")
    rows = (
        ReconsiderationCase.objects.unscoped("the caller has reached the cases")
        .filter(pk__in=dossier_ids)
        .select_related("dossier", "outcome")
        .defer("dossier__search_text", "dossier__grams")
        .annotate(
            told=ArraySubquery(
                facts.filter(kind__in=kinds)
                .order_by("on_date", "pk")
                .values(row=JSONObject(kind="kind", on_date="on_date", value="value"))
            ),
            agencies=ArraySubquery(sued.values("name")),
        )
    )
    return {case.pk: _decision(case, [SimpleNamespace(**row) for row in case.told]) for case in rows}


def _decision(case: Any, facts: list[SimpleNamespace]) -> Decision:
    known = Decision(
        number=case.dossier.number or "",
        state=case.get_state_display(),
        received_on=case.received_on,
        act_name=case.act_name,
        act_number=case.act_number,
        act_on=case.act_on,
        agencies=tuple(case.agencies),
        matter=case.matter_id,
        domain=case.domain_id,
    )
    earlier = tuple(
        replace(_ended(known, end), ending=gettext("Set aside"), stood_until=dt.date.fromisoformat(begun.on_date))
        for end, begun in set_aside(facts)
    )
    end = concluded(facts)
    codes = frozenset({case.outcome.code}) if end is None and case.outcome else frozenset()
    if any(fact.kind == f.DECLINED for fact in facts):
        codes |= {"not_accept"}
    served = min((fact.on_date for fact in facts if fact.kind == f.SERVED), default=None)
    found = _ended(known, end) if end is not None else known
    codes |= found.outcomes
    return replace(
        found,
        outcomes=codes,
        concluded_on=case.concluded_on,
        document_number=case.decision_number,
        ending=str(case.outcome or (case.get_state_display() if codes else "")),
        served_on=dt.date.fromisoformat(served) if served else None,
        earlier=earlier,
        corrected=str(case.outcome.mapping.get("corrected", "")) == "1" if case.outcome else None,
    )


def _ended(known: Decision, end: SimpleNamespace) -> Decision:
    """What a conclusion says, that of the case or one that was set aside."""
    ground = end.value.get("ground")
    return replace(
        known,
        concluded_on=dt.date.fromisoformat(end.on_date),
        document_number=end.value.get("number", ""),
        outcomes=frozenset(codes_of(end)),
        by_procedure=ground in BY_PROCEDURE,
        cause=CAUSE_OF.get(str(ground)),
    )


register("reconsideration", decisions)
