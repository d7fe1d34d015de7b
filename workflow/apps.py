from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = _("Workflow")

    def ready(self) -> None:
        import workflow.panels  # noqa: PLC0415 - registers the panels of the home page
        import workflow.permissions  # noqa: F401, PLC0415
