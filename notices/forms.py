"""Forms: how a person wants to be told, and a group in a messenger."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from accounts.fields import PhoneField
from accounts.models import Organ, Role
from accounts.once import OnceForm
from accounts.reach import organs_within
from notices.models import Channel, Contact
from notices.outbox import is_on


class ContactForm(OnceForm):
    """How I want to be told. The number is shown masked; typed anew it is replaced."""

    sections = (
        (pgettext_lazy("channel", "E-mail"), ("email", "by_mail", "digest")),
        (_("Text message"), ("phone", "no_phone", "by_text")),
        (_("Language"), ("language",)),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    by_mail = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    digest = forms.BooleanField(
        label=_("Morning overview"),
        required=False,
        help_text=_("On working days: what is overdue, due today and this week, and what waits for my approval."),
    )
    phone = PhoneField(label=_("Telephone number"), required=False)
    no_phone = forms.BooleanField(label=_("Take my number away"), required=False)
    by_text = forms.BooleanField(label=_("Tell me by text message"), required=False)
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, contact: Contact, email: str, **kwargs: Any) -> None:
        initial = {
            "email": email,
            "by_mail": contact.by_mail,
            "digest": contact.digest,
            "by_text": contact.by_text,
            "language": contact.language,
        }
        super().__init__(*args, initial=initial, **kwargs)
        off = _("This way of sending is not set up in this installation.")
        for channel, name in ((Channel.MAIL, "by_mail"), (Channel.TEXT, "by_text")):
            if not is_on(channel):
                self.fields[name].help_text = off
        if contact.phone_mask:
            self.fields["phone"].help_text = _("Kept: %(number)s. Leave empty to keep it.") % {
                "number": contact.phone_mask
            }
        else:
            del self.fields["no_phone"]

    @property
    def new_phone(self) -> str | None:
        """The number typed; empty to take it away, None to keep what there is."""
        if self.cleaned_data.get("no_phone"):
            return ""
        return self.cleaned_data["phone"] or None


class WebhookForm(OnceForm):
    """A group in a messenger that is told what is due and late in an office."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"), empty_label=_("Choose"))
    name = forms.CharField(label=_("Name of the group"), max_length=64)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("wecombot://KEY, dingtalk://TOKEN, feishu://TOKEN, lark://TOKEN or jsons://HOST/PATH. Shown once."),
        widget=forms.TextInput({"data-no-keep": True, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs_within(actor, Role.ADMINISTRATOR).select_related("organisation")


class KeyForm(OnceForm):
    """A button that is carried out once."""
