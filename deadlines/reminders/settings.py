"""How an office is reminded of a clock: set by its director or administrator."""

from collections.abc import Sequence

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from deadlines.models import ClockSetting
from dossiers.trail import record


@transaction.atomic
def set_stages(
    *, actor: Actor, organ: Organ, clock: str, before: Sequence[int] | None, after: Sequence[int] | None
) -> ClockSetting | None:
    """Let an office be told of a clock so many working days before and after the due date.

    None is what holds for every office; both None takes the office's own setting away. What was told stays told, a
    stage added is told from then on. Raises ValidationError, and PermissionDenied for whoever does not keep the organ.
    """
    require(actor, "stages.change", organ)
    setting = ClockSetting.objects.select_for_update().filter(organ=organ, clock=clock).first()
    setting = setting or ClockSetting(organ=organ, clock=clock)
    setting.before = None if before is None else sorted(set(before))
    setting.after = None if after is None else sorted(set(after))
    detail = {"organ": organ.pk, "clock": clock, "before": setting.before or "", "after": setting.after or ""}
    if before is None and after is None:
        if setting.pk:
            record(actor=actor, action="clock.setting", obj=setting, right="stages.change", on=organ, detail=detail)
            setting.delete()
        return None
    setting.full_clean()
    setting.save()
    record(actor=actor, action="clock.setting", obj=setting, right="stages.change", on=organ, detail=detail)
    return setting
