"""What is in what we run and try, as CycloneDX 1.6: the images, the operators' environment, and the tests' own.

From what is pinned: requirements, npm's lock files, Kafka's jars and Keycloak's zip, images by digest. A licence is the
one a package declares: of Python's that are installed here, so a package of another platform has none.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TREE = Path(__file__).parents[1]
_REQUIREMENTS = _TREE / "requirements"
_PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; ([^\\\n]+))?((?:\s*\\\n\s+--hash=sha256:\w+)+)", re.MULTILINE)
_IMAGE = re.compile(r"(\w[\w./-]*):([\w.-]+)@(sha256:[0-9a-f]{64})")
_IMAGE_LICENCES = {"apache/kafka": "Apache-2.0", "postgres": "PostgreSQL", "python": "PSF-2.0"}
"""Of what an image is for; its distribution's packages have their own."""

_UNSAID = {("protobuf", "7.36.2"): "BSD-3-Clause", ("reserved", "0.1.2"): "MIT"}
"""Licences that a package has in its files and not in its metadata."""

Component = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What one bill of materials is about, by names of lock files, and of folders that record jars."""

    name: str
    requirements: tuple[str, ...]
    images: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    jars: tuple[str, ...] = ()


PARTS = (
    Part("services", ("service",), images=("python",), npm=("desk",)),
    Part("partner-desk", ("partner",), images=("python",), npm=("desk",)),
    Part("operators", ("operate", "local"), images=("python", "apache/kafka", "postgres"), jars=("broker", "identity")),
    Part("tests", ("install", "test", "mutation", "compose"), npm=("browser", "contract")),
)


def bills() -> Mapping[str, Mapping[str, Any]]:
    """By the part's name. Raises CannotTryError when the environment can't be read."""
    declared = _declared()
    return {part.name: _bill(part, declared) for part in PARTS}


def licences(component: Component) -> list[str]:
    """As SPDX expressions or names; several are a choice."""
    return [
        one["expression"] if "expression" in one else one["license"].get("id") or one["license"]["name"]
        for one in component.get("licenses", ())
    ]


def _bill(part: Part, declared: Mapping[tuple[str, str], list[Any]]) -> Mapping[str, Any]:
    found = {
        component["purl"]: component
        for components in (
            (one for name in part.requirements for one in _python(_REQUIREMENTS / f"{name}.txt", declared)),
            (one for name in part.npm for one in _npm(_REQUIREMENTS / name / "package-lock.json")),
            (one for folder in part.jars for one in _jars(folder)),
            (one for one in _images() if one["name"] in part.images),
        )
        for component in components
    }
    root = {"type": "application", "bom-ref": f"signaalketen/{part.name}", "name": f"signaalketen {part.name}"}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**root, "licenses": [{"license": {"id": "EUPL-1.2"}}]}},
        "components": [found[purl] for purl in sorted(found)],
        "dependencies": [{"ref": root["bom-ref"], "dependsOn": sorted(found)}],
    }


def _component(purl: str, name: str, version: str, found: list[Any], **more: Any) -> Component:
    if not found and (name, version) in _UNSAID:
        found = [{"license": {"id": _UNSAID[name, version]}}]
    licensed = {"licenses": found} if found else {}
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **licensed, **more}


def _python(file: Path, declared: Mapping[tuple[str, str], list[Any]]) -> Iterator[Component]:
    for name, version, marker, hashes in _PIN.findall(file.read_text("utf-8")):
        purl = f"pkg:pypi/{name}@{version}"
        only = {"properties": [{"name": "signaalketen:only", "value": marker.strip()}]} if marker else {}
        digests = [{"alg": "SHA-256", "content": one} for one in re.findall(r"sha256:(\w+)", hashes)]
        yield _component(purl, name, version, declared.get(_key(name, version), []), hashes=digests, **only)


def _declared() -> Mapping[tuple[str, str], list[Any]]:
    """The licences of what is installed here, by the package's normal name and its version."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--sv", "1.6", "--of", "JSON", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a tool of our own
    if done.returncode:
        raise CannotTryError(f"what is installed here can't be listed:\n{done.stderr}")
    return {
        _key(one["name"], one["version"]): _named(one.get("licenses", []))
        for one in json.loads(done.stdout)["components"]
    }


def _key(name: str, version: str) -> tuple[str, str]:
    return re.sub(r"[-_.]+", "-", name).lower(), version


def _named(found: list[Any]) -> list[Any]:
    """Without the texts; CycloneDX takes one expression, or any number of licences."""
    expressions = [{"expression": one["expression"]} for one in found if "expression" in one]
    kept = [
        {key: one["license"][key] for key in ("id", "name") if key in one["license"]}
        for one in found
        if "license" in one
    ]
    return expressions[:1] or [{"license": one} for one in kept]


def _npm(file: Path) -> Iterator[Component]:
    for place, entry in json.loads(file.read_text("utf-8"))["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            algorithm, _, digest = entry["integrity"].partition("-")
            content = {"alg": algorithm.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}
            found = [{"expression": entry["license"]}] if entry.get("license") else []
            purl = f"pkg:npm/{name.replace('@', '%40')}@{entry['version']}"
            yield _component(purl, name, entry["version"], found, hashes=[content])


def _jars(folder: str) -> list[Component]:
    return json.loads((_TREE / "deploy" / folder / "jars.cdx.json").read_text("utf-8"))["components"]


def _images() -> Iterator[Component]:
    """Those that docker-compose.yml and the images' Dockerfile take from elsewhere."""
    compose = yaml.safe_load((_TREE / "docker-compose.yml").read_text("utf-8"))["services"].values()
    said = [str(service.get("image", "")) for service in compose]
    said.append((_TREE / "deploy" / "images" / "Dockerfile").read_text("utf-8"))
    for name, version, digest in sorted(set(_IMAGE.findall("\n".join(said)))):
        purl = f"pkg:docker/{name}@{digest.replace(':', '%3A')}?tag={version}"
        found = [{"license": {"id": _IMAGE_LICENCES[name]}}]
        content = [{"alg": "SHA-256", "content": digest.partition(":")[2]}]
        yield {**_component(purl, name, version, found, hashes=content), "type": "container"}
