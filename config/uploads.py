"""Uploads that are too large: refused while they arrive, without filling memory or disk.

A single file above UPLOAD_MAX_BYTES is read and thrown away; the form gets an empty stand-in that knows its size, so
that the message stands at its field and nothing else that was typed is lost. A request above UPLOAD_MAX_TOTAL_BYTES
is answered with 413.
"""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

# So much of a refused request is still read, so that the browser comes to read the answer.
DRAIN_BYTES = 64 * 1024 * 1024
CHUNK = 64 * 1024


class OversizedFile(UploadedFile):
    """In the place of a file whose content was thrown away: it has a name and a size, and no content."""

    def __init__(self, name: str, size: int, field_name: str | None) -> None:
        super().__init__(BytesIO(), name, "application/octet-stream", size)
        self.field_name = field_name


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to a temporary one up to the limit, and counts without keeping beyond it."""

    received = 0
    too_large = False

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Refuse a request that says itself that it is too large. Raises RequestDataTooBig (413)."""
        if content_length > settings.UPLOAD_MAX_TOTAL_BYTES:
            _drain(input_data, min(content_length, DRAIN_BYTES))
            raise RequestDataTooBig("The upload is larger than UPLOAD_MAX_TOTAL_BYTES.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_TOTAL_BYTES:
            self.file.close()
            raise RequestDataTooBig("The upload is larger than UPLOAD_MAX_TOTAL_BYTES.")
        if self.too_large:
            return
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.too_large = True
            self.file.seek(0)
            self.file.truncate()
            return
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.too_large:
            return super().file_complete(file_size)
        self.file.close()
        return OversizedFile(self.file_name or "", file_size, self.field_name)


def _drain(input_data: Any, most: int) -> None:
    while most > 0:
        chunk = input_data.read(min(CHUNK, most))
        if not chunk:
            return
        most -= len(chunk)
