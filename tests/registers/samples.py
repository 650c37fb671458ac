"""Tiny files of registers, written for the tests of their readers: made-up persons with day+60 numbers only."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.registers.deliveries import Verdict, receive, waiting
from pipelines.registers.layout import load_layout
from pipelines.registers.person_secret import PersonSecret
from pipelines.store import Store

SECRET = PersonSecret(bytes(range(7, 39)))
OTHER_SECRET = PersonSecret(bytes(range(40, 72)))
UUID = "0a3f50b4-0000-32b8-e044-0003ba298018"
CPR_LAYOUT = load_layout("cpr_p12170")
CPR_TABLES = ("person", "address", "civil_status", "parents", "former_number", "former_address")


def number(index: int) -> str:
    """A person number outside CPR's own range: 60 added to the day."""
    return f"{61 + index % 28}{1 + index // 28 % 12:02d}{50 + index // 336 % 50}{index // 16800:04d}"


def line(code: str, *, length: int | None = None, **fields: str) -> str:
    """One record at full width; fields by the supplier's name, with _ for the characters that Python refuses."""
    record = CPR_LAYOUT.records[code]
    text = list(code.ljust(length or record.longest))
    places = {field.source.replace("-", "_"): field for field in record.fields}
    for name, value in fields.items():
        field = places[name]
        text[field.start - 1 : field.end] = value.ljust(field.length)
    return "".join(text)


def person(index: int, *, uuid: bool = True, born: str = "1970-05-04") -> list[str]:
    """The records of one made-up person."""
    pnr = number(index)
    address = {"ADRESSE_UUID": UUID.upper(), "VEJNVN": "Blågårdsgade"} if uuid else {}
    return [
        line("001", PNR=pnr, STATUS="01", STATUSHAENSTART="200101010000", KOEN="K", FOED_DT=born,
             STILLING="Børnehavepædagog"),
        line("002", length=382 if uuid else 306, PNR=pnr, KOMKOD="0101", VEJKOD="1234", HUSNR="012B", ETAGE="03",
             SIDEDOER="  tv", TILFLYDTO="202106150000", CONVN="Åse Ærø", **address),
        line("004", PNR=pnr, BESKYTTYPE="0001", START_DT_BESKYTTELSE="2020-01-01", SLET_DT_BESKYTTELSE="2101-01-01"),
        line("012", PNR=pnr, CIVST="U", AEGTEPNR="0000000000", HAENSTART_CIVILSTAND="000000000000"),
        line("015", PNR=pnr, PNRMOR=number(index + 5000), PNRFAR="0000000000", MORNVN="Ærtemor"),
        line("023", PNR=pnr, KOMKOD="0101", VEJKOD="0999", HUSNR="007 ", TILFLYDTO="199001010000",
             FRAFLYDTO="202106150000"),
    ]  # fmt: skip


def extract(lines: Sequence[str], *, count: int | None = None, task: str = "901101") -> list[str]:
    """Lines between a start record and an end record that counts them."""
    start = line("000", SORTFELT_10="0" * 10, OPGAVENR=task, PRODDTO="20250102", PRODDTOFORRIG="20240102")
    end = line("999", SORTFELT="9" * 10, TAELLER=f"{len(lines) if count is None else count:08d}")
    return [start, *lines, end]


def persons(count: int, *, uuid: bool = True) -> list[str]:
    """Records of several persons, with the block of record 003 last, as CPR-kontoret delivers them."""
    plain = [line("003", PNR=number(i), ADRNVN="Ærø,Åse", POSTNR="2200", KOMKOD="0101", VEJKOD="1234")
             for i in range(count)]  # fmt: skip
    return [record for index in range(count) for record in person(index, uuid=uuid)] + plain


def cpr_bytes(lines: Iterable[str], *, end: str = "\n", trim: bool = False) -> bytes:
    """Lines as bytes, in one of the physical shapes."""
    return "".join((text.rstrip(" ") if trim else text) + end for text in lines).encode("latin-1")


