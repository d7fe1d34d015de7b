from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Figures and reports")

    def ready(self) -> None:
        import reports.invariants  # noqa: PLC0415 - models are loaded only now
        import reports.panels  # noqa: PLC0415
        import reports.permissions  # noqa: PLC0415
        import reports.returns.due  # noqa: PLC0415
        import reports.tasks  # noqa: F401, PLC0415
        from dossiers.following import register  # noqa: PLC0415
        from reports.keeping import refresh  # noqa: PLC0415

        register(refresh)
