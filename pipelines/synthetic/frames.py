"""The frames a synthetic city is handed over in: names, types and meaning of their columns.

Belongs here: what the writers of file formats may rely on. Does not belong here: how a value comes about.
Codes are text with their leading zeros, areas whole square metres, amounts whole øre, coordinates EPSG:25832.
"""

from collections.abc import Mapping

import polars as pl

_TEXT, _WHOLE, _MONEY = pl.String(), pl.Int32(), pl.Int64()
_DATE, _FLAG, _METRES = pl.Date(), pl.Boolean(), pl.Float64()

FrameSchema = Mapping[str, pl.DataType]


def _columns(*groups: tuple[pl.DataType, str]) -> dict[str, pl.DataType]:
    """Column name -> type from groups of ``type, "name name name"`` in writing order."""
    return {name: dtype for dtype, names in groups for name in names.split()}


ROADS: FrameSchema = _columns((_TEXT, "road_code road_name named_road_id municipality_code"))

ACCESS_ADDRESSES: FrameSchema = _columns(
    (_TEXT, "access_address_id access_point_id named_road_id road_code road_name house_number"),
    (_TEXT, "postal_code postal_district"),
    (_METRES, "easting_m northing_m"),
    (_TEXT, "rode_code kvarter_code bydel_code delomraade_name"),
)

DWELLINGS: FrameSchema = _columns((_TEXT, "address_id access_address_id floor_code door_code"))

UNITS: FrameSchema = _columns(
    (_TEXT, "unit_id address_id building_id usage_code dwelling_type_code"),
    (_WHOLE, "total_area_m2 residential_area_m2 room_count"),
    (_TEXT, "toilet_code bath_code kitchen_code tenure_code public_support_code heating_code status_code"),
)

BUILDINGS: FrameSchema = _columns(
    (_TEXT, "building_id access_address_id usage_code"),
    (_WHOLE, "construction_year residential_area_m2 total_area_m2"),
    (_TEXT, "heating_code"),
    (_METRES, "easting_m northing_m"),
    (_TEXT, "status_code"),
)

RESIDENTS: FrameSchema = _columns(
    (_TEXT, "person_number sex_code"),
    (_DATE, "birth_date"),
    (_TEXT, "status_code"),
    (_DATE, "status_from_date"),
    (_TEXT, "address_id special_road_code"),
    (_DATE, "moved_in_date"),
    (_TEXT, "given_name surname civil_status_code"),
    (_DATE, "civil_status_from_date"),
    (_TEXT, "spouse_number mother_number"),
    (_DATE, "mother_birth_date"),
    (_TEXT, "father_number"),
    (_DATE, "father_birth_date"),
    (_MONEY, "household_id"),
    (_TEXT, "origin_code"),
    (_FLAG, "is_western"),
    (_TEXT, "ras_status_code industry_code work_municipality_code hfaudd_code education_source_code"),
    (_DATE, "completed_date"),
    (_TEXT, "ongoing_hfaudd_code"),
    (_MONEY, "gross_income_oere wage_income_oere transfer_income_oere"),
    (_MONEY, "disposable_income_oere equivalised_disposable_income_oere"),
    (_TEXT, "socio13_code family_id"),
)

FORMER_ADDRESSES: FrameSchema = _columns(
    (_TEXT, "person_number correction_code municipality_code road_code house_number floor_code door_code"),
    (_DATE, "moved_in_date moved_out_date"),
)

FORMER_NUMBERS: FrameSchema = _columns(
    (_TEXT, "person_number former_number"),
    (_DATE, "valid_from_date valid_to_date"),
)

PROTECTIONS: FrameSchema = _columns(
    (_TEXT, "person_number protection_type_code"),
    (_DATE, "protected_from_date protected_until_date"),
)

CLASSIFICATION: FrameSchema = _columns((_TEXT, "hfaudd_code disced15_main_code isced2011_code title"))


def conform(frame: pl.DataFrame, schema: FrameSchema) -> pl.DataFrame:
    """The columns of ``schema`` in its order and types; raises when the frame lacks one of them."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
