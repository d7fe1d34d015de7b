from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        import deadlines.panels  # noqa: PLC0415 - registers when the apps are loaded
        import deadlines.permissions  # noqa: PLC0415
        import deadlines.tasks  # noqa: F401, PLC0415 - says which work is expected
