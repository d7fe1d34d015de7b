"""The kinds of facts of a reconsideration case."""

RECEIVED = "received"
FILED_WITH_AGENCY = "filed_with_agency"
AGENCY_TOLD = "agency_told"
SUPPLEMENT_NOTIFIED = "supplement_notified"
SUPPLEMENT_SERVED = "supplement_served"
SUPPLEMENT_EXTENDED = "supplement_extended"
SUPPLEMENT_RECEIVED = "supplement_received"
ABANDONED = "abandoned"
WITHDRAWN = "withdrawn"
SETTLED_BEFORE = "settled_before"
NOT_HANDLED = "not_handled"
TRANSFERRED = "transferred"
ACCEPTED = "accepted"
DECLINED = "declined"
ORDERED_TO_ACCEPT = "ordered_to_accept"
ESCALATION_NOTICE = "escalation_notice"
ESCALATED = "escalated"
TAKEN_OVER = "taken_over"
JOINED = "joined"
PARTED = "parted"
SEPARATED = "separated"
COPY_SENT = "copy_sent"
COPY_RECEIVED = "copy_received"
COPIES_COMPLETE = "copies_complete"
REPLY_RECEIVED = "reply_received"
VIEWS_HEARD = "views_heard"
VIEWS_NOT_HEARD = "views_not_heard"
SUSPENDED = "suspended"
RESUMED = "resumed"
EXTENDED = "extended"
CONVERTED = "converted"
CONCLUDED = "concluded"
SERVED = "served"
SUED = "sued"
CLOSED = "closed"
VOIDED = "voided"

# With any of these the case is over, and what still ran falls away.
OVER = (CONCLUDED, DECLINED, ABANDONED, WITHDRAWN, NOT_HANDLED, TRANSFERRED, ESCALATED, VOIDED)

# What comes before the hearing of a case, or begins it.
UP_TO_ACCEPTANCE = frozenset(
    {
        *(RECEIVED, FILED_WITH_AGENCY, AGENCY_TOLD, SUPPLEMENT_NOTIFIED, SUPPLEMENT_SERVED, SUPPLEMENT_EXTENDED),
        *(SUPPLEMENT_RECEIVED, ACCEPTED, JOINED, PARTED, SEPARATED),
    }
)
