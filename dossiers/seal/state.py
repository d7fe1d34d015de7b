"""How the chain stands, for the auditor and the administrator: up to where, what waits, what the last proof said."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.templatetags.dates import cn_moment
from accounts.timekeeping import now
from dossiers.models import TrailSeal
from dossiers.seal.anchor import head
from dossiers.seal.verifier import LATE, Break, break_of, waiting_beyond
from notices.models import RunState, TaskRun
from notices.runs import last_run

# The run that keeps what a proof found (dossiers.tasks).
VERIFY = "trail.verify"


@dataclass(frozen=True)
class SealState:
    """The head of the chain, the entries that wait for a seal and since when, and the last proof."""

    head: TrailSeal | None
    waiting: int
    oldest: dt.datetime | None
    proof: TaskRun | None

    @property
    def late(self) -> bool:
        """Whether an entry has waited for longer than a sealer at work would let it."""
        return self.oldest is not None and now() - self.oldest > LATE

    @property
    def breaks(self) -> list[Break]:
        """What the last proof found broken."""
        found = self.proof.detail.get("breaks", []) if self.proof else []
        return [break_of(kept) for kept in found]

    @property
    def broken(self) -> bool:
        return self.proof is not None and self.proof.state != RunState.DONE

    @property
    def tone(self) -> str:
        """The tone of the panel: late when somebody must look."""
        return "late" if self.broken or self.late else ""

    def sealed_words(self) -> str:
        """Up to where the trail is sealed."""
        if self.head is None:
            return _("Nothing is sealed yet")
        return _("Entry %(entry)s, at %(at)s") % {"entry": self.head.entry_id, "at": cn_moment(self.head.sealed_at)}

    def waiting_words(self) -> str:
        """What waits for a seal."""
        if not self.waiting or self.oldest is None:
            return _("Nothing waits")
        words = ngettext("%(n)s entry, since %(at)s", "%(n)s entries, the oldest since %(at)s", self.waiting)
        return words % {"n": self.waiting, "at": cn_moment(self.oldest)}

    def proof_words(self) -> str:
        """When the trail was last proven, and what came of it."""
        if self.proof is None:
            return _("Not yet proven")
        at = cn_moment(self.proof.finished_at)
        if self.proof.state == RunState.FAILED:
            return _("%(at)s: broken off") % {"at": at}
        if self.broken:
            return _("%(at)s: broken") % {"at": at}
        count = self.proof.counts["sealed"]
        return ngettext("%(at)s: whole, %(n)s entry", "%(at)s: whole, %(n)s entries", count) % {"at": at, "n": count}


def seal_state() -> SealState:
    """The state now; three queries, none of which reads more than what waits."""
    last = head()
    waiting, oldest = waiting_beyond(last.floor if last else 0)
    return SealState(last, waiting, oldest, last_run(VERIFY))
