"""What a lawsuit is about and how it ended, as a case of another kind reads it."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from dossiers.decisions import Decision, register
from dossiers.models import DossierKind, Party, PartyRole
from hearings.models import Lawsuit


def decisions(dossier_ids: Sequence[int]) -> dict[int, Decision]:
    """What was judged in some suits; one query."""
    sued = Party.objects.unscoped("the caller has reached the suits").standing()
    sued = sued.filter(dossier=OuterRef("pk"), role=PartyRole.RESPONDENT).order_by("position", "pk")
    rows = (
        Lawsuit.objects.unscoped("the caller has reached the suits")
        .filter(pk__in=dossier_ids)
        .select_related("dossier", "outcome")
        .defer("dossier__search_text", "dossier__grams")
        .annotate(agencies=ArraySubquery(sued.values("name")))
    )
    return {suit.pk: _decision(suit) for suit in rows}


def _decision(suit: Lawsuit) -> Decision:
    return Decision(
        number=suit.dossier.number or "",
        state=suit.get_state_display(),
        received_on=suit.served_on,
        concluded_on=suit.concluded_on,
        document_number=suit.judgment_number,
        ending=str(suit.outcome or ""),
        outcomes=frozenset({suit.outcome.code} if suit.outcome else ()),
        act_name=suit.act_name,
        act_number=suit.act_number,
        act_on=suit.act_on,
        agencies=tuple(suit.agencies),
        matter=suit.matter_id,
        domain=suit.domain_id,
        corrected=suit.lost,
    )


register(DossierKind.LITIGATION, decisions)
