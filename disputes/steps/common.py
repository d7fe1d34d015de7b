"""What steps of several stages name: groups of states, articles, headings of the menu, conditions."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from disputes import facts as f
from disputes import reading
from disputes.clocks import OF_COURT
from disputes.conflicts import standing_conflicts
from disputes.models import State
from dossiers.models import Party
from workflow.steps import Condition, Context, Text

S = State
# A dispute lives by one set of rules from beginning to end: the district's plan and the law on periods for suing.
LAW = "dispute"
OPEN = frozenset({S.ACCEPTED, S.RESOLVING})
BEFORE_END = frozenset({S.SCREENING, *OPEN})
RUNNING = BEFORE_END | {S.CONCLUDED}
STANDING = RUNNING | {S.CLOSED}
PLAN = "本机关实质性化解工作方案"


def article(text: str) -> dict[str, str]:
    """The article of a step: of the district's plan, or of a law."""
    return {LAW: text}


INTAKE = _("Receipt and acceptance")
TRANSFERS = _("Transfer to a unit")
COURSE = _("Resolving the dispute")
JOINING = _("Disputes resolved together")
OUTCOME = _("Result and performance")
RECORD = _("The record")


def _names(parties: list[Party]) -> str:
    return "、".join(party.name for party in parties)


def _within_scope(context: Context) -> Text | None:
    within = reading.scope(context)
    if within is None:
        return _("Whether the dispute is within the scope was not examined yet.")
    return None if within else _("The dispute is not within the scope: decline it.")


def _all_consent(context: Context) -> Text | None:
    if refusing := reading.refusing(context):
        return _("%(parties)s did not agree.") % {"parties": _names(refusing)}
    if silent := reading.without_word(context):
        return _("Consent is missing of %(parties)s.") % {"parties": _names(silent)}
    return None


def _word_left(context: Context) -> Text | None:
    taking = reading.taking_part(context)
    left = [party for party in reading.sides(context) if party not in taking]
    return None if left else _("Every party has agreed.")


def _transfer_sent(context: Context) -> Text | None:
    return None if reading.units_in(context, "sent") else _("No transfer waits to be signed for.")


def _transfer_open(context: Context) -> Text | None:
    return None if reading.units_in(context, "sent", "signed") else _("No unit has the dispute.")


def _transfer_signed(context: Context) -> Text | None:
    return None if reading.units_in(context, "signed") else _("No unit has signed for the dispute.")


def _session_set(context: Context) -> Text | None:
    return None if reading.sessions_open(context) else _("No session is set.")


def _not_extended(context: Context) -> Text | None:
    if context.has(f.EXTENDED):
        return _("The period has been extended already; it can be extended once.")
    return None


def _over(context: Context, clocks: Iterable[str]) -> bool:
    """Whether the last day of a period that still runs has passed."""
    due = [deadline.due_on for deadline in context.alive(*clocks)]
    return any(day is not None and day < context.today for day in due)


def _within_period(context: Context) -> Text | None:
    if _over(context, ["dc_house_overall"]):
        return _("The period for resolving the dispute has run out; it is extended before its end.")
    return None


def _of_court(context: Context) -> Text | None:
    if not context.alive(*OF_COURT):
        return _("No mediation period of a court is running.")
    if _over(context, OF_COURT):
        return _("The mediation period of the court has run out.")
    return None


def _no_conflict(context: Context) -> Text | None:
    found = standing_conflicts(context)
    return "；".join([*found, str(_("name the mediators anew"))]) if found else None


def _somebody_inside(context: Context) -> Text | None:
    return None if reading.taking_part(context) else _("Nobody takes part.")


def _agreed(context: Context) -> Text | None:
    return None if context.proceeding.agreement else _("There is no agreement.")


def _not_confirmed(context: Context) -> Text | None:
    if context.has(f.CONFIRMED):
        return _("The agreement is confirmed already.")
    return _agreed(context)


def _terms_left(context: Context) -> Text | None:
    return None if reading.terms_left(context) else _("No term of an agreement is open.")


def _not_reported(context: Context) -> Text | None:
    return _("The result was reported back already.") if context.has(f.REPORTED_BACK) else None


def _settled(context: Context) -> Text | None:
    if context.proceeding.referrer_id and not context.has(f.REPORTED_BACK):
        return _("The result was not reported back to the source yet.")
    if reading.terms_left(context):
        return _("It is not entered of every term what became of it.")
    return None


def _by_itself(context: Context) -> Text | None:
    if reading.lead_of(context) is None:
        return None
    return _("It is resolved together with another dispute: this is done there, or it is parted from it there first.")


def _followed(context: Context) -> Text | None:
    return None if reading.followers(context) else _("No other dispute is resolved together with it.")


WITHIN_SCOPE = Condition("within the scope", _within_scope)
ALL_CONSENT = Condition("every party agrees", _all_consent)
WORD_LEFT = Condition("a party takes no part yet", _word_left)
TRANSFER_SENT = Condition("a transfer waits to be signed for", _transfer_sent)
TRANSFER_OPEN = Condition("a unit has the dispute", _transfer_open)
TRANSFER_SIGNED = Condition("a unit has signed for it", _transfer_signed)
SESSION_SET = Condition("a session is set", _session_set)
NOT_EXTENDED = Condition("not extended yet", _not_extended)
WITHIN_PERIOD = Condition("the period has not run out", _within_period)
OF_COURT_RUNS = Condition("a mediation period of a court runs", _of_court)
NO_CONFLICT = Condition("no mediator has to do with a party", _no_conflict)
SOMEBODY_INSIDE = Condition("somebody takes part", _somebody_inside)
NOT_CONFIRMED = Condition("an agreement that is not confirmed", _not_confirmed)
TERMS_LEFT = Condition("a term is open", _terms_left)
NOT_REPORTED = Condition("not reported back yet", _not_reported)
SETTLED = Condition("reported back, and every term settled", _settled)
BY_ITSELF = Condition("resolved by itself", _by_itself)
FOLLOWED = Condition("others are resolved together with it", _followed)
