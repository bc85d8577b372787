"""What is published is what the code says, and `signaalketen schemas` notices when it is not."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.schemas import compare, drifted, last_release, published_documents, published_folder, write
from schemas.asyncapi import document, operation_name
from schemas.catalogue import models
from schemas.registry import SERVICES, read_by, topics

DOCUMENTS = published_documents()
ASYNCAPI = document()
REPLY = "json-schema/nl.signaalketen.consult.answered.v1.json"


def test_nothing_published_differs_from_the_code() -> None:
    assert drifted(published_folder(), DOCUMENTS) == []


def test_everything_promised_to_others_is_published() -> None:
    promised = {f"json-schema/{event_type}.json" for event_type in models()}
    assert set(DOCUMENTS) == {*promised, "asyncapi.json", *(f"openapi/{name}.json" for name in SERVICES)}


def test_it_is_the_same_every_time() -> None:
    assert published_documents() == DOCUMENTS


def test_events_carry_the_id_of_their_schema() -> None:
    for event_type in models():
        schema = json.loads(DOCUMENTS[f"json-schema/{event_type}.json"])
        message = ASYNCAPI["components"]["messages"][event_type]
        assert schema["$id"] == message["examples"][0]["payload"]["dataschema"]


@pytest.mark.parametrize("name", sorted(topics()))
def test_asyncapi_covers_a_topic_as_declared(name: str) -> None:
    topic = topics()[name]
    channel = ASYNCAPI["channels"][name]
    assert channel["address"] == name
    assert set(channel["messages"]) == set(topic.types)
    assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
    outside = any(party.startswith("partner:") for party in (topic.writer, *topic.readers))
    assert ({"$ref": "#/servers/partners"} in channel["servers"]) == outside
    using = {key: op for key, op in ASYNCAPI["operations"].items() if op["channel"]["$ref"] == f"#/channels/{name}"}
    wanted = {operation_name(topic.writer, "send", name): "send"}
    wanted |= {operation_name(reader, "receive", name): "receive" for reader in topic.readers}
    assert {key: operation["action"] for key, operation in using.items()} == wanted


def test_asyncapi_gives_audit_every_channel() -> None:
    operations = ASYNCAPI["operations"]
    assert all(operation_name("service:audit", "receive", name) in operations for name in read_by("service:audit"))


def test_every_reference_in_asyncapi_leads_somewhere() -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]*)"', DOCUMENTS["asyncapi.json"])):
        found: Any = ASYNCAPI
        for step in reference.split("/"):
            found = found[step]


def test_writing_makes_the_folder_hold_exactly_what_is_published(tmp_path: Path) -> None:
    assert write(tmp_path, DOCUMENTS) == sorted(DOCUMENTS)
    assert write(tmp_path, DOCUMENTS) == []
    (tmp_path / REPLY).write_text("{}")
    (tmp_path / "asyncapi.json").unlink()
    (tmp_path / "json-schema" / "left-over.json").write_text("{}")
    differ = sorted([REPLY, "asyncapi.json", "json-schema/left-over.json"])
    assert drifted(tmp_path, DOCUMENTS) == differ
    assert write(tmp_path, DOCUMENTS) == differ
    assert drifted(tmp_path, DOCUMENTS) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The published folder of a checkout with one commit in which everything is published."""
    published = tmp_path / "schemas" / "published"
    write(published, DOCUMENTS)
    git(published, "init", "--quiet")
    commit(published)
    return published


def git(published: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.nl", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(published.parents[1]), *identity, *arguments], check=True, capture_output=True)


def commit(published: Path) -> None:
    git(published, "add", "--all")
    git(published, "commit", "--quiet", "--allow-empty", "--message", "release")


def with_reply(change: dict[str, Any]) -> dict[str, str]:
    """The documents with properties of a reply's data replaced; None removes one."""
    schema = json.loads(DOCUMENTS[REPLY])
    properties = schema["$defs"]["Data"]["properties"]
    properties.update(change)
    schema["$defs"]["Data"]["properties"] = {name: value for name, value in properties.items() if value is not None}
    return {**DOCUMENTS, REPLY: json.dumps(schema)}


def test_a_breaking_change_since_the_last_commit_is_named(folder: Path) -> None:
    assert compare(folder, DOCUMENTS).broken == []
    found = compare(folder, with_reply({"conclusion": None}))
    assert found.compared_with == "HEAD"
    assert found.drifted == [REPLY]
    assert found.broken == ["nl.signaalketen.consult.answered.v1: data.conclusion: now refused"]


def test_the_newest_version_tag_counts_not_the_commits_since(folder: Path) -> None:
    write(folder, with_reply({"urgent": {"type": "boolean"}}))
    commit(folder)
    git(folder, "tag", "v0.9.0")
    write(folder, with_reply({"late": {"type": "boolean"}}))
    commit(folder)
    git(folder, "tag", "v0.10.0")
    git(folder, "tag", "another")
    write(folder, DOCUMENTS)
    commit(folder)
    found = compare(folder, DOCUMENTS)
    assert found.compared_with == "v0.10.0"
    assert found.broken == ["nl.signaalketen.consult.answered.v1: data.late: now refused"]


def test_a_removed_type_is_named(folder: Path) -> None:
    fewer = {path: text for path, text in DOCUMENTS.items() if path != REPLY}
    assert compare(folder, fewer).broken == ["nl.signaalketen.consult.answered.v1: removed"]


def test_without_a_checkout_or_earlier_contracts_nothing_is_compared(tmp_path: Path) -> None:
    published = tmp_path / "schemas" / "published"
    write(published, DOCUMENTS)
    assert last_release(published) is None
    git(published, "init", "--quiet")
    git(published, "commit", "--quiet", "--allow-empty", "--message", "empty")
    assert last_release(published) is None
    commit(published)
    assert last_release(published) is not None
