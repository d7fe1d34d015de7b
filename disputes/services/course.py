"""Effects of the resolution itself: team, sessions, positions, more time, a party that leaves."""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.crypto import encrypt
from accounts.models import Role, RoleAssignment
from accounts.timekeeping import today
from disputes import facts as f
from disputes import reading
from disputes.models import Position, Session, SessionState, State, TeamMember
from disputes.services.intake import leave_all
from disputes.telling import concerned, of_referrer, tell
from dossiers.models import Code, Dossier, Party, Visibility
from dossiers.services import refresh_access
from notices.outbox import post
from workflow.moments import day_of, when_words
from workflow.papers import keep_papers
from workflow.steps import Execution, StepRefused
from workflow.told import letters_by_text, reached_by_text


def name_team(ex: Execution) -> None:
    """Who mediates from now on; whoever is no longer named leaves on that day, who stays stays."""
    day, dispute, data = ex.data["on_date"], ex.proceeding, ex.data
    chosen = {mediator.pk: mediator for mediator in data["mediators"]}
    for member in dispute.team.filter(until=None):
        if member.mediator_id in chosen and member.lead == (member.mediator_id == data["lead"].pk):
            del chosen[member.mediator_id]
        else:
            member.until = max(day, member.since)
            member.save(update_fields=["until"])
    for mediator in chosen.values():
        TeamMember.objects.create(
            dispute=dispute,
            mediator=mediator,
            lead=mediator == data["lead"],
            since=day,
            conflict_reason=data["conflict_reason"] if mediator.pk in data["conflicting"] else "",
            entry=ex.entry,
        )
    ex.fact(f.TEAM_NAMED, day, names=[mediator.name for mediator in data["mediators"]], lead=data["lead"].name)
    # Mediators with an account reach the dispute while they sit.
    refresh_access(ex.dossier)


def after_naming(ex: Execution) -> str | None:
    """Being resolved, once somebody mediates."""
    return State.RESOLVING if ex.proceeding.state == State.ACCEPTED else None


def set_session(ex: Execution) -> None:
    data = ex.data
    session = _own_session(ex) or Session(dispute=ex.proceeding, entry=ex.entry)
    session.kind, session.during, session.place = data["kind"], data["during"], data["place"]
    session.version += 0 if session._state.adding else 1
    session.save()
    session.refresh_from_db()
    ex.fact(f.SESSION_SET, data["on_date"], session=session.pk)
    _tell(ex, session, "set")


def _own_session(ex: Execution) -> Session | None:
    """In a correction, the session that its entry set."""
    ids = [fact.value["session"] for fact in ex.left if fact.kind == f.SESSION_SET]
    return _sessions().filter(pk__in=ids).first()


def _sessions() -> QuerySet[Session]:
    return Session.objects.unscoped("the sessions of a case in hand").select_for_update()


def _tell(ex: Execution, session: Session, what: str) -> None:
    when = when_words(session.during)

    def words(number: str) -> str:
        said = {"case": number, "when": when, "place": session.place or _("on-line")}
        if what == "cancelled":
            return _("The session of %(when)s in %(case)s was cancelled.") % said
        if what == "moved":
            return _("The session in %(case)s was moved to %(when)s, %(place)s.") % said
        return _("Session in %(case)s on %(when)s, %(place)s.") % said

    key, told = f"session:{session.pk}:{session.version}:{what}", concerned(ex.proceeding)
    tell(told, ex.dossier, key, words)
    _tell_parties(ex, session, key, words)
    for dispute in reading.followers(ex.context):
        tell(concerned(dispute).exclude(pk__in=told.values("pk")), dispute.dossier, key, words)
        texted = reached_by_text(dispute.dossier.parties.standing())
        _post(dispute.dossier, texted, key, words)


def _tell_parties(ex: Execution, session: Session, key: str, words: Callable[[str], str]) -> None:
    """Parties with a telephone number are told by text message, agencies through their liaisons; it is recorded."""
    texted = reached_by_text(ex.context.parties)
    _post(ex.dossier, texted, key, words)
    agencies = [party for party in ex.context.parties if party.organisation_id is not None]
    held = RoleAssignment.objects.on(today()).filter(
        role=Role.AGENCY_LIAISON, organisation__in=[party.organisation_id for party in agencies]
    )
    with_account = set(held.values_list("organisation_id", flat=True))
    told = [(party, "text") for party in texted]
    told += [(party, "account") for party in agencies if party.organisation_id in with_account]
    for party, how in told:
        ex.fact(f.SESSION_TOLD, ex.data["on_date"], party, session=session.pk, version=session.version, how=how)


def _post(dossier: Dossier, parties: list[Party], key: str, words: Callable[[str], str]) -> None:
    number = dossier.number
    post(
        letters_by_text(parties, dossier, lambda: words(number or _("a case without number")), kind="dispute", key=key)
    )


