"""The formats are written down twice, for writing and for reading; here the two descriptions are held together."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.registers.agreements import ANY_DAY, load_agreements
from pipelines.store import Store
from pipelines.synthetic.deliver import SUPPLIERS, Supplier, deliver
from pipelines.synthetic.writers import cpr_records
from pipelines.synthetic.writers.fixed_width import Record
from pipelines.synthetic.writers.sidecar import RECIPIENT

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

REGISTERS = Path(cpr_records.__file__).parents[2] / "registers"
LAYOUTS = REGISTERS / "layouts"
RECORDS = [value for value in vars(cpr_records).values() if isinstance(value, Record)]
COLUMN_LAYOUTS = {
    "Adresse_": "dar_adresse",
    "Husnummer_": "dar_husnummer",
    "Adressepunkt_": "dar_adressepunkt",
    "NavngivenVejKommunedel_": "dar_navngivenvejkommunedel",
    "availableFileDownloads_": "dar_listing",
    "Enhed_": "bbr_enhed",
    "Bygning_": "bbr_bygning",
    "bydel_": "geografi_bydel",
    "kvarter_": "geografi_kvarter",
    "rode_": "geografi_rode",
    "udsatte_byomraader_": "geografi_udsatte_byomraader",
    "groenne_omraader_": "geografi_groenne_omraader",
    "stationer_": "geografi_stationer",
    "gadefortegnelse_": "geografi_gadefortegnelse",
    "RAS_2": "ras_status",
    "UDDA_2": "udda_uddannelse",
    "UDDA_KLASSIFIKATION_": "udda_klassifikation",
    "/IND_2": "ind_indkomst",
}
ABOUT_THE_FEATURE = {"geometry", "crs"}


def layout(name: str) -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((LAYOUTS / f"{name}.yml").read_text("utf-8"))
    return described


def columns(path: Path) -> set[str]:
    """Names of the columns, keys or properties that a written file has."""
    data = path.read_bytes()
    if path.suffix == ".csv":
        return set(data.split(b"\n", 1)[0].decode("latin-1").split(";"))
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(next(csv.reader([archive.read(archive.namelist()[0]).decode("utf-8").splitlines()[0]])))
    content = json.loads(data)
    if path.suffix == ".geojson":
        return {*content["features"][0]["properties"], *ABOUT_THE_FEATURE}
    return set(content[0] if isinstance(content, list) else content["availableFileDownloads"][0])


@pytest.fixture(scope="module")
def landed(city: "City", tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return deliver(city, Store(tmp_path_factory.mktemp("landed")), (2026,))


@pytest.mark.parametrize(("name_part", "layout_name"), COLUMN_LAYOUTS.items())
def test_columns_written_are_those_the_layout_registers(landed: list[Path], name_part: str, layout_name: str) -> None:
    (path,) = [file for file in landed if name_part in f"/{file.name}"]
    described = layout(layout_name)

    (record,) = described["records"].values()
    read = {field["source"] for field in record["fields"]}
    written = columns(path)
    assert read <= written
    assert written <= read | set(described.get("unread", ()))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.code}-{record.length}")
def test_record_has_the_same_fields_at_the_same_places(record: Record) -> None:
    described = layout("cpr_p12170")["records"][record.code]

    places = {(field["start"], field["length"]) for field in described["fields"]}
    assert record.length in described["lengths"]
    assert {(field.start, field.length) for field in record.fields} == {
        (start, length) for start, length in places if start <= record.length
    }


@pytest.mark.parametrize("supplier", SUPPLIERS, ids=lambda supplier: supplier.name)
def test_supplier_sends_what_was_agreed(landed: list[Path], supplier: Supplier) -> None:
    agreed = load_agreements()[supplier.name]

    names = [path.name for path in landed if path.parent.name == supplier.register]
    are_there = [any(file.names(name) for name in names) for file in agreed.files]
    assert any(are_there) if agreed.files_needed == "any" else all(are_there)
    assert supplier.sender in agreed.senders
    assert RECIPIENT in agreed.recipients
    for year in range(2015, 2040):
        day = supplier.reference_date(year)
        assert {f"{day:%m-%d}", ANY_DAY} & set(agreed.reference_days)
        assert day.year + agreed.reference_year_offset == year


def test_every_file_that_is_sent_was_agreed(landed: list[Path]) -> None:
    agreed = [(agreement.register, file) for agreement in load_agreements().values() for file in agreement.files]

    unknown = [p.name for p in landed if not any(p.parent.name == its and file.names(p.name) for its, file in agreed)]

    assert unknown == []
