"""What a partner installs holds what the program needs, and nothing of the municipality's side."""

from __future__ import annotations

import tomllib
from pathlib import Path

from deploy.partner.package import needed, pyproject
from schemas.registry import partners


def test_it_holds_its_own_rooms_and_no_service() -> None:
    rooms = {"/".join(file.parts[:2]) for file in needed() if file.parts[0] == "services"}
    assert rooms == {
        *("services/__init__.py", "services/casework", "services/partner_desk"),
        *("services/runtime", "services/screens"),
    }
    assert {file.parts[0] for file in needed()} == {"schemas", "services"}


def test_it_can_read_for_every_partner() -> None:
    files = {file.as_posix() for file in needed()}
    assert {f"schemas/partners/{name}.yaml" for name in partners()} <= files
    assert {f"schemas/disclosures/{name.replace('-', '_')}.py" for name in partners()} <= files
    assert "services/partner_desk/schema.sql" in files
    assert "services/screens/assets/vendor/theme.css" in files


def test_its_packages_are_those_that_are_locked() -> None:
    dependencies: list[str] = tomllib.loads(pyproject())["project"]["dependencies"]
    wanted = {one.partition(">")[0] for one in dependencies}
    locked = (Path(__file__).parents[3] / "requirements" / "partner.txt").read_text("utf-8")
    assert {name for name in wanted if f"\n{name}==" not in f"\n{locked}"} == set()
    assert "asyncpg" not in locked
    assert "faust" not in locked
