"""Defects in what who reports, and who oversees, rely on at the screens."""

from __future__ import annotations

from tests.mutants.defect import Defect

REPORTER = "tests/browser/desk/test_reporter.py"
AUDITOR = "tests/browser/desk/test_auditor.py"
REPORTING = "tests/unit/desk/test_reporting.py"

AT_THE_REPORTER = (
    Defect(
        "danger in a report waits until the report is right",
        "services/desk/screens/report.py",
        "if filling.report.in_danger and not filling.report.get(ALERT):",
        "if form.get(STEP) == RECORD and filling.report.in_danger and not filling.report.get(ALERT):",
        REPORTER,
        whole=True,
    ),
    Defect(
        "the police are told the same danger twice",
        "services/desk/reporting/filled.py",
        '"alarm": self.get(ALERT),',
        '"acuteNood": self.in_danger or None,',
        REPORTING,
    ),
    Defect(
        "an alarm that did not go is taken for one that went",
        "services/desk/screens/alarm.py",
        "    except (NoError, UnavailableError):\n        failed",
        "    except NoError:\n        failed",
        REPORTER,
        whole=True,
    ),
    Defect(
        "what helps the police is left out where it is no number",
        "services/desk/reporting/danger.py",
        'if values.get(name, "").strip()}',
        'if values.get(name, "").strip() and (name != "huisnummer" or values[name].isdigit())}',
        REPORTING,
    ),
    Defect(
        "a step that was left out says it was safe",
        "services/desk/reporting/filled.py",
        'if step == 3 and self.get("stap_3_overgeslagen") else {}',
        "if False else {}",
        REPORTING,
    ),
    Defect(
        "a report is lost where somebody stops",
        "services/desk/screens/report.py",
        "    await keeping.keep(filling.request, **filling.report.values, stap=page)\n    return Redirect",
        "    return Redirect",
        REPORTER,
        whole=True,
    ),
    Defect(
        "one reporter sees what another keeps",
        "services/desk/drafts/store.py",
        "where subject = $1 and kept_at > $2",
        "where $1::text is not null and kept_at > $2",
        REPORTER,
        whole=True,
    ),
    Defect(
        "another's report counts as one's own",
        "services/intake/signals/store.py",
        "where reported_by = $1 order by signal_id desc",
        "where $1::text is not null order by signal_id desc",
        "tests/runtime/test_scope.py",
    ),
    Defect(
        "an alert of another is taken into one's report",
        "services/intake/signals/api.py",
        "return (await own_alert(connection, body.alert)).alert_id if body.alert else None",
        "return body.alert",
        "tests/pipeline/test_reporters.py",
        whole=True,
    ),
    Defect(
        "a report that ended may be the same again",
        "services/intake/signals/domain.py",
        "return not taken_back and status not in ENDED",
        "return not taken_back",
        "tests/unit/intake/test_signals.py",
    ),
    Defect(
        "the log is searched over everybody's cases",
        "services/audit/why_store.py",
        "where = [_WITHIN]",
        'where = ["($1::text[] is null or true)"]',
        "tests/pipeline/test_authorisation.py",
        whole=True,
    ),
    Defect(
        "who read a case is not shown",
        "services/desk/templates/toezicht/gevonden.html",
        "{{ regels.looks(deel, looks) }}",
        "",
        AUDITOR,
        whole=True,
    ),
)
