from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DingfenConfig(AppConfig):
    name = "config"
    verbose_name = _("Dingfen")

    def ready(self) -> None:
        import config.home  # noqa: PLC0415 - registers a panel of the home page
        import config.tasks  # noqa: F401, PLC0415 - says which work is expected
