"""The demo accounts: shown at sign-in, printed at the start, made by `load_demo`. There are none in production."""

from dataclasses import dataclass

from accounts.models import Role, RoleAssignment
from accounts.timekeeping import today

# One password for all demo accounts. It opens nothing outside a demonstration: settings.DEMO is refused in production.
PASSWORD = "dingfen-demo-2026"  # noqa: S105 - printed beside the accounts


@dataclass(frozen=True)
class Account:
    """A demo account: who signs in under which name, with which role where (and `also` in which others)."""

    username: str
    name: str
    role: str
    organisation: str
    post: str = ""
    also: tuple[str, ...] = ()


ACCOUNTS = (
    Account("chen", "陈某", Role.OFFICER, "shili-sifaju", "行政复议审理室干部"),
    Account("lin", "林某", Role.OFFICER, "shili-sifaju", "行政复议审理室干部"),
    Account("li", "李某", Role.DIRECTOR, "shili-sifaju", "行政复议审理室主任"),
    Account("zhao", "赵某", Role.ORGAN_LEADER, "shili-zhengfu", "副区长"),
    Account("wu", "吴某", Role.LEADERSHIP, "shili-zhengfu", "区政府办公室"),
    Account("gongan", "刘某", Role.AGENCY_LIAISON, "shili-gonganju", "法制大队联络员"),
    Account("shichang", "黄某", Role.AGENCY_LIAISON, "shili-shichang-jianguanju", "法规科联络员"),
    Account("guizi", "何某", Role.AGENCY_LIAISON, "shili-guihua-ziranziyuanju", "法规科联络员"),
    Account("shuangqiao", "郑某", Role.AGENCY_LIAISON, "shili-shuangqiao-jiedao", "司法所联络员"),
    Account("fayuan", "高某", Role.COURT_LIAISON, "shili-fayuan", "行政审判庭"),
    Account("jiancha", "罗某", Role.PROCURATORATE_LIAISON, "shili-jianchayuan", "行政检察部"),
    Account("huajie", "梁某", Role.CENTRE_COORDINATOR, "shili-sifaju", "争议化解中心"),
    Account("jiwei", "宋某", Role.DISCIPLINE_INSPECTOR, "shili-jiwei-jianwei", "党风政风监督室"),
    Account("xitong", "唐某", Role.ADMINISTRATOR, "shili-sifaju", "系统管理员"),
    Account("anquan", "许某", Role.SECURITY_OFFICER, "shili-sifaju", "安全管理员"),
    Account("shenji", "邓某", Role.AUDITOR, "shili-sifaju", "审计管理员"),
    # Keeps both organs, and so what they share: holiday notices, periods, code lists, courts.
    Account("pingtai", "丁某", Role.ADMINISTRATOR, "shili-sifaju", "平台管理员", also=("qianjiang-sifaju",)),
    Account("qj-chengban", "冉某", Role.OFFICER, "qianjiang-sifaju", "行政复议审理室干部"),
    Account("qj-zhuren", "向某", Role.DIRECTOR, "qianjiang-sifaju", "行政复议审理室主任"),
    Account("qj-lingdao", "谭某", Role.ORGAN_LEADER, "qianjiang-zhengfu", "副区长"),
    Account("qj-zhengfu", "龚某", Role.LEADERSHIP, "qianjiang-zhengfu", "区政府办公室"),
    Account("qj-gongan", "田某", Role.AGENCY_LIAISON, "qianjiang-gonganju", "法制大队联络员"),
    Account("qj-fayuan", "石某", Role.COURT_LIAISON, "qianjiang-fayuan", "行政审判庭"),
    Account("qj-jiancha", "白某", Role.PROCURATORATE_LIAISON, "qianjiang-jianchayuan", "行政检察部"),
    Account("qj-huajie", "庞某", Role.CENTRE_COORDINATOR, "qianjiang-sifaju", "争议化解中心"),
    Account("qj-jiwei", "倪某", Role.DISCIPLINE_INSPECTOR, "qianjiang-jiwei-jianwei", "党风政风监督室"),
    Account("qj-xitong", "邹某", Role.ADMINISTRATOR, "qianjiang-sifaju", "系统管理员"),
    Account("qj-anquan", "崔某", Role.SECURITY_OFFICER, "qianjiang-sifaju", "安全管理员"),
    Account("qj-shenji", "侯某", Role.AUDITOR, "qianjiang-sifaju", "审计管理员"),
)


@dataclass(frozen=True)
class Shown:
    """A demo account as the sign-in page shows it."""

    username: str
    name: str
    role: str
    organisation: str


def demo_accounts() -> list[Shown]:
    """The demo accounts that are there, in their order, with the roles they hold today; one query."""
    order = {account.username: place for place, account in enumerate(ACCOUNTS)}
    held = RoleAssignment.objects.on(today()).filter(user__username__in=order).select_related("user", "organisation")
    shown: dict[tuple[str, str], list[RoleAssignment]] = {}
    for assignment in sorted(held, key=lambda a: (order[a.user.username], a.pk)):
        shown.setdefault((assignment.user.username, assignment.role), []).append(assignment)
    return [
        Shown(
            username,
            same[0].user.display_name,
            same[0].get_role_display(),
            "、".join(a.organisation.name for a in same),
        )
        for (username, _role), same in shown.items()
    ]
