"""Identity and telephone numbers of a person: encrypted, found by a keyed index, shown masked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index, encrypt
from accounts.text import mask_identity, mask_phone


class PersonalNumbers(models.Model):
    identity_cipher = models.TextField(blank=True, editable=False)
    identity_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    identity_mask = models.CharField(_("identity number"), max_length=32, blank=True, editable=False)
    phone_cipher = models.TextField(blank=True, editable=False)
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_mask = models.CharField(_("telephone"), max_length=32, blank=True, editable=False)

    class Meta:
        abstract = True

    def set_identity(self, number: str) -> None:
        """Keep an identity number encrypted, with its index and mask; not saved yet."""
        self.identity_cipher, self.identity_index = encrypt(number), blind_index(number)
        self.identity_mask = mask_identity(number)

    def set_phone(self, number: str) -> None:
        """Keep a telephone number encrypted, with its index and mask; not saved yet."""
        self.phone_cipher, self.phone_index = encrypt(number), blind_index(number)
        self.phone_mask = mask_phone(number)