def tell_session(ex: Execution) -> None:
    """Parties were told of a session in another way: by telephone, in person, by a letter."""
    session, data = ex.data["session"], ex.data
    for party in data["parties"]:
        ex.fact(f.SESSION_TOLD, data["on_date"], party, session=session.pk, version=session.version, how=data["how"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def _locked(ex: Execution) -> Session:
    session = _sessions().get(pk=ex.data["session"].pk, dispute=ex.proceeding)
    if ex.corrected is None and session.state != SessionState.SET:
        raise StepRefused(_("The session is set no more."), code="closed")
    return session


def move_session(ex: Execution) -> None:
    session = _locked(ex)
    session.during, session.place = ex.data["during"], ex.data["place"] or session.place
    session.version += 1
    session.save()
    session.refresh_from_db()
    ex.fact(f.SESSION_MOVED, ex.data["on_date"], session=session.pk)
    _tell(ex, session, "moved")


def cancel_session(ex: Execution) -> None:
    session = _locked(ex)
    session.state, session.change_reason = SessionState.CANCELLED, ex.data["reason"][:300]
    session.version += 1
    session.save()
    ex.fact(f.SESSION_CANCELLED, ex.data["on_date"], session=session.pk)
    _tell(ex, session, "cancelled")


def hold_session(ex: Execution) -> None:
    session = _locked(ex)
    session.state = SessionState.HELD
    # Put on another day by a correction, the session was held on that day at the same hours.
    moved = ex.data["on_date"] - day_of(session.during)
    if moved:
        session.during = (session.during.lower + moved, session.during.upper + moved)
    session.save()
    came = [row for row in ex.data["attendance"] if not row["absent"]]
    ex.fact(
        f.SESSION_HELD,
        ex.data["on_date"],
        session=session.pk,
        outcome=ex.data["outcome"],
        came=len(came),
        called=len(ex.data["attendance"]),
    )
    keep_papers(ex, "minutes", visibility=Visibility.OFFICE, paper="dispute_minutes")


def after_session(ex: Execution) -> str | None:
    return State.RESOLVING if ex.proceeding.state == State.ACCEPTED else None


def record_position(ex: Execution) -> None:
    """What a party says lies encrypted beside the timeline; a confidential word is read by the mediators alone."""
    data = ex.data
    Position.objects.create(
        dispute=ex.proceeding,
        session=data["session"],
        party=data["party"],
        said_on=data["on_date"],
        confidential=data["confidential"],
        content_cipher=encrypt(data["content"]),
        recorded_by=ex.context.actor.user,
        entry=ex.entry,
    )
    ex.fact(f.HEARD, data["on_date"], data["party"])


def extend(ex: Execution) -> None:
    ex.fact(f.EXTENDED, ex.data["on_date"], days=ex.data["days"])


def extend_mediation(ex: Execution) -> None:
    """Both sides agree that the mediation of the court lasts longer; the court is told."""
    ex.fact(f.MEDIATION_EXTENDED, ex.data["on_date"], days=ex.data["days"])
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_consent")
    if ex.corrected is None:
        tell(
            of_referrer(ex.proceeding),
            ex.dossier,
            f"longer:{ex.entry.pk}",
            lambda number: (
                _("The parties to %(case)s agree that its mediation lasts %(n)s days longer.")
                % {"case": number, "n": ex.data["days"]}
            ),
        )


def leave(ex: Execution) -> None:
    """A party takes part no more; where the resolution ends with it, everybody's participation ends that day."""
    data = ex.data
    ex.fact(f.LEFT, data["on_date"], data["party"])
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_consent", party=data["party"])
    if data["ends"]:
        leave_all(ex)
        conclude_as(ex, "dispute_result.left", data["on_date"])
    elif any(fact.kind == f.CONCLUDED for fact in ex.left):
        ex.proceeding.result = ex.proceeding.concluded_on = None


def after_leaving(ex: Execution) -> str | None:
    """Concluded where the resolution ends with it; a correction that says otherwise takes the conclusion back.

    Raises StepRefused where the dispute has moved on since.
    """
    ends = bool(ex.data["ends"])
    if ex.corrected is None:
        return State.CONCLUDED if ends else None
    if ends == any(fact.kind == f.CONCLUDED for fact in ex.left):
        return None
    if ends and ex.proceeding.state in {State.ACCEPTED, State.RESOLVING}:
        return State.CONCLUDED
    if not ends and ex.proceeding.state == State.CONCLUDED and not ex.context.has(f.REPORTED_BACK):
        return ex.corrected.from_state
    raise StepRefused(
        _("The dispute has moved on since; whether it ended then can no longer be changed."), code="fixed"
    )


def conclude_as(ex: Execution, result: str, day: dt.date) -> None:
    """The dispute ends without a settlement."""
    ex.fact(f.CONCLUDED, day, result=result)
    ex.proceeding.result, ex.proceeding.concluded_on = Code.objects.get(pk=result), day
