"""The panels of the home page that are the same for every kind of proceeding: periods, approvals, news, keepers."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from accounts.models import Role, RoleAssignment, User
from accounts.permissions import holds
from accounts.permissions import register as permit
from accounts.reach import people_within
from accounts.templatetags.dates import cn_moment
from accounts.timekeeping import now
from deadlines.measure import CLOCK_UNIT, Calendars, counted_in, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_title
from dossiers.actions import action_name
from dossiers.handling import RUNNING, SOON, handled_by, is_second
from dossiers.models import Dossier, DossierAccess, DossierKind, DossierSource, TimelineEntry, TrailEntry
from dossiers.scoping import AUDIENCE_ROLES, Audience
from dossiers.trail import entries_for
from notices.models import Notice
from workflow.home import MOST, Panel, capped, register
from workflow.models import Approval, ApprovalStatus
from workflow.queries import waiting_for
from workflow.steps import all_types, proceeding_type

# How far back a case counts as newly handed over, a notice as news.
NEW = dt.timedelta(days=14)
# How far ahead a role counts as ending soon.
ENDING = dt.timedelta(days=14)
# Periods looked at for one person: nobody works through more in a week.
PERIODS = 200
SEARCHED = ("search_text", "grams")

# Who handles cases: of the office any, of the dispute-resolution centre the disputes before it.
HANDLING = (Role.OFFICER, Role.CENTRE_COORDINATOR)
permit("home.office", holds(Role.OFFICER, Role.DIRECTOR))
permit("home.handle", holds(*HANDLING, Role.DIRECTOR))
permit("home.direct", holds(Role.DIRECTOR))
permit("home.approve", holds(Role.DIRECTOR, Role.ORGAN_LEADER))
permit("home.lead", holds(Role.LEADERSHIP, Role.ORGAN_LEADER))
permit("home.agency", holds(Role.AGENCY_LIAISON))


# --- lines -----------------------------------------------------------------------------------------------------


def case_words(dossier: Dossier) -> str:
    """A case in a line of the home page: its number, when it has one, and its title."""
    return f"{dossier.number} {dossier.title}" if dossier.number else dossier.title


def case_line(dossier: Dossier, what: str, people: Iterable[int] = (), **more: Any) -> dict[str, Any]:
    """A line about a case; of one that the reader (`people`) handles as second officer it says so."""
    which = case_words(dossier)
    if is_second(dossier, people):
        which = f"{which} · {_('I am second officer')}"
    return {"what": what, "which": which, "which_url": reverse("dossier", args=[dossier.pk]), **more}


def step_button(dossier: Dossier, code: str) -> dict[str, Any]:
    """The button of a step of the case."""
    return {
        "action_url": reverse("workflow:step", args=[dossier.pk, code]),
        "action_label": str(proceeding_type(dossier.kind).steps[code].title),
    }


def period_lines(deadlines: Sequence[Deadline], day: dt.date, people: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Periods that run, at most MOST, as lines; the calendars that they need are read together."""
    shown = deadlines[:MOST]
    calendars = Calendars({deadline.dossier.organ_id for deadline in shown})
    return [period_line(deadline, day, calendars, people) for deadline in shown]


def period_line(deadline: Deadline, day: dt.date, calendars: Calendars, people: Iterable[int] = ()) -> dict[str, Any]:
    """A period that runs (of `_periods`): what it is for, its case, the days left, and the step that answers it."""
    dossier = deadline.dossier
    state = "provisional" if deadline.provisional else "running"
    unit, calendar = counted_in(deadline.unit), partial(calendars.of, dossier.organ_id)
    tone, words = due_said(unit, deadline.due_on, day, calendar, state)
    step = proceeding_type(dossier.kind).answers.get(deadline.clock)
    button = step_button(dossier, step) if step else {}
    return case_line(dossier, clock_title(deadline.clock), people, tone=tone, words=words, on=deadline.due_on, **button)


def _office_rows(actor: Actor, *also: str) -> QuerySet[DossierAccess]:
    """The running cases of the offices in which the actor works, as rows whose indexes the lists walk too.

    Those that it reaches as one of the audiences `also` are among them.
    """
    reached = Q()
    for audience in (Audience.OFFICE, *also):
        reached |= Q(audience=audience, organisation_id__in=actor.organisations(*AUDIENCE_ROLES[audience]))
    return DossierAccess.objects.filter(
        reached,
        kind__in=[kind.kind for kind in all_types()],
        status__in=RUNNING,
    )


