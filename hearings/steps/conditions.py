"""What must hold for a step of a lawsuit, each condition with the reason when it does not."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import DossierStatus, Party
from hearings import closing, reading
from hearings import facts as f
from hearings.models import Procedure, State
from workflow.steps import Condition, Context, Text


def _first_instance(context: Context) -> Text | None:
    return None if reading.is_first(context.proceeding) else _("This is possible in a first instance only.")


def _answer_left(context: Context) -> Text | None:
    if not reading.left_to_answer(context):
        return _("Every defendant has handed in what it owes.")
    return None


def _period_open(context: Context, clock: str, parties: list[Party]) -> bool:
    """Whether a period of any of `parties` still runs on the day, or none was reckoned."""
    for party in parties:
        periods = [deadline for deadline in context.alive(clock) if deadline.party_id == party.pk]
        if not periods or any(deadline.due_on is None or context.today <= deadline.due_on for deadline in periods):
            return True
    return False


def _postponement_period(context: Context) -> Text | None:
    asking = [party for party in reading.left_to_answer(context) if not context.has(f.EVIDENCE_EXTENSION_ASKED, party)]
    if not asking:
        return _("More time has been asked for already.")
    if not _period_open(context, "xs_evidence_extension_apply_15d", asking):
        return _("More time can be asked for within fifteen days of the service only.")
    return None


def _postponement_open(context: Context) -> Text | None:
    asked = len(context.days(f.EVIDENCE_EXTENSION_ASKED))
    decided = len(context.days(f.EVIDENCE_EXTENSION_GRANTED)) + len(context.days(f.EVIDENCE_EXTENSION_REFUSED))
    return None if asked > decided else _("No request for more time is open.")


def _postponement_granted(context: Context) -> Text | None:
    if len(context.days(f.EVIDENCE_EXTENSION_GRANTED)) > len(context.days(f.EVIDENCE_CAUSE_OVER)):
        return None
    return _("No more time was granted, or it is entered that the cause has ceased.")


def _objection_period(context: Context) -> Text | None:
    parties = [party for party in context.respondents if not context.has(f.OBJECTED, party)]
    if not parties:
        return _("The objection is entered already.")
    if not _period_open(context, "xs_jurisdiction_objection_15d", parties):
        return _("An objection can be raised within fifteen days of the service only.")
    return None


def _objection_open(context: Context) -> Text | None:
    if len(context.days(f.OBJECTED)) > len(context.days(f.OBJECTION_RULED)):
        return None
    return _("No objection waits for a ruling.")


def _ruling_appealable(context: Context) -> Text | None:
    parties = [party for party in context.respondents if context.has(f.RULING_SERVED, party)]
    if not parties:
        return _("It is not entered when a ruling on the jurisdiction was served.")
    left = [party for party in parties if not context.has(f.RULING_APPEALED, party)]
    if not left:
        return _("The appeal is entered already.")
    due = [reading.ruling_appealable_until(context, party) for party in left]
    if all(day is not None and day < context.today for day in due):
        return _("An appeal lies within ten days of the service of the ruling only.")
    return None


def _stayed(context: Context) -> Text | None:
    return None if context.dossier.status == DossierStatus.SUSPENDED else _("The suit is not stayed.")


def _simplified(context: Context) -> Text | None:
    if context.proceeding.procedure != Procedure.SIMPLIFIED:
        return _("The suit is tried in the ordinary procedure.")
    return None


def _judgment_unserved(context: Context) -> Text | None:
    return None if reading.unserved(context) else _("The judgment has been served on every party.")


def _appeal_lies(context: Context) -> Text | None:
    if not reading.appeal_against(context):
        return _("No appeal lies against this judgment or ruling.")
    if not context.has(f.JUDGMENT_SERVED):
        return _("It is not entered when the judgment was served.")
    return None


def _lapsed(context: Context) -> Text | None:
    if context.has(f.APPEALED):
        return _("The suit is under appeal.")
    if reading.unserved(context):
        return _("It is not entered when every party was served.")
    day = reading.takes_effect_on(context)
    if day is None or context.today < day:
        return _("The periods for appeal are still running.")
    return None


def _performance_left(context: Context) -> Text | None:
    bound = reading.to_perform(context)
    if not bound:
        return _("The judgment leaves a defendant nothing to perform.")
    if not context.has(f.EFFECTIVE):
        return _("Nothing is performed before it has taken effect.")
    if all(context.has(f.PERFORMED, party) for party in bound):
        return _("Every defendant has performed.")
    return None


def _suggestion_open(context: Context) -> Text | None:
    if reading.suggestions_open(context.facts):
        return None
    return _("No judicial suggestion waits for an answer.")


def _settled(context: Context) -> Text | None:
    if context.proceeding.state == State.APPEALED and not reading.is_set_aside(context):
        return _("The suit is under appeal.")
    missing = [check for check in closing.checks(context) if check.bars]
    if missing:
        return _("Still open: %(what)s") % {"what": "、".join(str(check.title) for check in missing)}
    return None


def _own_case(context: Context) -> Text | None:
    if not context.proceeding.government:
        return _("The file of the whole process is kept of the government's own cases.")
    return None


def _risk_open(context: Context) -> Text | None:
    return None if closing.open_risks(context.facts) else _("No risk is open.")


def _major(context: Context) -> Text | None:
    return None if context.has(f.MAJOR) else _("The case is not marked as major.")


def _not_major(context: Context) -> Text | None:
    return _("The case is marked as major already.") if context.has(f.MAJOR) else None


def _guidance_open(context: Context) -> Text | None:
    return None if closing.open_questions(context.facts) else _("No request for guidance is open.")


FIRST_INSTANCE = Condition("first instance", _first_instance)
ANSWER_LEFT = Condition("a defendant has not handed in all", _answer_left)
POSTPONEMENT_PERIOD = Condition("within fifteen days of the service", _postponement_period)
POSTPONEMENT_OPEN = Condition("more time was asked for", _postponement_open)
POSTPONEMENT_GRANTED = Condition("more time was granted", _postponement_granted)
OBJECTION_PERIOD = Condition("within fifteen days of the service", _objection_period)
OBJECTION_OPEN = Condition("an objection was raised", _objection_open)
RULING_APPEALABLE = Condition("a ruling was served within ten days", _ruling_appealable)
STAYED = Condition("stayed", _stayed)
SIMPLIFIED = Condition("simplified procedure", _simplified)
JUDGMENT_UNSERVED = Condition("a party has not been served", _judgment_unserved)
APPEAL_LIES = Condition("an appeal lies", _appeal_lies)
LAPSED = Condition("the last period for appeal has run out", _lapsed)
PERFORMANCE_LEFT = Condition("something to perform", _performance_left)
SUGGESTION_OPEN = Condition("a judicial suggestion waits for an answer", _suggestion_open)
SETTLED = Condition("nothing that bars the closing is open", _settled)
OWN_CASE = Condition("the organ is a defendant", _own_case)
RISK_OPEN = Condition("a risk is open", _risk_open)
IS_MAJOR = Condition("marked as major", _major)
NOT_MAJOR = Condition("not marked as major", _not_major)
GUIDANCE_OPEN = Condition("guidance was asked for", _guidance_open)
