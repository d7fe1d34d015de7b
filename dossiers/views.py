"""Pages of the registers, of papers, of numbers shown, of the trail and of the code lists."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.export import attachment, stream_csv
from accounts.forms import attach
from accounts.guards import came_from, requires, requires_sign_in, safe_next
from accounts.lists import chips_of, listing
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date, cn_moment
from accounts.timekeeping import SHANGHAI, today
from dossiers.actions import Reader, action_name
from dossiers.filters import MailFilter, TrailFilter, VisitFilter
from dossiers.forms import (
    CodeForm,
    FileForm,
    MailFollowForm,
    MailForm,
    ReasonForm,
    VisitForm,
    VisitLinkForm,
    Visitors,
    find_case,
)
from dossiers.models import (
    Code,
    Correspondence,
    Direction,
    Dossier,
    DossierFile,
    Party,
    TrailEntry,
    Visit,
    Visitor,
)
from dossiers.reference import LISTS, change_code
from dossiers.registers import (
    MAIL_FIELDS,
    MAIL_LATER,
    VISIT_FIELDS,
    follow_mail,
    link_visit,
    record_mail,
    record_visit,
    reveal_visitor,
    void_mail,
    void_visit,
)
from dossiers.seal.state import seal_state
from dossiers.services import add_file, organ_for_office, reveal, void_file
from dossiers.trail import entries_for, record

# Rows of an export that are put into words at a time.
CHUNK = 1000

# --- mail ------------------------------------------------------------------------------------------------------


def _case_cell(dossier: Dossier | None) -> Any:
    return {"value": str(dossier), "url": reverse("dossier", args=[dossier.pk])} if dossier else ""


def _with_organ(request: HttpRequest) -> bool:
    return len(organ_for_office(request.actor)) > 1


@requires("register.view")
def mail_list(request: HttpRequest) -> HttpResponse:
    """The register of mail."""
    rows = Correspondence.objects.visible_to(request.actor).select_related("post", "dossier", "organ__organisation")
    context = listing(request, MailFilter(request.GET, rows))
    several = _with_organ(request)
    context["table"] = {
        "caption": _("Register of mail"),
        "columns": [
            {"label": _("Day")},
            {"label": _("Sender or addressee")},
            {"label": _("Papers")},
            {"label": _("Kind of post")},
            {"label": _("Postmark"), "small": "hide"},
            {"label": _("Case")},
            {"label": _("What became of it")},
        ],
        "rows": [_mail_row(mail, several) for mail in context["page"]],
        "empty": {
            "title": _("No mail is found"),
            "text": _("Take a filter away, or enter what came in or went out."),
            "url": reverse("dossiers:mail-add"),
            "label": _("Enter mail"),
        },
    }
    return render(request, "dossiers/mail_list.html", context)


def _mail_row(mail: Correspondence, several: bool) -> dict[str, Any]:
    direction = mail.get_direction_display()
    day = {
        "value": cn_date(mail.on_date),
        "nowrap": True,
        "url": reverse("dossiers:mail", args=[mail.pk]),
        "sub": f"{direction} · {mail.organ}" if several else direction,
    }
    became: Any = ""
    if mail.voided_at:
        became = {"badge": _("Voided"), "badge_tone": "", "sub": mail.void_reason}
    elif mail.returned_on:
        became = {
            "badge": _("Came back"),
            "badge_tone": "late",
            "sub": f"{cn_date(mail.returned_on)} {mail.return_reason}",
        }
    elif mail.delivered_on:
        became = {"badge": _("Signed for"), "badge_tone": "done", "sub": cn_date(mail.delivered_on)}
    elif mail.direction == Direction.OUT:
        became = {"badge": _("Under way"), "badge_tone": "calm"}
    return {
        "cells": [
            day,
            mail.counterpart,
            {"value": mail.papers, "sub": mail.document_number},
            {"value": str(mail.post), "sub": mail.tracking_number},
            {"value": cn_date(mail.postmark_on), "nowrap": True},
            _case_cell(mail.dossier),
            became,
        ]
    }


@requires("register.view")
def mail_add(request: HttpRequest) -> HttpResponse:
    """Enter a piece of mail."""
    wanted = request.GET.get("direction")
    initial = {"direction": wanted if wanted in Direction.values else Direction.IN}
    form = MailForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in MAIL_FIELDS}
        organ = form.cleaned_data["organ"]
        try:
            result, _now = form.carry_out(
                "mail.add",
                request.actor,
                lambda: {"mail": record_mail(actor=request.actor, organ=organ, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The mail has been entered."))
            if request.POST.get("another"):
                return redirect(f"{reverse('dossiers:mail-add')}?direction={data['direction']}")
            return redirect("dossiers:mail", pk=result["mail"])
    return render(request, "dossiers/mail_add.html", {"form": form}, status=422 if form.errors else 200)


@requires("register.view")
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of mail, and what became of it."""
    rows = Correspondence.objects.visible_to(request.actor)
    mail = get_object_or_404(rows.select_related("post", "dossier", "organ__organisation", "recorded_by"), pk=pk)
    form = MailFollowForm(request.POST or None, actor=request.actor, mail=mail)
    if request.method == "POST" and form.is_valid():
        try:
            follow_mail(actor=request.actor, mail=mail, **{name: form.cleaned_data[name] for name in MAIL_LATER})
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The entry has been completed."))
            return redirect("dossiers:mail", pk=pk)
    incoming = mail.direction == Direction.IN
    context = {
        "mail": mail,
        "form": form if mail.voided_at is None and can(request.actor, "register.change", mail) else None,
        "facts": [
            {"label": _("Direction"), "value": mail.get_direction_display()},
            {"label": _("Reconsideration organ"), "value": str(mail.organ)},
            {"label": _("Received on") if incoming else _("Sent on"), "value": cn_date(mail.on_date)},
            {"label": _("Sender") if incoming else _("Addressee"), "value": mail.counterpart},
            {"label": _("Papers"), "value": mail.papers},
            {"label": _("Document number"), "value": mail.document_number},
            {"label": _("Number of pages"), "value": mail.pages},
            {"label": _("Kind of post"), "value": str(mail.post), "note": mail.tracking_number},
            {"label": _("Postmark"), "value": cn_date(mail.postmark_on)},
            *(
                []
                if incoming
                else [
                    {"label": _("Signed for on"), "value": cn_date(mail.delivered_on)},
                    {"label": _("Returned on"), "value": cn_date(mail.returned_on), "note": mail.return_reason},
                ]
            ),
            {
                "label": _("Case"),
                "value": str(mail.dossier) if mail.dossier else "",
                "url": reverse("dossier", args=[mail.dossier.pk]) if mail.dossier else "",
            },
            {"label": _("Remarks"), "value": mail.note},
            {
                "label": _("Entered"),
                "value": f"{mail.recorded_by or ''} {cn_moment(mail.recorded_at)}",
            },
        ],
    }
    return render(request, "dossiers/mail.html", context, status=422 if form.errors else 200)


