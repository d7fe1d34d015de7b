"""The courses of the demonstration's cases, one for each stage at which a case can stand.

A course yields the day on which it goes on; what stands between two yields is done on that day.
"""

from collections.abc import Callable

from config.demo import disputes
from config.demo.courses import concluded, handling, review
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
    concluded.withdrawn,
    concluded.mediated,
    review.declined,
    review.deemed_accepted,
    handling.many_applicants,
    handling.several_respondents,
    concluded.law_of_2017,
    handling.entered_running,
    *disputes.COURSES,
)
