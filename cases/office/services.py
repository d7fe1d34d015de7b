"""What is settled of an office: its rule of assignment, what an officer takes on, to whom all cases of one go."""

from collections.abc import Iterable

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Organ, User
from accounts.permissions import require
from cases.models import AssignmentRule, OfficerWork
from cases.office.queries import running_cases_of
from dossiers.models import Code
from dossiers.trail import record
from workflow.batch.declared import batch_step
from workflow.batch.services import Chosen, Start, begin
from workflow.models import Batch

# Cases handed over in one go: more than any officer has.
MOST_HANDED_OVER = 2000


@transaction.atomic
def settle_mode(*, actor: Actor, organ: Organ, mode: str) -> None:
    """Settle how the organ's cases come to their officers. Raises PermissionDenied."""
    require(actor, "office.direct", organ)
    rule, _made = AssignmentRule.objects.update_or_create(organ=organ, defaults={"mode": mode})
    record(actor=actor, action="office.rule", obj=rule, detail={"mode": mode})


@transaction.atomic
def settle_work(
    *, actor: Actor, organ: Organ, officer: User, takes_new: bool, share: int, domains: Iterable[Code]
) -> OfficerWork:
    """Settle what an officer takes on in an organ; `share` is a percentage of a full load. Raises PermissionDenied."""
    require(actor, "office.direct", organ)
    work, _made = OfficerWork.objects.update_or_create(
        organ=organ, user=officer, defaults={"takes_new": takes_new, "share": share}
    )
    work.domains.set(domains)
    detail = {"user": officer.pk, "takes_new": takes_new, "share": share, "domains": [code.pk for code in domains]}
    record(actor=actor, action="office.work", obj=work, detail=detail)
    return work


def hand_over(*, actor: Actor, organ: Organ, officer: User, raw: dict[str, list[str]], key: str, start: Start) -> Batch:
    """Give all running cases of an officer to others, each by the step of assignment with `raw` as its form.

    Whoever gets a case takes the place that the officer had in it: that of the officer who answers for it, or of the
    second one. Raises PermissionDenied, ValidationError when the officer has no running case.
    """
    require(actor, "office.direct", organ)
    return begin(
        actor=actor,
        declared=batch_step("reconsideration", "assign"),
        raw=raw | {"in_place_of": [str(officer.pk)]},
        chosen=[Chosen(pk, None) for pk in running_cases_of(organ, officer)],
        key=key,
        start=start,
        most=MOST_HANDED_OVER,
    )
