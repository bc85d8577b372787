"""Plays the people at their desks through the APIs, and the partners on their topics, by the rules of ``rules``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from demo import people, rules
from demo.api import User, must
from demo.reconcile import Sent
from demo.waiting import every, until
from schemas.codes.flow import Assessment, ReferralState, ReporterStatus, UserRole
from schemas.codes.municipality import NAMES
from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from demo.api import Answer, Api
    from demo.generator import Report
    from demo.partner import Partner, Read

Json = dict[str, Any]
Who = Callable[[str], User]
"""By municipality."""

_SECONDS = 60
_PAGE = 500
_SENT_AGAIN = 20
"""Every so many reports, one is sent a second time, as by a client that lost the answer."""


@dataclass(slots=True)
class Replies:
    """What the partners answered, and to what they said nothing."""

    silent: set[str] = field(default_factory=set[str])
    facts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    async def handle(self, partner: Partner, read: Read) -> None:
        """One event from a partner's topic."""
        data = read.event["data"]
        family = read.topic.split(".")[0]
        match family:
            case "alert":
                replies = [rules.Reply("alert.acknowledged", {})]
            case "consult" if read.kind == "asked":
                answer = rules.answer_consultation(partner.name, data)
                replies = [answer] if answer else []
            case "referral" if read.kind == "sent":
                replies = rules.answer_referral(partner.name, data)
            case _:
                replies = rules.answer_afterwards(family, data)
        for reply in replies:
            await partner.reply(read.reference, reply)
        if replies:
            self.facts.setdefault(read.reference, []).extend(reply.fact for reply in replies)
        else:
            self.silent.add(read.reference)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """``answers``: to the municipality that has the case, that gets it, and a third; to the second afterwards."""

    municipalities: tuple[str, str, str]
    answers: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return self.answers == (HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_FOUND)

    def told(self) -> str:
        home, other, third = (NAMES[code] for code in self.municipalities)
        said = dict(zip((home, other, third, f"{other} afterwards"), self.answers, strict=True))
        return ", ".join(f"{who} {'sees it' if one == HTTPStatus.OK else one}" for who, one in said.items())


