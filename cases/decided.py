"""How a reconsideration case ended, as the suit over it reads it (行政诉讼法 26②; 行诉解释 22, 133)."""

from collections.abc import Sequence

from cases import facts as f
from cases.conclusions import codes_of, concluded
from cases.models import ReconsiderationCase
from dossiers.decisions import Decision, register
from dossiers.models import Fact, Party, PartyRole

# Grounds of declaring an act illegal because of its procedure (2023 law 65①(2); 行诉解释 22③).
BY_PROCEDURE = frozenset(
    {"decision_ground.illegal_slight", "decision_ground.revoke_procedure", "decision_ground.old_procedure"}
)


def decisions(dossier_ids: Sequence[int]) -> dict[int, Decision]:
    """The decisions of some cases; three queries."""
    rows = ReconsiderationCase.objects.unscoped("the caller has reached the cases").filter(pk__in=dossier_ids)
    facts: dict[int, list[Fact]] = {}
    kinds = (f.CONCLUDED, f.DECLINED, f.SERVED)
    found = Fact.objects.unscoped("the caller has reached the cases").current()
    for fact in found.filter(dossier_id__in=dossier_ids, kind__in=kinds):
        facts.setdefault(fact.dossier_id, []).append(fact)
    agencies: dict[int, list[str]] = {}
    parties = Party.objects.unscoped("the caller has reached the cases").standing()
    for party in parties.filter(dossier_id__in=dossier_ids, role=PartyRole.RESPONDENT):
        agencies.setdefault(party.dossier_id, []).append(party.name)
    return {
        case.pk: _decision(case, facts.get(case.pk, []), tuple(agencies.get(case.pk, ())))
        for case in rows.select_related("dossier", "outcome")
    }


def _decision(case: ReconsiderationCase, facts: list[Fact], agencies: tuple[str, ...]) -> Decision:
    end = concluded(facts)
    codes = frozenset(codes_of(end)) or (frozenset({case.outcome.code}) if case.outcome else frozenset())
    if any(fact.kind == f.DECLINED for fact in facts):
        codes |= {"not_accept"}
    ground = end.value.get("ground") if end is not None else None
    return Decision(
        number=case.dossier.number or "",
        state=case.get_state_display(),
        received_on=case.received_on,
        concluded_on=case.concluded_on,
        document_number=case.decision_number,
        ending=str(case.outcome or (case.get_state_display() if codes else "")),
        outcomes=codes,
        by_procedure=ground in BY_PROCEDURE,
        served_on=min((fact.on_date for fact in facts if fact.kind == f.SERVED), default=None),
        act_name=case.act_name,
        act_number=case.act_number,
        act_on=case.act_on,
        agencies=agencies,
    )


register("reconsideration", decisions)
