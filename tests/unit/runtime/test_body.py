"""A body is JSON in UTF-8, each field once, and the same JSON is the same request."""

from __future__ import annotations

import pytest

from services.runtime.http.body import refusal
from services.runtime.http.once import meaning


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"a": "\xc3\xa9"}'),
        ("application/json; charset=utf-8", b'{"a": "\xc3\xa9"}'),
        ('Application/JSON;charset="UTF-8"', b'{"a": 1}'),
        ("application/json", b'\xef\xbb\xbf{"a": 1}'),
        ("application/json; charset=us-ascii", b'{"a": 1}'),
        ("application/json", b'[{"a": 1}, {"a": 2}]'),
    ],
)
def test_json_in_utf_8_is_read(content_type: str, content: bytes) -> None:
    assert refusal(content_type, content) is None


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("", b"{}", 415),
        ("text/plain", b"{}", 415),
        ("application/json; charset=iso-8859-1", b'{"a": "\xe9"}', 415),
        ("application/json; charset=utf-16", '{"a": 1}'.encode("utf-16"), 415),
        ("application/json; charset=us-ascii", b'{"a": "\xc3\xa9"}', 400),
        ("application/json", b'{"a": "\xe9"}', 400),
        ("application/json", '{"a": 1}'.encode("utf-16"), 400),
        ("application/json", b"{", 400),
        ("application/json", b'{"a": NaN}', 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b"9" * 5000, 400),
        ("application/json", b'{"a": 1, "a": 1}', 400),
        ("application/json", b'[{"b": {"a": 1, "a": 2}}]', 400),
    ],
)
def test_anything_else_is_refused(content_type: str, content: bytes, status: int) -> None:
    refused = refusal(content_type, content)
    assert refused
    assert refused.status == status


def test_each_field_given_twice_is_named() -> None:
    refused = refusal("application/json", b'{"a": 1, "b": 1, "c": 1, "b": 2, "a": 2}')
    assert refused
    assert [violation.field for violation in refused.errors] == ["a", "b"]


def test_the_same_json_is_the_same_request() -> None:
    same = meaning("POST", "/x", b'{"a": [1, 2], "b": "\xc3\xa9"}')
    assert meaning("POST", "/x", b'{\n"b":"\\u00e9","a":[1,2]}') == same
    assert meaning("POST", "/x", b'{"a": [2, 1], "b": "\xc3\xa9"}') != same
    assert meaning("POST", "/y", b'{"a": [1, 2], "b": "\xc3\xa9"}') != same
    assert meaning("POST", "/x", b"") != same
