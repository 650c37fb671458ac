"""Ways to spoil the bytes of a file; each takes the right bytes and returns the wrong ones.

They look for the place to spoil by the format alone and always choose the same one. ValueError says that the file
has no such place, as when lines are asked for in an unbroken file.
"""

import io
import re
import zipfile

END_RECORD = b"999" + b"9" * 10
COUNTER_WIDTH = 8
ADDRESS_WITHOUT_KEY = 306
UNKNOWN_RECORD = b"095"
NUMBER_WITH_LETTERS = re.compile(rb"^(\d{6})\d{3}(\d)$")
ERROR_PAGE = (
    b'<!DOCTYPE html>\n<html lang="da"><head><meta charset="utf-8"><title>503 Service Unavailable</title></head>\n'
    b"<body><h1>Tjenesten er midlertidigt utilg\xc3\xa6ngelig</h1></body></html>\n"
)


def without_end_record(data: bytes) -> bytes:
    """Everything before record 999."""
    return data[: data.rindex(END_RECORD)]


def cut_in_the_middle_of_a_line(data: bytes) -> bytes:
    """The file up to the middle of the last line before record 999, as a broken transfer leaves it."""
    body = without_end_record(data).rstrip(b"\r\n")
    start = max(body.rfind(b"\n") + 1, len(body) - 249)
    return body[: (start + len(body)) // 2]


def wrong_end_count(data: bytes) -> bytes:
    """Record 999 with one more than the true count."""
    start = data.rindex(END_RECORD) + len(END_RECORD)
    return with_count(data, int(data[start : start + COUNTER_WIDTH]) + 1)


def one_line_cut_short(data: bytes) -> bytes:
    """One record 001 that ends in the middle of its status date; the number of lines stays right."""
    start, end = line_of(data, b"001")
    return data[: start + 30] + data[end:]


def one_line_shifted(data: bytes) -> bytes:
    """One record 001 with a blank pushed in after the person number, so that all fields after it are off by one."""
    start, end = line_of(data, b"001")
    return data[: start + 13] + b" " + data[start + 13 : end - 1] + data[end:]


def as_utf8(data: bytes) -> bytes:
    """The same text with Danish letters in two bytes."""
    return data.decode("latin-1").encode("utf-8")


def with_byte_order_mark(data: bytes) -> bytes:
    """A UTF-8 byte order mark before the first byte."""
    return b"\xef\xbb\xbf" + data


def with_crlf(data: bytes) -> bytes:
    """Lines that end in CR LF."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def trimmed(data: bytes) -> bytes:
    """Lines without trailing blanks."""
    return re.sub(rb" +(?=\r?\n)", b"", data)


def unbroken(data: bytes) -> bytes:
    """One string without line ends; lines must have their full width."""
    return data.replace(b"\r", b"").replace(b"\n", b"")


def mixed_address_lengths(data: bytes) -> bytes:
    """Every second record 002 cut to the variant without road name and DAR key."""
    lines = data.split(b"\n")
    addresses = [number for number, line in enumerate(lines) if line.startswith(b"002")]
    for number in addresses[::2]:
        ending = b"\r" if lines[number].endswith(b"\r") else b""
        lines[number] = lines[number][:ADDRESS_WITHOUT_KEY] + ending
    return b"\n".join(lines)


def unknown_record_type(data: bytes) -> bytes:
    """One record more, of a type that the product does not have; the count includes it."""
    start, _ = line_of(data, b"001")
    line_end = b"\r\n" if b"\r\n" in data else b"\n"
    extra = UNKNOWN_RECORD + data[start + 3 : start + 13] + b"UKENDT" + line_end
    counter = data.rindex(END_RECORD) + len(END_RECORD)
    count = int(data[counter : counter + COUNTER_WIDTH])
    return with_count(data[:start] + extra + data[start:], count + 1)


def letters_in_a_number(data: bytes) -> bytes:
    """One person whose number has letters in positions 7-9, wherever the number stands."""
    start, _ = line_of(data, b"001")
    number = data[start + 3 : start + 13]
    return data.replace(number, _with_letters(number))


def letters_in_a_row(data: bytes) -> bytes:
    """One row of a semicolon file whose second column, the person number, has letters."""
    rows = data.split(b"\n")
    middle = max(1, len(rows) // 2 - 1)
    first, number, rest = rows[middle].split(b";", 2)
    rows[middle] = b";".join((first, _with_letters(number), rest))
    return b"\n".join(rows)


def few_shifted(data: bytes) -> bytes:
    """An extra semicolon in one row out of five thousand, in the third row at least: below what is refused whole."""
    return _shifted(data, every=5000)


def all_shifted(data: bytes) -> bytes:
    """An extra semicolon in every row; the header is right."""
    return _shifted(data, every=1)


def header_only(data: bytes) -> bytes:
    """A zipped CSV with the same entry and its header, and no rows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = archive.namelist()[0]
        with archive.open(name) as entry:
            header = entry.readline()
    stub = io.BytesIO()
    with zipfile.ZipFile(stub, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as entry:
        entry.write(header)
    return stub.getvalue()


def html_page(data: bytes) -> bytes:
    """The page of a service that is down, whatever the file was."""
    del data
    return ERROR_PAGE


def line_of(data: bytes, record_type: bytes) -> tuple[int, int]:
    """Start and end (line end excluded) of the line of this record type that stands nearest to the middle."""
    middle = data.find(b"\n" + record_type, len(data) // 2)
    found = middle if middle >= 0 else data.find(b"\n" + record_type)
    if found < 0:
        message = f"the file has no line of record type {record_type.decode()}; this defect needs line breaks"
        raise ValueError(message)
    start = found + 1
    end = data.index(b"\n", start)
    return start, end - 1 if data[end - 1 : end] == b"\r" else end


def with_count(data: bytes, count: int) -> bytes:
    """The CPR extract with another count in its end record."""
    start = data.rindex(END_RECORD) + len(END_RECORD)
    return data[:start] + f"{count:0{COUNTER_WIDTH}d}".encode() + data[start + COUNTER_WIDTH :]


def with_a_wrong_bit(data: bytes) -> bytes:
    """One bit turned in the middle of the file, as a bad disk or line leaves it."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def cut_in_the_last_row(data: bytes) -> bytes:
    """The file up to the middle of its last row."""
    rows = data.rstrip(b"\r\n")
    start = rows.rindex(b"\n") + 1
    return data[: (start + len(rows)) // 2]


def cut_in_half(data: bytes) -> bytes:
    """The first half of the file: a broken transfer, or a full disk at the sender's."""
    return data[: len(data) // 2]


def with_a_zero_byte(data: bytes) -> bytes:
    """A zero byte in place of the byte in the middle."""
    middle = len(data) // 2
    return data[:middle] + b"\0" + data[middle + 1 :]


def as_utf16(data: bytes) -> bytes:
    """The same text in UTF-16 with its mark, as a spreadsheet saves "Unicode text"."""
    return data.decode("latin-1").encode("utf-16")


def as_latin1(data: bytes) -> bytes:
    """The text of a UTF-8 file in latin-1."""
    return data.decode("utf-8").encode("latin-1", errors="replace")


def converted_twice(data: bytes) -> bytes:
    """The text of a UTF-8 file, read as Windows-1252 and written in UTF-8 again: ø has become Ã¸."""
    return data.decode("utf-8").encode("utf-8").decode("latin-1").encode("utf-8")


def a_parquet_file(data: bytes) -> bytes:
    """The beginning and end of a Parquet file, whatever the file was."""
    return b"PAR1" + data[:64] + b"PAR1"


def _with_letters(number: bytes) -> bytes:
    return NUMBER_WITH_LETTERS.sub(rb"\1AAA\2", number)


def _shifted(data: bytes, every: int) -> bytes:
    rows = data.rstrip(b"\n").split(b"\n")
    for row in range(min(3, len(rows) - 1) if every > 1 else 1, len(rows), every):
        first, rest = rows[row].split(b";", 1)
        rows[row] = first + b";;" + rest
    return b"\n".join(rows) + b"\n"
