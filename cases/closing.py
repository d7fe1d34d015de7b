"""The closing check-list of a case (结案检查): what should have been done by its kind of ending, and whether it was."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cases import conclusions
from cases import facts as f
from cases.ending import SUING_CLOCKS
from cases.models import Law
from dossiers.models import DossierSource, Party, PartyRole
from workflow.checks import DONE, MISSING, NOT_NEEDED, Check
from workflow.steps import Context, Text


def checks(context: Context) -> list[Check]:
    """The items of a case's closing check-list; none while it is being heard, and of a ledger's old case."""
    if context.dossier.source == DossierSource.LEDGER and not context.has(f.SERVED):
        return []
    if any(context.has(kind) for kind in (f.ABANDONED, f.WITHDRAWN, f.NOT_HANDLED, f.TRANSFERRED, f.ESCALATED)):
        return [_papers(context)]
    if not context.has(f.CONCLUDED) and not context.has(f.DECLINED):
        return []
    return list(_after_a_document(context))


def _after_a_document(context: Context) -> Iterator[Check]:
    declined = context.has(f.DECLINED)
    end = conclusions.concluded(context.facts)
    heads = [party for party in context.parties if party.represents_id is None]
    to_serve = [party for party in heads if not declined or party.role == PartyRole.APPLICANT]
    if conclusions.is_decided(conclusions.concluded(context.facts)):
        yield _one("opinion", _("Opinion of the office (trial report)"), context, f.DRAFTED)
    yield _of_each("served", _("Served on every party"), context, f.SERVED, to_serve, bars=True)
    yield _one("sealed", _("Seal registered"), context, f.SEALED)
    yield _suing(context)
    if end is None:
        yield _papers(context)
        return
    if context.proceeding.law == Law.LAW_2023:
        yield _copied(context)
    yield _of_each("performed", _("Performed"), context, f.PERFORMED, conclusions.performing(context))
    lettered = [
        party
        for party in context.respondents
        if context.has(f.OPINION_LETTER, party) and not context.has(f.LETTER_REGISTERED, party)
    ]
    yield _of_each("letter", _("Opinion letter answered"), context, f.OPINION_LETTER_ANSWERED, lettered)
    if context.proceeding.law == Law.LAW_2023:
        title = _("Published, or noted why not")
        if conclusions.is_decided(end):
            yield _one("published", title, context, f.PUBLISHED)
        else:
            yield Check("published", title, NOT_NEEDED)
    yield _papers(context)


def _one(code: str, title: Text, context: Context, kind: str) -> Check:
    done = context.last(kind)
    return Check(code, title, DONE if done else MISSING, done)


def _of_each(code: str, title: Text, context: Context, kind: str, parties: list[Party], *, bars: bool = False) -> Check:
    if not parties:
        return Check(code, title, NOT_NEEDED)
    left = tuple(party.name for party in parties if not context.has(kind, party))
    return Check(
        code, title, MISSING if left else DONE, None if left else context.last(kind), left, bars=bars and bool(left)
    )


def _suing(context: Context) -> Check:
    """Whether every party who may sue has sued, or has let the period pass."""
    title = _("Period for suing over, or sued")
    parties = conclusions.may_sue(context)
    running = {deadline.party_id for deadline in context.deadlines if deadline.clock in SUING_CLOCKS}
    parties = [party for party in parties if party.pk in running]
    if not parties:
        return Check("suing", title, NOT_NEEDED if context.has(f.SERVED) else MISSING)
    left = tuple(
        party.name
        for party in parties
        if not context.has(f.SUED, party)
        and not context.has(f.NOT_SUED, party)
        and not conclusions.over(context, party, SUING_CLOCKS)
    )
    return Check("suing", title, MISSING if left else DONE, names=left)


def _copied(context: Context) -> Check:
    title = _("Copied to the superior department")
    owed = conclusions.of_own_level(context) if conclusions.is_decided(conclusions.concluded(context.facts)) else []
    left = dict.fromkeys(party.name for party, _document in conclusions.copies_left(context))
    done = context.last(f.COPIED_TO_SUPERIOR)
    if not owed and not left and not done:
        return Check("copied", title, NOT_NEEDED)
    return Check("copied", title, DONE if done and not left else MISSING, None if left else done, tuple(left))


def _papers(context: Context) -> Check:
    closed = context.dossier.closed_on
    return Check("papers", _("Papers complete and in order"), DONE if closed else MISSING, closed)
