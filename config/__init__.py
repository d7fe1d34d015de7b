"""Settings, addresses, Celery and the embedded servers: the outermost layer, which nothing imports."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
