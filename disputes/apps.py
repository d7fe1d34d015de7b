from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("Dispute resolution")

    def ready(self) -> None:
        import disputes.agenda  # noqa: PLC0415
        import disputes.home  # noqa: PLC0415
        import disputes.invariants  # noqa: PLC0415
        import disputes.library.home  # noqa: PLC0415
        import disputes.library.permissions  # noqa: PLC0415
        import disputes.library.search  # noqa: PLC0415
        import disputes.names  # noqa: PLC0415
        import disputes.permissions  # noqa: PLC0415
        import disputes.search  # noqa: PLC0415
        import disputes.steps  # noqa: PLC0415
        import disputes.study.home  # noqa: PLC0415
        import disputes.study.invariants  # noqa: PLC0415
        import disputes.study.permissions  # noqa: PLC0415
        import disputes.study.search  # noqa: PLC0415
        import disputes.worklists  # noqa: F401, PLC0415
        from deadlines.services import register_rules  # noqa: PLC0415
        from disputes.access import others_of  # noqa: PLC0415
        from disputes.clocks import rules_for  # noqa: PLC0415
        from disputes.suggestions.start import start as start_suggestions  # noqa: PLC0415
        from dossiers.services import register_access  # noqa: PLC0415

        register_rules("dispute", rules_for)
        register_access("dispute", others_of)
        start_suggestions()
