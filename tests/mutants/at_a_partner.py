"""Defects in what a partner relies on at its own desk."""

from __future__ import annotations

from tests.mutants.defect import Defect

STORE = "tests/unit/partner_desk/test_store.py"
SIGNING_ON = "tests/unit/partner_desk/test_signing_on.py"
PAGES = "tests/partner_desk/test_pages.py"

AT_A_PARTNER = (
    Defect(
        "a place is kept before what stands there",
        "services/partner_desk/store.py",
        """            _set_place(connection, place, now)
        if told.fact""",
        """            _set_place(connection, place, now)
            connection.execute("commit")
            connection.execute("begin")
        if told.fact""",
        STORE,
    ),
    Defect(
        "an answer that is sent again has another id",
        "services/partner_desk/outbox.py",
        'return Waiting(row["event_id"], row["reference"], value.encode())',
        'return Waiting(row["event_id"], row["reference"], value.replace(row["event_id"], str(uuid7())).encode())',
        STORE,
    ),
    Defect(
        "a removal is confirmed and nothing is destroyed",
        "services/partner_desk/outbox.py",
        "                _destroy(connection, str(said.reference), now)\n",
        "                pass\n",
        STORE,
    ),
    Defect(
        "what is destroyed is still in the file",
        "services/partner_desk/database.py",
        '"secure_delete = on"',
        '"secure_delete = off"',
        STORE,
    ),
    Defect(
        "a correction that is confirmed leaves what was",
        "services/partner_desk/outbox.py",
        '                _destroy_before(connection, str(said.reference), row["step"])\n',
        "                pass\n",
        STORE,
    ),
    Defect(
        "a formula in the export",
        "services/partner_desk/export.py",
        """return f"'{cell}" if begins else cell""",
        "return cell",
        "tests/unit/partner_desk/test_export.py",
    ),
    Defect(
        "an account without a second factor",
        "services/partner_desk/accounts/domain.py",
        "return password and code is not None and code > known.used",
        "return password",
        SIGNING_ON,
    ),
    Defect(
        "a code is good again",
        "services/partner_desk/accounts/domain.py",
        " and code > known.used",
        "",
        SIGNING_ON,
    ),
    Defect(
        "who was later answers over a colleague",
        "services/partner_desk/outbox.py",
        "        raise ChangedError\n",
        "        pass\n",
        STORE,
    ),
    Defect(
        "an answer that was refused counts",
        "services/partner_desk/domain.py",
        "if step.refused or state is State.WITHDRAWN:",
        "if state is State.WITHDRAWN:",
        "tests/unit/partner_desk/test_domain.py",
    ),
    Defect(
        "a form of another person is taken at a partner",
        "services/partner_desk/signed_on.py",
        "            raise StaleFormError\n",
        "            pass\n",
        PAGES,
        whole=True,
    ),
)
