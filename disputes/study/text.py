"""Where words are looked for in plans, study sessions and trainings."""

from django.db.models import Q


def in_plan(text: str) -> Q:
    """The condition that a plan contains a text: its title, remarks or a topic that stands."""
    topic = Q(topics__title__icontains=text) | Q(topics__topic__label_zh__icontains=text)
    own = Q(title__icontains=text) | Q(note__icontains=text) | Q(organisation__name__icontains=text)
    return own | Q(topic, topics__voided_at=None)


def in_session(text: str) -> Q:
    """The condition that a study session contains a text: place, speaker, what was studied."""
    topic = Q(topics__title__icontains=text) | Q(topics__topic__label_zh__icontains=text)
    own = Q(place__icontains=text) | Q(speaker__icontains=text) | Q(summary__icontains=text)
    return own | Q(topic, topics__dropped_at=None)


def in_training(text: str) -> Q:
    """The condition that a training contains a text: title, place, teachers, organisers."""
    return (
        Q(title__icontains=text)
        | Q(place__icontains=text)
        | Q(teachers__icontains=text)
        | Q(organisers__icontains=text)
    )
