"""Defects of arrival: sidecars, names, numbers, order; and what goes wrong with the machine while a delivery is taken.

Shown on the CPR extract where nothing else matters: any register would do.
"""

from pipelines.synthetic import defect_arrival as arrival
from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_damage_rows import in_record
from pipelines.synthetic.defect_model import Defect, Machine, Readdress, Verdict, as_is

STRANGE_LENGTH = 180
CHANGED_FLOOR = in_record("002", 26, "09")
BOTH_AGAIN = "Send filen og dens følgefil igen: de hører ikke sammen."
NO_ACTION = "Der skal ikke gøres noget."
PLAIN_NAME = "Send filen igen under et almindeligt navn: bogstaver, cifre, punktum, understregning og bindestreg."


def _arrival(
    code: str,
    title: str,
    title_da: str,
    verdict: Verdict,
    tell: str,
    readdressed: Readdress = as_is,
    *,
    reason: str | None = None,
    note: str | None = None,
    harmless: str | None = None,
    machine: Machine | None = None,
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register="cpr", layout="cpr_p12170", verdict=verdict,
        tell_supplier_da=tell, reason_code=reason, note=note, harmless=harmless, readdressed=readdressed,
        machine=machine,
        needs_lines=code in ("R09", "R10", "R10N", "R11"),
    )  # fmt: skip


ENVELOPE_DEFECTS = (
    _arrival("D04", "the same bytes are delivered again under the next number", "samme indhold leveret igen", "no-op",
             NO_ACTION, arrival.sent_twice),
    _arrival("D05", "the sidecar is missing", "følgefilen mangler", "waiting",
             "Læg følgefilen (<fil>.metadata) ved siden af filen; den skrives til sidst.",
             arrival.without_sidecar, reason="sidecar_missing"),
    _arrival("D05A", "the sidecar names a sender nobody agreed on", "følgefilen nævner en ukendt afsender",
             "rejected", "Oplys, hvem der har sendt filen; afsenderen står ikke i aftalen.",
             arrival.from_an_unknown_sender, reason="sender_not_agreed"),
    _arrival("D05S", "the sidecar gives a wrong size", "følgefilen angiver en forkert størrelse", "rejected",
             BOTH_AGAIN, arrival.with_wrong_size, reason="size_differs"),
    _arrival("R01", "a data file without sidecar", "en datafil uden følgefil", "waiting",
             "Læg følgefilen (<fil>.metadata) ved siden af filen; den skrives til sidst.",
             arrival.without_sidecar, reason="sidecar_missing"),
    _arrival("R01M", "a sidecar without data file", "en følgefil uden datafil", "waiting",
             "Send den datafil, som følgefilen varsler.", arrival.without_data_file, reason="data_file_missing"),
    _arrival("R01U", "a sidecar that stops in the middle", "en følgefil, der slutter midt i", "waiting",
             "Vent, til overførslen er færdig, eller send følgefilen igen.",
             arrival.with_half_a_sidecar, reason="sidecar_unreadable"),
    _arrival("R02", "a file that is still growing", "en fil, der stadig vokser", "waiting",
             "Vent, til overførslen er færdig; er den det, sendes filen igen.",
             arrival.still_growing, reason="file_still_growing"),
    _arrival("R03", "bytes that are not those of the sidecar", "indhold, der ikke svarer til kontrolsummen",
             "rejected", BOTH_AGAIN, arrival.damaged_on_the_way(damage.with_a_wrong_bit), reason="hash_differs"),
    _arrival("R06S", "a sidecar that counts one record too many", "følgefilen tæller én record for meget",
             "rejected", "Lav udtrækket igen: følgefilen tæller andre records end filen har.",
             arrival.with_wrong_count, reason="record_count_announced_differs"),
    _arrival("R08", "the same file under another name", "samme fil under et andet navn", "no-op", NO_ACTION,
             arrival.sent_twice),
    _arrival("R09", "a correction: same period, other contents, higher number", "en rettelse med højere nummer",
             "accepted", "Tak for rettelsen; den er trådt i stedet for den tidligere leverance.",
             arrival.corrected(CHANGED_FLOOR), note="in place of version 1"),
    _arrival("R10", "an older delivery number after a newer one", "et lavere leverancenummer efter et højere",
             "superseded", "Leverancen er arkiveret, men ikke brugt: en nyere er modtaget.",
             arrival.overtaken_by(CHANGED_FLOOR)),
    _arrival("R10N", "other contents under a number already used", "andet indhold under et brugt nummer", "rejected",
             "Giv en rettelse et højere leverancenummer end den leverance, den retter.",
             arrival.reusing_the_number(CHANGED_FLOOR), reason="delivery_number_reused"),
    _arrival("R11", "a correction of a period whose edition is frozen", "en rettelse efter at udgaven er fastfrosset",
             "accepted", "Tak for rettelsen; den bruges fra næste opdatering, ikke i den udgivne udgave.",
             arrival.corrected(CHANGED_FLOOR), note="in place of version 1"),
    _arrival("R30", "a file name with quotes and glob characters", "et filnavn med anførselstegn og jokertegn",
             "rejected", PLAIN_NAME, arrival.renamed(lambda name: f"d[2]*'\"; {name}"), reason="file_name_refused"),
    _arrival("R30L", "a file name that is far too long", "et alt for langt filnavn", "rejected", PLAIN_NAME,
             arrival.renamed(lambda name: "d" * STRANGE_LENGTH + name), reason="file_name_refused"),
    _arrival("R30N", "a plain file name that was not agreed", "et filnavn, der ikke er aftalt", "rejected",
             "Send filen igen under det navn, som aftalen nævner.",
             arrival.renamed(lambda name: f"kopi_af_{name}"), reason="file_name_not_agreed"),
    _arrival("R30P", "a sidecar that names a path outside the inbox", "en følgefil, der peger ud af mappen",
             "rejected", "Send den følgefil, der hører til filen: FileName skal være filens navn.",
             arrival.for_a_path_outside, reason="sidecar_not_for_file"),
    _arrival("R30S", "a symbolic link in place of the file", "en symbolsk lænke i stedet for filen", "rejected",
             "Send selve filen; lænker følges aldrig.", arrival.as_a_link, reason="not_a_regular_file"),
    _arrival("R32S", "a sidecar with a DTD and entities", "en følgefil med DTD og entiteter", "rejected",
             "Skriv følgefilen uden DTD og entiteter, i UTF-8.", arrival.with_entities, reason="sidecar_unsafe"),
    _arrival("R38", "the disk is full while a delivery is taken in", "disken løber fuld under modtagelsen", "accepted",
             NO_ACTION, machine="disk full",
             harmless="nothing of the failed attempt is in force, and the next one takes the delivery"),
    _arrival("R38B", "a second run starts while one is taking deliveries", "to kørsler på samme tid", "accepted",
             NO_ACTION, machine="second run", harmless="the second run ends at once and says that one is running"),
    _arrival("R39", "the clock of the machine is set back a year", "maskinens ur er stillet et år tilbage", "accepted",
             NO_ACTION, machine="clock back",
             harmless="deliveries are put in order by their number; no clock is asked"),
)  # fmt: skip
