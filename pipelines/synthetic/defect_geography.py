"""Defects of addresses, layers and the street table: generations, points, coordinate systems, codes and keys.

How the bytes are spoiled stands in ``defect_damage_geography``.
"""

from pipelines.synthetic import defect_damage_geography as damage
from pipelines.synthetic.defect_damage_rows import in_column, replaced_by
from pipelines.synthetic.defect_model import Defect, Readdress, Spoil, as_is

LISTING, ADDRESS, POINT = ("dar", "dar_listing"), ("dar", "dar_adresse"), ("dar", "dar_adressepunkt")
ACCESS, ROAD = ("dar", "dar_husnummer"), ("dar", "dar_navngivenvejkommunedel")
RODE, BYDEL = ("geografi", "geografi_rode"), ("geografi", "geografi_bydel")
STREETS = ("geografi", "geografi_gadefortegnelse")
IN_ETRS89 = "Send koordinater i EPSG:25832 med øst før nord."
NAMED_SYSTEM = "Send laget igen med koordinater i det koordinatsystem, som laget selv angiver."
NO_ACTION = "Leverancen er modtaget. Der skal ikke gøres noget; forholdet er talt og placeret derefter."
SAME_BOUNDARIES = "Send gadefortegnelse og rodelag, der er lavet på de samme grænser."


def _taken(
    code: str,
    target: tuple[str, str],
    title: str,
    title_da: str,
    tell: str,
    spoil: Spoil | None,
    *,
    quarantine: str | None = None,
    harmless: str | None = None,
    note: str | None = None,
    readdressed: Readdress = as_is,
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register=target[0], layout=target[1], verdict="accepted",
        tell_supplier_da=tell, spoil=spoil, added_records=damage.added_records, quarantine=quarantine,
        harmless=harmless, note=note, readdressed=readdressed,
    )  # fmt: skip


def _refused(
    code: str, target: tuple[str, str], title: str, title_da: str, tell: str, spoil: Spoil, reason: str
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register=target[0], layout=target[1], verdict="rejected",
        tell_supplier_da=tell, spoil=spoil, added_records=damage.added_records, reason_code=reason,
    )  # fmt: skip


GEOGRAPHY_DEFECTS = (
    Defect(
        code="D03G", title="the listing names a newer generation than the file delivered",
        title_da="listen over filer nævner en nyere generation end den leverede", register=LISTING[0],
        layout=LISTING[1], verdict="waiting", reason_code="generation_gap",
        tell_supplier_da="Hent den fil, som listen nævner som den nyeste med rækker, og send den i stedet.",
        spoil=damage.with_a_newer_generation, added_records=damage.added_records,
    ),
    _taken("D10M", ADDRESS, "the file of the municipality lies beside the national one",
           "kommunens fil ligger ved siden af den landsdækkende", NO_ACTION, None, note="was left unread beside",
           readdressed=damage.beside_the_file_of_the_municipality),
    _taken("D16", ADDRESS, "addresses are missing from the address register", "adresser mangler i adresseregistret",
           NO_ACTION, damage.inside_zip(damage.with_rows_left_out),
           harmless="residents there are counted outside any area (address_unknown), up to the limit of MART-014"),
    _taken("D16R", ROAD, "a road has no road code", "en vej mangler sin vejkode", NO_ACTION,
           damage.inside_zip(damage.with_rows_left_out),
           harmless="residents whom only the road places are counted outside any area, up to the limit of MART-014"),
    _taken("D19", POINT, "the axes of one point are swapped", "ét punkt har byttet om på øst og nord", IN_ETRS89,
           damage.inside_zip(in_column("position", damage.swapped, delimiter=",")), quarantine="axes_swapped"),
    _taken("D19A", POINT, "the axes of every point are swapped", "alle punkter har byttet om på øst og nord", IN_ETRS89,
           damage.inside_zip(in_column("position", damage.swapped, every_row=True, delimiter=",")),
           quarantine="axes_swapped"),
    _taken("D19D", POINT, "one point is in degrees", "ét punkt er i grader", IN_ETRS89,
           damage.inside_zip(in_column("position", replaced_by(b"POINT(12.5683 55.6761)"), delimiter=",")),
           quarantine="point_in_degrees"),
    _taken("D19E", POINT, "one point does not lie in Denmark", "ét punkt ligger uden for Danmark", IN_ETRS89,
           damage.inside_zip(in_column("position", replaced_by(b"POINT(0.00 0.00)"), delimiter=",")),
           quarantine="point_outside_denmark"),
    _taken("D19F", POINT, "one point lies in Frederiksberg", "ét punkt ligger på Frederiksberg", NO_ACTION,
           damage.inside_zip(in_column("position", replaced_by(b"POINT(722200.00 6176400.00)"), delimiter=",")),
           harmless="never moved to the border: the street table places the address, or nothing does"),
    _refused("D19L", RODE, "a layer is in metres and names degrees", "et lag er i meter, men angiver grader",
             NAMED_SYSTEM, damage.naming_system("urn:ogc:def:crs:EPSG::4326"), "crs_contradicted"),
    _refused("D19M", BYDEL, "a layer is in degrees and names metres", "et lag er i grader, men angiver meter",
             NAMED_SYSTEM, damage.naming_system("urn:ogc:def:crs:EPSG::25832"), "crs_contradicted"),
    _refused("D19S", RODE, "the axes of a layer are swapped", "et lag har byttet om på øst og nord", NAMED_SYSTEM,
             damage.of_positions(damage.axes_swapped), "crs_contradicted"),
    _refused("D19U", RODE, "a layer names a coordinate system that nobody agreed on",
             "et lag angiver et koordinatsystem, der ikke er aftalt", "Send laget i EPSG:4326 eller EPSG:25832.",
             damage.naming_system("urn:ogc:def:crs:EPSG::3857"), "crs_unknown"),
    _refused("D19J", RODE, "a layer lies in Denmark, but not in Copenhagen",
             "et lag ligger i Danmark, men ikke i København", "Send laget for Københavns Kommune.",
             damage.of_positions(damage.in_jutland), "layer_elsewhere"),
    _taken("D20", STREETS, "a street stands in another rode than the polygons place it in",
           "en vej står i en anden rode end den, polygonerne placerer den i", SAME_BOUNDARIES,
           in_column("RODE_NR", damage.another_rode),
           harmless="the polygon wins; the disagreement is counted per address and limited by rule GEO-010"),
    _refused("D21", ADDRESS, "an address stands twice: history read as what is current",
             "en adresse står to gange: historik læst som gældende", "Send filen med gældende rækker (Current).",
             damage.inside_zip(damage.with_a_row_twice), "duplicate_key"),
    _refused("D21H", ACCESS, "a house number stands twice", "et husnummer står to gange",
             "Send filen med gældende rækker (Current).", damage.inside_zip(damage.with_a_row_twice),
             "duplicate_key"),
    _taken("R25", STREETS, "a street lies in a rode that is not in the layer",
           "en vej ligger i en rode, der ikke findes i laget", SAME_BOUNDARIES,
           in_column("RODE_NR", replaced_by(b"9999")),
           harmless="the code places nobody; rule GEO-008 counts it and allows 1 %"),
    _taken("R25A", STREETS, "every street lies in roder of other boundaries",
           "alle veje ligger i roder fra andre grænser", SAME_BOUNDARIES,
           in_column("RODE_NR", replaced_by(b"9999"), every_row=True),
           harmless="the codes place nobody; rule GEO-008 fails and nothing is published until it holds"),
)  # fmt: skip
