from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Reconsideration")

    def ready(self) -> None:
        import cases.agenda  # noqa: PLC0415
        import cases.decided  # noqa: PLC0415
        import cases.home  # noqa: PLC0415
        import cases.ledger  # noqa: PLC0415
        import cases.permissions  # noqa: PLC0415
        import cases.search  # noqa: PLC0415
        import cases.steps  # noqa: PLC0415
        import cases.worklists  # noqa: F401, PLC0415
        from cases import facts as f  # noqa: PLC0415
        from cases.clocks import rules_for  # noqa: PLC0415
        from deadlines.services import register_rules  # noqa: PLC0415
        from workflow.letters import Kind  # noqa: PLC0415
        from workflow.letters import register as register_letters  # noqa: PLC0415

        register_letters(
            "reconsideration",
            Kind(
                fact=f.OPINION_LETTER,
                received=f.OPINION_LETTER_RECEIVED,
                answered=f.OPINION_LETTER_ANSWERED,
                content="problems",
                register_as="review_opinion",
            ),
        )
        register_rules("reconsideration", rules_for)