class Play:
    """One run; ``run`` makes its requests different from every other run's."""

    def __init__(self, api: Api, run: str, today: date) -> None:
        self._api = api
        self._run = run
        self._today = today
        self.replies = Replies()
        self.reports: dict[str, Report] = {}
        """By signal id."""
        self.closed: set[str] = set()
        """Signals that the analyst found not strengthened."""
        self.ordered: Counter[str] = Counter()
        """Referrals ordered, by partner."""

    async def send(self, reports: Iterable[Report], sent_one: Callable[[], None]) -> list[Sent]:
        """Every report to intake."""

        async def send(report: Report) -> Sent:
            sent = await self._send(report)
            sent_one()
            return sent

        return await every(send(report) for report in reports)

    async def _send(self, report: Report) -> Sent:
        user = self._reporter(report)
        key = f"demo-{self._run}-{report.number}"
        if user is None:
            must(await self._api.get("intake", "/meldroutes", None))
        answer = await self._api.post("intake", "/signalen", user, report.body, key, report.media_type)
        if report.number % _SENT_AGAIN == 0:
            again = await self._api.post("intake", "/signalen", user, report.body, key, report.media_type)
            if again != answer:
                problem = "sent again with the same key, answered otherwise"
                return Sent(report.number, report.expected, HTTPStatus.INTERNAL_SERVER_ERROR, None, problem)
        signal_id = answer.body.get("id")
        if signal_id:
            self.reports[signal_id] = report
        return Sent(
            report.number,
            report.expected,
            answer.status,
            signal_id,
            "" if signal_id else _reason(report, answer),
            report.acute,
            answer.body.get("alarm"),
        )

    async def take_meldcode_steps(self) -> Counter[str]:
        """Reporters under the meldcode go on with its steps; how many each status then has."""
        status = await self._statuses(self.reports)
        waiting = [signal_id for signal_id, found in status.items() if found == ReporterStatus.MELDCODE]

        async def take(signal_id: str) -> str:
            report = self.reports[signal_id]
            steps = rules.reporter_meldcode(report.content, self._today)
            if steps is None:
                return ReporterStatus.MELDCODE.value
            path = f"/signalen/{signal_id}/meldcode-stappen"
            return must(
                await self._api.post("intake", path, self._reporter(report), steps, self._key(signal_id, "meldcode"))
            )["status"]

        return Counter(await every(take(signal_id) for signal_id in waiting))

    async def _statuses(self, signal_ids: Iterable[str]) -> dict[str, str]:
        """What intake tells the reporters."""

        async def show(signal_id: str) -> tuple[str, str]:
            path = f"/signalen/{signal_id}"
            return signal_id, must(await self._api.get("intake", path, self._reporter(self.reports[signal_id])))[
                "status"
            ]

        return dict(await every(show(signal_id) for signal_id in signal_ids))

    async def assess(self, judged_one: Callable[[], None]) -> Counter[str]:
        """The analyst works the desk, twice: what comes back from a reporter is assessed again."""
        ids = {signal_id for signal_id, r in (await self._statuses(self.reports)).items() if r == "ontvangen"}
        first = await self._assess(ids, judged_one)
        asked = {signal_id for signal_id, conclusion in first.items() if conclusion == "meer-informatie-nodig"}
        second = await self._assess(await self._supplement(asked), judged_one)
        assessed = first | second
        self.closed = {s for s, conclusion in assessed.items() if conclusion == Assessment.NOT_STRENGTHENED}
        return Counter(assessed.values())

    async def report_late(self, report: Report) -> Sent:
        """About the address of a signal that was closed, which comes back to the analyst for it."""
        answers = await every(
            self._api.get("enrichment", f"/signalen/{s}", self.analyst(s)) for s in sorted(self.closed)
        )
        found = [must(answer) for answer in answers]
        closed = next((signal for signal in found if signal["adres"]), None)
        if closed is None:
            return await self._send(report)
        content = rules.late_report(report.content, self.reports[closed["id"]].content)
        sent = await self._send(replace(report, content=content, body=json.dumps(content).encode()))

        async def reopened() -> bool:
            path = f"/signalen/{closed['id']}"
            return (
                must(await self._api.get("enrichment", path, self.analyst(closed["id"])))["status"] == "te-beoordelen"
            )

        await until(reopened, _SECONDS)
        return sent

    async def _assess(self, signal_ids: Collection[str], judged_one: Callable[[], None]) -> dict[str, str]:
        def looked_up(item: Json) -> bool:
            return item["adresStatus"] != "wordt-opgezocht" and item["verbandenGezocht"]

        desk = await self._desk("enrichment", people.analyst, signal_ids, looked_up)

        async def judge(signal_id: str) -> tuple[str, str]:
            path = f"/signalen/{signal_id}"
            signal = must(await self._api.get("enrichment", path, self.analyst(signal_id)))
            judged_one()
            # The analyst sees what the API shows; the reporter's date is part of it.
            body = rules.analyst(signal, self._today)
            if body is None:
                return signal_id, "nog niet beoordeeld"
            key = self._key(signal_id, f"beoordeling-{len(signal['aanvullingen'])}")
            must(await self._api.post("enrichment", f"{path}/beoordelingen", self.analyst(signal_id), body, key))
            return signal_id, body["conclusie"]

        return dict(await every(judge(signal_id) for signal_id in desk))

    async def _supplement(self, asked: Collection[str]) -> set[str]:
        """Reporters who were asked for more, and answer."""

        async def all_know() -> bool:
            return {*(await self._statuses(asked)).values()} <= {ReporterStatus.INFORMATION_ASKED.value}

        await until(all_know, _SECONDS)

        async def answer(signal_id: str) -> str | None:
            report = self.reports[signal_id]
            body = rules.reporter_supplement(report.content, self._today)
            if body is None:
                return None
            path = f"/signalen/{signal_id}/aanvullingen"
            must(await self._api.post("intake", path, self._reporter(report), body, self._key(signal_id, "aanvulling")))
            return signal_id

        return {signal_id for signal_id in await every(answer(s) for s in asked) if signal_id}

    async def decide(self, decided_one: Callable[[], None]) -> Counter[str]:
        """The aandachtfunctionaris consults partners, waits for their answers, and decides."""
        ids = {
            signal_id
            for signal_id, status in (await self._settled_statuses()).items()
            if status == ReporterStatus.WITH_AANDACHTFUNCTIONARIS
        }
        desk = await self._desk("triage", people.decider, ids)
        asked = dict(await every(self._consult(signal_id) for signal_id in desk))

        def unanswered(signal_id: str) -> int:
            answered = self.replies.facts.keys()
            return len(asked[signal_id] - answered)

        async def answers_are_in() -> bool:
            if not all(asked[signal_id] <= self.replies.facts.keys() | self.replies.silent for signal_id in desk):
                return False
            items = await self._listed("triage", people.decider, desk)
            return all(item["openConsultaties"] == unanswered(signal_id) for signal_id, item in items.items())

        await until(answers_are_in, _SECONDS)

        async def decide(signal_id: str) -> str:
            path = f"/signalen/{signal_id}"
            case = must(await self._api.get("triage", path, self.decider(signal_id)))
            decided_one()
            body = rules.decision(case, self._today)
            if body is None:
                return "nog niet besloten"
            key = self._key(signal_id, "besluit")
            answer = must(await self._api.post("triage", f"{path}/besluiten", self.decider(signal_id), body, key))
            await self._confirm("triage", f"/voorstellen/{answer['id']}", answer, signal_id)
            self.ordered.update(answer["partners"])
            return " + ".join(answer["uitkomsten"])

        return Counter(await every(decide(signal_id) for signal_id in desk))

    async def _confirm(self, service: str, path: str, made: Json, signal_id: str) -> None:
        """A second aandachtfunctionaris looks at what may not go out alone, and agrees with exactly that."""
        if made["wachtOpTweede"]:
            second = people.second(self._municipality(signal_id))
            seen = must(await self._api.get(service, path, second))
            confirmed, key = rules.confirmation(seen), self._key(seen["id"], "tweede")
            must(await self._api.post(service, f"{path}/bevestigingen", second, confirmed, key))

    async def _settled_statuses(self) -> dict[str, str]:
        """Once everything the analyst sent on has come to triage and back to the reporter."""
        found: dict[str, str] = {}

        async def settled() -> bool:
            on_its_way = [s for s in self.reports if found.get(s) in (None, ReporterStatus.RECEIVED)]
            found.update(await self._statuses(on_its_way))
            received = {s for s, status in found.items() if status == ReporterStatus.RECEIVED}
            return received <= (await self._listed("enrichment", people.analyst, received)).keys()

        await until(settled, _SECONDS)
        return found

    async def _consult(self, signal_id: str) -> tuple[str, set[str]]:
        path = f"/signalen/{signal_id}"
        case = must(await self._api.get("triage", path, self.decider(signal_id)))
        references: set[str] = set()
        for body in rules.consultations(case, self._today):
            key = self._key(signal_id, f"vraag-{body['partner']}")
            asked = await self._api.post("triage", f"{path}/consultaties", self.decider(signal_id), body, key)
            references.add(must(asked)["kenmerk"])
        return signal_id, references

    async def await_partners(self, clients: Mapping[str, Partner]) -> bool:
        """Until every ordered referral was read, and its service knows what the partner answered last."""

        def references() -> dict[str, str]:
            reads = (read for client in clients.values() for read in client.reads)
            return {read.reference: read.partner for read in reads if read.topic.startswith("referral.")}

        async def everything_read() -> bool:
            read = Counter(references().values())
            return all(read[partner] >= count for partner, count in self.ordered.items())

        async def everything_known() -> bool:
            states = {item["kenmerk"]: item["status"] for item in await self.referrals()}
            facts = {reference: self.replies.facts.get(reference, []) for reference in references()}
            return all(states.get(reference) in _STATES_AFTER[last[-1]] for reference, last in facts.items() if last)

        return await until(everything_read, _SECONDS) and await until(everything_known, _SECONDS)

    async def follow_up(self) -> Counter[str]:
        """The aandachtfunctionaris answers partners' questions, withdraws what waits too long, and decides again on
        what came back; how many of each.
        """
        done: Counter[str] = Counter()
        referrals = await self.referrals()

        async def post(referral: Json, act: str, body: Json) -> None:
            path, key = f"/verwijzingen/{referral['kenmerk']}/{act}", self._key(referral["kenmerk"], act)
            service = topics()[f"referral.{referral['partner']}"].writer.removeprefix("service:")
            made = must(await self._api.post(service, path, self.decider(referral["signaalId"]), body, key))
            if waiting := made.get("voorgesteldAntwoord"):
                await self._confirm(service, f"/antwoorden/{waiting['id']}", waiting, referral["signaalId"])
            done[act] += 1

        asked = [r for r in referrals if r["status"] == ReferralState.INFORMATION_ASKED]
        await every(post(r, "antwoorden", rules.information(r["partner"])) for r in asked)
        waiting = [(r, body) for r in referrals if (body := rules.withdrawal(r))]
        await every(post(r, "intrekkingen", body) for r, body in waiting)
        back = {r["signaalId"] for r in referrals if r["status"] == ReferralState.DECLINED}
        back |= {r["signaalId"] for r, _ in waiting if r["regie"]}
        desk = await self._desk("triage", people.decider, back, lambda item: bool(item["teruggekomen"]))

        async def decide(signal_id: str) -> None:
            path = f"/signalen/{signal_id}"
            case = must(await self._api.get("triage", path, self.decider(signal_id)))
            body, key = rules.decision_again(case), self._key(signal_id, "opnieuw")
            made = must(await self._api.post("triage", f"{path}/besluiten", self.decider(signal_id), body, key))
            await self._confirm("triage", f"/voorstellen/{made['id']}", made, signal_id)
            self.ordered.update(order["partner"] for order in body["verwijzingen"])
            done["opnieuw besloten"] += 1

        await every(decide(signal_id) for signal_id in desk)
        return done

    async def amend(self) -> Counter[str]:
        """The aandachtfunctionaris corrects and withdraws whole cases; how many of each."""
        done: Counter[str] = Counter()
        decided = {referral["signaalId"] for referral in await self.referrals()}

        async def amend(signal_id: str) -> None:
            path = f"/signalen/{signal_id}"
            case = must(await self._api.get("triage", path, self.decider(signal_id)))
            for act, body in (("correcties", rules.correction(case)), ("intrekkingen", rules.case_withdrawal(case))):
                if body:
                    key = self._key(signal_id, act)
                    made = must(await self._api.post("triage", f"{path}/{act}", self.decider(signal_id), body, key))
                    await self._confirm("triage", f"/voorstellen/{made.get('voorstel')}", made, signal_id)
                    done[act] += 1

        await every(amend(signal_id) for signal_id in decided)
        return done

    async def await_confirmations(self) -> bool:
        """Until every partner has confirmed what it was told to."""

        async def confirmed() -> bool:
            return not any(referral["nietBevestigd"] for referral in await self.referrals())

        return await until(confirmed, _SECONDS)

    async def referrals(self) -> list[Json]:
        """Every referral of this run's signals, of both services."""
        found: list[Json] = []
        for service in ("zorg-referral", "riec-referral"):
            items = await self._all(service, "/verwijzingen", people.decider)
            found += [item for item in items if item["signaalId"] in self.reports]
        return found

    async def _desk(
        self, service: str, who: Who, signal_ids: Collection[str], ready: Callable[[Json], bool] = lambda _: True
    ) -> dict[str, Json]:
        """These signals on this worklist, once all of them are there and ready; those that are, when time is up."""
        found: dict[str, Json] = {}

        async def complete() -> bool:
            found.update(await self._listed(service, who, signal_ids))
            return found.keys() >= {*signal_ids} and all(ready(item) for item in found.values())

        await until(complete, _SECONDS)
        return found

    async def _listed(self, service: str, who: Who, signal_ids: Collection[str]) -> dict[str, Json]:
        """Those of these signals that are on a worklist."""
        wanted = {*signal_ids}
        return {item["id"]: item for item in await self._all(service, "/werkvoorraad", who) if item["id"] in wanted}

    async def _all(self, service: str, path: str, who: Who) -> list[Json]:
        """The lists of these people in every municipality, to their ends."""
        lists = await every(self._whole(service, path, who(municipality)) for municipality in NAMES)
        return list({item.get("kenmerk") or item["id"]: item for one in lists for item in one}.values())

    async def _whole(self, service: str, path: str, user: User) -> list[Json]:
        found: list[Json] = []
        after: dict[str, str] = {}
        while True:
            body = must(await self._api.get(service, path, user, limit=_PAGE, **after))
            found += body["items"]
            if not body["volgende"]:
                return found
            after = {"na": body["volgende"]}

    def _municipality(self, signal_id: str) -> str:
        """Where it was reported."""
        return self.reports[signal_id].content["gemeente"]

    def _reporter(self, report: Report) -> User | None:
        """Somebody of this run: who reports again within the hour puts right what was refused."""
        return User(UserRole.PROFESSIONAL, f"{report.subject}-{self._run}") if report.subject else None

    def analyst(self, signal_id: str) -> User:
        """Who has it on the worklist."""
        return people.analyst(self._municipality(signal_id))

    def decider(self, signal_id: str) -> User:
        """Whose case it is."""
        return people.decider(self._municipality(signal_id))

    async def hand_over(self) -> HandedOver:
        """A case goes to another municipality for a week, and back; who sees it meanwhile, and who does not."""
        signal_id = min(referral["signaalId"] for referral in await self.referrals())
        home = self._municipality(signal_id)
        other, third = [code for code in NAMES if code != home][:2]
        path, until_day = f"/signalen/{signal_id}", (self._today + timedelta(days=7)).isoformat()
        body = {"gemeente": other, "reden": "slachtoffer-verhuisd", "grondslag": "wmo-2015-5-1-1", "tot": until_day}
        owner, key = self.decider(signal_id), self._key(signal_id, "overdracht")
        made = must(await self._api.post("triage", f"{path}/overdrachten", owner, body, key))

        async def sees(municipality: str) -> int:
            return (await self._api.get("triage", path, people.decider(municipality))).status

        during = [await sees(municipality) for municipality in (home, other, third)]
        back = f"/overdrachten/{made['id']}/beeindigingen"
        must(await self._api.post("triage", back, owner, {}, self._key(signal_id, "terug")))
        return HandedOver((home, other, third), (*during, await sees(other)))

    def _key(self, signal_id: str, step: str) -> str:
        return f"demo-{self._run}-{signal_id}-{step}"


_STATES_AFTER = {
    "referral.received": {"ontvangen"},
    "referral.accepted": {"aanvaard"},
    "referral.declined": {"afgewezen"},
    "referral.more-information-asked": {"meer-informatie-gevraagd"},
    "referral.started": {"in-behandeling"},
    "referral.done": {"afgerond"},
    "referral.confirmed": {"ingetrokken", "afgewezen"},
}
"""Who declined confirms that what it got is gone."""


def _reason(report: Report, answer: Answer) -> str:
    """The refusal in the words of intake: the rules that were broken, or else the detail."""
    broken = [f"{error['field']}: {error['rule']}".strip(": ") for error in answer.body.get("errors", ())]
    said = "; ".join(broken) or str(answer.body.get("detail", ""))
    kind = report.malformed or "resident, shown the four routes"
    return f"{kind} ({answer.status} {said})" if said else ""