def _days_left(period: Deadline, day: dt.date) -> int:
    """Calendar days from `day` to the due date of a running period, which always has one (check constraint)."""
    return (period.due_on - day).days if period.due_on else 0


def _periods(among: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return (
        among.filter(state=DeadlineState.RUNNING)
        .annotate(unit=CLOCK_UNIT)
        .select_related("dossier")
        .defer("events", "derivation", *(f"dossier__{column}" for column in SEARCHED))
        .order_by("due_on", "pk")
    )


def _of(rows: QuerySet[DossierAccess]) -> QuerySet[Deadline]:
    return Deadline.objects.unscoped("the access rows carry the scope").filter(dossier_id__in=rows.values("dossier_id"))


def _cases() -> QuerySet[Dossier]:
    return Dossier.objects.unscoped("the filter laid on it goes through the access rows").defer(*SEARCHED)


def _list(found: list[Any], ask: str) -> str:
    """The list that goes on where a panel breaks off, of the kind of its first line."""
    if len(found) <= MOST:
        return ""
    dossier = found[0] if isinstance(found[0], Dossier) else found[0].dossier
    return f"{reverse(proceeding_type(dossier.kind).list_page)}?{ask}"


# --- the office ------------------------------------------------------------------------------------------------


def my_periods(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """Overdue, due today and due within seven days, in the cases of a person and of whom they deputise for."""
    if not actor.has_any(HANDLING):
        return
    mine = _office_rows(actor, Audience.CENTRE).filter(handled_by(actor.people), next_due_on__lte=day + SOON)
    periods = list(_periods(_of(mine)).filter(tracked=True, due_on__lte=day + SOON)[: PERIODS + 1])
    parts: dict[str, list[Deadline]] = {"overdue": [], "today": [], "week": []}
    for period in periods:
        left = _days_left(period, day)
        parts["overdue" if left < 0 else "today" if left == 0 else "week"].append(period)
    words = {"overdue": (_("Overdue"), "late"), "today": (_("Due today"), "soon"), "week": (_("Due within 7 days"), "")}
    for order, (code, found) in enumerate(parts.items(), start=10):
        title, tone = words[code]
        yield Panel(
            code,
            title,
            order,
            todo=period_lines(found, day, actor.people),
            count=capped(found, PERIODS),
            tone=tone if found else "",
            link=_list(found, f"officer=me&due={code}"),
            link_label=_("All"),
            empty={"title": _("Nothing is due within 7 days")} if code == "week" and not periods else None,
        )


def handed_over(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """Cases given to somebody by another lately, in which they have done nothing yet."""
    if not actor.has_any(HANDLING):
        return
    entries = TimelineEntry.objects.unscoped("entries of cases in scope").filter(dossier=OuterRef("pk"))
    given = entries.filter(
        step__in=["assign", "register", "enter_running", "accept"], taken_at__gte=now() - NEW, taken_by__isnull=False
    ).exclude(taken_by_id__in=actor.people)
    mine = _office_rows(actor, Audience.CENTRE).filter(handled_by(actor.people))
    found = list(
        _cases()
        .filter(Exists(given), ~Exists(entries.filter(taken_by_id__in=actor.people)), pk__in=mine.values("dossier_id"))
        .order_by("-opened_on", "-pk")[: MOST + 1]
    )
    yield Panel(
        "handed",
        _("Handed to me"),
        20,
        todo=[
            case_line(
                dossier,
                _("New case"),
                actor.people,
                action_url=reverse("dossier", args=[dossier.pk]),
                action_label=_("View"),
            )
            for dossier in found[:MOST]
        ],
        count=capped(found),
    )


def asked_for(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """Steps that wait for somebody's approval because this person asked."""
    found = list(
        Approval.objects.visible_to(actor)
        .filter(status=ApprovalStatus.PENDING, requested_by_id=actor.user_id)
        .select_related("dossier")
        .defer("data", *(f"dossier__{column}" for column in SEARCHED))
        .order_by("requested_at")[: MOST + 1]
    )
    yield Panel(
        "asked",
        _("Asked for approval"),
        50,
        todo=[
            case_line(
                approval.dossier,
                str(proceeding_type(approval.dossier.kind).steps[approval.step].title),
                which_url=reverse("workflow:approval", args=[approval.pk]),
            )
            for approval in found[:MOST]
        ],
        count=capped(found),
        aside=True,
    )


def office_cases(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """For the director: what is overdue in the office, and the cases that nobody has."""
    late = _office_rows(actor).filter(next_due_on__lt=day).order_by("next_due_on", "dossier_id")[: MOST + 1]
    overdue = list(_periods(_of(late)).filter(tracked=True, due_on__lt=day)[: MOST + 1])
    yield Panel(
        "office-overdue",
        _("Overdue in the office"),
        15,
        todo=period_lines(overdue, day),
        count=capped(overdue),
        tone="late" if overdue else "",
        link=_list(overdue, "due=overdue"),
        link_label=_("All"),
        empty={"title": _("Nothing is overdue")},
    )
    # Suits of an old ledger never had an officer here, and none is to be found for them.
    old = Q(dossier__kind=DossierKind.LITIGATION, dossier__source=DossierSource.LEDGER)
    rows = _office_rows(actor).filter(officer=None).exclude(old).order_by("opened_on", "dossier_id")[: MOST + 1]
    nobodys = list(_cases().filter(pk__in=rows.values("dossier_id")).order_by("opened_on", "pk"))
    yield Panel(
        "unassigned",
        _("Cases without an officer"),
        16,
        todo=[
            case_line(dossier, _("Assign a case officer"), **step_button(dossier, "assign"))
            for dossier in nobodys[:MOST]
        ],
        count=capped(nobodys),
        link=_list(nobodys, "officer=none"),
        link_label=_("All"),
    )


def approvals(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """The steps that wait for this person's approval."""
    found = waiting_for(actor)
    yield Panel(
        "approvals",
        _("Waiting for my approval"),
        5,
        todo=[
            case_line(
                approval.dossier,
                _("%(step)s, asked for by %(person)s on %(moment)s")
                % {
                    "step": proceeding_type(approval.dossier.kind).steps[approval.step].title,
                    "person": approval.requested_by.display_name,
                    "moment": cn_moment(approval.requested_at),
                },
                action_url=reverse("workflow:approval", args=[approval.pk]),
                action_label=_("Decide on it"),
            )
            for approval in found[:MOST]
        ],
        count=len(found) or None,
        link=reverse("workflow:approvals"),
        link_label=_("All"),
        empty={"title": _("No approval waits for you")},
    )


def pending_for(actor: Actor) -> QuerySet[Any]:
    """What `waiting_for` gives, as a query: the count beside the entry of the navigation."""
    return (
        Approval.objects.visible_to(actor)
        .filter(
            Q(permission="approve.director", dossier__organ__office_id__in=actor.organisations(Role.DIRECTOR))
            | Q(
                permission="approve.organ_leader",
                dossier__organ__organisation_id__in=actor.organisations(Role.ORGAN_LEADER),
            ),
            status=ApprovalStatus.PENDING,
        )
        .exclude(requested_by_id=actor.user_id)
    )


# --- the agency ------------------------------------------------------------------------------------------------


# Periods of an agency that a panel of its own shows, with what they are about.
_shown_elsewhere: set[str] = set()


def shown_by_own_panel(*clocks: str) -> None:
    """Leave periods out of what an agency owes, since another panel of its liaison's home page has them."""
    _shown_elsewhere.update(clocks)


def agency_periods(actor: Actor) -> QuerySet[Deadline]:
    """The periods that the agencies of a liaison have to keep, the next due first."""
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    rows = _periods(Deadline.objects.visible_to(actor))
    return rows.filter(owner=Owner.AGENCY, tracked=True, organisation_id__in=agencies)


def owed_by_agency(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """What the agencies of a liaison owe: replies with the days that are left."""
    found = list(agency_periods(actor).exclude(clock__in=_shown_elsewhere)[: MOST + 1])
    yield Panel(
        "owed",
        _("What your agency owes"),
        8,
        todo=period_lines(found, day),
        count=capped(found),
        tone="late" if found and _days_left(found[0], day) < 0 else "",
        link=_list(found, ""),
        link_label=_("All"),
        empty={
            "title": _("Your agency owes nothing at present"),
            "text": _("When a copy of an application reaches it, the reply is asked for here."),
        },
    )


# --- everybody -------------------------------------------------------------------------------------------------


def news(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """Unread notices of the last days."""
    unread = Notice.objects.filter(recipient_id=actor.user_id, read_at=None, created_at__gte=now() - NEW)
    found = list(unread.order_by("-pk")[: MOST + 1])
    yield Panel(
        "news",
        _("News"),
        90,
        todo=[
            {
                "what": notice.text,
                "what_url": notice.path,
                "which": cn_moment(notice.created_at),
            }
            for notice in found[:MOST]
        ],
        count=capped(found),
        link=reverse("notices:inbox"),
        link_label=_("All notices"),
        aside=True,
    )


# --- the keepers of the system ---------------------------------------------------------------------------------


def people(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """For the security officer: people who may sign in without a role, who are locked out, whose role ends soon."""
    within = people_within(actor, Role.SECURITY_OFFICER)
    held = RoleAssignment.objects.on(day).filter(user=OuterRef("pk"))
    without = list(within.filter(~Exists(held), is_active=True).order_by("-pk")[: MOST + 1])
    yield Panel(
        "no-role",
        _("People without a role"),
        10,
        todo=[_person(user, _("Give a role")) for user in without[:MOST]],
        count=capped(without),
        link=f"{reverse('accounts:user-list')}?state=no_role",
        link_label=_("All"),
        empty={"title": _("Everybody who may sign in has a role")},
    )
    failed = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    locked = list(within.filter(username__in=failed.values("username")).order_by("pk")[: MOST + 1])
    yield Panel(
        "locked",
        _("Locked out after failed sign-ins"),
        11,
        todo=[_person(user, _("Unlock")) for user in locked[:MOST]],
        count=capped(locked),
    )
    ending = list(
        RoleAssignment.objects.on(day)
        .filter(valid_to__lte=day + ENDING, user__in=within)
        .select_related("user", "organisation")
        .order_by("valid_to", "pk")[: MOST + 1]
    )
    yield Panel(
        "ending",
        _("Roles that end soon"),
        12,
        todo=[
            {
                **_person(role.user, _("View")),
                "what": f"{role.user.display_name} · {role.get_role_display()}",
                "which": role.organisation.name,
                "on": role.valid_to,
                "tone": "calm",
                "words": _("Ends"),
            }
            for role in ending[:MOST]
        ],
        count=capped(ending),
    )


def _person(user: User, label: str) -> dict[str, Any]:
    url = reverse("accounts:user", args=[user.pk])
    return {
        "what": user.display_name,
        "which": user.username,
        "which_url": url,
        "action_url": url,
        "action_label": label,
    }


def latest_trail(actor: Actor, day: dt.date) -> Iterator[Panel]:
    """For the auditor: what was recorded last."""
    found: Iterable[TrailEntry] = entries_for(actor).select_related("user").order_by("-pk")[:MOST]
    yield Panel(
        "trail",
        _("Latest entries of the trail"),
        10,
        todo=[
            {
                "what": action_name(entry.action),
                "which": f"{cn_moment(entry.at)} · {entry.user.display_name if entry.user else _('The system')}",
            }
            for entry in found
        ],
        link=reverse("dossiers:trail"),
        link_label=_("The whole trail"),
        empty={"title": _("Nothing has been recorded yet")},
    )


register("my-periods", "home.handle", my_periods)
register("handed-over", "home.handle", handed_over)
register("asked-for", "home.handle", asked_for)
register("office-cases", "home.direct", office_cases)
register("approvals", "home.approve", approvals)
register("agency", "home.agency", owed_by_agency)
register("people", "users.view", people)
register("trail", "trail.read", latest_trail)
register("news", "home.view", news)

navigation.register(
    navigation.Item(gettext_lazy("Approvals"), "workflow:approvals", "home.approve", 15, count=pending_for)
)
