from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("Dispute resolution")

    def ready(self) -> None:
        from disputes.suggestions.start import start as start_suggestions  # noqa: PLC0415

        start_suggestions()
