"""What Keycloak is told: who there is, how one signs on, how long that holds, and what a token says of it.

Made when it starts, from the functions and the municipalities' codes: nothing to keep in step, no secret to keep.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.identity.accounts import accounts
from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.runtime.base.mandates import CLAIM, DISTRICT
from services.runtime.base.sign_on import MAX_AGE_SECONDS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deploy.identity.accounts import Account

Json = dict[str, Any]

REALM = "signaalketen"
CLIENT = "desk"
AUDIENCE = "signaalketen"

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 10 * 3600
TOKEN_SECONDS = 5 * 60
"""Idle fifteen minutes, a working day of ten hours at most; who is blocked is out within five minutes (ASVS 7.3)."""

_LEVELS = {level: number for number, level in enumerate(Level, 1)}


@dataclass(frozen=True, slots=True)
class Secrets:
    """Of one installation; ``totp`` is the key itself, not in base32."""

    password: str
    totp: str
    client: str


def realm(secrets: Secrets, desks: Sequence[str], told_at: str) -> Json:
    """A realm as Keycloak imports it; ``desks``: the addresses of what people sign on with, as a browser sees them, and
    ``told_at`` that at which one of them is told who signed off.
    """
    return {
        "realm": REALM,
        "displayName": "Signaalketen",
        "enabled": True,
        "sslRequired": "external",
        **dict.fromkeys(("registrationAllowed", "resetPasswordAllowed", "rememberMe", "editUsernameAllowed"), False),
        **dict.fromkeys(("loginWithEmailAllowed", "duplicateEmailsAllowed", "verifyEmail"), False),
        **{"internationalizationEnabled": True, "supportedLocales": ["nl"], "defaultLocale": "nl"},
        "defaultSignatureAlgorithm": "ES256",
        **_lifetimes(),
        **_against_guessing(),
        **{"eventsEnabled": True, "adminEventsEnabled": True, "eventsListeners": ["jboss-logging"]},
        "attributes": {"acr.loa.map": json.dumps(_LEVELS)},
        "browserSecurityHeaders": {
            "contentSecurityPolicy": "frame-src 'self'; frame-ancestors 'none'; object-src 'none';",
            "xFrameOptions": "DENY",
            "referrerPolicy": "no-referrer",
        },
        **_flow(),
        "clientScopes": _scopes(),
        **{"defaultDefaultClientScopes": [], "defaultOptionalClientScopes": []},
        "clients": [_client(secrets.client, desks, told_at)],
        "components": {
            "org.keycloak.userprofile.UserProfileProvider": [
                {
                    "providerId": "declarative-user-profile",
                    "config": {"kc.user.profile.config": [json.dumps({"attributes": _profile()})]},
                }
            ],
            "org.keycloak.keys.KeyProvider": _keys(),
        },
        "users": [_user(account, secrets) for account in accounts()],
    }


def _lifetimes() -> Json:
    return {
        "accessTokenLifespan": TOKEN_SECONDS,
        "ssoSessionIdleTimeout": IDLE_SECONDS,
        "ssoSessionMaxLifespan": LONGEST_SECONDS,
        "revokeRefreshToken": True,
        "refreshTokenMaxReuse": 0,
        "accessCodeLifespan": 60,
        "accessCodeLifespanLogin": 600,
    }


def _against_guessing() -> Json:
    return {
        "bruteForceProtected": True,
        "failureFactor": 5,
        "waitIncrementSeconds": 60,
        "maxFailureWaitSeconds": 900,
        "passwordPolicy": "length(12) and notUsername(undefined)",
        "otpPolicyType": "totp",
        "otpPolicyAlgorithm": "HmacSHA1",
        "otpPolicyDigits": 6,
        "otpPolicyPeriod": 30,
        "otpPolicyLookAheadWindow": 1,
    }


def _flow() -> Json:
    """A session that is there, or a password; and a second factor where the level asks for one."""

    def step(priority: int, requirement: str, **what: str) -> Json:
        return {"priority": priority, "requirement": requirement, "userSetupAllowed": False, **what}

    def part(alias: str, *steps: Json, top: bool = False) -> Json:
        kind: Json = {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False}
        return {**kind, "authenticationExecutions": [{"authenticatorFlow": "flowAlias" in one, **one} for one in steps]}

    def level(name: Level, form: str) -> Json:
        condition = {"authenticator": "conditional-level-of-authentication", "authenticatorConfig": name}
        return part(f"niveau {name}", step(10, "REQUIRED", **condition), step(20, "REQUIRED", authenticator=form))

    def lasts(name: Level, seconds: int) -> Json:
        config = {"loa-condition-level": str(_LEVELS[name]), "loa-max-age": str(seconds)}
        return {"alias": name, "config": config}

    return {
        "browserFlow": "aanmelden",
        "authenticationFlows": [
            part(
                "aanmelden",
                step(10, "ALTERNATIVE", authenticator="auth-cookie"),
                step(20, "ALTERNATIVE", flowAlias="stappen"),
                top=True,
            ),
            part("stappen", *(step(10 * n, "CONDITIONAL", flowAlias=f"niveau {name}") for name, n in _LEVELS.items())),
            level(Level.BASIC, "auth-username-password-form"),
            level(Level.HIGH, "auth-otp-form"),
        ],
        "authenticatorConfig": [lasts(Level.BASIC, LONGEST_SECONDS), lasts(Level.HIGH, MAX_AGE_SECONDS)],
    }


def _scopes() -> list[Json]:
    """What a token says. A realm with scopes of its own has to have those of `sub`, `auth_time` and `acr` too."""

    def scope(name: str, *mappers: Json) -> Json:
        shown = {"include.in.token.scope": "false"}
        return {"name": name, "protocol": "openid-connect", "attributes": shown, "protocolMappers": [*mappers]}

    def mapper(name: str, kind: str, identity: str, config: Mapping[str, str]) -> Json:
        tokens = {"access.token.claim": "true", "id.token.claim": identity}
        about = {"name": name, "protocolMapper": f"oidc-{kind}-mapper", "protocol": "openid-connect"}
        return {**about, "consentRequired": False, "config": {**tokens, **config}}

    noted = {"user.session.note": "AUTH_TIME", "claim.name": "auth_time", "jsonType.label": "long"}
    mandates = {"user.attribute": CLAIM, "claim.name": CLAIM, "jsonType.label": "JSON"}
    return [
        scope("acr", mapper("acr", "acr", "true", {})),
        scope("basic", mapper("sub", "sub", "true", {}), mapper("auth_time", "usersessionmodel-note", "true", noted)),
        scope("naam", mapper("naam", "full-name", "true", {"access.token.claim": "false"})),
        scope(
            "signaalketen",
            mapper(CLAIM, "usermodel-attribute", "false", mandates),
            mapper("publiek", "audience", "false", {"included.custom.audience": AUDIENCE}),
        ),
    ]


def _client(secret: str, desks: Sequence[str], told_at: str) -> Json:
    return {
        "clientId": CLIENT,
        "name": "Signaalketen",
        "protocol": "openid-connect",
        "enabled": True,
        "publicClient": False,
        "clientAuthenticatorType": "client-secret",
        "secret": secret,
        "standardFlowEnabled": True,
        **dict.fromkeys(("implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled"), False),
        "redirectUris": [f"{desk}/aanmelden/terug" for desk in desks],
        "webOrigins": [],
        "fullScopeAllowed": False,
        "consentRequired": False,
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "require.pushed.authorization.requests": "true",
            "access.token.header.type.rfc9068": "true",
            "access.token.signed.response.alg": "ES256",
            "id.token.signed.response.alg": "ES256",
            "post.logout.redirect.uris": "##".join(f"{desk}/afgemeld" for desk in desks),
            "backchannel.logout.url": f"{told_at}/aanmelden/uit",
            "backchannel.logout.session.required": "true",
        },
        "defaultClientScopes": ["basic", "acr", "naam", "signaalketen"],
        "optionalClientScopes": [],
    }


def _profile() -> list[Json]:
    """What is not declared here is not kept, and what people may not edit here they could give themselves."""
    by_admin = {"view": ["admin"], "edit": ["admin"]}
    seen = {"view": ["admin", "user"], "edit": ["admin"]}
    known = ("username", "email", "firstName", "lastName")
    mandates = {
        "name": CLAIM,
        "displayName": "Mandaten",
        "permissions": by_admin,
        "annotations": {"inputType": "textarea"},
        "validations": {
            "pattern": {
                "pattern": _pattern(),
                "error-message": 'Zoals [{"rol":"analist","gemeenten":["GM0268"]}]',
            }
        },
    }
    return [*({"name": name, "displayName": f"${{{name}}}", "permissions": seen} for name in known), mandates]


def _pattern() -> str:
    """Of the claim's JSON, as a first check where it is typed: the services judge it again, and strictly."""
    functions = "|".join(UserRole)
    code = f'"({"|".join(NAMES)})"'
    where = f'(, ?"gemeenten": ?\\[{code}(, ?{code})*\\]|, ?"district": ?"{DISTRICT}")?'
    mandate = f'\\{{"rol": ?"({functions})"{where}\\}}'
    return f"^\\[{mandate}(, ?{mandate})*\\]$"


def _keys() -> list[Json]:
    def key(kind: str, **config: str) -> Json:
        return {"name": kind, "providerId": kind, "config": {name: [value] for name, value in config.items()}}

    return [
        key("ecdsa-generated", priority="100", ecdsaEllipticCurveKey="P-256"),
        key("hmac-generated", priority="100", algorithm="HS512"),
        key("aes-generated", priority="100"),
    ]


def _user(account: Account, secrets: Secrets) -> Json:
    first, _, last = account.name.partition(".")
    otp = {"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}
    return {
        "username": account.name,
        "enabled": True,
        "emailVerified": True,
        "email": f"{account.name}@voorbeeld.test",
        "firstName": first.capitalize(),
        "lastName": last.capitalize() or "Demo",
        "attributes": {CLAIM: [_compact(account.mandates)]},
        "credentials": [
            {"type": "password", "value": secrets.password, "temporary": False},
            {
                "type": "otp",
                "userLabel": "demo",
                "secretData": json.dumps({"value": secrets.totp}),
                "credentialData": json.dumps(otp),
            },
        ],
    }


def _compact(mandates: Sequence[Json]) -> str:
    return json.dumps(mandates, separators=(",", ":"))
