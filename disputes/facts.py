"""The kinds of facts of a dispute before the centre. Those about one party name it."""

RECEIVED = "dispute_received"
# The day since which an applicant's period for suing runs.
SUIT_PERIOD = "suit_period_began"
SCOPE_CHECKED = "dispute_scope_checked"
CONSENTED = "centre_consented"
REFUSED = "centre_refused"
# A party's participation, as the rules on periods for suing ask for it: when it began and when it ended.
JOINED = "centre_joined"
LEFT = "centre_left"
ACCEPTED = "dispute_accepted"
DECLINED = "dispute_declined"

# A transfer names itself and its unit in the value; no party is meant.
TRANSFERRED = "dispute_transferred"
SIGNED = "dispute_signed_for"
TRANSFER_RETURNED = "dispute_transfer_returned"
TRANSFER_RECALLED = "dispute_transfer_recalled"
HANDLING_REPORTED = "dispute_handling_reported"

TEAM_NAMED = "dispute_team"
SESSION_SET = "dispute_session_set"
SESSION_MOVED = "dispute_session_moved"
SESSION_HELD = "dispute_session_held"
SESSION_CANCELLED = "dispute_session_cancelled"
HEARD = "dispute_party_heard"
EXTENDED = "dispute_extended"

# Resolved together with a leading dispute, which the value names, until it is parted from it.
JOINED_TO = "dispute_joined_to"
PARTED = "dispute_parted"

CONCLUDED = "dispute_concluded"
TERM_AGREED = "dispute_term_agreed"
TERM_DONE = "dispute_term_done"
TERM_FAILED = "dispute_term_failed"
CONFIRMED = "dispute_confirmed"
REPORTED_BACK = "dispute_reported_back"
AFTERWARDS = "dispute_afterwards"
LINKED = "dispute_linked"
CLOSED = "dispute_closed"
REOPENED = "dispute_reopened"
VOIDED = "dispute_voided"
