"""What docker-compose.yml promises, read from the file itself: no engine is needed to see that it says so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from deploy.identity.realm import REALM
from schemas.registry import SERVICES

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "images" / "Dockerfile").read_text("utf-8")

_OF_OURS = {"signaalketen:dev", "signaalketen-operate:dev", "signaalketen-identity:dev"}
_DESKS = ("desk-melden", "desk-werkplek", "desk-toezicht")
_DIGEST = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
_HOST = re.compile(r"https?://([\w-]+):")
_NETWORKS = {
    "broker": {"kafka", "provision", "broker-upkeep", *(f"{name}-worker" for name in SERVICES)},
    "database": {
        "postgres",
        "provision",
        *(f"{name}-{kind}" for name in SERVICES for kind in ("api", "worker")),
        *_DESKS,
    },
    "witnesses": {"audit-worker", "witness1", "witness2", "witness3"},
    "registers": {"enrichment-worker", "bag-standin", "kvk-standin", "brp-standin"},
    "logbooks": {"audit-worker", "logbook-standin"},
    "doors": {"kafka", "identity", *(f"{name}-api" for name in SERVICES), *_DESKS},
}


def default(said: object) -> str:
    """What ``${NAME:-default}`` is when nobody sets it."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(said))


def secrets(container: dict[str, Any]) -> dict[str, str]:
    """The secrets of a container by the path under which it reads them."""
    said: list[dict[str, str] | str] = container.get("secrets", [])
    mounted = [{"source": one, "target": one} if isinstance(one, str) else one for one in said]
    return {str(Path("/run/secrets") / one["target"]): one["source"] for one in mounted}


@pytest.mark.parametrize("name", CONTAINERS)
def test_an_image_of_others_is_named_by_its_digest(name: str) -> None:
    image = default(CONTAINERS[name]["image"])
    assert image in _OF_OURS or _DIGEST.fullmatch(image)


def test_our_images_start_from_a_digest() -> None:
    given = dict(re.findall(r"^ARG (\w+)=(\S+)", DOCKERFILE, re.MULTILINE))
    stages = set(re.findall(r" AS (\S+)", DOCKERFILE))
    bases = {base for base in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) if base not in stages}
    assert bases == {"${PYTHON_IMAGE}"}
    assert _DIGEST.fullmatch(given["PYTHON_IMAGE"])


@pytest.mark.parametrize("name", CONTAINERS)
def test_the_database_is_asked_by_tls_of_a_server_that_is_verified(name: str) -> None:
    settings = CONTAINERS[name].get("environment", {})
    for setting in ("DATABASE_URL", "ADMIN_DATABASE_URL"):
        if setting in settings:
            said = parse_qs(urlsplit(str(settings[setting])).query)
            assert said["sslmode"] == ["verify-full"]
            assert secrets(CONTAINERS[name])[said["sslrootcert"][0]] == "service-ca"


def test_everybody_who_reaches_the_database_says_how() -> None:
    asking = {name for name, one in CONTAINERS.items() if any("DATABASE_URL" in key for key in one["environment"])}
    assert asking | {"postgres"} == _NETWORKS["database"]


def test_the_database_takes_nobody_without_tls() -> None:
    postgres = CONTAINERS["postgres"]
    command = " ".join(postgres["command"])
    assert "-c ssl=on" in command
    assert "ssl_min_protocol_version=TLSv1.3" in command
    assert secrets(postgres)["/run/secrets/certificate"] == "postgres-certificate"
    mounted = {place.split(":")[1]: place.split(":")[0] for place in postgres["volumes"]}
    (file,) = re.findall(r"hba_file=(\S+)", command)
    lines = (ROOT / mounted[file]).read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert {rule[0] for rule in rules} == {"local", "hostssl"}
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}


def test_a_network_has_those_who_need_each_other() -> None:
    found = {name: {who for who, one in CONTAINERS.items() if name in one["networks"]} for name in COMPOSE["networks"]}
    assert found == _NETWORKS


def test_one_network_leads_outside() -> None:
    networks = COMPOSE["networks"].items()
    assert {name for name, said in networks if default(said.get("internal", "false")).lower() != "true"} == {"doors"}


def test_whoever_is_asked_is_on_a_network_with_who_asks() -> None:
    for name, container in CONTAINERS.items():
        if name.endswith("-api"):  # it has the settings of its worker, and asks nobody
            continue
        for value in container.get("environment", {}).values():
            for host in _HOST.findall(default(value)):
                assert set(container["networks"]) & set(CONTAINERS[host]["networks"]), f"{name} asks {host}"


def test_only_this_machine_reaches_a_door_and_nobody_the_inner_port() -> None:
    for name, container in CONTAINERS.items():
        for port in container.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name
            assert default(port).rpartition(":")[2] in ("8080", "9094", "18090"), name


def test_people_sign_on_where_the_services_look_for_keys() -> None:
    issuer = f"{CONTAINERS['identity']['environment']['IDENTITY_ADDRESS']}/realms/{REALM}"
    name = urlsplit(default(issuer)).hostname
    assert CONTAINERS["identity"]["networks"]["doors"]["aliases"] == [name]
    for desk in _DESKS:
        settings = CONTAINERS[desk]["environment"]
        assert settings["ISSUER"] == issuer
        assert default(settings["OWN_ADDRESS"]) in default(CONTAINERS["identity"]["environment"]["DESK_ADDRESSES"])
    for service in SERVICES:
        issuers = json.loads(CONTAINERS[f"{service}-api"]["environment"]["TOKEN_ISSUERS"])
        assert issuers[issuer] == {"ca_file": "/run/secrets/service-ca"}


def test_a_desk_knows_no_more_than_its_own_screens_ask() -> None:
    found = {desk: {key for key in CONTAINERS[desk]["environment"] if key.endswith("_URL")} for desk in _DESKS}
    assert found["desk-melden"] == {"DATABASE_URL", "INTAKE_URL"}
    assert found["desk-toezicht"] == {"DATABASE_URL", "AUDIT_URL", "FLOW_URL"}
    assert not found["desk-werkplek"] & {"INTAKE_URL", "AUDIT_URL", "FLOW_URL"}
    assert not any("KAFKA" in key for desk in _DESKS for key in CONTAINERS[desk]["environment"])


def test_the_logbooks_are_filled() -> None:
    worker = CONTAINERS["audit-worker"]
    assert {"LDV_URL", "LDV_CONFIDENTIAL_URL", "BIO2_URL"} <= worker["environment"].keys()
    assert secrets(worker)[worker["environment"]["SUBJECT_KEY_FILE"]] == "subject-key"


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_can_do_little(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert not str(container["user"]).startswith("0")
    assert {"mem_limit", "pids_limit"} <= container.keys()


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_file_that_a_setting_names_is_a_secret_of_the_container(name: str) -> None:
    container = CONTAINERS[name]
    named = [value for value in container.get("environment", {}).values() if str(value).startswith("/run/secrets/")]
    held = secrets(container)
    assert [
        value for value in named if value not in held and not any(one.startswith(f"{value}/") for one in held)
    ] == []
    assert set(held.values()) <= COMPOSE["secrets"].keys()


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_has_no_secret_that_nothing_of_it_names(name: str) -> None:
    container = CONTAINERS[name]
    said = " ".join(map(str, [*container.get("environment", {}).values(), *container.get("command", ())]))
    assert [path for path in secrets(container) if path not in said and str(Path(path).parent) not in said] == []
