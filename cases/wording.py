"""What is worked out of an application, in words: whether it came in time, who is competent, what must come first."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.dates import cn_date
from cases import jurisdiction
from cases.jurisdiction import Competence
from cases.timeliness import FILED, POSTED, RECEIVED, Timeliness
from workflow.display import article_words

APPLIED = {
    POSTED: _("posted on %(day)s"),
    FILED: _("filed with the agency on %(day)s"),
    RECEIVED: _("received on %(day)s"),
}
STANDINGS = {
    jurisdiction.OWN_DEPARTMENT: _("a department of this government"),
    jurisdiction.LOWER_GOVERNMENT: _("a government one level below"),
    jurisdiction.DISPATCHED_OFFICE: _("a dispatched office of this government"),
    jurisdiction.DISPATCHED_UNIT: _("a dispatched unit of a department of this government"),
    jurisdiction.UNIT_FROM_ABOVE: _(
        "a unit of a department of the government above: this organ is competent too where the unit is set up by"
        " administrative division and seated here"
    ),
    jurisdiction.THE_ORGAN_ITSELF: _("this organ itself: the organ one level above is competent"),
    jurisdiction.LED: _("led from above: the competent department one level above is the organ"),
    jurisdiction.OWN_BUREAU: _("the office's own bureau: the applicant may also choose the bureau one level above"),
    jurisdiction.ELSEWHERE: _("does not seem to belong to this organ"),
}


def applied_said(found: Timeliness) -> str:
    """How and when the application was made."""
    return APPLIED[found.applied_by] % {"day": cn_date(found.applied_on)}


def in_time_said(found: Timeliness) -> str:
    """Whether the application came in time, in one line."""
    if found.too_early is not None:
        return gettext("%(applied)s; the agency had until %(day)s to act") % {
            "applied": applied_said(found),
            "day": cn_date(found.too_early),
        }
    words = {"applied": applied_said(found), "day": cn_date(found.last_on)}
    if found.kept is False:
        return gettext("last day %(day)s, %(applied)s: too late") % words
    if found.kept is None:
        return gettext("it is not entered when the applicant knew of the act")
    if found.last_on is None:
        return gettext("the period stands still, %(applied)s: in time") % words
    return gettext("last day %(day)s, %(applied)s: in time") % words


def competence_said(found: Competence, name: str) -> str:
    """How a respondent stands to the organ, with the article."""
    return gettext("%(name)s: %(standing)s (%(article)s)") % {
        "name": name,
        "standing": STANDINGS[found.standing],
        "article": article_words(found.article),
    }
