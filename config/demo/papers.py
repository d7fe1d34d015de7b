"""What the demonstration's cases are made of: papers, and the particulars of parties."""

import itertools
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.fields import identity_check_digit
from dossiers.models import PartyKind, PartyRole


def paper(title: str, *lines: str) -> SimpleUploadedFile:
    """A PDF of one page with a title and some lines."""
    content = ["BT /F1 18 Tf 72 760 Td", f"<{title.encode('utf-16-be').hex()}> Tj", "/F1 12 Tf"]
    for text in (*lines, "（演示材料）"):
        content += ["0 -28 Td", f"<{text.encode('utf-16-be').hex()}> Tj"]
    stream = " ".join([*content, "ET"])
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}"
    return SimpleUploadedFile(f"{title}.pdf", body.encode("ascii"), content_type="application/pdf")


_persons = itertools.count(1)


def person(name: str, role: str = PartyRole.APPLICANT, **more: Any) -> dict[str, Any]:
    """A natural person as a party. The identity number is of a region that does not exist."""
    number = next(_persons)
    digits = f"500199{1960 + number % 40}{number % 12 + 1:02d}{number % 27 + 1:02d}{number:03d}"
    return {
        "role": role,
        "kind": PartyKind.NATURAL,
        "name": name,
        "identity": digits + identity_check_digit(digits),
        "phone": f"1390000{number:04d}",
        "address": f"示例区双桥街道幸福路{number}号",
        **more,
    }


def company(name: str, role: str = PartyRole.APPLICANT, **more: Any) -> dict[str, Any]:
    """A company as a party."""
    return {"role": role, "kind": PartyKind.LEGAL, "name": name, "address": "示例区清溪镇工业园区", **more}
