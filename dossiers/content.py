"""What an upload really is, told from its first bytes; the name counts only to tell kinds of one container apart."""

import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLE = "application/x-ole-storage"

SIGNATURES: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", PDF, frozenset({".pdf"})),
    (b"\x89PNG\r\n\x1a\n", PNG, frozenset({".png"})),
    (b"\xff\xd8\xff", JPEG, frozenset({".jpg", ".jpeg"})),
    (b"II*\x00", TIFF, frozenset({".tif", ".tiff"})),
    (b"MM\x00*", TIFF, frozenset({".tif", ".tiff"})),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE, frozenset({".doc", ".xls", ".wps", ".et"})),
)
# Zip containers are told apart by a member that each must have.
CONTAINERS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("OFD.xml", OFD, frozenset({".ofd"})),
    ("word/document.xml", DOCX, frozenset({".docx"})),
    ("xl/workbook.xml", XLSX, frozenset({".xlsx"})),
)
ACCEPTED = "PDF, OFD, Word, Excel, WPS, PNG, JPEG, TIFF"


def content_type_of(file: File, name: str) -> str:
    """The content type of a file by its bytes.

    Raises ValidationError when it is empty, larger than UPLOAD_MAX_BYTES, of no accepted type, or not what its name
    says it is.
    """
    size = file.size or 0
    if size == 0:
        raise ValidationError(_("The file is empty."), code="empty")
    if size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s; at most %(limit)s are accepted.")
            % {"size": filesizeformat(size), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)},
            code="too_large",
        )
    suffix = PurePath(name).suffix.lower()
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    kind, suffixes = _by_signature(head) or _by_container(file) or (None, frozenset())
    file.seek(0)
    if kind is None:
        raise ValidationError(
            _("This kind of file is not accepted. Accepted are: %(accepted)s.") % {"accepted": ACCEPTED},
            code="type",
        )
    if suffix and suffix not in suffixes:
        raise ValidationError(
            _("The file is not what its name says (%(suffix)s).") % {"suffix": suffix}, code="disguised"
        )
    return kind


def check_upload(file: File) -> None:
    """A validator for file fields: raises ValidationError where `content_type_of` does."""
    content_type_of(file, getattr(file, "name", "") or "")


def _by_signature(head: bytes) -> tuple[str, frozenset[str]] | None:
    for signature, kind, suffixes in SIGNATURES:
        if head.startswith(signature):
            return kind, suffixes
    return None


def _by_container(file: File) -> tuple[str, frozenset[str]] | None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    for member, kind, suffixes in CONTAINERS:
        if member in members:
            return kind, suffixes
    return None
