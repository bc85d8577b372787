"""What one JSON Schema refuses that another allows, for the keywords our contracts use.

It errs on the safe side: two different patterns count as a refusal, and so does a difference in a keyword it does not
know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]
Refusal = tuple[str, str]

_LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
_STRUCTURE = {"type", "enum", "const", "properties", "required", "additionalProperties", "items"}
_NO_RULES = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "deprecated"}
_TYPES = {
    "null": {"null"},
    "boolean": {"boolean"},
    "string": {"string"},
    "integer": {"integer"},
    "number": {"integer", "number"},
    "array": {"array"},
    "object": {"object"},
}


def refused(allowed_by: Schema, schema: Schema) -> list[Refusal]:
    """(place, how) of all that ``allowed_by`` allows and ``schema`` does not."""
    return list(_Comparison(allowed_by, schema).refusals(allowed_by, schema, "", frozenset()))


@dataclass(frozen=True)
class _Comparison:
    """``a`` is the schema that allows, ``b`` the one that may refuse; both roots resolve references."""

    a_root: Schema
    b_root: Schema

    def refusals(self, a: Any, b: Any, place: str, under_way: frozenset[tuple[int, int]]) -> Iterator[Refusal]:
        here = (id(a), id(b))
        if here in under_way:  # schemas that hold themselves
            return
        under_way |= {here}
        offered = _alternatives(b, self.b_root)
        for wanted in _alternatives(a, self.a_root):
            alike = [other for other in offered if _types(wanted) <= _types(other)]
            tried = [list(self._of_one(wanted, other, place, under_way)) for other in alike]
            if not tried:
                kinds = sorted({name for other in offered for name in _types(other)})
                yield place, f"{' or '.join(kinds) or 'nothing'} instead of {' or '.join(sorted(_types(wanted)))}"
            elif all(tried):
                yield from min(tried, key=len)

    def _of_one(self, a: Schema, b: Schema, place: str, under_way: frozenset[tuple[int, int]]) -> Iterator[Refusal]:
        yield from ((place, how) for how in _narrower(a, b))
        if "object" in _types(a):
            yield from self._of_objects(a, b, place, under_way)
        if "array" in _types(a):
            yield from self.refusals(a.get("items", True), b.get("items", True), f"{place}[]", under_way)

    def _of_objects(self, a: Schema, b: Schema, place: str, under_way: frozenset[tuple[int, int]]) -> Iterator[Refusal]:
        for name in sorted(set(b.get("required", ())) - set(a.get("required", ()))):
            yield _under(place, name), "required"
        a_others, b_others = a.get("additionalProperties", True), b.get("additionalProperties", True)
        a_own, b_own = a.get("properties", {}), b.get("properties", {})
        pairs = {name: (a_own.get(name, a_others), b_own.get(name, b_others)) for name in {**a_own, **b_own}}
        for name, (of_a, of_b) in {**pairs, "*": (a_others, b_others)}.items():
            if of_a is False:
                continue
            if of_b is False:
                yield _under(place, name), "refused"
            else:
                yield from self.refusals(of_a, of_b, _under(place, name), under_way)


def _alternatives(schema: Any, root: Schema) -> list[Schema]:
    """The schemas of which one must hold, without references, each of one type or of any."""
    if isinstance(schema, bool):
        return [{}] if schema else []
    whole = cast("Schema", schema)
    if "$ref" in whole:
        beside = {keyword: value for keyword, value in whole.items() if keyword != "$ref"}
        return _alternatives({**_resolved(whole["$ref"], root), **beside}, root)
    for keyword in ("anyOf", "oneOf"):
        if keyword in whole:
            common = {name: value for name, value in whole.items() if name != keyword}
            return [{**common, **one} for choice in whole[keyword] for one in _alternatives(choice, root)]
    if isinstance(whole.get("type"), list):
        return [{**whole, "type": name} for name in whole["type"]]
    return [whole]


def _resolved(reference: str, root: Schema) -> Schema:
    if not reference.startswith("#/"):
        raise ValueError(f"{reference} is outside its document")
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def _types(schema: Schema) -> set[str]:
    """Names of the JSON types a schema without alternatives allows."""
    if "type" in schema:
        return _TYPES[schema["type"]]
    return {name for names in _TYPES.values() for name in names}


def _values(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _narrower(a: Schema, b: Schema) -> Iterator[str]:
    """How ``b`` refuses what ``a`` allows, apart from types and what is inside."""
    a_values, b_values = _values(a), _values(b)
    if b_values is not None:
        if a_values is None:
            yield "only listed values"
        else:
            yield from (f"without {value!r}" for value in a_values if value not in b_values)
    for keyword in sorted(set(b) - _STRUCTURE - _NO_RULES):
        was, limit = a.get(keyword), b[keyword]
        if was is not None and keyword in _LOWER | _UPPER:
            tighter = limit > was if keyword in _LOWER else limit < was
        else:
            tighter = was != limit
        if tighter:
            yield f"{keyword} {limit!r} instead of {'none' if was is None else repr(was)}"


def _under(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
