"""Mutual TLS for the services door: this service's certificate is its Kafka principal."""

from __future__ import annotations

import math
import ssl
from typing import TYPE_CHECKING, Any

import structlog
from cryptography import x509

from services.runtime.base import metrics

if TYPE_CHECKING:
    from pathlib import Path


log = structlog.get_logger()


class _Renewing(ssl.SSLContext):
    """Each new connection is made with the certificate that is in its file by then: a renewal stops nobody."""

    _file: Path
    _loaded: tuple[int, int]

    def follow(self, file: Path) -> None:
        """Raises OSError or ssl.SSLError where it holds no key and certificate."""
        self._file = file
        self._loaded = self._stamp()
        self.load_cert_chain(str(file))

    def _stamp(self) -> tuple[int, int]:
        found = self._file.stat()
        return found.st_mtime_ns, found.st_ino

    def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
        try:
            if self._stamp() != self._loaded:
                self.follow(self._file)
                log.info("certificate renewed")
        except (OSError, ssl.SSLError) as error:  # what was loaded before may still do
            log.error("certificate can't be read", exc_info=error)
        return super().wrap_bio(*arguments, **named)


def tls(ca: Path, certificate: Path) -> ssl.SSLContext:
    """For as long as the process runs; ``certificate``: PEM with the key in it. Raises OSError or ssl.SSLError."""
    context = _Renewing(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=str(ca))
    context.follow(certificate)
    metrics.CERTIFICATE_ENDS.set_function(lambda: _ends(certificate))
    return context


def _ends(file: Path) -> float:
    """When the certificate in the file ends (Unix time); NaN when it has none, which is no good news either."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc.timestamp()
    except (OSError, ValueError):
        return math.nan
