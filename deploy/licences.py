"""Which licences what we use may have: in what runs, and in what only tries it."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportAttributeAccessIssue=false
# pyright: reportUnknownArgumentType=false
# (license-expression is only partly typed)

from __future__ import annotations

from typing import TYPE_CHECKING

from license_expression import ExpressionError, get_spdx_licensing

if TYPE_CHECKING:
    from collections.abc import Iterable

RUNNING = frozenset({
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "EUPL-1.2", "ISC", "MIT"),
    *("MIT-0", "MIT-CMU", "PSF-2.0", "PostgreSQL", "Python-2.0", "Unlicense", "LicenseRef-Repoze"),
    # of their own files alone:
    *("CDDL-1.0", "CDDL-1.1", "EPL-2.0", "LGPL-2.1-or-later", "LGPL-2.0-or-later", "MPL-2.0"),
})  # fmt: skip
"""Beside an EUPL-1.2 program, without a duty on our own code."""

TRYING = RUNNING | {"GPL-3.0-or-later", "LGPL-3.0-or-later"}
"""Tests are given to nobody in binary form."""

_SPDX = {
    "Go License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: Repoze Public License": "LicenseRef-Repoze",
}
"""Names that packages use instead of an SPDX identifier."""

_licensing = get_spdx_licensing()


def allowed(licences: Iterable[str], among: frozenset[str]) -> bool:
    """Whether one may be chosen: several licences of one package are a choice, as its metadata mean them.

    Each is an SPDX expression, or a name; false for none at all, and for what nobody knows.
    """
    return any(_may(_SPDX.get(licence, licence), among) for licence in licences)


def _may(expression: str, among: frozenset[str]) -> bool:
    try:
        parsed = _licensing.parse(expression)
    except ExpressionError:
        return False
    if parsed is None:
        return False
    known = {symbol: _licensing.TRUE if symbol.render() in among else _licensing.FALSE for symbol in parsed.symbols}
    return bool(parsed.subs(known, simplify=True) == _licensing.TRUE)
