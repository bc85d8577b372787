"""The clients of docs/partners/quick-start.md, run as they stand there, as a partner would run them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deploy.local import stack
from schemas.codes.flow import DeclineReason, DoneOutcome
from schemas.registry import partners, topics
from tests.chain import until
from tests.quick_start import PAGE, blocks, run

if TYPE_CHECKING:
    from tests.chain import Chain, Json


@dataclass(frozen=True, slots=True)
class Case:
    """A client, the partner it runs as, and the decision that brings that partner a referral."""

    client: str
    partner: str
    municipality: str
    outcome: str
    beside: tuple[str, ...] = ()


CASES = (
    Case("kcat", "riec", "GM0268", "ondermijnende-criminaliteit"),
    Case("aiokafka", "veilig-thuis", "GM0268", "zorg"),
    Case("confluent-kafka", "reguliere-hulp", "GM0268", "geen-vermoeden"),
    Case("java", "zvh-rivierenland", "GM0281", "zorg-en-strafrechtelijk", ("zorgcoordinator",)),
)
each_client = pytest.mark.parametrize("case", CASES, ids=lambda case: case.client)


def variables_of(chain: Chain, partner: str) -> dict[str, str]:
    """What the page says a partner gets."""
    return {
        "KAFKA_PARTNERS": chain.addresses.kafka_partners,
        "KAFKA_CA": str(chain.addresses.kafka_ca),
        "PARTNER": partner,
        "CERTIFICATE": str(chain.root / "certs" / "partners" / f"{partner}.pem"),
        "OIN": partners()[partner].oin,
    }


async def refer(chain: Chain, case: Case) -> str:
    """The partner's reference of a referral just sent to it."""
    people = [{"rol": "slachtoffer", "naam": "Zoë Éénhoorn"}, {"rol": "verdachte", "naam": "Žan Çelik"}]
    signal_id = await chain.to_decide(gemeente=case.municipality, betrokkenen=people)
    await chain.decide(signal_id, [case.outcome], case.partner, *case.beside)
    return (await chain.referral(signal_id, case.partner))["kenmerk"]


async def reached(chain: Chain, partner: str, reference: str, status: str) -> Json:
    """The referral, once it stands there."""
    service = topics()[f"referral.{partner}"].writer.removeprefix("service:")

    async def there() -> Json | None:
        found = await chain.at(service, "aandachtfunctionaris", f"/verwijzingen/{reference}")
        return found if found["status"] == status else None

    return await until(there)


@each_client
@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [("accepted", "aanvaard", None), ("declined", "afgewezen", DeclineReason.NO_CAPACITY)],
    ids=["accepted", "declined"],
)
async def test_a_client_of_the_page_reads_its_referral_and_answers_it(
    chain: Chain, tmp_path: Path, case: Case, answer: str, status: str, reason: str | None
) -> None:
    reference = await refer(chain, case)
    sent = (await chain.received(case.partner, "referral", reference)).value.decode()
    assert "Zoë" in sent or "Žan" in sent
    variables = {**variables_of(chain, case.partner), "ANSWER": answer, "REFERENCE": reference}
    done = await run(case.client, tmp_path, variables)
    assert done.code == 0, done.errors
    assert sent in done.out.splitlines()
    (step,) = (await reached(chain, case.partner, reference, status))["stappen"]
    assert (step["status"], step.get("reden")) == (status, reason)
    replies = await chain.all_records(f"reply.{case.partner}")  # which a partner itself can't read
    (reply,) = [record for record in replies if record.key == reference.encode()]
    assert dict(reply.headers)["content-type"].startswith(b"application/cloudevents+json")


@each_client
async def test_another_partners_topic_stays_closed_in_the_words_of_the_page(
    chain: Chain, tmp_path: Path, case: Case
) -> None:
    variables = {**variables_of(chain, case.partner), "PARTNER": "comensha", "ANSWER": "accepted"}
    done = await run(case.client, tmp_path, variables)
    assert (done.code, done.out) == (1, "")
    table = PAGE.read_text("utf-8").partition("## When it does not work")[2]
    literal = re.findall(r"`([^`]*uthoriz[^`]*)`", table)
    assert [message for message in literal if message in done.errors], done.errors


def test_the_page_names_every_code_and_the_client_library_that_is_tested() -> None:
    page = PAGE.read_text("utf-8")
    assert not [code for code in (*DeclineReason, *DoneOutcome) if f"`{code}`" not in page]
    (jar,) = (stack.default_root() / "kafka" / "libs").glob("kafka-clients-[0-9]*.jar")
    version = jar.stem.removeprefix("kafka-clients-")
    assert f"`org.apache.kafka:kafka-clients:{version}`" in page
    assert f"<version>{version}</version>" in blocks("java")["pom.xml"]
