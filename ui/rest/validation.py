"""What is wrong with what was sent, in words that say how to mend it."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["mistakes"]

MAX_NAMED = 10

NO_JSON = "read as JSON only with the header `Content-Type: application/json`: add it"
EXPECTED: Mapping[str, str] = {
    "missing": "missing: add it",
    "extra_forbidden": "unknown: leave it out, or see /docs for what there is",
    "json_invalid": "no JSON from this character on ({error}): send an object",
    "string_type": "expected a string",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "enum": "expected {expected}",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "model_type": "expected an object",
    "model_attributes_type": "expected an object",
    "string_too_short": "expected at least {min_length} characters",
    "string_too_long": "expected at most {max_length} characters",
    "too_short": "expected at least {min_length} of them",
    "too_long": "expected at most {max_length} of them",
    "greater_than_equal": "expected {ge} or more",
    "less_than_equal": "expected {le} or less",
    "string_pattern_mismatch": "expected something that matches {pattern}",
    "date_from_datetime_parsing": "there is no such day: {error}",
    "value_error": "{error}",
}
"""By the types of pydantic's errors; what isn't among them is said in pydantic's words."""


def mistakes(errors: Sequence[Mapping[str, Any]]) -> str:
    """Name each mistake and what was expected, in one line; nothing of what was given.

    >>> mistakes([{"loc": ("k",), "type": "less_than_equal", "ctx": {"le": 20}, "msg": "…"}])
    'k: expected 20 or less'
    """
    return "; ".join(_said(each) for each in errors[:MAX_NAMED])


def _said(error: Mapping[str, Any]) -> str:
    where = ".".join(part for part in map(str, error["loc"]) if not part.startswith("<"))
    if where == "body" and isinstance(error.get("input"), bytes):
        return f"{where}: {NO_JSON}"
    expected = EXPECTED.get(error["type"], error["msg"].replace("{", "{{").replace("}", "}}"))
    return f"{where}: {expected.format(**error.get('ctx', {}))}"
