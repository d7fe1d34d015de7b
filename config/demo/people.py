"""The demonstration's district: its organ, its organisations and its people. The names are invented."""

import datetime as dt
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.utils import translation

from accounts.actors import SYSTEM
from accounts.demo import ACCOUNTS, PASSWORD, Account
from accounts.models import NumberedAt, Organ, Organisation, OrganisationKind, Role, User
from accounts.services import add_organisation, grant_role

# code, name, kind, whether it stands under the government, short names
ORGANISATIONS: tuple[tuple[str, str, str, bool, tuple[str, ...]], ...] = (
    ("shili-sifaju", "示例区司法局", OrganisationKind.JUDICIAL_BUREAU, True, ("区司法局",)),
    ("shili-gonganju", "示例区公安局", OrganisationKind.DEPARTMENT, True, ("区公安局",)),
    ("shili-shichang-jianguanju", "示例区市场监督管理局", OrganisationKind.DEPARTMENT, True, ("区市场监管局",)),
    (
        "shili-renli-shebaoju",
        "示例区人力资源和社会保障局",
        OrganisationKind.DEPARTMENT,
        True,
        ("区人力社保局", "区人社局"),
    ),
    (
        "shili-guihua-ziranziyuanju",
        "示例区规划和自然资源局",
        OrganisationKind.DEPARTMENT,
        True,
        ("区规划自然资源局",),
    ),
    ("shili-jiaotongju", "示例区交通运输委员会", OrganisationKind.DEPARTMENT, True, ("区交通运输委",)),
    (
        "shili-chengguanju",
        "示例区城市管理综合行政执法局（示例区城市管理局）",
        OrganisationKind.DEPARTMENT,
        True,
        ("区城管局",),
    ),
    (
        "shili-nongyenongcunwei",
        "示例区农业农村委员会（示例区乡村振兴局、示例区畜牧兽医和水产渔业管理局）",
        OrganisationKind.DEPARTMENT,
        True,
        ("区农业农村委",),
    ),
    ("shili-shuangqiao-jiedao", "双桥街道办事处", OrganisationKind.STREET_OFFICE, True, ("双桥街道",)),
    ("shili-qingxi-zhen", "清溪镇人民政府", OrganisationKind.TOWNSHIP, True, ("清溪镇",)),
    ("shili-fayuan", "示例区人民法院", OrganisationKind.COURT, False, ()),
    ("shili-zhongyuan", "示例市中级人民法院", OrganisationKind.COURT, False, ()),
    ("shili-xinfangju", "示例区信访局", OrganisationKind.PETITION_OFFICE, False, ()),
    ("shili-jianchayuan", "示例区人民检察院", OrganisationKind.PROCURATORATE, False, ()),
    (
        "shili-jiwei-jianwei",
        "中共示例区纪律检查委员会、示例区监察委员会",
        OrganisationKind.DISCIPLINE_INSPECTION,
        False,
        (),
    ),
)


PREFIX = "示例府复"


SINCE = dt.date(2020, 1, 1)


def load_organ() -> Organ:
    """The demonstration's own district, with the office that works for it. Made once."""
    found = Organ.objects.filter(number_prefix=PREFIX).first()
    if found is not None:
        return found
    government = add_organisation(
        actor=SYSTEM,
        code="shili-zhengfu",
        name="示例区人民政府",
        kind=OrganisationKind.GOVERNMENT,
        short_names=["示例区政府"],
    )
    for code, name, kind, under, short in ORGANISATIONS:
        add_organisation(
            actor=SYSTEM,
            code=code,
            name=name,
            kind=kind,
            parent=government if under else None,
            short_names=list(short),
        )
    return Organ.objects.create(
        organisation=government,
        office=Organisation.objects.get(code="shili-sifaju"),
        office_name="示例区司法局行政复议审理室",
        number_prefix=PREFIX,
        numbered_at=NumberedAt.ACCEPTANCE,
    )


def load_accounts() -> None:
    """The demo accounts with their roles; those that are there already stay as they are.

    An account whose organisation is not there (another office's reference data) is left out.
    """
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    present = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        if account.username in present or account.organisation not in organisations:
            continue
        user = User.objects.create(
            username=account.username,
            display_name=account.name,
            post=account.post,
            password=password,
            must_change_password=False,
        )
        for code in (account.organisation, *account.also):
            if code in organisations:
                grant_role(
                    actor=SYSTEM, user=user, role=account.role, organisation=organisations[code], valid_from=SINCE
                )


def accounts_table() -> str:
    """The demo accounts as a table in Chinese, for the terminal."""
    names = dict(Organisation.objects.values_list("code", "name"))
    present = set(User.objects.values_list("username", flat=True))
    with translation.override("zh-hans"):
        rows = [
            (account.username, account.name, str(Role(account.role).label), _places(account, names))
            for account in ACCOUNTS
            if account.username in present
        ]
    heading = ("账号", "姓名", "角色", "单位")
    widths = [max(_width(row[column]) for row in [heading, *rows]) for column in range(3)]

    def line(row: tuple[str, ...]) -> str:
        cells = [text + " " * (widths[column] - _width(text)) for column, text in enumerate(row[:3])]
        return "  ".join([*cells, row[3]])

    return "\n".join([f"演示账号（密码均为 {PASSWORD}）", line(heading), *map(line, rows)])


def _places(account: Account, names: Mapping[str, str]) -> str:
    return "、".join(names[code] for code in (account.organisation, *account.also) if code in names)


def _width(text: str) -> int:
    """Columns that `text` takes in a terminal: Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
