"""Messages to people, and the keys that keep anything from being done twice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        import notices.panels  # noqa: PLC0415 - models are loaded only now
        import notices.permissions  # noqa: F401, PLC0415
        from accounts.once import set_keeper  # noqa: PLC0415
        from notices.addresses import register_address  # noqa: PLC0415
        from notices.queries import address_of_webhook  # noqa: PLC0415
        from notices.services import once  # noqa: PLC0415

        set_keeper(once)
        register_address("webhook", address_of_webhook)
