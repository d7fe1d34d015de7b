"""What must hold of cases, their facts, numbers, access and papers, whatever the proceeding."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from dossiers.models import StoredFile

# Papers whose content is read through each night; all of them when asked in full.
SAMPLE = 200
_CHUNK = 1024 * 1024

# The access rows that dossiers.services.expected_access gives, as a statement; a test holds the two together. Those of
# a court come from its lawsuits, those of a body that issued a suggestion from that, and are looked at there.
EXPECTED_ACCESS = """
    SELECT o.id AS dossier_id, 'office' AS audience, g.office_id AS organisation_id, 'office' AS basis
    FROM dossiers_dossier o JOIN accounts_organ g ON g.id = o.organ_id
    UNION ALL
    SELECT o.id, 'organ', g.organisation_id, 'organ'
    FROM dossiers_dossier o JOIN accounts_organ g ON g.id = o.organ_id
    UNION ALL
    SELECT dossier_id, 'party', organisation_id, min(role) FROM dossiers_party
    WHERE organisation_id IS NOT NULL AND voided_at IS NULL AND role IN ('respondent', 'third_party')
    GROUP BY dossier_id, organisation_id
"""
# Rows on any other basis are named persons, or those that a proceeding adds and answers for itself.
_PRESENT_ACCESS = """
    SELECT dossier_id, audience, organisation_id, basis FROM dossiers_dossieraccess
    WHERE basis IN ('office', 'organ', 'respondent', 'third_party')
"""


def lost_files(full: bool) -> Iterator[int]:
    """Papers that the storage has not, or not in their size, or (of a sample, or all) not with their content."""
    sampled = set() if full else set(StoredFile.objects.order_by("?").values_list("pk", flat=True)[:SAMPLE])
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=1000):
        if not _lies_whole(stored, read=full or stored.pk in sampled):
            yield stored.pk


def _lies_whole(stored: StoredFile, *, read: bool) -> bool:
    try:
        if default_storage.size(stored.path) != stored.size:
            return False
        if not read:
            return True
        digest = hashlib.sha256()
        with default_storage.open(stored.path) as content:
            for chunk in content.chunks(_CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == stored.sha256


register(
    Invariant(
        "facts.supersession",
        _("A superseded fact names a later fact of the same case and kind"),
        "dossiers.fact",
        """
        SELECT f.id FROM dossiers_fact f JOIN dossiers_fact n ON n.id = f.superseded_by_id
        WHERE n.dossier_id <> f.dossier_id OR n.kind <> f.kind OR n.id <= f.id""",
    ),
    Invariant(
        "facts.entry",
        _("A fact stands in the timeline of its own case"),
        "dossiers.fact",
        """
        SELECT f.id FROM dossiers_fact f JOIN dossiers_timelineentry e ON e.id = f.entry_id
        WHERE e.dossier_id <> f.dossier_id""",
    ),
    Invariant(
        "facts.party",
        _("A fact, a paper and an agent belong to the case of their party"),
        "dossiers.party",
        """
        SELECT p.id FROM dossiers_party p JOIN dossiers_fact f ON f.party_id = p.id WHERE f.dossier_id <> p.dossier_id
        UNION
        SELECT p.id FROM dossiers_party p JOIN dossiers_dossierfile d ON d.party_id = p.id
        WHERE d.dossier_id <> p.dossier_id
        UNION
        SELECT p.id FROM dossiers_party p JOIN dossiers_party a ON a.represents_id = p.id
        WHERE a.dossier_id <> p.dossier_id""",
    ),
    Invariant(
        "timeline.corrections",
        _("A correction corrects an entry of its own case"),
        "dossiers.timelineentry",
        """
        SELECT c.id FROM dossiers_timelineentry c JOIN dossiers_timelineentry e ON e.id = c.corrects_id
        WHERE c.dossier_id <> e.dossier_id OR c.id <= e.id""",
    ),
    Invariant(
        "access.expected",
        _("A case is reached by its office, its organ and the agencies that are parties, each once, and by no others"),
        "dossiers.dossier",
        f"""
        SELECT DISTINCT dossier_id FROM (
            (({EXPECTED_ACCESS}) EXCEPT ALL ({_PRESENT_ACCESS}))
            UNION ALL
            (({_PRESENT_ACCESS}) EXCEPT ALL ({EXPECTED_ACCESS}))
        ) AS differing""",  # noqa: S608 - statements of this module
    ),
    Invariant(
        "access.worklist",
        _("The worklist shows what the case says"),
        "dossiers.dossieraccess",
        """
        SELECT a.id FROM dossiers_dossieraccess a JOIN dossiers_dossier o ON o.id = a.dossier_id
        WHERE (a.kind, a.status, a.stage, a.officer_id, a.next_due_on, a.opened_on, a.number_key) IS DISTINCT FROM
              (o.kind, o.status, o.stage, o.officer_id, o.next_due_on, o.opened_on, o.number_key)""",
    ),
    Invariant(
        "numbers.gaps",
        _("No number given here leaves a gap before it"),
        "dossiers.casenumber",
        """
        SELECT n.id FROM dossiers_casenumber n WHERE NOT n.from_ledger AND n.serial > 1 AND NOT EXISTS (
            SELECT 1 FROM dossiers_casenumber p WHERE p.organ_id = n.organ_id AND p.kind = n.kind
            AND p.year = n.year AND p.serial = n.serial - 1)""",
    ),
    Invariant(
        "numbers.counter",
        _("A counter stands at the highest number of its series"),
        "dossiers.numberseries",
        """
        SELECT s.id FROM dossiers_numberseries s WHERE s.last <> coalesce((
            SELECT max(n.serial) FROM dossiers_casenumber n WHERE n.organ_id = s.organ_id AND n.kind = s.kind
            AND n.year = s.year), 0)""",
    ),
    Invariant(
        "numbers.series",
        _("Every number belongs to a series that is counted"),
        "dossiers.casenumber",
        """
        SELECT n.id FROM dossiers_casenumber n WHERE NOT EXISTS (
            SELECT 1 FROM dossiers_numberseries s WHERE s.organ_id = n.organ_id AND s.kind = n.kind
            AND s.year = n.year)""",
    ),
    Invariant(
        "numbers.carried",
        _("A case carries the number that the office gave it; lawsuits and suggestions bear that of their paper"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o LEFT JOIN dossiers_casenumber n ON n.dossier_id = o.id
        WHERE o.kind NOT IN ('litigation', 'suggestion') AND o.number IS DISTINCT FROM n.text""",
    ),
    Invariant(
        "files.entry",
        _("A paper belongs to an entry of its own case"),
        "dossiers.dossierfile",
        """
        SELECT d.id FROM dossiers_dossierfile d JOIN dossiers_timelineentry e ON e.id = d.entry_id
        WHERE e.dossier_id <> d.dossier_id""",
    ),
    Invariant(
        "files.stored",
        _("Every paper lies in the storage with its size and content"),
        "dossiers.storedfile",
        lost_files,
        slow=True,
    ),
)
