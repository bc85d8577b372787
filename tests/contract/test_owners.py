"""Every topic and partner has an owner, and it is the team that must agree to a change of its declaration."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.registry import Partner, Topic, partners, topics

ROOT = Path(__file__).parents[2]
RULES = [
    (words[0], words[1:])
    for line in (ROOT / ".github" / "CODEOWNERS").read_text("utf-8").splitlines()
    if (words := line.split()) and not line.startswith("#")
]


def owners(path: str) -> list[str]:
    """The teams of a file: the last rule that fits it counts."""
    fitting = [teams for rule, teams in RULES if fnmatchcase(f"/{path}", f"{rule}*" if rule.endswith("/") else rule)]
    return fitting[-1]


@pytest.mark.parametrize("name", sorted(partners()))
def test_a_partner_has_the_owner_of_its_files(name: str) -> None:
    owner = f"@signaalketen/{partners()[name].owner}"
    assert owner in owners(f"schemas/partners/{name}.yaml")
    assert owner in owners(f"schemas/disclosures/{name.replace('-', '_')}.py")


@pytest.mark.parametrize("name", sorted(topics()))
def test_a_topic_has_the_owner_of_its_file_or_of_its_partner(name: str) -> None:
    file = f"schemas/topics/{name}.yaml"
    of_partner = name.partition(".")[2]
    declaration = file if (ROOT / file).exists() else f"schemas/partners/{of_partner}.yaml"
    assert f"@signaalketen/{topics()[name].owner}" in owners(declaration)


def test_every_rule_is_about_something_that_is_there() -> None:
    assert [rule for rule, _ in RULES if not [*ROOT.glob(rule.removeprefix("/"))]] == []


@pytest.mark.parametrize("declared", [topics()["signal.received"], partners()["riec"]])
def test_a_declaration_without_an_owner_is_refused(declared: Topic | Partner) -> None:
    without = declared.model_dump(exclude={"owner"})
    with pytest.raises(ValidationError, match="owner"):
        type(declared).model_validate(without)
