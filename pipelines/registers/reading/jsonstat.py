"""JSON-stat, versions 1.x and 2.0, as rows of text: one column per dimension, the value as Danish text.

A cell without a value carries the sign of its status. Which dimensions were agreed is the business of ``statbank``.
Source: JSON-stat 2.0 (json-stat.org/full), StatBank API of Danmarks Statistik.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from pipelines.registers.reading.danish_numbers import STATE_OF_SIGN
from pipelines.registers.reading.json_text import parse_json
from pipelines.registers.refusals import RefusedError, refused

VALUE_COLUMN = "INDHOLD"
CONTENTS_DIMENSION = "CONTENTSCODE"
NO_SIGN = ".."
MOST_CELLS = 5_000_000


def rows_of(data: bytes, name: str) -> pl.DataFrame:
    """Return the cells of a dataset as text: dimensions by id in capitals, then ``INDHOLD``; the last varies first.

    Raises:
        RefusedError: the bytes are not one dataset, or its parts do not fit each other.
    """
    dataset = _dataset(data, name)
    try:
        ids, sizes, dimensions = _shape(dataset)
        cells = math.prod(sizes)
        if not ids or not 0 < cells <= MOST_CELLS:
            raise ValueError("its size is not that of a table")
        codes = [_codes(dimensions[each], size) for each, size in zip(ids, sizes, strict=True)]
        values = _laid_out(dataset.get("value"), cells)
        signs = _laid_out(dataset.get("status"), cells)
    except (KeyError, TypeError, IndexError) as error:
        raise _malformed(f"a part of the dataset is missing or misshapen ({type(error).__name__})", name) from None
    except ValueError as error:
        raise _malformed(str(error), name) from None
    positions = np.unravel_index(np.arange(cells), sizes)
    columns = {
        each.upper(): pl.Series(own, dtype=pl.String).gather(place.astype(np.uint32))
        for each, own, place in zip(ids, codes, positions, strict=True)
    }
    texts = [_text(value, sign) for value, sign in zip(values, signs, strict=True)]
    return pl.DataFrame({**columns, VALUE_COLUMN: pl.Series(texts, dtype=pl.String)})


def _dataset(data: bytes, name: str) -> Mapping[str, Any]:
    """Return the one dataset of a file; numbers stay the text they are written as."""
    try:
        content = parse_json(data, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        if not data.rstrip().endswith(b"}"):
            place = f"byte {len(data):,}"
            raise refused("json_truncated", "The file ends before its dataset is closed.", name, place) from None
        raise _malformed("it is not valid JSON", name) from None
    if isinstance(content, dict) and "dimension" not in content:
        inner = [value for value in content.values() if isinstance(value, dict) and "dimension" in value]
        content = inner[0] if len(inner) == 1 else None
    if not isinstance(content, dict):
        raise _malformed("it is not one dataset", name)
    return content


def _shape(dataset: Mapping[str, Any]) -> tuple[list[str], list[int], Mapping[str, Any]]:
    """Return ids, sizes and dimensions; version 1 keeps ids and sizes among the dimensions."""
    dimensions = dataset["dimension"]
    holder = dataset if "id" in dataset else dimensions
    ids, sizes = [str(each) for each in holder["id"]], [int(each) for each in holder["size"]]
    if len(ids) != len(sizes) or len(set(ids)) < len(ids):
        raise ValueError("its dimensions and their sizes do not fit")
    return ids, sizes, dimensions


def _codes(dimension: Mapping[str, Any], size: int) -> list[str]:
    """Return the codes of a dimension in their order; a dimension of one category may name it by its label alone."""
    category = dimension["category"]
    index = category.get("index", [*category.get("label", {})] if size == 1 else None)
    codes = [*index] if isinstance(index, list) else sorted(index, key=lambda code: int(index[code]))
    if len(codes) != size or len(set(codes)) != size:
        raise ValueError("a dimension has another number of categories than it says")
    return [str(code) for code in codes]


def _laid_out(given: Sequence[Any] | Mapping[str, Any] | str | None, cells: int) -> list[Any]:
    """Return one entry per cell from a list, from those that are given by number, or from one for all."""
    if isinstance(given, dict):
        laid: list[Any] = [None] * cells
        for number, value in given.items():
            laid[int(number)] = value
        return laid
    if isinstance(given, list):
        if len(given) != cells:
            raise ValueError("it holds another number of cells than its dimensions make")
        return given
    return [given] * cells


def _text(value: object, sign: object) -> str:
    if sign is not None and str(sign) in STATE_OF_SIGN:
        return str(sign)
    if value is None:
        return NO_SIGN
    whole, point, decimals = str(value).partition(".")
    # 0.0 is the 0 that the other forms write; a number is not rounded, and text that is none stays as it is.
    return f"{whole},{decimals.rstrip('0')}".removesuffix(",") if point and decimals.isdigit() else str(value)


def _malformed(sentence: str, name: str) -> RefusedError:
    return refused("json_malformed", f"The file is no table in JSON-stat: {sentence}.", name)
