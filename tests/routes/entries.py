"""The permission matrix: for each route what it is asked with and who gets through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.routes.world import EVERYWHERE, ROLES

EVERYBODY = frozenset(ROLES)
READERS = EVERYBODY - {"administrator", "head_administrator", "security", "auditor", "nobody", "superuser"}
OFFICE = frozenset({"officer", "colleague", "director"})
# Who sees a case of the organ against the agency of "liaison".
SEES_CASE = OFFICE | {"organ_leader", "leadership", "liaison"}
SEES_SUIT = SEES_CASE | {"court"}
# Its court issued it; the suggestion is made to the agency of "liaison".
SEES_SUGGESTION = SEES_SUIT
ISSUERS = frozenset({"court", "procuratorate"})
LIAISONS = frozenset({"liaison", "other_liaison", "bureau_liaison"})
# The dispute was referred by the court and handed to the agency of "other_liaison".
CENTRE = OFFICE | {"centre"}
HANDLES_DISPUTE = frozenset({"director", "centre"})
SEES_DISPUTE = SEES_CASE | {"court", "centre", "other_liaison"}
HANDLES_CASE = frozenset({"officer", "director"})
LEADERS = frozenset({"organ_leader", "leadership"})
# Who puts a scheme in force, exempts and approves.
ENFORCES = LEADERS | {"director"}
# Who reads study and training, and what of it belongs to the agency of "liaison".
STUDY = OFFICE | LEADERS | LIAISONS
SEES_STUDY = OFFICE | LEADERS | {"liaison"}
KEEPS_STUDY = OFFICE | {"liaison"}
INVITED = frozenset({"liaison", "court", "procuratorate"})
# The view was saved by the director and is shared with the office: others use it, none of them changes it.
KEEPS_VIEW = frozenset({"director"})
CASE_LIST = {"name": "reconsideration"}


@dataclass(frozen=True)
class Entry:
    """One route.

    `objects` maps its arguments to kinds of object (or to fixed values with `fixed`).

    `allowed` roles get through, `seen` roles see the object and are told 403; `scoped` objects belong to an organ, so
    that the other organ's must not be found; `public` routes need no sign-in, `api` routes answer 403 instead of
    leading to it.
    """

    methods: tuple[str, ...] = ("GET",)
    allowed: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    objects: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    scoped: bool = True
    public: bool = False
    api: bool = False
    query: str = ""
    value: Callable[[Any], Any] = lambda obj: obj.pk
    # Who gets through by POST, where fewer do than read there.
    posting: frozenset[str] | None = None

    def through(self, method: str) -> frozenset[str]:
        """Who gets through by a method."""
        return self.allowed if self.posting is None or method == "GET" else self.posting

    def __post_init__(self) -> None:
        if not self.objects:
            object.__setattr__(self, "scoped", False)

    def kwargs(self, objects: dict[str, Any]) -> dict[str, Any]:
        return {name: self.value(objects[kind]) for name, kind in self.objects.items()} | self.fixed

    def missing(self, pk: int) -> dict[str, Any]:
        return dict.fromkeys(self.objects, pk) | self.fixed


def page(allowed: frozenset[str], *methods: str) -> Entry:
    """A page without an object."""
    return Entry(methods=methods or ("GET",), allowed=allowed)


def act(
    kind: str,
    allowed: frozenset[str],
    seen: frozenset[str] = frozenset(),
    methods: tuple[str, ...] = ("POST",),
) -> Entry:
    """An act on an object; `seen` are those who do such things elsewhere and only look at this one."""
    return Entry(methods=methods, allowed=allowed, seen=seen - allowed, objects={"pk": kind})


def api_step(kind: str, allowed: frozenset[str], sees: frozenset[str] = SEES_SUIT) -> Entry:
    """A step or an act by program, in a case that `sees` read: a lawsuit of the agency of "liaison" for one."""
    return Entry(methods=POST, allowed=allowed, seen=sees - allowed, objects={"pk": kind}, api=True)


ADMINISTRATOR = frozenset({"administrator", "head_administrator"})
SECURITY = frozenset({"security"})
AUDITOR = frozenset({"auditor"})
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

ENTRIES: dict[str, Entry] = {
    "healthz": Entry(allowed=EVERYBODY, public=True),
    "set_language": Entry(methods=POST, allowed=EVERYBODY, public=True),
    "dossier": Entry(allowed=SEES_CASE, objects={"pk": "case"}),
    # one's own account
    "accounts:sign-in": Entry(methods=BOTH, allowed=EVERYBODY, public=True),
    "accounts:sign-out": Entry(methods=POST, allowed=EVERYBODY, public=True),
    "accounts:password-change": page(EVERYBODY, *BOTH),
    "accounts:own": page(EVERYBODY),
    "accounts:delegation-end": Entry(
        methods=POST,
        allowed=frozenset({"officer"}),
        objects={"pk": "delegation"},
        scoped=False,
    ),
    "accounts:absences": Entry(
        methods=BOTH, allowed=frozenset({"officer", "director"}), objects={"pk": "officer_user"}
    ),
    "accounts:absence-end": Entry(methods=POST, allowed=frozenset({"officer", "director"}), objects={"pk": "absence"}),
    "notices:inbox": page(EVERYBODY),
    "notices:read-all": page(EVERYBODY, *POST),
    "notices:open": Entry(methods=POST, allowed=frozenset({"officer"}), objects={"pk": "notice"}, scoped=False),
    "notices:contact": page(EVERYBODY, *BOTH),
    # groups in a messenger, and what could not be sent
    "notices:webhooks": page(ADMINISTRATOR, *BOTH),
    "notices:webhook-test": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "webhook"}),
    "notices:webhook-end": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "webhook"}),
    "notices:failed": page(ADMINISTRATOR),
    "notices:failed-resend": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "failed_message"}),
    # people and roles
    "accounts:user-list": page(SECURITY),
    "accounts:user-add": page(SECURITY, *BOTH),
    "accounts:user": Entry(methods=BOTH, allowed=SECURITY, objects={"pk": "user"}),
    "accounts:user-password": Entry(methods=POST, allowed=SECURITY, objects={"pk": "user"}),
    "accounts:user-unlock": Entry(methods=POST, allowed=SECURITY, objects={"pk": "user"}),
    "accounts:user-active": Entry(methods=POST, allowed=SECURITY, objects={"pk": "user"}),
    "accounts:role-end": Entry(methods=BOTH, allowed=SECURITY, objects={"pk": "assignment"}),
    # organisations, calendar, code lists, the system
    "accounts:organisation-list": page(ADMINISTRATOR | SECURITY | {"director"}),
    "accounts:organisation-add": page(ADMINISTRATOR, *BOTH),
    "accounts:organisation": Entry(allowed=ADMINISTRATOR | SECURITY | {"director"}, objects={"pk": "organisation"}),
    "accounts:organisation-name": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "organisation"}),
    "accounts:organisation-rename": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "organisation"}),
    "accounts:organisation-end": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "organisation"}),
    "accounts:organisation-name-correct": Entry(methods=BOTH, allowed=ADMINISTRATOR, objects={"pk": "name"}),
    "deadlines:calendar": page(READERS | ADMINISTRATOR),
    "deadlines:agenda": page(READERS),
    "deadlines:notice-add": page(EVERYWHERE, *BOTH),
    "deadlines:change-list": page(READERS | ADMINISTRATOR),
    # What took effect is everybody's to read, each their own cases of it; who keeps the organ acts on it.
    "deadlines:change": Entry(allowed=READERS | ADMINISTRATOR, objects={"pk": "change"}, scoped=False),
    "deadlines:change-progress": Entry(allowed=READERS | ADMINISTRATOR, objects={"pk": "change"}, scoped=False),
    "deadlines:change-withdraw": Entry(
        methods=POST, allowed=ADMINISTRATOR, seen=READERS, objects={"pk": "change"}, scoped=False
    ),
    "deadlines:change-confirm": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "draft"}),
    "deadlines:change-drop": Entry(methods=POST, allowed=ADMINISTRATOR, objects={"pk": "draft"}),
    "deadlines:clock-list": page(READERS | ADMINISTRATOR),
    "deadlines:clock": Entry(allowed=READERS | ADMINISTRATOR, fixed={"clock_id": "fy_decide_60d"}),
    "deadlines:clock-correct": Entry(methods=BOTH, allowed=EVERYWHERE, fixed={"clock_id": "fy_decide_60d"}),
    "deadlines:feed-own": page(READERS, *BOTH),
    "deadlines:feed-revoke": page(READERS, *POST),
    # whoever has the address reads it, signed in or not
    "deadlines:feed": Entry(
        allowed=EVERYBODY, public=True, objects={"token": "feed"}, scoped=False, value=lambda feed: feed.secret
    ),
    "deadlines:stages": page(ADMINISTRATOR | {"director"}),
    "deadlines:clock-stages": Entry(
        methods=BOTH, allowed=ADMINISTRATOR | {"director"}, objects={"organ": "organ"}, fixed={"clock": "fy_review_5wd"}
    ),
    # the review is the office's own: an agency sees the reminders of what it owes alone
    "deadlines:reminders": Entry(allowed=SEES_CASE - {"liaison"}, objects={"pk": "deadline"}),
    "deadlines:reminder-resend": Entry(
        methods=POST,
        allowed=HANDLES_CASE,
        seen=SEES_CASE - HANDLES_CASE - {"liaison"},
        objects={"pk": "failed_message"},
    ),
    "system-status": page(ADMINISTRATOR),
    "dossiers:code-lists": page(READERS | ADMINISTRATOR),
    "dossiers:code-list": Entry(allowed=READERS | ADMINISTRATOR, fixed={"name": "post"}),
    "dossiers:code": Entry(methods=BOTH, allowed=EVERYWHERE, fixed={"key": "post.ems"}),
    "dossiers:trail": page(AUDITOR),
    "dossiers:trail-export": page(AUDITOR),
    # registers of an office
    "dossiers:mail-list": page(OFFICE),
    "dossiers:mail-add": page(OFFICE, *BOTH),
    "dossiers:mail": Entry(methods=BOTH, allowed=OFFICE, objects={"pk": "mail"}),
    "dossiers:mail-void": Entry(methods=POST, allowed=OFFICE, objects={"pk": "mail"}),
    "dossiers:visit-list": page(OFFICE),
    "dossiers:visit-add": page(OFFICE, *BOTH),
    "dossiers:visit": Entry(methods=BOTH, allowed=OFFICE, objects={"pk": "visit"}),
    "dossiers:visit-void": Entry(methods=POST, allowed=OFFICE, objects={"pk": "visit"}),
    "dossiers:visitor-numbers": Entry(methods=POST, allowed=OFFICE, objects={"pk": "visitor"}),
    # papers and parties of a case
    "dossiers:party-numbers": Entry(
        methods=POST, allowed=HANDLES_CASE, seen=SEES_CASE - HANDLES_CASE, objects={"pk": "party"}
    ),
    "dossiers:file": Entry(allowed=SEES_CASE, objects={"pk": "file"}),
    "dossiers:file-void": Entry(
        methods=BOTH, allowed=HANDLES_CASE, seen=SEES_CASE - HANDLES_CASE, objects={"pk": "file"}
    ),
    "dossiers:file-add": Entry(
        methods=BOTH, allowed=HANDLES_CASE, seen=SEES_CASE - HANDLES_CASE, objects={"pk": "case"}
    ),
    # the case and its steps
    "home": page(EVERYBODY),
    "search": page(READERS),
    "cases:list": page(READERS),
    "cases-api:list": Entry(allowed=READERS, api=True),
    "cases:export": page(READERS),
    "cases:register": page(OFFICE, *BOTH),
    "cases:register-preview": page(OFFICE, *POST),
    "cases:enter-running": page(OFFICE, *BOTH),
    "cases:enter-running-preview": page(OFFICE, *POST),
    "cases:detail": Entry(allowed=SEES_CASE, objects={"pk": "case"}),
    # lawsuits
    "hearings:list": page(READERS),
    "hearings:export": page(READERS),
    "hearings:register": page(OFFICE, *BOTH),
    "hearings:register-preview": page(OFFICE, *POST),
    "hearings:tracking": page(OFFICE | {"organ_leader"}),
    "hearings:detail": Entry(allowed=SEES_SUIT, objects={"pk": "suit"}),
    # sittings, seen through any of their cases; what an agency owes for them
    "hearings:sittings": page(READERS),
    "hearings:sitting-add": page(OFFICE | {"court"}, *BOTH),
    "hearings:shared": page(OFFICE | LEADERS | {"court"}),
    "hearings:owed": page(LIAISONS),
    "hearings:sitting": Entry(allowed=SEES_SUIT, objects={"pk": "sitting"}),
    "hearings:sitting-act": Entry(
        methods=BOTH,
        allowed=HANDLES_CASE | {"court"},
        seen=SEES_SUIT - HANDLES_CASE - {"court"},
        objects={"pk": "sitting"},
        fixed={"act": "move"},
    ),
    "hearings:sitting-together": Entry(
        methods=BOTH,
        allowed=HANDLES_CASE | {"liaison"},
        objects={"pk": "sitting", "agency": "organisation"},
        fixed={"code": "nominate_head"},
    ),
    # disputes before the centre, and its pool of mediators
    "disputes:list": page(READERS),
    "disputes:export": page(READERS),
    "disputes:register": page(CENTRE | LIAISONS | ISSUERS, *BOTH),
    "disputes:register-preview": page(CENTRE | LIAISONS | ISSUERS, *POST),
    "disputes:detail": Entry(allowed=SEES_DISPUTE, objects={"pk": "dispute"}),
    "disputes:notices": Entry(allowed=HANDLES_DISPUTE, seen=SEES_DISPUTE, objects={"pk": "dispute"}),
    "disputes:mediators": page(CENTRE),
    "disputes:mediator-add": page(CENTRE, *BOTH),
    "disputes:mediator-end": Entry(methods=BOTH, allowed=CENTRE, objects={"pk": "mediator"}),
    # the interface for programs: what pages let one do, by the same rights
    "api-schema": Entry(allowed=EVERYBODY, public=True),
    "api-docs": Entry(allowed=EVERYBODY, public=True),
    "accounts:tokens": page(LIAISONS | ISSUERS, *BOTH),
    "accounts:token-revoke": Entry(methods=POST, allowed=frozenset({"liaison"}), objects={"pk": "token"}),
    "hearings-api:suits": Entry(allowed=READERS, api=True),
    "hearings-api:suit": Entry(allowed=SEES_SUIT, objects={"pk": "suit"}, api=True),
    **{
        f"hearings-api:suit-{code}": api_step("suit", HANDLES_CASE | {others})
        for others, codes in (
            (
                "liaison",
                ("answer", "ask_postponement", "cause_over", "object_jurisdiction", "appeal_ruling", "ask_guidance"),
            ),
            ("liaison", ("perform_judgment", "compensate", "suggestion_answered")),
            ("court", ("judge", "withdraw_suit", "serve_judgment", "without_hearing", "designate_appearance")),
        )
        for code in codes
    },
    "hearings-api:sittings": Entry(allowed=READERS, api=True),
    "hearings-api:sitting-set": Entry(methods=POST, allowed=OFFICE | {"court"}, api=True),
    "hearings-api:sitting": Entry(allowed=SEES_SUIT, objects={"pk": "sitting"}, api=True),
    **{
        f"hearings-api:sitting-{act}": api_step("sitting", HANDLES_CASE | {"court"})
        for act in ("hold", "move", "cancel", "join", "leave")
    },
    "hearings-api:appearances": Entry(allowed=READERS, api=True),
    "hearings-api:bulk": Entry(methods=POST, allowed=OFFICE | LIAISONS, api=True),
    "hearings-api:appearance": Entry(allowed=SEES_SUIT, objects={"pk": "appearance"}, api=True),
    **{
        f"hearings-api:appearance-{code}": api_step("appearance", allowed)
        for allowed, codes in (
            (HANDLES_CASE | {"court"}, ("call_head", "judge_identity")),
            (
                HANDLES_CASE | {"liaison"},
                ("nominate_head", "change_head", "hand_in_identity", "explain_absence", "submit_appearance"),
            ),
            (HANDLES_CASE, ("return_appearance", "confirm_appearance", "settle_appearance")),
            (frozenset({"court"}), ("court_appearance",)),
        )
        for code in codes
    },
    # rosters and the six duties by program, within the same reach as their pages
    "hearings-api:rosters": Entry(methods=BOTH, allowed=OFFICE | LIAISONS, api=True),
    **{
        f"hearings-api:roster-{act}": api_step("head", OFFICE | {"liaison"}, OFFICE | {"liaison"})
        for act in ("change", "end", "void")
    },
    "hearings-api:duties": Entry(methods=BOTH, allowed=OFFICE | LIAISONS, api=True),
    "hearings-api:duty-void": api_step("duty", OFFICE | {"liaison"}, OFFICE | {"liaison"}),
    "hearings:record-template": page(OFFICE | LIAISONS),
    "hearings:record-import": page(OFFICE | LIAISONS, *BOTH),
    "hearings:record-import-run": Entry(allowed=frozenset({"officer"}), objects={"pk": "record_run"}),
    "hearings:record-import-progress": Entry(allowed=frozenset({"officer"}), objects={"pk": "record_run"}),
    "hearings:record-import-confirm": Entry(methods=POST, allowed=frozenset({"officer"}), objects={"pk": "record_run"}),
    "hearings:record-import-refused": Entry(allowed=frozenset({"officer"}), objects={"pk": "record_run"}),
    # rosters and duties: an agency's own, for the office all of its district
    "hearings:rosters": page(OFFICE | LIAISONS),
    "hearings:roster-import": page(OFFICE | LIAISONS, *BOTH),
    "hearings:roster": Entry(methods=BOTH, allowed=OFFICE | {"liaison"}, objects={"pk": "organisation"}),
    "hearings:roster-entry": Entry(methods=BOTH, allowed=OFFICE | {"liaison"}, objects={"pk": "head"}),
    "hearings:roster-void": Entry(methods=POST, allowed=OFFICE | {"liaison"}, objects={"pk": "head"}),
    "hearings:duty-overview": page(OFFICE | LIAISONS),
    "hearings:duties": Entry(methods=BOTH, allowed=OFFICE | {"liaison"}, objects={"pk": "organisation"}),
    "hearings:duty-act": Entry(methods=POST, allowed=OFFICE | {"liaison"}, objects={"pk": "duty"}),
    "hearings:duty-paper": Entry(allowed=OFFICE | {"liaison"}, objects={"pk": "duty"}),
    "cases:board": page(frozenset({"director", "organ_leader"})),
    "cases:officers": page(frozenset({"director"})),
    "cases:assignment-mode": Entry(methods=POST, allowed=frozenset({"director"}), objects={"organ_pk": "organ"}),
    "cases:officer": Entry(
        methods=BOTH, allowed=frozenset({"director"}), objects={"organ_pk": "organ", "pk": "officer_user"}
    ),
    "cases:give-away": Entry(
        methods=BOTH, allowed=frozenset({"director"}), objects={"organ_pk": "organ", "pk": "officer_user"}
    ),
    "hearings:lost-rules": page(OFFICE),
    "hearings:lost-rule": page(frozenset({"director"}), *POST),
    "hearings:import": page(OFFICE, *BOTH),
    "cases:import": page(OFFICE, *BOTH),
    # a run is seen by who began it
    "cases:import-run": Entry(allowed=frozenset({"officer"}), objects={"pk": "run"}),
    "cases:import-progress": Entry(allowed=frozenset({"officer"}), objects={"pk": "run"}),
    "cases:import-confirm": Entry(methods=POST, allowed=frozenset({"officer"}), objects={"pk": "run"}),
    "cases:import-refused": Entry(allowed=frozenset({"officer"}), objects={"pk": "run"}),
    **{
        f"hearings:import-{name}": Entry(methods=methods, allowed=frozenset({"officer"}), objects={"pk": "suit_run"})
        for name, methods in (("run", GET), ("progress", GET), ("confirm", POST), ("refused", GET))
    },
    # suggestions
    "suggestions:list": page(READERS),
    "suggestions:export": page(READERS),
    "suggestions:register": page(OFFICE | ISSUERS, *BOTH),
    "suggestions:register-preview": page(OFFICE | ISSUERS, *POST),
    "suggestions:detail": Entry(allowed=SEES_SUGGESTION, objects={"pk": "suggestion"}),
    "suggestions-api:list": Entry(methods=BOTH, allowed=READERS, posting=OFFICE | ISSUERS, api=True),
    "suggestions-api:one": Entry(allowed=SEES_SUGGESTION, objects={"pk": "suggestion"}, api=True),
    **{
        f"suggestions-api:step-{code}": api_step("suggestion", HANDLES_CASE | {"liaison"})
        for code in ("receive", "reply", "report_rectification")
    },
    "reports-api:figures": Entry(allowed=READERS, api=True, query="from=2026-01-01&to=2026-12-31"),
    **{
        f"reports:return-{kind}{name}": Entry(allowed=OFFICE | LEADERS, query=query)
        for kind, cell in (
            ("reconsideration", "row=47&column=3"),
            ("litigation", "row=47&column=2"),
            ("disclosure", "row=1&column=5"),
        )
        for name, query in (("", ""), ("-cases", cell), ("-workbook", ""))
    },
    "reports:return-report": Entry(methods=POST, allowed=frozenset({"director"}), fixed={"kind": "reconsideration"}),
    "reports:reported": Entry(allowed=OFFICE | LEADERS, objects={"pk": "return"}),
    "reports:reported-cases": Entry(allowed=OFFICE | LEADERS, objects={"pk": "return"}, query="row=47&column=3"),
    "reports:reported-workbook": Entry(allowed=OFFICE | LEADERS, objects={"pk": "return"}),
    "reports:circulars": page(OFFICE | LEADERS | LIAISONS),
    "reports:circular-new": Entry(methods=POST, allowed=OFFICE),
    "reports:circular": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "circular"}),
    "reports:circular-document": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "circular"}),
    "reports:circular-cases": Entry(
        allowed=OFFICE | LEADERS, objects={"pk": "circular"}, query="cell=period/all/lost_rate/denominator"
    ),
    "reports:circular-change": Entry(
        methods=BOTH, allowed=OFFICE, seen=LEADERS | {"liaison"}, objects={"pk": "circular"}
    ),
    **{
        f"reports:circular-{what}": act("circular", OFFICE, LEADERS | {"liaison"})
        for what in ("count", "submit", "reopen", "void", "issue", "withdraw", "correct", "remind")
    },
    # It is issued already and was drawn up by the officer: the others may look at what they would decide.
    "reports:circular-decide": act(
        "circular",
        frozenset({"director", "organ_leader", "leadership"}),
        frozenset({"officer", "colleague", "liaison"}),
    ),
    # A version is open to objections: each agency of the district sees its own score in it.
    "reports:assessments": page(OFFICE | LEADERS | LIAISONS),
    "reports:assessment-new": Entry(methods=POST, allowed=OFFICE),
    "reports:assessment": Entry(allowed=OFFICE | LEADERS | LIAISONS, objects={"pk": "assessment"}),
    "reports:assessment-trial": Entry(allowed=OFFICE | LEADERS, seen=LIAISONS, objects={"pk": "assessment"}),
    **{
        f"reports:assessment-{what}": Entry(methods=BOTH, allowed=OFFICE, seen=LEADERS, objects={"pk": "scheme_draft"})
        for what in ("change", "item-new")
    },
    "reports:assessment-item": Entry(methods=BOTH, allowed=OFFICE, seen=LEADERS, objects={"pk": "assessment_item"}),
    "reports:assessment-item-void": act("assessment_item", OFFICE, LEADERS),
    "reports:assessment-enforce": act("scheme_draft", ENFORCES, OFFICE),
    "reports:assessment-exempt": act("assessment", ENFORCES, OFFICE | LIAISONS),
    "reports:assessment-exemption-void": act("exemption", ENFORCES, OFFICE),
    "reports:assessment-give": act("assessment", OFFICE, LEADERS | LIAISONS),
    "reports:assessment-run-new": act("assessment", OFFICE, LEADERS | LIAISONS),
    "reports:assessment-run": Entry(allowed=OFFICE | LEADERS | LIAISONS, objects={"pk": "assessment_run"}),
    **{
        f"reports:assessment-{what}": act("assessment_run", OFFICE, LEADERS | LIAISONS)
        for what in ("announce", "submit", "take-back")
    },
    "reports:assessment-decide": act("assessment_run", ENFORCES, OFFICE | LIAISONS),
    **{
        f"reports:assessment-{what}": Entry(allowed=OFFICE | LEADERS, seen=LIAISONS, objects={"pk": "assessment_run"})
        for what in ("document", "workbook")
    },
    "reports:assessment-score": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "score"}),
    "reports:assessment-object": act("score", frozenset({"liaison"}), OFFICE | LEADERS),
    "reports:assessment-cases": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "points"}),
    "reports:assessment-objection": Entry(
        methods=BOTH,
        allowed=OFFICE | LEADERS | {"liaison"},
        posting=OFFICE,
        seen=LEADERS | {"liaison"},
        objects={"pk": "objection"},
    ),
    "reports:assessment-mark-paper": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "mark"}),
    "reports:assessment-objection-paper": Entry(allowed=OFFICE | LEADERS | {"liaison"}, objects={"pk": "objection"}),
    "disputes-api:disputes": Entry(allowed=READERS, api=True),
    "disputes-api:refer": Entry(methods=POST, allowed=CENTRE | LIAISONS | ISSUERS, api=True),
    "disputes-api:dispute": Entry(allowed=SEES_DISPUTE, objects={"pk": "dispute"}, api=True),
    **{
        f"disputes-api:dispute-{code}": api_step("dispute", HANDLES_DISPUTE | others, SEES_DISPUTE)
        for others, codes in (
            ({"liaison"}, ("consent", "settle_term")),
            ({"other_liaison"}, ("sign_transfer", "return_transfer", "report_handling")),
            ({"court"}, ("came_after",)),
        )
        for code in codes
    },
    "reports:mediation": page(CENTRE | LEADERS),
    "reports:mediation-cases": Entry(allowed=CENTRE | LEADERS, query="cell=1"),
    "reports:mediation-workbook": page(CENTRE | LEADERS),
    "reports:litigation": page(OFFICE | {"organ_leader", "leadership"}),
    "reports:disputes": page(OFFICE | {"organ_leader", "leadership"}),
    "reports:appearances": page(OFFICE | {"organ_leader", "leadership"}),
    "reports:appearance-units": Entry(allowed=OFFICE | {"organ_leader", "leadership"}, query="place=present"),
    "reports:figures": page(OFFICE | {"organ_leader", "leadership"}),
    "reports:figure-cases": Entry(allowed=OFFICE | LEADERS | LIAISONS, query="figure=accepted"),
    "reports:dashboard": page(OFFICE | LEADERS | LIAISONS),
    "reports:analysis": page(OFFICE | LEADERS),
    "reports:wall": page(OFFICE | LEADERS),
    "reports:brief": page(OFFICE | LEADERS),
    "reports:brief-document": page(OFFICE | LEADERS),
    "workflow:step": Entry(
        methods=BOTH,
        allowed=HANDLES_CASE,
        seen=SEES_CASE - HANDLES_CASE,
        objects={"pk": "case"},
        fixed={"code": "accept"},
    ),
    "workflow:correct": Entry(
        methods=BOTH,
        allowed=HANDLES_CASE,
        seen=SEES_CASE - HANDLES_CASE,
        objects={"pk": "case", "entry": "entry"},
    ),
    "workflow:approvals": page(READERS),
    "workflow:approve-many": page(READERS, *POST),
    "workflow:approval": Entry(
        methods=GET,
        allowed=OFFICE | {"organ_leader"},
        objects={"pk": "approval"},
    ),
    "workflow:withdraw": Entry(
        methods=POST,
        allowed=HANDLES_CASE,
        seen=frozenset({"colleague", "organ_leader"}),
        objects={"pk": "approval"},
    ),
    # views of a list: one's own, and those shared with an office by whoever directs it
    "workflow:views": Entry(allowed=READERS, fixed=CASE_LIST),
    "workflow:view-save": Entry(methods=BOTH, allowed=READERS, fixed=CASE_LIST),
    "workflow:view": Entry(methods=BOTH, allowed=KEEPS_VIEW, objects={"pk": "view"}, fixed=CASE_LIST),
    "workflow:view-replace": Entry(methods=POST, allowed=KEEPS_VIEW, objects={"pk": "view"}, fixed=CASE_LIST),
    "workflow:view-remove": Entry(methods=POST, allowed=KEEPS_VIEW, objects={"pk": "view"}, fixed=CASE_LIST),
    "workflow:list-opens": Entry(methods=POST, allowed=READERS, fixed=CASE_LIST),
    "workflow:list-columns": Entry(methods=POST, allowed=READERS, fixed=CASE_LIST),
    # a batch is seen by who began it
    "workflow:batch-prepare": Entry(
        methods=POST, allowed=frozenset({"director"}), fixed={"kind": "reconsideration", "code": "assign"}
    ),
    "workflow:batch": Entry(allowed=frozenset({"director"}), objects={"pk": "batch"}),
    "workflow:batch-progress": Entry(allowed=frozenset({"director"}), objects={"pk": "batch"}),
    "workflow:batch-go-on": Entry(methods=POST, allowed=frozenset({"director"}), objects={"pk": "batch"}),
    # study of law by leaders: an agency its own, the office all of its district, the leaders read
    "study:home": page(STUDY | ISSUERS),
    "study:plans": page(STUDY),
    "study:plan-add": page(OFFICE | LIAISONS, *BOTH),
    "study:plan": Entry(allowed=SEES_STUDY, objects={"pk": "plan"}),
    "study:plan-paper": Entry(allowed=SEES_STUDY, objects={"pk": "plan"}),
    "study:plan-change": act("plan", KEEPS_STUDY, methods=BOTH),
    "study:plan-void": act("plan", KEEPS_STUDY),
    "study:topic-add": act("plan", KEEPS_STUDY),
    "study:topic-void": act("study_topic", KEEPS_STUDY),
    "study:sessions": page(STUDY),
    "study:session-add": page(OFFICE | LIAISONS, *BOTH),
    "study:session": Entry(allowed=SEES_STUDY, objects={"pk": "session"}),
    "study:session-change": act("session", KEEPS_STUDY, methods=BOTH),
    "study:attendance": act("session", KEEPS_STUDY, methods=BOTH),
    "study:session-check": act("session", OFFICE, KEEPS_STUDY),
    "study:session-void": act("session", KEEPS_STUDY),
    "study:session-file": act("session", KEEPS_STUDY),
    "study:attendance-void": act("attendance", KEEPS_STUDY),
    "study:file": Entry(allowed=SEES_STUDY, objects={"pk": "material"}),
    "study:file-void": act("material", KEEPS_STUDY),
    "study:coverage": page(STUDY),
    "study:coverage-heads": page(STUDY),
    "study:coverage-export": page(STUDY),
    # joint training: the office organises it, the units invited enrol their own people
    "study:trainings": page(STUDY | ISSUERS),
    "study:training-add": page(OFFICE, *BOTH),
    "study:training": Entry(allowed=OFFICE | LEADERS | INVITED, objects={"pk": "training"}),
    "study:training-change": act("training", OFFICE, methods=BOTH),
    "study:invite": act("training", OFFICE, methods=BOTH),
    "study:enrol": act("training", OFFICE | INVITED, LEADERS, BOTH),
    "study:presence": act("training", OFFICE, methods=BOTH),
    "study:sheet": act("training", OFFICE, methods=GET),
    "study:training-file": act("training", OFFICE),
    "study:training-feedback": act("training", OFFICE),
    "study:training-void": act("training", OFFICE),
    "study:invitation-void": act("invitation", OFFICE),
    "study:participant-void": act("participant", KEEPS_STUDY, LEADERS),
    "study:figures": page(OFFICE | LEADERS),
    "study:figure-people": page(OFFICE | LEADERS),
    "study:figures-export": page(OFFICE | LEADERS),
    # the library of rules: all who work within the organ, its courts and procuratorates with them
    "rules:list": page(READERS),
    "rules:export": page(READERS),
    "rules:add": page(OFFICE | LIAISONS, *BOTH),
    "rules:rule": Entry(allowed=READERS, objects={"pk": "rule"}),
    "rules:file": Entry(allowed=READERS, objects={"pk": "rule"}),
    "rules:change": act("own_rule", KEEPS_STUDY, methods=BOTH),
    "rules:check": act("own_rule", OFFICE, KEEPS_STUDY),
    "rules:void": act("own_rule", KEEPS_STUDY),
    "rules:gaps": page(STUDY),
    "rules:gaps-export": page(STUDY),
    # the same by program
    "disputes-api:rules": Entry(methods=BOTH, allowed=READERS, posting=OFFICE | LIAISONS, api=True),
    "disputes-api:rule": Entry(allowed=READERS, objects={"pk": "rule"}, api=True),
    "disputes-api:study-plans": Entry(allowed=STUDY, api=True),
    "disputes-api:study-sessions": Entry(methods=BOTH, allowed=STUDY, posting=OFFICE | LIAISONS, api=True),
    "disputes-api:study-session": Entry(allowed=SEES_STUDY, objects={"pk": "session"}, api=True),
    "disputes-api:study-attendance": Entry(
        methods=POST, allowed=KEEPS_STUDY, seen=SEES_STUDY - KEEPS_STUDY, objects={"pk": "session"}, api=True
    ),
    "disputes-api:trainings": Entry(allowed=STUDY | ISSUERS, api=True),
    "disputes-api:training": Entry(allowed=OFFICE | LEADERS | INVITED, objects={"pk": "training"}, api=True),
    "disputes-api:training-enrol": Entry(
        methods=POST, allowed=OFFICE | INVITED, seen=LEADERS, objects={"pk": "training"}, api=True
    ),
}
