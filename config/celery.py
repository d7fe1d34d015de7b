"""The Celery application: a Redis-protocol broker, thin tasks that are safe to run twice."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("dingfen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
