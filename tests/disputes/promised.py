"""What the disputes of the demonstration are there to show, by who seeks their resolution."""

from django.db.models import Count, QuerySet

from accounts.timekeeping import today
from disputes.models import Dispute, Mediator
from dossiers.models import PartyRole
from reports.returns.mediation import quarter_of, unbalanced, values

# State, result, performance of the agreement, the periods that ran out.
PROMISED: dict[str, tuple[str, str, str, set[str]]] = {
    "苏某某": ("screening", "", "", {"dc_house_screen"}),
    "示例区宏泰食品加工有限责任公司": ("screening", "", "", set()),
    "邵某某": ("closed", "", "", set()),
    "万某某": ("accepted", "", "", {"dc_house_sign"}),
    "严某某": ("resolving", "", "", set()),
    "贺某某": ("resolving", "", "", set()),
    "龚某某": ("resolving", "", "", set()),
    "示例区绿野生态农业开发有限责任公司": ("resolving", "", "", set()),
    "毕某某": ("concluded", "agreement", "running", set()),
    "示例区云帆物业服务有限公司": ("closed", "agreement", "done", set()),
    "顾某某": ("concluded", "agreement", "failed", set()),
    "尹某某": ("concluded", "corrected", "done", set()),
    "常某某": ("closed", "left", "", set()),
    "薛某某": ("closed", "agreement", "done", set()),
}


def each_dispute_stands_where_its_course_promises() -> None:
    disputes = list(Dispute.objects.unscoped("a test").select_related("dossier", "source", "result"))
    found, by_name = {}, {}
    for dispute in disputes:
        seeking = dispute.dossier.parties.filter(role=PartyRole.APPLICANT).order_by("position").first()
        by_name[seeking.name] = dispute
        late = dispute.dossier.deadlines.filter(state="running", tracked=True, due_on__lt=today())
        result = dispute.result.code if dispute.result else ""
        found[seeking.name] = (dispute.state, result, dispute.performance, {one.clock for one in late})
    assert found == PROMISED
    sources = {dispute.source.code for dispute in disputes}
    assert sources == {
        *("court_before", "court_during", "reconsideration", "procuratorate", "agency", "party", "petition")
    }
    again = by_name["严某某"]
    assert list(again.transfers.values_list("state", flat=True)) == ["returned", "signed", "sent"]
    assert again.dossier.links.get().other.kind == "reconsideration"
    assert list(by_name["贺某某"].sessions.values_list("state", flat=True)) == ["held", "set"]
    assert by_name["贺某某"].positions.filter(confidential=True).exists()
    assert by_name["龚某某"].dossier.approvals.get(status="pending").step == "extend_dispute"
    assert by_name["示例区云帆物业服务有限公司"].confirmed_on is not None
    assert Mediator.objects.on(today()).values("kind").distinct().count() >= 6
    assert Mediator.objects.filter(valid_to__lt=today()).count() == 1
    _the_return_balances()


def _the_return_balances() -> None:
    """Every dispute stands in one column of each balance of the quarterly return."""
    rows = Dispute.objects.unscoped("a test").standing()
    civil, administrative = rows.filter(nature="civil"), rows.filter(nature="administrative")
    assert civil.exists()
    assert civil.count() + administrative.count() == rows.count()

    def columns(found: QuerySet[Dispute], name: str) -> dict[str, int]:
        return dict(found.values(name).annotate(n=Count("pk")).values_list(name, "n"))

    assert set(columns(administrative, "subject__code")) == {"damages", "indemnity", "discretion"}
    assert set(columns(administrative, "phase")) == {"reconsideration", "litigation"}
    assert None not in columns(civil, "civil_kind")
    # The return itself, over all of them and quarter by quarter.
    ended = rows.filter(concluded_on__isnull=False)
    numbers = values(ended)
    assert numbers[1] == ended.count() > 5
    assert numbers[27] > numbers[26] > 0
    assert unbalanced(numbers) == []
    quarters = {quarter_of(day) for day in ended.values_list("concluded_on", flat=True)}
    parts = [values(ended.filter(concluded_on__range=quarter.days)) for quarter in quarters]
    assert [unbalanced(part) for part in parts] == [[]] * len(parts)
    assert sum(part[1] for part in parts) == numbers[1]
    settled = rows.filter(result__mapping__has_key="resolved")
    assert set(columns(settled, "agreement")) == {"written", "oral"}
    assert not rows.exclude(pk__in=settled).exclude(agreement="").exists()
