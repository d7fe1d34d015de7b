from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("Cases")

    def ready(self) -> None:
        import dossiers.panels  # noqa: PLC0415
        import dossiers.permissions  # noqa: PLC0415
        import dossiers.receivers  # noqa: PLC0415
        import dossiers.tasks  # noqa: F401, PLC0415 - registers when the apps are loaded
        from dossiers.services import phone_of_party  # noqa: PLC0415
        from notices.addresses import register_address  # noqa: PLC0415

        register_address("party", phone_of_party)
