"""The audit log: take it along, check it, prove and explain from it."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import httpx
import typer
import yaml

from cli.audit_origin import new_origin
from cli.audit_replay import replay_state
from cli.output import AsJson, show_json
from cli.reconcile import reconcile
from deploy.errors import CannotTryError
from deploy.files import private_folder, write_file
from deploy.local import stack
from deploy.local.tokens import sign_token
from deploy.operator import operator
from schemas.codes.flow import UserRole
from services.audit import verify as verifier
from services.tlog.merkle import ProofError
from services.tlog.note import NoteError, parse_checkpoint, parse_note
from services.tlog.policy import parse_policy
from services.tlog.proof import check_proof
from services.tlog.tiles import BUNDLE, WIDTH, all_places, path, width_at

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command()(reconcile)

app.command("replay")(replay_state)
app.command()(new_origin)

_TEXTS = ("log.vkey", "policy", "sources", "README.txt")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Source:
    """The audit service and what makes a token that lets an auditor in: a long log outlasts one."""

    url: str
    token: Callable[[], str]

    def get(self, path: str, **query: str | int) -> httpx.Response:
        try:
            with self.client() as client:
                response = client.get(f"{self.url}{path}", params=query)
        except httpx.HTTPError as error:
            raise CannotTryError(f"{self.url} does not answer: {error}") from None
        if response.status_code not in (200, 404):
            raise CannotTryError(f"{self.url}{path}: {response.status_code} {response.text}")
        return response

    def client(self) -> httpx.Client:
        return httpx.Client(auth=self._authorised, timeout=_SECONDS, trust_env=False)

    def _authorised(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self.token()}"
        return request


def source() -> Source:
    """From AUDIT_URL and AUDIT_TOKEN; without them, of the chain that runs on this machine."""
    url, token = os.environ.get("AUDIT_URL"), os.environ.get("AUDIT_TOKEN")
    if url and token:
        return Source(url, lambda: token)
    root = stack.default_root()
    local = stack.addresses(root).urls["audit"]
    return Source(url or local, lambda: sign_token(root / "secrets", UserRole.AUDITOR.value, operator(), 1))


@app.command()
def export(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Write the whole log to DIR, for anyone to check without us."""
    mirror(source(), folder)
    typer.echo(f"{folder}: {parse_checkpoint(parse_note((folder / 'checkpoint').read_bytes()).text).size} entries")


def mirror(audit: Source, folder: Path) -> None:
    """Every file of the log as the service gives it now."""
    if folder.exists() and any(folder.iterdir()):
        raise CannotTryError(f"{folder} is not empty")
    with audit.client() as client:

        def fetch(name: str) -> bytes:
            response = client.get(f"{audit.url}/log/{name}")
            while response.status_code == HTTPStatus.TOO_MANY_REQUESTS:  # a long log; it says how long to wait
                time.sleep(int(response.headers["Retry-After"]))
                response = client.get(f"{audit.url}/log/{name}")
            if not response.is_success:
                raise CannotTryError(f"{audit.url}/log/{name}: {response.status_code} {response.text}")
            file = folder / name
            private_folder(file.parent)  # it holds all that was shared about anybody
            write_file(file, response.content, 0o600)
            return response.content

        try:
            head = parse_checkpoint(parse_note(fetch("checkpoint")).text)
            for name in (*_TEXTS, *(path(place, width) for place, width in all_places(head.size))):
                fetch(name)
        except httpx.HTTPError as error:
            raise CannotTryError(f"{audit.url} does not answer: {error}") from None
        except NoteError as error:
            raise CannotTryError(f"{audit.url}/log/checkpoint is {error}") from None
    (folder / "verify.py").write_bytes(Path(verifier.__file__).read_bytes())


@app.command()
def verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="An export; without it the running log.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="Keys you trust, in place of the export's own.")] = None,
    since: Annotated[Path | None, typer.Option(help="A checkpoint you kept: the log must go on from it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Derive the whole log again and say what does not hold, and where; exit code 1 when anything does not."""
    if folder is None:
        with tempfile.TemporaryDirectory() as name:
            mirror(source(), Path(name) / "log")
            report = verifier.verify(Path(name) / "log", policy, since)
    else:
        report = _verified(folder, policy, since)
    if as_json:
        show_json(report.as_dict())
    else:
        typer.echo("\n".join(report.lines()))
    if report.findings:
        raise typer.Exit(1)


def _verified(folder: Path, policy: Path | None, since: Path | None) -> verifier.Report:
    try:
        return verifier.verify(folder, policy, since)
    except OSError as error:
        raise CannotTryError(f"{error.filename}: {error.strerror}") from None


@app.command()
def proof(
    index: int, old: Annotated[int | None, typer.Option(help="Consistency: from this size to INDEX.")] = None
) -> None:
    """Print the inclusion proof of entry INDEX (C2SP tlog-proof), or a consistency proof."""
    what = f"/log/proof/inclusion/{index}" if old is None else f"/log/proof/consistency/{old}/{index}"
    response = source().get(what)
    if not response.is_success:
        typer.echo("no such proof: the last checkpoint does not reach that far")
        raise typer.Exit(1)
    typer.echo(response.text, nl=False)


@app.command()
def why(
    reference: Annotated[str, typer.Argument(metavar="REFERRAL", help="The partner's reference.")],
    as_json: AsJson = False,
) -> None:
    """Say why this was shared: signal, decision, basis that day, fields, answers; every step with its proof."""
    audit = source()
    response = audit.get(f"/v1/verantwoordingen/{reference}")
    if not response.is_success:
        typer.echo(f"the log knows no referral {reference}")
        raise typer.Exit(1)
    found = response.json()["verantwoording"]
    checked = [_proven(audit, index) for index in found["bewijzen"]]
    if as_json:
        show_json({**found, "bewijzen": [proof for proof, _ in checked]})
    else:
        typer.echo(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=140).rstrip())
        for index, (_, holds) in zip(found["bewijzen"], checked, strict=True):
            typer.echo(f"entry {index}: {'in the witnessed log' if holds else 'NOT PROVEN'}")
    if not checked or not all(holds for _, holds in checked):
        raise typer.Exit(1)


def _proven(audit: Source, index: int) -> tuple[str, bool]:
    """The proof of an entry, and whether it leads from the entry's own bytes to a checkpoint that counts."""
    proof = audit.get(f"/log/proof/inclusion/{index}").text
    size = parse_checkpoint(parse_note(proof.partition("\n\n")[2].encode()).text).size if "\n\n" in proof else 0
    if index >= size:
        return proof, False
    place = (BUNDLE, index // WIDTH)
    bundle = audit.get(f"/log/{path(place, width_at(size, place))}").content
    entry = verifier.split_bundle(bundle)[index % WIDTH]
    policy = parse_policy(audit.get("/log/policy").text)
    try:
        check_proof(entry, proof, policy)
    except (ProofError, NoteError):
        return proof, False
    return proof, True


@app.command()
def partner(name: str) -> None:
    """Print everything this partner ever got, one event a line."""
    _print_held(source().get("/v1/verstrekkingen", partner=name))


@app.command()
def subject(words: Annotated[str, typer.Argument(help="A name, number or address, however it is typed.")]) -> None:
    """Print everything held about one data subject (AVG 15), one event a line."""
    audit = source()
    with audit.client() as client:
        _print_held(client.post(f"{audit.url}/v1/inzageverzoeken", json={"zoekwoorden": words}))


def _print_held(response: httpx.Response) -> None:
    if not response.is_success:
        raise CannotTryError(response.text)
    for item in response.json()["items"]:
        typer.echo(json.dumps(item, ensure_ascii=False))
