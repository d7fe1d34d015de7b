"""The courses of the demonstration: cases and suits, one for each stage at which one can stand; heads of agencies.

A course yields the day on which it goes on; what stands between two yields is done on that day.
"""

from collections.abc import Callable

from config.demo.courses import answering, appearing, concluded, handling, heads, judged, resolving, review, suggestions
from config.demo.courses.acts import Course
from config.demo.desk import Desk

COURSES: tuple[Callable[[Desk], Course], ...] = (
    review.in_review,
    review.review_ends,
    review.unassigned,
    review.supplement_awaited,
    review.abandoned,
    handling.heard,
    handling.overdue,
    handling.due_today,
    handling.suspended,
    handling.applicant_died,
    handling.extension_waits,
    handling.extended,
    handling.hearing_set,
    handling.simplified,
    handling.converted,
    handling.awaiting_decision,
    concluded.being_served,
    concluded.closed,
    concluded.upheld_and_sued,
    concluded.heard_anew,
    concluded.withdrawn,
    concluded.mediated,
    review.declined,
    review.deemed_accepted,
    handling.many_applicants,
    handling.several_respondents,
    concluded.law_of_2017,
    handling.entered_running,
    heads.rosters,
    heads.duties,
    answering.notice_served,
    answering.answer_due,
    answering.answer_overdue,
    answering.postponed,
    answering.whole_process,
    appearing.string,
    appearing.head_named,
    appearing.head_absent,
    appearing.record_due,
    appearing.record_submitted,
    appearing.record_returned,
    judged.not_effective,
    judged.appealed,
    judged.lost,
    judged.settled,
    *suggestions.SUGGESTIONS,
    *resolving.COURSES,
)
