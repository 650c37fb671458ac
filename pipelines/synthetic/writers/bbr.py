"""Write the building and dwelling register (BBR): Enhed and Bygning of the municipality, as JSON arrays.

Keys are those of Datafordeleren's files, Danish letters included. Codes are text, areas and counts are numbers; what
the city does not know of is null, as most of it is in the register.
"""

from io import BytesIO
from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.datafordeler import bitemporal, file_stem, point
from pipelines.synthetic.writers.derived_ids import derived_uuid
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile

NAMESPACE = "http://data.gov.dk/bbr"
REGISTER = "BBR_V3"
ETRS89_UTM32 = "5"
OBJECTS_PER_CHUNK = 50_000


def write_bbr(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``BBR_V3_Enhed_0101_…json`` and ``BBR_V3_Bygning_0101_…json`` of the reference year."""
    return (
        _write_array(_units(snapshot), folder, "Enhed", snapshot.year),
        _write_array(_buildings(snapshot), folder, "Bygning", snapshot.year),
    )


def _write_array(frame: pl.DataFrame, folder: Path, entity: str, year: int) -> WrittenFile:
    """One JSON array, an object per row, written in chunks so that memory does not follow the register."""
    path = folder / f"{file_stem(REGISTER, f'{entity}_{CITY_MUNICIPALITY_CODE}', 'json', year)}.json"
    with path.open("wb") as file:
        file.write(b"[")
        for number, chunk in enumerate(frame.iter_slices(OBJECTS_PER_CHUNK)):
            array = BytesIO()
            chunk.write_json(array)
            file.write(b",\n" if number else b"\n")
            file.write(array.getvalue().strip()[1:-1].replace(b"},{", b"},\n{"))
        file.write(b"\n]\n")
    return WrittenFile(path, f"bbr_{entity.lower()}", frame.height)


def _old_usage_code() -> pl.Expr:
    """Usage; every second row or double house still bears code 130, which 131 and 132 have followed."""
    is_untouched = pl.col("usage_code").is_in(["131", "132"]) & pl.col("unit_id").str.contains("[02468ace]$")
    return pl.when(is_untouched).then(pl.lit("130")).otherwise("usage_code")


def _units(snapshot: Snapshot) -> pl.DataFrame:
    residential = pl.col("residential_area_m2")
    return snapshot.units.select(
        pl.col("unit_id").alias("id_lokalId"),
        pl.lit(CITY_MUNICIPALITY_CODE).alias("kommunekode"),
        pl.col("address_id").alias("adresseIdentificerer"),
        pl.col("building_id").alias("bygning"),
        *_unknown("opgang", "etage"),
        _old_usage_code().alias("enh020EnhedensAnvendelse"),
        pl.col("dwelling_type_code").alias("enh023Boligtype"),
        *_unknown("enh024KondemneretBoligenhed"),
        pl.col("total_area_m2").alias("enh026EnhedensSamledeAreal"),
        residential.alias("enh027ArealTilBeboelse"),
        (pl.col("total_area_m2") - residential.fill_null(0)).alias("enh028ArealTilErhverv"),
        pl.lit("1").alias("enh030KildeTilEnhedensArealer"),
        pl.col("room_count").alias("enh031AntalVærelser"),
        pl.col("toilet_code").alias("enh032Toiletforhold"),
        pl.col("bath_code").alias("enh033Badeforhold"),
        pl.col("kitchen_code").alias("enh034Køkkenforhold"),
        *_unknown("enh035Energiforsyning"),
        pl.col("tenure_code").alias("enh045Udlejningsforhold"),
        pl.col("public_support_code").alias("enh046OffentligStøtte"),
        *_unknown("enh047IndflytningDato", "enh048GodkendtTomBolig"),
        pl.col("heating_code").alias("enh051Varmeinstallation"),
        *_unknown("enh052Opvarmningsmiddel", "enh060EnhedensAndelFællesAdgangsareal"),
        (pl.col("toilet_code") == "T").cast(pl.Int32).alias("enh065AntalVandskylledeToiletter"),
        (pl.col("bath_code") == "V").cast(pl.Int32).alias("enh066AntalBadeværelser"),
        *_unknown("enh068FlexboligTilladelsesart"),
        pl.lit("1").alias("enh071AdresseFunktion"),
        *_unknown("enh101Gyldighedsdato"),
        residential.alias("enh127FysiskArealTilBeboelse"),
        pl.col("status_code").alias("status"),
        *_bitemporal(snapshot.year),
    )


def _buildings(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.buildings.select(
        pl.col("building_id").alias("id_lokalId"),
        pl.lit(CITY_MUNICIPALITY_CODE).alias("kommunekode"),
        pl.col("access_address_id").alias("husnummer"),
        derived_uuid("building_id", 9).alias("grund"),
        *_unknown("jordstykke"),
        pl.lit(1).alias("byg007Bygningsnummer"),
        pl.col("usage_code").alias("byg021BygningensAnvendelse"),
        pl.col("construction_year").alias("byg026Opførelsesår"),
        *_unknown("byg027OmTilbygningsår"),
        pl.col("total_area_m2").alias("byg038SamletBygningsareal"),
        pl.col("residential_area_m2").alias("byg039BygningensSamledeBoligAreal"),
        *_unknown("byg041BebyggetAreal", "byg054AntalEtager"),
        pl.col("heating_code").alias("byg056Varmeinstallation"),
        *_unknown("byg057Opvarmningsmiddel", "byg058SupplerendeVarme", "byg070Fredning", "byg094Revisionsdato"),
        point(pl.col("easting_m"), pl.col("northing_m")).alias("byg404Koordinat"),
        pl.lit(ETRS89_UTM32).alias("byg406Koordinatsystem"),
        pl.col("status_code").alias("status"),
        *_bitemporal(snapshot.year),
    )


def _unknown(*names: str) -> list[pl.Expr]:
    return [pl.lit(None, pl.String).alias(name) for name in names]


def _bitemporal(year: int) -> list[pl.Expr]:
    return bitemporal(year, namespace=NAMESPACE, business_area="54.15.05.05")
