from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        import notices.panels  # noqa: F401, PLC0415 - models are loaded only now
        from accounts.once import set_keeper  # noqa: PLC0415
        from notices.services import once  # noqa: PLC0415

        set_keeper(once)
