"""The kinds of facts of a reconsideration case."""

from workflow import centre
from workflow.letters import REGISTERED

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
# Several organs received one application on the same day (rules of 2007 art. 30): they agree, or one is designated.
ORGANS_CONTEND = "organs_contend"
DESIGNATION_ASKED = "designation_asked"
ORGAN_SETTLED = "organ_settled"
ACCEPTED = "accepted"
DECLINED = "declined"
ORDERED_TO_ACCEPT = "ordered_to_accept"
ORDERED_TO_ACT = "ordered_to_act"
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
RECUSAL_ASKED = "recusal_asked"
RECUSAL_DECIDED = "recusal_decided"
THIRD_PARTY_NOTIFIED = "third_party_notified"
EVIDENCE_ADDED = "evidence_added"
ACCESS_ASKED = "access_asked"
ACCESS_GIVEN = "access_given"
MARKED_MAJOR = "marked_major"
HEARING_SET = "hearing_set"
HEARING_CANCELLED = "hearing_cancelled"
HEARING_HELD = "hearing_held"
INSPECTION_BEGUN = "inspection_begun"
INSPECTION_ENDED = "inspection_ended"
APPRAISAL_BEGUN = "appraisal_begun"
APPRAISAL_ENDED = "appraisal_ended"
EXPERT_OPINION = "expert_opinion"
COMMITTEE_REFERRED = "committee_referred"
COMMITTEE_OPINION = "committee_opinion"
STAY_ASKED = "stay_asked"
STAY_GRANTED = "stay_granted"
STAY_REFUSED = "stay_refused"
STAY_LIFTED = "stay_lifted"
NORM_OPENED = "norm_opened"
NORM_MAKER_NOTIFIED = "norm_maker_notified"
NORM_MAKER_RECEIVED = "norm_maker_received"
NORM_MAKER_REPLIED = "norm_maker_replied"
NORM_FORWARDED = "norm_forwarded"
NORM_FORWARD_RECEIVED = "norm_forward_received"
NORM_RESULT = "norm_result"
ORDERED_TO_RESUME = "ordered_to_resume"
TOLD = "told"
MEDIATED = "mediated"
DRAFTED = "drafted"
DISCUSSED = "discussed"
CONCLUDED = "concluded"
SIGNED = "signed"
# What a respondent has agreed to perform by a mediation statement that sets a period.
AGREED = "agreed"
SEALED = "sealed"
SLIP_CORRECTED = "slip_corrected"
SERVED = "served"
# The time of a party in the dispute-resolution centre, as the centre tells it.
CENTRE_JOINED, CENTRE_LEFT = centre.JOINED, centre.LEFT
SUED = "sued"
NOT_SUED = "not_sued"
SUIT_RESULT = "suit_result"
COPIED_TO_SUPERIOR = "copied_to_superior"
OPINION_LETTER = "opinion_letter"
OPINION_LETTER_RECEIVED = "opinion_letter_received"
OPINION_LETTER_ANSWERED = "opinion_letter_answered"
# The letter is in the register of suggestions, and its answer is followed there.
LETTER_REGISTERED = REGISTERED
SUGGESTED = "suggested"
DEMANDED = "demanded"
ADMONISHED = "admonished"
PERFORMED = "performed"
ENFORCED = "enforced"
PUBLISHED = "published"
APPEALED_ABOVE = "appealed_above"
ANSWERED_ABOVE = "answered_above"
# A conclusion that was set aside, with what it said, on its own day; and since when the case is heard anew.
SET_ASIDE = "set_aside"
HEARD_ANEW = "heard_anew"
REOPENED = "reopened"
CLOSED = "closed"
VOIDED = "voided"

# With any of these the case is over, and what still ran falls away.
OVER = (CONCLUDED, DECLINED, ABANDONED, WITHDRAWN, NOT_HANDLED, TRANSFERRED, ESCALATED, VOIDED)
# What a conclusion rests on and brings with it: it falls with the conclusion when that is set aside.
OF_A_CONCLUSION = frozenset(
    {
        *(DRAFTED, DISCUSSED, CONCLUDED, SIGNED, AGREED, SEALED, SLIP_CORRECTED, SERVED),
        *(SUED, NOT_SUED, SUIT_RESULT, PUBLISHED, APPEALED_ABOVE, ANSWERED_ABOVE),
        *(COPIED_TO_SUPERIOR, PERFORMED, DEMANDED, ADMONISHED, ENFORCED, CLOSED),
    }
)

# What comes before the hearing of a case, or begins it.
UP_TO_ACCEPTANCE = frozenset(
    {
        *(RECEIVED, FILED_WITH_AGENCY, AGENCY_TOLD, SUPPLEMENT_NOTIFIED, SUPPLEMENT_SERVED, SUPPLEMENT_EXTENDED),
        *(SUPPLEMENT_RECEIVED, ACCEPTED, JOINED, PARTED, SEPARATED),
    }
)
