"""What is wrong with a delivery, in words that its supplier can act on.

A finding names its reason code, a sentence, the file, the place in it and the remedy. It never carries a value from
the file: only names, counts and positions. Where a fault is looked for is the business of the other modules.
"""

from dataclasses import dataclass

REMEDIES = {
    # the envelope: what arrived, before anything is opened
    "register_without_agreement": "Move the files to the inbox of an agreed register, or write an agreement first.",
    "file_name_refused": "Send the file again under a plain name: letters, digits, point, underscore and hyphen only.",
    "not_a_regular_file": "Send the file itself; links and folders are never followed.",
    "file_name_not_agreed": "Send the file under the name that the agreement of the register states.",
    "sidecar_missing": "Put the sidecar <file>.metadata beside the file; it is written last, when the file is whole.",
    "sidecar_unreadable": "Wait for the transfer to end, or write the sidecar again as well-formed XML.",
    "sidecar_unsafe": "Write the sidecar without DTD and entities, in UTF-8.",
    "sidecar_incomplete": "Fill in the missing or malformed elements of the sidecar and send both files again.",
    "sidecar_not_for_file": "Send the sidecar that belongs to this file: FileName must be the name of the file.",
    "data_file_missing": "Send the data file that the sidecar announces.",
    "generation_gap": "Fetch the file that the listing names as the newest with records, and deliver it instead.",
    "delivery_incomplete": "Send the missing files with the same reference date and delivery number.",
    "file_still_growing": "Wait for the transfer to end; if it has ended, send the file again.",
    "layout_not_agreed": "Send only the files that the agreement of the register lists.",
    "layout_delivered_twice": "Send one file per layout in a delivery.",
    "sender_not_agreed": "Check who sent the file; add the sender to the agreement once the authority confirms it.",
    "recipient_not_agreed": "The file is addressed to somebody else: return it to the sender and delete it.",
    "reference_date_not_agreed": "Order the extract at the reference date that the agreement states.",
    "delivery_number_reused": "Give a corrected delivery a higher delivery number than the one it corrects.",
    "figures_jump": "Ask the supplier whether the figures are right; then approve the delivery, or have it replaced.",
    "chain_gap": "Ask the supplier for the extracts between, or for a new status extract; the delivery waits for them.",
    "size_differs": "Send the file and its sidecar again: they do not belong together.",
    "hash_differs": "Send the file and its sidecar again: the bytes are not those that the sender described.",
    "record_count_announced_differs": "Have the extract made again: the sidecar counts other records than the file.",
    # the bytes
    "file_empty": "Send the file again: it has no content.",
    "html_page": "Download the file again: this is a web page, often an error or a login page.",
    "wrong_file_type": "Send the file in the format that the layout names.",
    "encoding_utf16": "Save the file in the encoding that the layout names and send it again.",
    "encoding_utf8_in_latin1": "Send the file in ISO-8859-1 as agreed: somewhere it was converted to UTF-8.",
    "encoding_invalid_utf8": "Send the file in UTF-8 as agreed: somewhere it was saved in ISO-8859-1.",
    "encoding_mojibake": "Send the original file: its Danish letters were converted to UTF-8 twice.",
    "nul_byte": "Send the original file: zero bytes are the mark of a damaged or binary file.",
    "zip_damaged": "Download the zip file again: it does not unpack.",
    "zip_unsafe": "Send a zip file with exactly one data file in it, not nested, not encrypted and without paths.",
    "zip_too_large": "Ask the supplier what happened: the zip file unpacks to far more than this register ever holds.",
    "workbook_old_form": "Save the workbook as .xlsx (Excel workbook) and send it again.",
    "workbook_encrypted": "Send the workbook without a password; the transfer itself is encrypted.",
    "workbook_macros": "Save the workbook as .xlsx, without macros, and send it again.",
    "workbook_unsafe": "Send a workbook with sheets and nothing embedded in it: no archives, documents or entities.",
    "workbook_damaged": "Open the workbook, save it again as .xlsx and send it: it does not unpack.",
    "workbook_too_large": "Send the agreed table alone: the workbook is far larger than that.",
    # the form of the contents
    "sheet_ambiguous": "Leave the agreed table on one sheet; hide or delete the others that have its columns.",
    "start_record_missing": "Send the whole file: the first record must be the start record of the product.",
    "start_record_repeated": "Send one extract per file; two seem to have been joined.",
    "end_record_missing": "Transfer the file again: it was cut before its end record.",
    "records_after_end": "Send one extract per file: nothing may follow the end record.",
    "end_record_count_differs": "Have the extract made again: its end record counts other records than the file holds.",
    "product_not_agreed": "Check the task number: this extract was ordered for another task or product.",
    "wrong_product": "Send the product that the layout describes.",
    "truncated_line": "Transfer the file again: lines were cut.",
    "unbroken_out_of_step": "Ask for the extract with line breaks, or transfer it again: the records do not follow on.",
    "header_missing": "Send the file with its header line.",
    "column_missing": "Send the agreed columns, or agree a new layout first.",
    "column_repeated": "Send every column once.",
    "column_unregistered": "Register the new column in the layout before it is delivered.",
    "week_missing": "Send every week of the series, without a gap and to the end of the year; tools may cut columns.",
    "week_impossible": "Name the weekly columns by year and ISO week.",
    "number_format_mixed": "Write numbers as agreed, without points between thousands, or declare them in the layout.",
    "person_number_numeric": "Have the column of person numbers made as text; its leading zeros are lost.",
    "weight_not_positive": "Have the weights made again: every respondent has a weight above zero.",
    "truncated_last_row": "Transfer the file again: it was cut inside its last row.",
    "row_malformed": "Have the file made again: it cannot be divided into rows.",
    "json_malformed": "Have the file made again: it is not the JSON that the layout describes.",
    "json_truncated": "Transfer the file again: the array is not closed.",
    "xml_unsafe": "Send the file without DTD and entities; the five that XML itself knows are enough.",
    "xml_truncated": "Transfer the file again: its root element is not closed.",
    "xml_malformed": "Have the file made again: it is not well-formed XML as the layout describes it.",
    "xml_encoding_differs": "Write the file in the encoding agreed, and name that in its XML declaration.",
    "no_records": "Send the populated file: this one has a header and no records.",
    "crs_unknown": "Deliver the layer in EPSG:4326 or EPSG:25832 and say so in its crs member.",
    "crs_contradicted": "Deliver the layer again: its coordinates are not in the coordinate system it names.",
    "non_residents_included": "Have the extract made for the residents of the municipality only; delete this one.",
    "layer_elsewhere": "Deliver the layer of the City of Copenhagen: this one lies somewhere else.",
    "duplicate_key": "Have the extract made again: a status extract holds every key once.",
    "person_key_collision": "Stop and report it: two numbers gave one key. Nothing was stored.",
    "person_key_differs": "Use the person key that the vault was made with, or rebuild the vault from the archive.",
    "too_many_quarantined": "Correct the rows that the quarantine files list by line and field; send the file again.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, in which file, where, and what to do about it."""

    reason_code: str
    sentence: str
    file: str | None = None
    place: str | None = None

    @property
    def remedy(self) -> str:
        """What the supplier, or whoever received the file, can do."""
        return REMEDIES[self.reason_code]

    def __str__(self) -> str:
        """The finding in one line."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        return f"{self.reason_code}: {self.sentence}{f' [{where}]' if where else ''} {self.remedy}"


class RefusedError(Exception):
    """A file or a delivery that cannot be taken; it carries the finding and nothing from the file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def refused(reason_code: str, sentence: str, file: str | None = None, place: str | None = None) -> RefusedError:
    """Return the error to raise for one finding."""
    return RefusedError(Finding(reason_code, sentence, file, place))


def line_place(line_number: int, byte_offset: int | None = None) -> str:
    """Name a place by line (from 1) and, where known, byte (from 0)."""
    return f"line {line_number:,}" + ("" if byte_offset is None else f", byte {byte_offset:,}")


def safe_name(name: str) -> str:
    """Return a file name that can be shown: strange characters become question marks, long names are cut."""
    shown = "".join(character if character.isprintable() and character not in "'\"`" else "?" for character in name)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
