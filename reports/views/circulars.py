"""Pages of circulars: the list, one circular, its text, its cases and its paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.export import attachment
from accounts.guards import requires
from accounts.paging import page_of
from accounts.permissions import can, require
from disputes.answers import carried_out, form_page
from dossiers.models import Dossier
from dossiers.trail import record
from dossiers.views.common import send_stored
from reports import queries as figures_of
from reports.circulars import display, queries, services
from reports.circulars.figures import Figures, count, may_have_changed, restored
from reports.circulars.forms import (
    CircularForm,
    DecideForm,
    DrawUpForm,
    IssueForm,
    VersionForm,
    WithdrawForm,
    written,
)
from reports.circulars.models import Circular, CircularState
from reports.circulars.paper import name_of, paper_of
from reports.circulars.periods import name_of as period_name
from reports.evaluating import NUMERATOR
from reports.indicators import INDICATORS
from reports.papers import CONTENT_TYPE
from reports.views.common import CIRCULARS, agency_pages, subjects, table_of_cases


def circular_of(request: HttpRequest, pk: int) -> Circular:
    """A circular that the reader sees. Raises Http404 for any other."""
    people = ("drawn_up_by", "changed_by", "submitted_by", "approved_by", "issued_by", "withdrawn_by")
    rows = queries.visible_to(request.actor).defer("corrects__figures", "corrects__body")
    found = get_object_or_404(rows.select_related("organ__organisation", "stored", "corrects", *people), pk=pk)
    require(request.actor, "circulars.read", found)
    return found


def _inside(request: HttpRequest, circular: Circular) -> bool:
    """Whether the reader is of the office or leads the organ, and sees what is behind a circular."""
    return any(organ.pk == circular.organ_id for organ in figures_of.organs_for(request.actor))


@require_safe
@requires("circulars.list")
def circulars(request: HttpRequest) -> HttpResponse:
    """The circulars in sight, and the form for a new one."""
    return _list(request)


def _list(request: HttpRequest, form: DrawUpForm | None = None) -> HttpResponse:
    organs = figures_of.organs_for(request.actor)
    drafting = [organ for organ in organs if can(request.actor, services.DRAFT, organ)]
    page = page_of(queries.listed(request.actor), request.GET.get("page"))
    context = {
        "title": CIRCULARS,
        "subjects": subjects("reports:circulars") if organs else agency_pages("reports:circulars"),
        "page": page,
        "table": display.listed(request.actor, page.items, bool(organs)),
        "form": (form or DrawUpForm(organs=drafting)) if drafting else None,
    }
    return render(request, "reports/circulars.html", context, status=422 if form else 200)


@require_POST
@requires("circulars.list")
def circular_new(request: HttpRequest) -> HttpResponse:
    """Draw up a circular for a period."""
    organs = [organ for organ in figures_of.organs_for(request.actor) if can(request.actor, services.DRAFT, organ)]
    if not organs:
        raise PermissionDenied(services.DRAFT)
    form = DrawUpForm(request.POST, organs=organs)

    def act(data: dict[str, Any]) -> Circular:
        return services.draw_up(actor=request.actor, organ=data["organ"], span=data["span"], period=data["period"])

    result = carried_out(request, form, "circular.draw_up", act)
    return _list(request, form) if result is None else redirect(services.PAGE, pk=result["pk"])


@require_safe
@requires("circulars.list")
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular as on paper; for the office also its cases, what changed since, and what is to be done."""
    found = circular_of(request, pk)
    services.opened(actor=request.actor, circular=found)
    return circular_page(request, found)


def circular_page(request: HttpRequest, found: Circular, issue_form: IssueForm | None = None) -> HttpResponse:
    """The page of a circular, with the form of its issue as it was sent where something is wrong in it."""
    figures, inside = restored(found.figures), _inside(request, found)
    link = display.to_cases(found) if inside else None
    context: dict[str, Any] = {
        "title": CIRCULARS,
        "circular": found,
        "period": period_name(found.span, services.period_of(found)),
        "state": display.state_of(found),
        "paper": display.paper(found, figures, link),
        **_linked(request, found),
    }
    if link is not None:
        context |= _inner(request, found, figures, link) | _acts(request, found, issue_form)
    return render(request, "reports/circular.html", context, status=422 if issue_form else 200)


