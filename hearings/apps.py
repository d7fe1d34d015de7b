from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HearingsConfig(AppConfig):
    name = "hearings"
    verbose_name = _("Litigation")

    def ready(self) -> None:
        import hearings.decided  # noqa: PLC0415
        import hearings.home  # noqa: PLC0415
        import hearings.ledger  # noqa: PLC0415
        import hearings.names  # noqa: PLC0415
        import hearings.permissions  # noqa: PLC0415
        import hearings.records  # noqa: PLC0415
        import hearings.search  # noqa: PLC0415
        import hearings.sittings.agenda  # noqa: PLC0415
        import hearings.sittings.home  # noqa: PLC0415
        import hearings.sittings.judges  # noqa: PLC0415
        import hearings.steps  # noqa: PLC0415
        import hearings.worklists  # noqa: F401, PLC0415
        from deadlines.services import register_rules  # noqa: PLC0415
        from dossiers.following import await_numbers  # noqa: PLC0415
        from dossiers.services import register_access  # noqa: PLC0415
        from hearings import facts as f  # noqa: PLC0415
        from hearings.access import courts_of  # noqa: PLC0415
        from hearings.clocks import rules_for  # noqa: PLC0415
        from hearings.services.linking import link_waiting  # noqa: PLC0415
        from workflow.letters import Kind  # noqa: PLC0415
        from workflow.letters import register as register_letters  # noqa: PLC0415

        register_letters(
            "litigation",
            Kind(
                fact=f.SUGGESTION_RECEIVED,
                received=f.SUGGESTION_RECEIVED,
                answered=f.SUGGESTION_ANSWERED,
                content="content",
                register_as="judicial",
            ),
        )
        register_rules("litigation", rules_for)
        register_access("litigation", courts_of)
        await_numbers(link_waiting)
