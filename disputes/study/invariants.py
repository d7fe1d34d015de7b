"""What must hold of study, training and the library of rules."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register

register(
    Invariant(
        "study.heads",
        _("Whoever stands on a list of attendance as a head is of the agency's roster"),
        "disputes.attendance",
        """
        SELECT a.id FROM disputes_attendance a JOIN accounts_rosterentry e ON e.id = a.head_id
        WHERE e.organisation_id <> a.organisation_id OR e.normalised <> a.normalised""",
    ),
    Invariant(
        "study.lists",
        _("A session lists people of the agency that held it; the district's sessions list those of any"),
        "disputes.attendance",
        """
        SELECT a.id FROM disputes_attendance a JOIN disputes_studysession s ON s.id = a.session_id
        JOIN accounts_organ o ON o.id = s.organ_id
        WHERE a.organisation_id <> s.organisation_id AND s.organisation_id <> o.organisation_id""",
    ),
    Invariant(
        "training.invited",
        _("People of a known unit take part in a training to which it is invited"),
        "disputes.participant",
        """
        SELECT p.id FROM disputes_participant p
        WHERE p.voided_at IS NULL AND p.organisation_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM disputes_invitation i WHERE i.training_id = p.training_id
            AND i.organisation_id = p.organisation_id AND i.voided_at IS NULL)""",
    ),
    Invariant(
        "rules.replaced",
        _("A rule is replaced by rules of the same organ that are not in force before it"),
        "disputes.rule",
        """
        SELECT l.from_rule_id FROM disputes_rule_replaces l
        JOIN disputes_rule n ON n.id = l.from_rule_id JOIN disputes_rule r ON r.id = l.to_rule_id
        WHERE n.organ_id <> r.organ_id OR n.valid_from < r.valid_from OR n.id = r.id""",
    ),
)
