from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("Dispute resolution")

    def ready(self) -> None:
        import disputes.library.home  # noqa: PLC0415
        import disputes.library.permissions  # noqa: PLC0415
        import disputes.study.home  # noqa: PLC0415
        import disputes.study.invariants  # noqa: PLC0415
        import disputes.study.permissions  # noqa: F401, PLC0415
