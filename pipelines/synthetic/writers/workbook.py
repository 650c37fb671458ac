"""Write Excel workbooks whose bytes depend on their contents alone: no clock, no name of a machine."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

MOMENT = datetime(2020, 1, 1)
_ZIP_MOMENT = (2020, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_workbook(workbook: "Workbook", path: Path) -> None:
    """Write a workbook with every moment in it fixed."""
    saved = io.BytesIO()
    workbook.save(saved)
    path.write_bytes(repacked(saved.getvalue()))


def repacked(data: bytes) -> bytes:
    """The same parts in the same order, under fixed moments."""
    fixed = f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == _PROPERTIES:
                content = _MODIFIED.sub(lambda found: found.group(1) + fixed, content)
            part = zipfile.ZipInfo(name, _ZIP_MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return packed.getvalue()
