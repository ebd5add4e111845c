"""What is wrong with a value that a model refuses, in words a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contado.numerals import readable
from contado.terms import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_DAY = Text(it="non è una data scritta AAAA-MM-GG", en="is not a date written YYYY-MM-DD")
_TEXT = Text(it="deve essere un testo", en="must be a text")
_NUMBER = Text(it="deve essere un numero", en="must be a number")
_WHOLE = Text(it="deve essere un numero intero", en="must be a whole number")
_TRUTH = Text(it="deve essere vero o falso", en="must be true or false")
_LIST = Text(it="deve essere un elenco", en="must be a list")
_LONG = Text(it="è troppo lungo (al più {max_length})", en="is too long (at most {max_length})")
_FIELDS = Text(it="deve contenere campi con un nome", en="must hold named fields")

_FAULTS = {
    "missing": Text(it="manca", en="is missing"),
    "extra_forbidden": Text(it="non è un campo previsto", en="is not a known field"),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "string_type": _TEXT,
    "string_too_short": Text(it="è vuoto o troppo corto", en="is empty or too short"),
    "string_too_long": _LONG,
    "string_pattern_mismatch": Text(it="non ha la forma attesa", en="has not the expected form"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Text(it="deve essere un numero finito", en="must be a finite number"),
    "greater_than": Text(it="deve essere maggiore di {gt}", en="must be greater than {gt}"),
    "greater_than_equal": Text(it="deve essere almeno {ge}", en="must be at least {ge}"),
    "less_than": Text(it="deve essere minore di {lt}", en="must be less than {lt}"),
    "less_than_equal": Text(it="deve essere al più {le}", en="must be at most {le}"),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "literal_error": Text(it="non è tra i valori {expected}", en="is not one of {expected}"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "too_short": Text(it="ha meno di {min_length} voci", en="has under {min_length} entries"),
    "too_long": _LONG,
    "dict_type": _FIELDS,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "json_invalid": Text(it="non è JSON scritto correttamente", en="is not well-formed JSON"),
}
_OTHER = Text(it="non è valido ({detail})", en="is not valid ({detail})")


def fault(detail: ErrorDetails) -> Text:
    """Return what is wrong with one value, to be read after the name of its field.

    Parameters
    ----------
    detail
        One of the errors of a pydantic ``ValidationError``.

    Examples
    --------
    >>> from pydantic import BaseModel, ValidationError
    >>> class Lot(BaseModel):
    ...     share: float
    >>> try:
    ...     _ = Lot(share="much")
    ... except ValidationError as error:
    ...     fault(error.errors()[0]).it
    'deve essere un numero'
    """
    said = _FAULTS.get(detail["type"], _OTHER)
    context = detail.get("ctx", {}) | {"detail": detail["msg"]}
    return Text(
        **{
            language: said.say(language).format_map(_worded(context, language))
            for language in ("it", "en")
        }
    )


def faulty(detail: ErrorDetails) -> Text:
    """Return the path of a field and what is wrong with its value.

    Examples
    --------
    >>> faulty({"type": "missing", "loc": ("grid", "cell"), "msg": "", "input": {}}).en
    'grid.cell is missing'
    """
    path = ".".join(map(str, detail["loc"]))
    what = fault(detail)
    return Text(it=f"{path} {what.it}".strip(), en=f"{path} {what.en}".strip())


def _worded(context: dict[str, Any], language: str) -> dict[str, object]:
    return {
        name: readable(value, language) if isinstance(value, float | int) else _listed(value)
        for name, value in context.items()
    }


def _listed(value: object) -> object:
    """Return the values that a literal allows without pydantic's quotes and its *or*."""
    return value.replace("' or '", "', '").replace("'", "") if isinstance(value, str) else value