def _linked(request: HttpRequest, found: Circular) -> dict[str, Any]:
    """The circular in whose place this one stands and the one in its own, where the reader sees them."""
    both = {"earlier": found.corrects, "later": services.correction_of(found)}
    ids = [one.pk for one in both.values() if one is not None]
    seen = set(queries.visible_to(request.actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return {name: one for name, one in both.items() if one is not None and one.pk in seen}


def _inner(request: HttpRequest, found: Circular, figures: Figures, link: display.Link) -> dict[str, Any]:
    """What the office and the leaders see beside the paper."""
    period = services.period_of(found)
    changed = may_have_changed(request.actor, found.organ, period, found.counted_at)
    now = count(request.actor, found.organ, period) if changed else figures
    return {
        "inside": True,
        "facts": display.course(found),
        "in_text": display.in_text(figures, link),
        "changes": display.changed(request.actor, figures, now),
        "changes_title": display.CHANGED_AFTER if found.is_out else display.CHANGED_BEFORE,
        "receipts": display.receipts(found) if found.is_out else None,
    }


def _acts(request: HttpRequest, found: Circular, issue_form: IssueForm | None) -> dict[str, Any]:
    """The forms of what the reader may do with a circular in its state."""
    actor, state = request.actor, found.state
    drafts, version = can(actor, services.DRAFT, found.organ), {"version": found.version}
    acts: dict[str, Any] = {}
    if state == CircularState.SUBMITTED:
        acts["decide_form"] = DecideForm(initial=version) if can(actor, services.APPROVE, found) else None
        acts["barred"] = display.barred(actor, found)
    if drafts and state == CircularState.DRAFT:
        acts |= {"drafts": True, "version_form": VersionForm(initial=version), "void_form": WithdrawForm()}
    if drafts and state in (CircularState.SUBMITTED, CircularState.APPROVED):
        acts["reopens"] = True
    if drafts and state == CircularState.APPROVED:
        acts["issue_form"] = issue_form or IssueForm(circular=found)
    if drafts and state == CircularState.ISSUED:
        acts["withdraw_form"] = WithdrawForm()
    if drafts and state == CircularState.WITHDRAWN and services.correction_of(found) is None:
        acts["corrects"] = True
    return acts


@require_http_methods(["GET", "POST"])
@requires("circulars.list")
def circular_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, number, addressees and text of a draft."""
    found = circular_of(request, pk)
    require(request.actor, services.DRAFT, found.organ)
    if found.state != CircularState.DRAFT and request.method != "POST":
        messages.error(request, str(services.IN_THIS_STATE))
        return redirect(services.PAGE, pk=pk)
    form = CircularForm(request.POST if request.method == "POST" else None, initial=written(found))

    def act(data: dict[str, Any]) -> Circular:
        fields = {name: data[name] for name in ("version", "title", "number", "addressed", "body")}
        return services.change(actor=request.actor, circular=found, **fields)

    context = {"circular": found, "title": CIRCULARS}
    # Whoever saves again after somebody else has changed it has been told of that.
    if form.is_bound and form.is_valid() and form.cleaned_data["version"] != found.version:
        context["theirs"] = found
        form.data = form.data.copy()
        form.data["version"] = found.version
    return form_page(
        request,
        form,
        "circular.change",
        act,
        said=_("The circular was saved."),
        to=(services.PAGE, pk),
        template="reports/circular_change.html",
        context=context,
    )


@require_safe
@requires("figures.view")
def circular_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases behind a number, as they were when it was counted."""
    found = circular_of(request, pk)
    if not _inside(request, found):
        raise Http404
    figures, key = restored(found.figures), tuple(request.GET.get("cell", "").split("/"))
    if key not in figures.cases:
        raise Http404
    span, line, indicator, part = key
    words = [str(display.SPANS[span]), figures.labels.get(line, ""), str(INDICATORS[indicator].title)]
    words.append(_("numerator") if part == NUMERATOR else _("denominator"))
    label = " · ".join(word for word in words if word)
    rows = Dossier.objects.visible_to(request.actor).filter(pk__in=figures.cases[key])
    page = page_of(rows.select_related("officer").order_by("pk"), request.GET.get("page"))
    context = {
        "label": label,
        "title": found.title,
        "organ": found.organ,
        "period": services.period_of(found),
        "value": display.plain(figures.number(*key)),
        "page": page,
        "back": reverse(services.PAGE, args=[pk]),
        "table": table_of_cases(page.items, label),
    }
    return render(request, "reports/return_cases.html", context)


@require_safe
@requires("circulars.list")
def circular_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The circular in Word: what was issued as it was issued, else as it stands."""
    found = circular_of(request, pk)
    record(actor=request.actor, action="circular.download", obj=found)
    if found.stored is not None:
        return send_stored(found.stored, name_of(found))
    answer = HttpResponse(paper_of(found), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = attachment(name_of(found))
    return answer
