"""The demonstration's registers of mail and of visitors."""

import datetime as dt
from typing import Any

from accounts.timekeeping import SHANGHAI
from config.demo.desk import Desk
from dossiers.models import Code, Correspondence, Visit, Visitor


def load_registers(desk: Desk) -> None:
    """Mail that came and went, and visitors received, with and without an application."""
    days, recorder = desk.days, desk.actor("chen").user

    def mail(direction: str, back: int, counterpart: str, papers: str, post: str = "ems", **more: Any) -> None:
        Correspondence.objects.create(
            organ=desk.organ,
            direction=direction,
            counterpart=counterpart,
            post=Code.objects.get(pk=f"post.{post}"),
            on_date=days.back(back),
            papers=papers,
            recorded_by=recorder,
            **more,
        )

    mail("in", 11, "示例区公安局", "行政复议答复书及证据材料", "exchange", pages=46)
    mail("in", 5, "示例市应急管理局", "案件移送回函", pages=2, postmark_on=days.back(7))
    mail(
        "out", 16, "孔某某", "不予受理决定书", tracking_number="1099000000011", delivered_on=days.back(14), pages=3
    )  # fmt: skip
    mail(
        "out",
        9,
        "褚某某",
        "行政复议受理通知书",
        tracking_number="1099000000012",
        returned_on=days.back(5),
        return_reason="原址查无此人",
    )
    mail("out", 2, "示例区农业农村委员会", "行政复议答复通知书", "exchange", pages=5)

    def visit(back: int, hour: int, purpose: str, said: str, told: str, *names: str, **more: Any) -> None:
        made = Visit.objects.create(
            organ=desk.organ,
            at=dt.datetime.combine(days.back(back), dt.time(hour, 20), SHANGHAI),
            place="行政复议接待室",
            purpose=Code.objects.get(pk=f"visit_purpose.{purpose}"),
            receivers="陈某、林某",
            number_of_visitors=len(names),
            said=said,
            told=told,
            recorded_by=recorder,
            **more,
        )
        for name in names:
            Visitor.objects.create(visit=made, name=name, address="示例区双桥街道")

    visit(8, 9, "receive_application", "提交行政复议申请书及证据。", "当场接收并出具回执。", "柏某某")
    visit(
        4,
        10,
        "general",
        "反映邻里宅基地纠纷。",
        "不属于行政复议范围，告知向镇调解委员会申请调解。",
        "水某某",
        "窦某某",
        referred_to=Code.objects.get(pk="referral.other_organ"),
    )
    visit(1, 15, "file_reading", "查阅被申请人答复和证据。", "已提供阅卷。", "华某")
