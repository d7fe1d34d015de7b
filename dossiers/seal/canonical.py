"""What of a trail entry is sealed: every column as text, in one JSON array, worked out by the database.

Sealer and verifier read through the same expressions. Neither the session's time zone nor its language nor the way in
which it shows bytes or numbers has a part in them: moments are written out in UTC with their microseconds, a document
as the database stores it (keys in order, no spaces to choose), anything absent as null.
"""

# Column -> its text. A column that is added to the trail must be added here (a test holds it).
COLUMNS: dict[str, str] = {
    "id": "e.id::text",
    "at": """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')""",
    "user_id": "e.user_id::text",
    "for_user_id": "e.for_user_id::text",
    "action": "e.action",
    "object_type": "e.object_type",
    "object_id": "e.object_id",
    "dossier_id": "e.dossier_id::text",
    "ip": "e.ip::text",
    "request_id": "e.request_id",
    "detail": "e.detail::text",
}
# Bytes of each column's fingerprint: enough to tell which column differs, while the digest tells that one does.
FINGERPRINT = 4

CANONICAL = f"jsonb_build_array({', '.join(COLUMNS.values())})::text"
DIGEST = f"sha256(convert_to({CANONICAL}, 'UTF8'))"
FINGERPRINTS = " || ".join(
    # A null is told from an empty text by a byte that no text holds.
    f"substr(sha256(coalesce(convert_to({text}, 'UTF8'), '\\x00'::bytea)), 1, {FINGERPRINT})"
    for text in COLUMNS.values()
)


def changed_columns(sealed: bytes, found: bytes) -> list[str]:
    """The columns whose fingerprints differ."""
    return [
        column
        for place, column in enumerate(COLUMNS)
        if sealed[place * FINGERPRINT : (place + 1) * FINGERPRINT]
        != found[place * FINGERPRINT : (place + 1) * FINGERPRINT]
    ]
