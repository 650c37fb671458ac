"""Write the address register (DAR): Adresse, Husnummer, Adressepunkt, NavngivenVejKommunedel and the listing.

Fields are those of Datafordeleren. What the city does not know but the register would hold is added here: points on
the road, addresses shut down or planned, and a few house numbers without a usable point. Nobody lives at any of them.
"""

import json
from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.cpr_spelling import ONE_LINE_ADDRESS
from pipelines.synthetic.writers.dar_extras import (
    IN_FORCE,
    access_points,
    with_extra_access_addresses,
    with_extra_addresses,
)
from pipelines.synthetic.writers.datafordeler import (
    IN_EFFECT_FROM,
    bitemporal,
    file_stem,
    generation_number,
    point,
    write_zipped_csv,
)
from pipelines.synthetic.writers.derived_ids import derived_uuid
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile

NAMESPACE = "http://data.gov.dk/dar"
REGISTER = "DAR_V1"
LISTING_ENTITY = "availableFileDownloads"
STUB_BYTES = 408
NEXT_VERSION_GENERATION = 3
MUNICIPAL_GENERATIONS_AHEAD = 40
"""Files cut out for a municipality count their generations for themselves."""


def write_dar(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write the four zipped CSV files of the reference year and the listing that names them."""
    access_addresses = with_extra_access_addresses(snapshot.access_addresses)
    entities = {
        "Adresse": _addresses(snapshot, access_addresses),
        "Husnummer": _access_addresses(snapshot.year, access_addresses),
        "Adressepunkt": _access_points(snapshot.year, access_addresses),
        "NavngivenVejKommunedel": _named_road_parts(snapshot),
    }
    files = tuple(
        WrittenFile(
            write_zipped_csv(frame, folder, file_stem(REGISTER, entity, "csv", snapshot.year)),
            f"dar_{entity.lower()}",
            frame.height,
        )
        for entity, frame in entities.items()
    )
    return (*files, _write_listing(files, tuple(entities), snapshot.year, folder))


def _bitemporal(year: int) -> list[pl.Expr]:
    return bitemporal(year, namespace=NAMESPACE, business_area="54.15.10.25")


def _empty(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, pl.String).alias(name) for name in names]


def _addresses(snapshot: Snapshot, access_addresses: pl.DataFrame) -> pl.DataFrame:
    located = with_extra_addresses(snapshot.dwellings, access_addresses).join(
        access_addresses.select("access_address_id", "road_name", "house_number", "postal_code", "postal_district"),
        on="access_address_id",
        how="left",
        maintain_order="left",
    )
    district = pl.concat_str(pl.lit(", "), "postal_code", pl.lit(" "), "postal_district")
    return located.select(
        pl.col("address_id").alias("id_lokalId"),
        (ONE_LINE_ADDRESS + district).alias("adressebetegnelse"),
        pl.col("floor_code").replace("", None).alias("etagebetegnelse"),
        pl.col("door_code").replace("", None).alias("dørbetegnelse"),
        *_empty("dørpunkt"),
        pl.col("access_address_id").alias("husnummer"),
        *_empty("bygning"),
        pl.col("lifecycle_code").alias("status"),
        *_bitemporal(snapshot.year),
    )


def _access_addresses(year: int, access_addresses: pl.DataFrame) -> pl.DataFrame:
    label = pl.concat_str(
        "road_name", pl.lit(" "), "house_number", pl.lit(", "), "postal_code", pl.lit(" "), "postal_district"
    )
    return access_addresses.select(
        pl.col("access_address_id").alias("id_lokalId"),
        label.alias("adgangsadressebetegnelse"),
        pl.col("house_number").alias("husnummertekst"),
        *_empty("husnummerretning"),
        pl.col("access_point_id").alias("adgangspunkt"),
        derived_uuid("access_address_id", 11).alias("vejpunkt"),
        pl.col("named_road_id").alias("navngivenVej"),
        pl.col("postal_code").alias("postnummer"),
        *_empty("supplerendeBynavn", "jordstykke", "geoDanmarkBygning", "adgangTilBygning"),
        pl.col("municipality_code").alias("kommuneinddeling"),
        *_empty("sogneinddeling", "afstemningsområde", "menighedsrådsafstemningsområde"),
        pl.lit(IN_FORCE).alias("status"),
        *_bitemporal(year),
    )


def _access_points(year: int, access_addresses: pl.DataFrame) -> pl.DataFrame:
    return access_points(access_addresses).select(
        pl.col("point_id").alias("id_lokalId"),
        point(pl.col("easting_m"), pl.col("northing_m")).alias("position"),
        pl.lit("Ekstern").alias("oprindelse_kilde"),
        pl.col("accuracy_code").alias("oprindelse_nøjagtighedsklasse"),
        pl.col("technical_standard_code").alias("oprindelse_tekniskStandard"),
        pl.lit(IN_EFFECT_FROM).alias("oprindelse_registrering"),
        pl.lit(IN_FORCE).alias("status"),
        *_bitemporal(year),
    )


def _named_road_parts(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.roads.select(
        derived_uuid("named_road_id", 7).alias("id_lokalId"),
        pl.col("municipality_code").alias("kommune"),
        pl.col("road_code").alias("vejkode"),
        pl.col("named_road_id").alias("navngivenVej"),
        pl.lit(IN_FORCE).alias("status"),
        *_bitemporal(snapshot.year),
    )


def _write_listing(files: tuple[WrittenFile, ...], entities: tuple[str, ...], year: int, folder: Path) -> WrittenFile:
    """The answer of Datafordeleren's listing service: the files that were delivered, and others that lie beside them.

    Beside them lie the generation of the week before, a stub of the next version of the model, and the same entity cut
    out for single municipalities, with generations that count for themselves. Numbers come as numbers and as text.
    """
    current = generation_number(year)
    downloads = [
        row
        for file, entity in zip(files, entities, strict=True)
        for row in (
            _download(entity, current, file.path.stat().st_size),
            _download(entity, str(current - 1), file.path.stat().st_size),
            _download(entity, str(NEXT_VERSION_GENERATION), STUB_BYTES, version=2),
            _download(
                entity,
                current + MUNICIPAL_GENERATIONS_AHEAD,
                file.path.stat().st_size,
                municipality_code=CITY_MUNICIPALITY_CODE,
            ),
            _download(
                entity, str(current + MUNICIPAL_GENERATIONS_AHEAD), file.path.stat().st_size, municipality_code="0147"
            ),
        )
    ]
    pages = {"currentPage": 1, "pageSize": 100, "totalCount": len(downloads), "totalPages": 1}
    path = folder / f"{REGISTER}_{LISTING_ENTITY}_{current}.json"
    listing = {LISTING_ENTITY: downloads, "paginationMetadata": pages}
    path.write_bytes(json.dumps(listing, ensure_ascii=False, indent=2).encode("utf-8"))
    return WrittenFile(path, "dar_listing", len(downloads))


def _download(
    entity: str, generation: int | str, size_bytes: int, *, version: int = 1, municipality_code: str | None = None
) -> dict[str, int | str | None]:
    """One row of the listing; national files have an empty municipality or none."""
    part = f"{entity}_{municipality_code}" if municipality_code else entity
    return {
        "fileName": f"DAR_V{version}_{part}_TotalDownload_csv_Current_{generation}.zip",
        "register": "DAR",
        "entityName": entity,
        "typeOfDownload": "TotalDownload",
        "typeOfData": "Current",
        "containedFileFormat": "csv",
        "generationNumber": generation,
        "version": version,
        "municipalityCode": municipality_code or ("" if isinstance(generation, str) else None),
        "fileSizeInBytes": size_bytes,
    }