@require_POST
@requires("register.view")
def mail_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry of mail out of use."""
    mail = get_object_or_404(Correspondence.objects.visible_to(request.actor).select_related("organ"), pk=pk)
    try:
        void_mail(actor=request.actor, mail=mail, reason=request.POST.get("reason", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entry has been voided; it stays in the register."))
    return redirect("dossiers:mail", pk=pk)


# --- visitors --------------------------------------------------------------------------------------------------


@requires("register.view")
def visit_list(request: HttpRequest) -> HttpResponse:
    """The register of visitors."""
    rows = (
        Visit.objects.visible_to(request.actor)
        .select_related("purpose", "referred_to", "dossier", "organ__organisation")
        .prefetch_related("visitors")
    )
    context = listing(request, VisitFilter(request.GET, rows))
    several = _with_organ(request)
    context["table"] = {
        "caption": _("Register of visitors"),
        "columns": [
            {"label": _("Time")},
            {"label": _("Visitors")},
            {"label": _("Purpose")},
            {"label": _("Received by")},
            {"label": _("Papers received"), "small": "hide"},
            {"label": _("Case")},
        ],
        "rows": [_visit_row(visit, several) for visit in context["page"]],
        "empty": {
            "title": _("No visit is found"),
            "text": _("Take a filter away, or enter who came."),
            "url": reverse("dossiers:visit-add"),
            "label": _("Enter a visit"),
        },
    }
    return render(request, "dossiers/visit_list.html", context)


def _visit_row(visit: Visit, several: bool) -> dict[str, Any]:
    names = _(", ").join(visitor.name for visitor in visit.visitors.all())
    time = {
        "value": cn_moment(visit.at),
        "nowrap": True,
        "url": reverse("dossiers:visit", args=[visit.pk]),
        "sub": str(visit.organ) if several else "",
    }
    purpose: dict[str, Any] = {"value": str(visit.purpose), "sub": str(visit.referred_to or "")}
    if visit.voided_at:
        purpose = {"badge": _("Voided"), "badge_tone": "", "sub": visit.void_reason}
    elif visit.incident:
        purpose |= {"sub": visit.incident}
    return {
        "tone": "soon" if visit.incident and not visit.voided_at else "",
        "cells": [
            time,
            {"value": names, "sub": _("%(n)s in all") % {"n": visit.number_of_visitors}},
            purpose,
            visit.receivers,
            visit.papers,
            _case_cell(visit.dossier),
        ],
    }


@requires("register.view")
def visit_add(request: HttpRequest) -> HttpResponse:
    """Enter a reception."""
    form = VisitForm(request.POST or None, actor=request.actor, initial={"receivers": request.actor.name})
    visitors = Visitors(request.POST or None, prefix="visitors")
    if request.method == "POST" and form.is_valid() & visitors.is_valid():
        data = {name: form.cleaned_data[name] for name in VISIT_FIELDS}
        organ = form.cleaned_data["organ"]
        try:
            result, _now = form.carry_out(
                "visit.add",
                request.actor,
                lambda: {"visit": record_visit(actor=request.actor, organ=organ, visitors=visitors.given(), **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The visit has been entered."))
            return redirect("dossiers:visit", pk=result["visit"])
    failed = form.is_bound and (form.errors or not visitors.is_valid())
    return render(
        request, "dossiers/visit_add.html", {"form": form, "visitors": visitors}, status=422 if failed else 200
    )


@requires("register.view")
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A reception: who came, what was said and told."""
    rows = Visit.objects.visible_to(request.actor)
    visit = get_object_or_404(
        rows.select_related("purpose", "referred_to", "dossier", "organ__organisation", "recorded_by"), pk=pk
    )
    number = visit.dossier.number if visit.dossier else ""
    form = VisitLinkForm(request.POST or None, initial={"case_number": number})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["case_number"]
        dossier = find_case(request.actor, visit.organ, wanted, form) if wanted else None
        if not form.errors:
            try:
                link_visit(actor=request.actor, visit=visit, dossier=dossier)
            except ValidationError as error:
                attach(form, error)
            else:
                messages.success(request, _("The entry has been completed."))
                return redirect("dossiers:visit", pk=pk)
    standing = visit.voided_at is None
    context = {
        "visit": visit,
        "form": form if standing and can(request.actor, "register.change", visit) else None,
        "visitors": [
            {
                "name": visitor.name,
                "identity": visitor.identity_mask,
                "phone": visitor.phone_mask,
                "address": visitor.address,
                "reveal_url": reverse("dossiers:visitor-numbers", args=[visitor.pk])
                if standing and (visitor.identity_mask or visitor.phone_mask)
                else "",
            }
            for visitor in visit.visitors.all()
        ],
        "facts": [
            {"label": _("Reconsideration organ"), "value": str(visit.organ)},
            {"label": _("Time"), "value": cn_moment(visit.at)},
            {"label": _("Place"), "value": visit.place},
            {"label": _("Purpose"), "value": str(visit.purpose)},
            {"label": _("Received by"), "value": visit.receivers},
            {"label": _("Number of visitors"), "value": visit.number_of_visitors},
            {"label": _("What was said"), "value": visit.said.splitlines()},
            {"label": _("What was told"), "value": visit.told.splitlines()},
            {"label": _("Referred to"), "value": str(visit.referred_to or "")},
            {"label": _("Papers received"), "value": visit.papers},
            {"label": _("Safety incident"), "value": visit.incident},
            {
                "label": _("Case"),
                "value": str(visit.dossier) if visit.dossier else "",
                "url": reverse("dossier", args=[visit.dossier.pk]) if visit.dossier else "",
            },
            {
                "label": _("Entered"),
                "value": f"{visit.recorded_by or ''} {cn_moment(visit.recorded_at)}",
            },
        ],
    }
    return render(request, "dossiers/visit.html", context, status=422 if form.errors else 200)


