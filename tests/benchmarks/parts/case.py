"""The page of a case that has come a long way, for each of those who read it."""

from accounts.actors import actor_for
from accounts.models import Organ, Role
from cases.models import ReconsiderationCase
from dossiers.models import NumberSeries, PartyRole
from tests import factories as make
from tests.benchmarks.data import World
from tests.benchmarks.measuring import Row, measured
from tests.benchmarks.registry import part

# So many times views are heard, that the timeline is as long as that of a busy case.
HEARD = 30


def make_long_case(world: World) -> ReconsiderationCase:
    """A case with copies, a reply and a timeline of more than HEARD entries, taken there by its services."""
    officer = actor_for(world.officer)
    agency = world.liaison_of_one.assignments.get().organisation
    make.load_code_lists()
    _pass_made_numbers(world.organ)
    case = make.make_case(world.organ, actor=officer, respondents=[agency], officer=world.officer)
    make.take(officer, case, "accept", procedure="ordinary")
    respondent = case.dossier.parties.get(role=PartyRole.RESPONDENT)
    make.take(officer, case, "send_copy", party=respondent, manner="post.ems", received_on=make.today())
    make.take(officer, case, "reply", party=respondent, opinion="行为合法", with_evidence="yes")
    applicant = case.dossier.parties.get(role=PartyRole.APPLICANT)
    for number in range(HEARD):
        said = {"manner": "view_manner.telephone", "content": f"第{number}次：坚持请求。"}
        make.take(officer, case, "hear_views", party=applicant, **said)
    return case


def _pass_made_numbers(organ: Organ) -> None:
    """Begin the case numbers after those that the database made up."""
    made = organ.dossiers.unscoped("the measurement counts").count()
    NumberSeries.objects.update_or_create(
        organ=organ, kind="reconsideration", year=make.today().year, defaults={"last": made}
    )


@part("case", "The page of a case")
def case(world: World) -> list[Row]:
    url = f"/reconsideration/{make_long_case(world).pk}/"
    director = make.make_user(Role.DIRECTOR, world.organ.office)
    readers = {"officer": world.officer, "director": director, "liaison": world.liaison_of_one}
    return [measured(f"case of {HEARD + 5} entries, {who}", user, url) for who, user in readers.items()]
