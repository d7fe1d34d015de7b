"""The kinds of facts of a dispute before the centre. Those about one party name it."""

from workflow import centre

RECEIVED = "dispute_received"
# The day since which an applicant's period for suing runs, that on which a period that nobody had told became known,
# and that on which the act was made.
SUIT_PERIOD = "suit_period_began"
SUIT_TOLD = "suit_period_known"
ACT_MADE = "dispute_act_made"
SCOPE_CHECKED = "dispute_scope_checked"
CONSENTED = "centre_consented"
REFUSED = "centre_refused"
# A party's participation, as the rules on periods for suing ask for it: when it began and when it ended.
JOINED, LEFT = centre.JOINED, centre.LEFT
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
# A party was told of a session, and how: the value names the session as it was set then.
SESSION_TOLD = "dispute_session_told"
SESSION_HELD = "dispute_session_held"
SESSION_CANCELLED = "dispute_session_cancelled"
HEARD = "dispute_party_heard"
EXTENDED = "dispute_extended"
# Both sides want the mediation that a court delegated or entrusted to last longer.
MEDIATION_EXTENDED = "dispute_mediation_extended"

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
