"""What one instance of the desk is started with."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from services.runtime.base.config import ServedConfig, require_https


class DeskConfig(ServedConfig):
    """A service whose address is not given has no screens here: its routes do not exist."""

    own_address: str = Field(description="As a browser sees it: scheme, host and port, without a slash at the end")
    issuer: str = Field(description="Of the identity provider people sign on with")
    issuer_ca_file: Path | None = Field(default=None, description="PEM of the CA of the provider, where it has its own")
    client_id: str = "desk"
    client_secret_file: Path
    draft_key_file: Path = Field(
        description="Of what was being filled in: a key per line, 32 bytes, base64; the last seals"
    )
    intake_url: str | None = Field(default=None, description="Of the API of who reports, and of the routes of others")
    intake_holds_url: str | None = Field(
        default=None, description="Of the API of intake, for who holds up that it destroys a report"
    )
    enrichment_url: str | None = Field(default=None, description="Of the API of the analyst")
    triage_url: str | None = Field(default=None, description="Of the API of the aandachtfunctionaris")
    flow_url: str | None = Field(default=None, description="Of the API of triage, for the ketenregisseur")
    administration_url: str | None = Field(default=None, description="Of the API of the administration")
    zorg_referral_url: str | None = Field(default=None, description="Of the API of referrals to care")
    riec_referral_url: str | None = Field(default=None, description="Of the API of referrals to the RIEC")
    audit_url: str | None = Field(default=None, description="Of the API of the auditor, and of its page with proofs")
    show_components: bool = Field(default=False, description="The page /componenten: for who makes screens")

    @model_validator(mode="after")
    def _nobody_listens_in(self) -> DeskConfig:
        require_https(self.issuer)
        require_https(self.own_address)
        return self
