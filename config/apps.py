from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DingfenConfig(AppConfig):
    name = "config"
    verbose_name = _("Dingfen")
