"""What must hold of messages, of what was done once, and of runs."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register

register(
    Invariant(
        "once.result",
        _("What was done once has its result"),
        "notices.idempotencykey",
        # The key is written in the transaction of the act: a committed one without a result never ran.
        "SELECT id FROM notices_idempotencykey WHERE NOT result ? 'value'",
    ),
    Invariant(
        "notices.texts",
        _("Every message has its words in each language"),
        "notices.notice",
        """
        SELECT id FROM notices_notice
        WHERE NOT texts ?& ARRAY['zh-hans', 'en'] OR texts->>'zh-hans' = '' OR texts->>'en' = ''""",
    ),
)