@require_POST
@requires("register.view")
def visit_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry of visitors out of use."""
    visit = get_object_or_404(Visit.objects.visible_to(request.actor).select_related("organ"), pk=pk)
    try:
        void_visit(actor=request.actor, visit=visit, reason=request.POST.get("reason", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entry has been voided; it stays in the register."))
    return redirect("dossiers:visit", pk=pk)


# --- numbers ---------------------------------------------------------------------------------------------------


@require_POST
@requires_sign_in
def party_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain numbers of a party; each reading is in the trail."""
    parties = Party.objects.visible_to(request.actor).select_related("dossier__organ")
    party = get_object_or_404(parties, pk=pk)
    numbers = {name: reveal(actor=request.actor, party=party, field=name) for name in ("identity", "phone")}
    return _numbers(request, party.name, numbers)


@require_POST
@requires("register.view")
def visitor_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain numbers of a visitor; each reading is in the trail."""
    visits = Visit.objects.visible_to(request.actor)
    visitor = get_object_or_404(Visitor.objects.select_related("visit__organ"), pk=pk, visit__in=visits)
    return _numbers(request, visitor.name, reveal_visitor(actor=request.actor, visitor=visitor))


def _numbers(request: HttpRequest, name: str, numbers: dict[str, str]) -> HttpResponse:
    template = "dossiers/_numbers.html" if request.htmx else "dossiers/numbers.html"
    return render(request, template, {"name": name, "numbers": numbers, "back": came_from(request)})


# --- papers ----------------------------------------------------------------------------------------------------


@require_safe
@requires_sign_in
def file_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content of a paper, as an attachment, for those who may read it; each reading is in the trail."""
    files = DossierFile.objects.visible_to(request.actor).select_related("dossier__organ", "stored")
    file = get_object_or_404(files, pk=pk)
    if not can(request.actor, "file.read", file):
        raise Http404
    if file.voided_at is not None and not can(request.actor, "dossier.office_matter", file):
        raise Http404
    record(actor=request.actor, action="file.read", obj=file, dossier=file.dossier, right="file.read")
    answer = FileResponse(default_storage.open(file.stored.path, "rb"), content_type=file.stored.content_type)
    answer["Content-Disposition"] = attachment(file.name)
    answer["Content-Length"] = str(file.stored.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires_sign_in
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper into a case."""
    dossiers = Dossier.objects.visible_to(request.actor).select_related("organ")
    dossier = get_object_or_404(dossiers, pk=pk)
    require(request.actor, "file.add", dossier)
    back = safe_next(request, reverse("dossier", args=[dossier.pk]))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("file", "paper", "visibility")}
        try:
            form.carry_out(
                "file.add",
                request.actor,
                lambda: {"file": add_file(actor=request.actor, dossier=dossier, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The paper has been added."))
            return redirect(back)
    context = {"form": form, "dossier": dossier, "back": back, "hidden": {"next": back}}
    return render(request, "dossiers/file_add.html", context, status=422 if form.errors else 200)


@requires_sign_in
def file_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper out of use with a reason; it stays to be seen."""
    files = DossierFile.objects.visible_to(request.actor).select_related("dossier__organ")
    file = get_object_or_404(files, pk=pk)
    if not can(request.actor, "file.read", file):
        raise Http404
    require(request.actor, "file.void", file)
    back = safe_next(request, reverse("dossier", args=[file.dossier_id]))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_file(actor=request.actor, file=file, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The paper has been withdrawn; it stays to be seen."))
            return redirect(back)
    context = {"form": form, "file": file, "back": back, "hidden": {"next": back}}
    return render(request, "dossiers/file_void.html", context, status=422 if form.errors else 200)


# --- trail -----------------------------------------------------------------------------------------------------


def _trail_rows(request: HttpRequest) -> QuerySet[TrailEntry]:
    return entries_for(request.actor).select_related("user", "for_user", "dossier").order_by("-at", "-pk")


@requires("trail.read")
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, for whom, when and from where."""
    context = listing(request, TrailFilter(request.GET, _trail_rows(request)))
    reader = Reader(context["page"])
    context["table"] = {
        "caption": _("Trail"),
        "columns": [
            {"label": _("Time")},
            {"label": _("Person")},
            {"label": _("Action")},
            {"label": _("What")},
            {"label": _("Case")},
            {"label": _("From where")},
        ],
        "rows": [_trail_row(entry, reader) for entry in context["page"]],
        "empty": {"title": _("Nothing is found"), "text": _("Take a filter away or widen the period.")},
    }
    context["export_query"] = request.GET.urlencode()
    context["seal"] = seal_state()
    return render(request, "dossiers/trail.html", context)


def _trail_row(entry: TrailEntry, reader: Reader) -> dict[str, Any]:
    person: dict[str, Any] = {"value": str(entry.user) if entry.user else _("The system"), "nowrap": True}
    if entry.for_user:
        person["sub"] = _("for %(name)s") % {"name": entry.for_user}
    return {
        "cells": [
            {"value": f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", "nowrap": True},
            person,
            {"value": action_name(entry.action), "sub": reader.detail(entry)},
            reader.what(entry),
            {"value": (entry.dossier.number or "") if entry.dossier else "", "nowrap": True},
            {"value": entry.ip or "", "sub": entry.request_id},
        ]
    }


@require_safe
@requires("trail.read")
def trail_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered, as a CSV file sent while it is read."""
    filterset = TrailFilter(request.GET, _trail_rows(request))
    chosen = {chip["key"]: str(chip["words"]) for chip in chips_of(filterset) if chip["key"] != "person"}
    record(actor=request.actor, action="trail.export", detail=chosen)
    header = [
        _("Time"),
        _("Person"),
        _("For"),
        _("Action"),
        _("What"),
        _("Case"),
        _("From where"),
        _("Request"),
        _("Details"),
        _("Seal"),
    ]

    def lines() -> Iterator[list[Any]]:
        entries = filterset.qs.select_related("user", "for_user", "dossier", "seal").iterator(chunk_size=CHUNK)
        while chunk := list(islice(entries, CHUNK)):
            reader = Reader(chunk)
            for entry in chunk:
                yield [
                    entry.at,
                    entry.user or _("The system"),
                    entry.for_user or "",
                    action_name(entry.action),
                    reader.what(entry),
                    entry.dossier.number if entry.dossier else "",
                    entry.ip,
                    entry.request_id,
                    reader.detail(entry),
                    entry.seal.position if hasattr(entry, "seal") else "",
                ]

    return stream_csv(f"trail-{today():%Y%m%d}.csv", header, lines())


# --- code lists ------------------------------------------------------------------------------------------------


@requires("codes.view")
def code_lists(request: HttpRequest) -> HttpResponse:
    """All code lists with their size."""
    sizes: dict[str, list[int]] = {}
    day = today()
    for code in Code.objects.only("list", "valid_from", "valid_to"):
        size = sizes.setdefault(code.list, [0, 0])
        size[0 if (code.valid_to is None or code.valid_to >= day) else 1] += 1
    table = {
        "caption": _("Code lists"),
        "columns": [
            {"label": _("List")},
            {"label": _("In force"), "numeric": True},
            {"label": _("Retired"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"value": str(label), "url": reverse("dossiers:code-list", args=[name]), "sub": name},
                    sizes.get(name, [0, 0])[0],
                    sizes.get(name, [0, 0])[1],
                ]
            }
            for name, label in LISTS.items()
        ],
    }
    return render(request, "dossiers/code_lists.html", {"table": table})


@requires("codes.view")
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """The values of one list."""
    if name not in LISTS:
        raise Http404
    may_change = can(request.actor, "codes.change")
    codes = Code.objects.of(name).select_related("parent").order_by("position", "key")
    table = {
        "caption": str(LISTS[name]),
        "columns": [
            {"label": _("Chinese label")},
            {"label": _("English label")},
            {"label": _("Code")},
            {"label": _("Also written as"), "small": "hide"},
            {"label": _("Mapping"), "small": "hide"},
            {"label": _("Can be chosen")},
        ],
        "rows": [_code_row(code, may_change) for code in codes],
        "empty": {"title": _("This list is empty"), "text": _("Load the reference data.")},
    }
    return render(request, "dossiers/code_list.html", {"table": table, "title": LISTS[name], "name": name})


def _code_row(code: Code, may_change: bool) -> dict[str, Any]:
    label: dict[str, Any] = {"value": f"　{code.label_zh}" if code.parent_id else code.label_zh}
    if may_change:
        label["url"] = reverse("dossiers:code", args=[code.pk])
    mapping = "；".join(f"{key}={value}" for key, value in code.mapping.items())
    state: dict[str, Any] = {"badge": _("in force"), "badge_tone": "done"}
    day = today()
    if code.valid_to and code.valid_to < day:
        state = {"badge": _("retired"), "badge_tone": "", "sub": cn_date(code.valid_to)}
    elif code.valid_from and code.valid_from > day:
        state = {"badge": _("to come"), "badge_tone": "soon", "sub": cn_date(code.valid_from)}
    return {"cells": [label, code.label_en, code.code, _(", ").join(code.aliases), mapping, state]}


@requires("codes.change")
def code_page(request: HttpRequest, key: str) -> HttpResponse:
    """Change the labels and the validity of a value; its code stays."""
    code = get_object_or_404(Code, pk=key)
    names = ("label_zh", "label_en", "valid_from", "valid_to")
    form = CodeForm(request.POST or None, initial={name: getattr(code, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_code(actor=request.actor, code=code, **{name: form.cleaned_data[name] for name in names})
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The value has been changed.") if changed else _("Nothing was changed."))
            return redirect("dossiers:code-list", name=code.list)
    context = {"form": form, "code": code, "list_title": LISTS.get(code.list, code.list)}
    return render(request, "dossiers/code.html", context, status=422 if form.errors else 200)
