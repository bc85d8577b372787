"""Defects in what the aandachtfunctionaris relies on at the screens."""

from __future__ import annotations

from tests.mutants.defect import Defect

CASE = "tests/browser/desk/test_case.py"
DECISION = "tests/browser/desk/test_decision.py"
DRAFTS = "tests/desk/test_drafts.py"
SIGN_ON = "tests/browser/desk/test_sign_on.py"

LIVE = "tests/browser/desk/test_live.py"

ON_THE_SCREENS = (
    Defect(
        "a long search says nothing",
        "services/screens/assets/bezig.js",
        "    line.hidden = false;\n",
        "",
        "tests/browser/desk/test_auditor.py::test_a_long_search_says_that_it_goes_on",
        whole=True,
    ),
    Defect(
        "who has a file open is told to who may not open it",
        "services/desk/live/presence.py",
        "if not still_there:",
        "if still_there is False:",
        LIVE,
        whole=True,
    ),
    Defect(
        "an open page keeps its session open",
        "services/desk/live/api.py",
        "session = await find(request, active=False)",
        "session = await find(request)",
        LIVE,
        times=2,
        whole=True,
    ),
    Defect(
        "what is shown before is not all that is sent",
        "services/desk/screens/steps.py",
        "await act.preview(body)",
        'await act.preview({**body, "verwijzingen": body.get("verwijzingen", [])[:1]})',
        DECISION,
        whole=True,
    ),
    Defect(
        "what a partner gets is not shown",
        "services/screens/templates/onderdelen.html",
        "{{ content(one.content) }}",
        "",
        DECISION,
        whole=True,
    ),
    Defect(
        "a partner is told what was written for another",
        "services/desk/decision/filled.py",
        '"toelichting": self.values[field("toelichting", partner)],',
        '"toelichting": self.values[field("toelichting", self.ordered[0])],',
        "tests/unit/desk/test_decision.py",
    ),
    Defect(
        "a partner that is no longer chosen is told all the same",
        "services/desk/decision/filled.py",
        "beside = self.offer.beside(self.outcomes, self.director)",
        "beside = [one for one in REFERRED if one != self.director]",
        "tests/unit/desk/test_decision.py",
    ),
    Defect(
        "a desk in the menu of who may not enter it",
        "services/desk/may.py",
        '"Beslissen", frozenset({UserRole.AANDACHTFUNCTIONARIS})',
        '"Beslissen", frozenset({UserRole.AANDACHTFUNCTIONARIS, UserRole.ANALYST})',
        "tests/desk/test_permissions.py",
        whole=True,
    ),
    Defect(
        "somebody else gets what was being filled in",
        "services/desk/drafts/store.py",
        "where draft_id = $1 and subject = $2 and kept_at > $3",
        "where draft_id = $1 and $2::text is not null and kept_at > $3",
        DRAFTS,
        whole=True,
    ),
    Defect(
        "a form of another site is kept as somebody's own",
        "services/desk/drafts/keeping.py",
        "not secrets.compare_digest(form.get(TOKEN), sealing.form_token(cookie))",
        "False",
        DRAFTS,
        whole=True,
    ),
    Defect(
        "what was filled in is lost at the extra check",
        "services/desk/service.py",
        """    place = await keeping.keep(request)
    title = "Extra controle nodig\"""",
        """    place = "/"
    title = "Extra controle nodig\"""",
        SIGN_ON,
        whole=True,
    ),
    Defect(
        "who was quicker is overwritten",
        "services/desk/upstream.py",
        'headers["If-Match"] = seen',
        "pass",
        CASE,
        whole=True,
    ),
    Defect(
        "a correction shows more than what changes",
        "services/screens/difference.py",
        "if old.get(place) != new.get(place)",
        "if place",
        "tests/unit/screens/test_difference.py",
    ),
    Defect(
        "a correction says the new as what a partner has",
        "services/triage/amendments/domain.py",
        'return event.model_copy(update={"personal": half.personal})',
        "return event",
        "tests/unit/triage/test_amendments.py",
    ),
    Defect(
        "a table's papers show everybody the same",
        "services/triage/papers/domain.py",
        "if one.participant is participant and one.serves(here))",
        "if one.participant and one.serves(here))",
        "tests/unit/triage/test_papers.py",
    ),
    Defect(
        "a table's papers show more than the case",
        "services/triage/papers/domain.py",
        "for name in _SEEN if name in told",
        "for name in told",
        "tests/unit/triage/test_papers.py",
    ),
    Defect(
        "who had a file open is kept",
        "services/desk/ending.py",
        '    "presence": ("seen_at", presence.LIFE),\n',
        "",
        "tests/desk/test_ending.py",
        whole=True,
    ),
    Defect(
        "an analyst who was quicker is overwritten",
        "services/desk/screens/analyst.py",
        "seen=enrichment.seen,",
        "",
        "tests/browser/desk/test_analyst.py",
        whole=True,
    ),
    Defect(
        "the menu names screens that are not there",
        "services/desk/signed_on.py",
        "here: tuple[Area, ...] = request.app.state.areas",
        "from services.desk.may import AREAS as here",
        "tests/browser/desk/test_menu.py",
        whole=True,
    ),
    Defect(
        "a stop that one service did not place is said to stand everywhere",
        "services/desk/keepers.py",
        "    if failed:",
        "    if failed and not done:",
        "tests/unit/desk/test_keepers.py",
    ),
    Defect(
        "an entry of the log that was changed is said to be proven",
        "services/screens/assets/proof.js",
        "return entry !== null && (await rootOf(entry, index, Number(size), siblings)) === root;",
        "return entry !== null;",
        "tests/browser/desk/test_auditor.py",
        whole=True,
    ),
    Defect(
        "the desk passes on more of the log than a proof takes",
        "services/desk/screens/supervision.py",
        "if not _LOG.fullmatch(place):",
        "if not place:",
        "tests/browser/desk/test_auditor.py",
        whole=True,
    ),
)
