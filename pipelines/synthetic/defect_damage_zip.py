"""Ways to spoil a zip file with one CSV in it: bombs, nests, paths; right bytes in, wrong bytes out."""

import io
import zipfile

BOMB_BYTES = 32 << 20
"""Of zeros: packed a thousand to one, far above what text ever is; small enough to be made in a moment."""


def bomb(data: bytes) -> bytes:
    """A member that unpacks to a thousand times its size."""
    name, _ = member_of(data)
    return zipped(name, bytes(BOMB_BYTES))


def nested(data: bytes) -> bytes:
    """A zip file inside a zip file."""
    name, _ = member_of(data)
    return zipped(name.removesuffix(".csv") + ".zip", data)


def with_a_path(data: bytes) -> bytes:
    """A member whose name leads out of any folder it could be unpacked to."""
    name, content = member_of(data)
    return zipped(f"/../../{name}", content)


def with_two_members(data: bytes) -> bytes:
    """Two files where one was agreed."""
    name, content = member_of(data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr("LAES_MIG.csv", "id\n")
    return packed.getvalue()


def member_of(data: bytes) -> tuple[str, bytes]:
    """Name and contents of the first file in a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = archive.namelist()[0]
        return name, archive.read(name)


def zipped(name: str, content: bytes) -> bytes:
    """A zip file with one file in it, the same bytes whenever it is made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