def ras_bytes(count: int, *, year: int = 2024) -> bytes:
    """A RAS file of so many residents."""
    head = "REFDATO;PERSON_ID;BOPKOM;ALDER;KOEN;HERKOMST;OPR_VESTLIG;RAS_STATUS;BRANCHE_10;ARB_KOM"
    rows = (f"{year}-11-29;{number(i)};0101;{20 + i % 50};K;1;1;132;7;0101" for i in range(count))
    return ("\n".join([head, *rows]) + "\n").encode("latin-1")


def geojson_bytes(layer: str, epsg: int, features: Sequence[tuple[Mapping[str, object], list[list[float]]]]) -> bytes:
    """A layer of one-ring polygons."""
    collection = {
        "type": "FeatureCollection",
        "name": layer,
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}},
        "features": [
            {"type": "Feature", "properties": dict(properties),
             "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}}
            for properties, ring in features
        ],
    }  # fmt: skip
    return json.dumps(collection, ensure_ascii=False).encode("utf-8")


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """A zip file of the given members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@dataclass(frozen=True)
class Delivered:
    """How a file is announced; what is left out follows from its bytes."""

    register: str = "ras"
    layout: str = "ras_status"
    reference_date: str = "2024-11-29"
    number: int = 1
    sender: str = "Danmarks Statistik"
    recipient: str = "Koebenhavns Kommune"
    size: int | None = None
    sha256: str | None = None
    count: int | None = None
    file_name: str | None = None


def sidecar_xml(name: str, data: bytes, told: Delivered, count: int) -> str:
    """The sidecar of a file."""
    told_count = count if told.count is None else told.count
    return (
        '<Trigger xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"><FileDescriptor>'
        f"<FileName>{told.file_name or name}</FileName>"
        f"<SizeInBytes>{len(data) if told.size is None else told.size}</SizeInBytes>"
        f"<Sender>{told.sender}</Sender><SendersFileId>1</SendersFileId><Recipients>{told.recipient}</Recipients>"
        "</FileDescriptor><FileContentDescriptor><FileTransferUUID>x</FileTransferUUID></FileContentDescriptor>"
        '<Indhold xmlns="urn:byomraader:leverance:1">'
        f"<Register>{told.register}</Register><Layout>{told.layout}</Layout>"
        f"<ReferenceDate>{told.reference_date}</ReferenceDate><DeliveryNumber>{told.number}</DeliveryNumber>"
        f"<Sha256>{told.sha256 or hashlib.sha256(data).hexdigest()}</Sha256><RecordCount>{told_count}</RecordCount>"
        "<SchemaVersion>1</SchemaVersion><Synthetic>true</Synthetic></Indhold></Trigger>"
    )


def deliver(store: Store, name: str, data: bytes, told: Delivered, count: int) -> Path:
    """Put a file and its sidecar into the inbox of its register."""
    inbox = store.inbox(told.register)
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / name
    path.write_bytes(data)
    (inbox / f"{name}.metadata").write_text(sidecar_xml(name, data, told, count), encoding="utf-8")
    return path


def deliver_ras(store: Store, count: int = 3, *, name: str = "RAS_2024.csv", number: int = 1) -> Path:
    """Deliver a sound RAS file."""
    return deliver(store, name, ras_bytes(count), Delivered(number=number), count)


CPR_TOLD = Delivered("cpr", "cpr_p12170", "2025-01-01", 1, "CPR-kontoret")


def deliver_cpr(store: Store, lines: Sequence[str]) -> Path:
    """Deliver lines of CPR, announced as what they are."""
    return deliver(store, "d250102.l901101", cpr_bytes(lines), CPR_TOLD, len(lines) - 2)


def receive_all(store: Store) -> list[Verdict]:
    """Receive whatever waits."""
    return [receive(store, arrived, SECRET) for arrived in waiting(store)]


def files_below(folder: Path) -> dict[str, bytes | str]:
    """Return every file and link below a folder, with what it holds or points to."""
    paths = sorted(folder.rglob("*")) if folder.exists() else []
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in paths
        if path.is_symlink() or path.is_file()
    }
