"""The identity provider's keys: read again while we run, by address; what was withdrawn ends, what is new is taken."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from pydantic import ValidationError

from deploy.broker.certificates import make_certificates
from services.runtime.base.config import Config, Keys
from services.runtime.http import signing_keys
from services.runtime.http.signing_keys import KeysUnknownError, SigningKeys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def jwks(*names: str) -> bytes:
    public: dict[str, Any] = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True)
    return json.dumps({"keys": [{**public, "kid": name, "alg": "ES256"} for name in names]}).encode()


class Provider(ThreadingHTTPServer):
    """Says what it has; ``asked`` counts. Nothing is no answer."""

    said: bytes | None = None
    asked = 0
    metadata: bytes | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Provider  # pyright: ignore[reportIncompatibleVariableOverride] - the only server of it

    def do_GET(self) -> None:
        self.server.asked += 1
        said = self.server.metadata if self.path == "/.well-known/openid-configuration" else self.server.said
        self.send_response(200 if said else 503)
        self.end_headers()
        self.wfile.write(said or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(signing_keys, "time", made)
    return made


@pytest.fixture
def keys(provider: Provider) -> SigningKeys:
    return SigningKeys("https://inloggen.example.nl", Keys(jwks_url=f"http://127.0.0.1:{provider.server_port}/jwks"))


async def test_a_key_nobody_knew_is_taken_and_one_that_was_withdrawn_ends(
    provider: Provider, keys: SigningKeys, clock: Clock
) -> None:
    provider.said = jwks("one")
    assert await keys.find("one")
    provider.said = jwks("two")
    clock.now += 11
    assert await keys.find("two"), "a key nobody knew"
    assert await keys.find("one") is None
    provider.said = jwks("three")
    clock.now += 601
    assert await keys.find("two") is None, "ten minutes after it was withdrawn"


async def test_who_invents_key_ids_does_not_keep_us_asking(provider: Provider, keys: SigningKeys, clock: Clock) -> None:
    provider.said = jwks("one")
    assert await keys.find("one")
    for number in range(50):
        assert await keys.find(str(number)) is None
    assert provider.asked == 1
    clock.now += 11
    assert await keys.find("another") is None
    assert provider.asked == 2


async def test_what_was_known_holds_while_nobody_answers(provider: Provider, keys: SigningKeys, clock: Clock) -> None:
    provider.said = jwks("one")
    assert await keys.find("one")
    provider.said = None
    clock.now += 3600
    assert await keys.find("one")
    provider.said = b"<html>"
    clock.now += 11
    assert await keys.find("one")


async def test_old_keys_are_read_beside_the_request_that_asked(
    provider: Provider, keys: SigningKeys, clock: Clock
) -> None:
    provider.said = jwks("one")
    assert await keys.find("one")
    clock.now += 301
    assert await keys.find("one")
    await keys.settled()
    assert provider.asked == 2


async def test_nobody_is_somebody_before_it_ever_answered(provider: Provider, keys: SigningKeys, clock: Clock) -> None:
    with pytest.raises(KeysUnknownError):
        await keys.find("one")
    provider.said = jwks("one")
    with pytest.raises(KeysUnknownError):
        await keys.find("one")
    clock.now += 11
    assert await keys.find("one")


async def test_more_than_keys_can_be_is_not_read(provider: Provider, keys: SigningKeys) -> None:
    provider.said = jwks("one") + b" " * 300_000
    with pytest.raises(KeysUnknownError):
        await keys.find("one")


async def test_a_file_that_is_replaced_is_read_again(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(jwks("one"))
    keys = SigningKeys("https://inloggen.example.nl", Keys(jwks_file=file))
    assert await keys.find("one")
    file.write_bytes(jwks("two"))
    clock.now += 11
    assert await keys.find("two")


async def test_an_address_alone_is_enough(provider: Provider) -> None:
    provider.said = jwks("one")
    provider.metadata = json.dumps({"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/jwks"}).encode()
    assert await SigningKeys(provider.issuer, Keys()).find("one")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://elders.example.nl"},
        {"issuer": "http://127.0.0.1"},
        {"jwks_uri": "http://elders.example.nl/jwks"},
        {"jwks_uri": "file:///etc/jwks"},
        {"jwks_uri": None},
    ],
)
async def test_metadata_of_another_or_that_point_where_others_write_are_none(
    provider: Provider, changed: dict[str, Any]
) -> None:
    provider.said = jwks("one")
    said = {"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/jwks", **changed}
    provider.metadata = json.dumps(said).encode()
    with pytest.raises(KeysUnknownError):
        await SigningKeys(provider.issuer, Keys()).find("one")


_OTHERS: dict[str, Any] = {
    "database_url": "x",
    "database_password_file": "x",
    "kafka_services": "x",
    "kafka_ca": "x",
    "kafka_certificate": "x",
    "http_port": 1,
    "inner_port": 2,
    "token_audience": "x",
    "quarantine_key_file": "x",
}


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"x": {}},
        {"http://inloggen.example.nl": {}},
        {"x": {"jwks_file": "x", "jwks_url": "https://inloggen.example.nl/jwks"}},
        {"x": {"jwks_url": "http://inloggen.example.nl/jwks"}},
        {"x": {"jwks_url": "http://127.0.0.1.example.nl/jwks"}},
        {"x": {"jwks_url": "file:///etc/jwks"}},
        {"x": {"jwks_uri": "https://inloggen.example.nl/jwks"}},
        {"https://inloggen.example.nl": {}, "x": {}},
    ],
)
def test_the_keys_come_from_one_place_that_nobody_else_can_write(source: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Config(**_OTHERS, token_issuers=source)


@pytest.mark.parametrize(
    "source",
    [
        {"x": {"jwks_file": "x"}},
        {"x": {"jwks_url": "https://inloggen.example.nl/jwks"}},
        {"https://inloggen.example.nl": {}},
        {"http://localhost:8080/realms/x": {}, "x": {"jwks_file": "x"}},
    ],
)
def test_by_address_or_from_a_file(source: dict[str, Any]) -> None:
    assert Config(**_OTHERS, token_issuers=source)


async def test_a_provider_with_a_ca_of_its_own_is_believed_by_that_ca(provider: Provider, tmp_path: Path) -> None:
    make_certificates(tmp_path, (), identity_hosts=("inloggen.localhost",))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "identity.pem")
    provider.socket = context.wrap_socket(provider.socket, server_side=True)
    provider.said = jwks("one")
    address = f"https://127.0.0.1:{provider.server_port}/jwks"
    with pytest.raises(KeysUnknownError):
        await SigningKeys("x", Keys(jwks_url=address)).find("one")
    assert await SigningKeys("x", Keys(jwks_url=address, ca_file=tmp_path / "service-ca.pem")).find("one")
