"""The kinds of facts of a reconsideration case."""

RECEIVED = "received"
SUPPLEMENT_NOTIFIED = "supplement_notified"
SUPPLEMENT_SERVED = "supplement_served"
SUPPLEMENT_EXTENDED = "supplement_extended"
SUPPLEMENT_RECEIVED = "supplement_received"
ABANDONED = "abandoned"
WITHDRAWN = "withdrawn"
ACCEPTED = "accepted"
DECLINED = "declined"
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
OVER = (CONCLUDED, DECLINED, ABANDONED, WITHDRAWN, VOIDED)

# What comes before the hearing of a case, or begins it.
UP_TO_ACCEPTANCE = frozenset(
    {RECEIVED, SUPPLEMENT_NOTIFIED, SUPPLEMENT_SERVED, SUPPLEMENT_EXTENDED, SUPPLEMENT_RECEIVED, ACCEPTED}
)
