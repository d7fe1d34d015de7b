"""The columns of the ledger of lawsuits (行政应诉案件台账), under every heading that offices give them."""

from django.utils.translation import gettext_lazy as _

from workflow.ledger.returned import REASON_HEADINGS, ROW_HEADINGS
from workflow.ledger.workbook import Column

COLUMNS = (
    Column("serial", _("No."), ("序号", "序", "顺序号", "No", "No."), ignored=True),
    Column(
        "number",
        _("Case number"),
        ("案号", "法院案号", "诉讼案号", "应诉案号", "行政诉讼案号", "案件编号", "案件号", "受理案号", "裁判案号"),
    ),
    Column("instance", _("Instance"), ("审级", "审判程序", "审理程序", "诉讼阶段", "审级程序", "程序")),
    Column(
        "plaintiff",
        _("Plaintiff"),
        (
            *("原告", "原告（上诉人）", "原告姓名", "原告名称", "原告姓名或名称", "原告姓名（名称）", "起诉人"),
            *("原告/上诉人", "原告或上诉人", "原告（上诉人、再审申请人）", "当事人"),
        ),
    ),
    Column(
        "defendant",
        _("Defendant"),
        (
            *("被告", "被告（被上诉人）", "被告单位", "被告机关", "被诉行政机关", "被诉机关", "被诉单位", "被告名称"),
            *("被告/被上诉人", "应诉机关", "应诉单位", "被告行政机关"),
        ),
    ),
    Column(
        "act_name",
        _("Act sued against"),
        ("案由", "事由", "诉讼事由", "被诉行政行为", "被诉具体行政行为", "行政行为", "行政行为名称", "争议事项"),
    ),
    Column(
        "matter",
        _("Matter"),
        ("案件类型", "案件类别", "行政行为类型", "行政行为种类", "行政行为类别", "案件种类", "类型", "事项类型"),
    ),
    Column(
        "domain", _("Domain"), ("管理类别", "行政管理类别", "行政管理领域", "管理领域", "行政领域", "案件领域", "领域")
    ),
    Column("court", _("Court"), ("审理法院", "受理法院", "法院", "管辖法院", "一审法院", "审判法院", "法院名称")),
    Column(
        "served_on",
        _("Notice received on"),
        (
            *("收到应诉通知书日期", "收到应诉通知日期", "收到应诉通知书时间", "收到应诉通知时间", "应诉通知书日期"),
            *("应诉通知书送达日期", "收到起诉状副本日期", "收到起诉状副本时间", "收到日期", "收到时间", "收件日期"),
            *("收案日期", "收案时间", "送达日期", "应诉日期"),
        ),
    ),
    Column(
        "heard_on",
        _("Heard on"),
        ("开庭日期", "开庭时间", "庭审日期", "庭审时间", "开庭审理日期", "开庭审理时间", "开庭日"),
    ),
    Column(
        "present",
        _("Head appeared"),
        (
            *("负责人是否出庭", "负责人是否出庭应诉", "行政机关负责人是否出庭", "行政机关负责人是否出庭应诉"),
            *("行政负责人是否出庭", "是否负责人出庭", "负责人出庭情况", "负责人出庭", "出庭情况", "是否出庭应诉"),
        ),
    ),
    Column(
        "rank",
        _("Post of the head"),
        ("出庭负责人职务", "出庭负责人职级", "负责人职务", "出庭人员职务", "出庭负责人", "出庭人职务"),
    ),
    Column(
        "judged_on",
        _("Judged on"),
        (
            *("裁判日期", "裁判时间", "判决日期", "判决时间", "结案日期", "结案时间", "裁判文书日期", "审结日期"),
            *("作出裁判日期", "裁判作出日期"),
        ),
    ),
    Column(
        "outcome",
        _("Outcome"),
        (
            *("裁判结果", "判决结果", "审理结果", "案件结果", "裁判情况", "结案方式", "诉讼结果", "裁判内容", "结果"),
            *("处理结果", "审判结果"),
        ),
    ),
    Column("lost", _("Lost"), ("是否败诉", "败诉", "是否败诉案件", "败诉情况", "是否为败诉", "胜败诉")),
    Column(
        "reconsideration",
        _("Number of the reconsideration case"),
        ("复议案号", "行政复议案号", "复议案件编号", "经复议案号", "复议决定书文号", "复议文号", "复议决定文号"),
    ),
    Column("note", _("Remarks"), ("备注", "备考", "附注", "说明")),
    Column("reason", _("Reason for refusal"), REASON_HEADINGS, ignored=True),
    Column("row", _("Row in the ledger"), ROW_HEADINGS, ignored=True),
)
REQUIRED = (("number",), ("plaintiff",), ("defendant",), ("act_name", "matter"), ("served_on",))
SHOWN = (
    ("title", _("Case")),
    ("instance", _("Instance")),
    ("served_on", _("Notice received on")),
    ("heard_on", _("Heard on")),
    ("judged_on", _("Judged on")),
    ("outcome", _("Outcome")),
)
