"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature), Ed25519 only."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NOTE = 0x01
COSIGNATURE = 0x04

_MAX_BYTES = 100_000
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteError(ValueError):
    """Not a note, not signed by the key it has to be signed by, or a signature that does not hold."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name; ``kind`` is the signature type."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that a signature line begins with (C2SP signed-note)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text: name+id+base64 (C2SP signed-note)."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def holds(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature (without its key id) over this note text."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                return False
            message = _cosigned(struct.unpack(">Q", signature[:8])[0], text)
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key. ``parse`` reads the form Go's note package writes: PRIVATE+KEY+name+id+base64(kind, seed)."""

    verifier: Verifier
    seed: bytes

    @classmethod
    def make(cls, name: str, kind: int, seed: bytes) -> Signer:
        """From a seed of 32 bytes; ``kind`` is NOTE or COSIGNATURE."""
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return cls(Verifier(name, kind, public), seed)

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Raises NoteError."""
        try:
            private, key, name, key_id, encoded = text.strip().split("+", 4)
            raw = base64.b64decode(encoded, validate=True)
            signer = cls.make(name, raw[0], raw[1:])
        except (ValueError, IndexError):
            raise NoteError("not a private note key") from None
        if (private, key) != ("PRIVATE", "KEY") or signer.verifier.key_id.hex() != key_id:
            raise NoteError("not a private note key")
        return signer

    @property
    def text(self) -> str:
        """What ``parse`` reads: to be kept secret."""
        encoded = base64.b64encode(bytes([self.verifier.kind]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.verifier.name}+{self.verifier.key_id.hex()}+{encoded}"

    def sign(self, text: str, at: int = 0) -> str:
        """One signature line over the note text; ``at`` is the POSIX time of a cosignature."""
        message, prefix = text.encode(), b""
        if self.verifier.kind == COSIGNATURE:
            message, prefix = _cosigned(at, text), struct.pack(">Q", at)
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        encoded = base64.b64encode(self.verifier.key_id + prefix + signature).decode()
        return f"— {self.verifier.name} {encoded}\n"


def _cosigned(at: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def parse_vkey(text: str) -> Verifier:
    """Raises NoteError."""
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise NoteError("not a verifier key") from None
    if len(raw) != 33 or raw[0] not in (NOTE, COSIGNATURE) or not name or re.search(r"\s", name):
        raise NoteError("not an Ed25519 verifier key")
    verifier = Verifier(name, raw[0], raw[1:])
    if verifier.key_id.hex() != key_id:
        raise NoteError("the verifier key's id is not that of its key")
    return verifier


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` ends in a newline; ``lines`` are the signature lines as they stand."""

    text: str
    lines: tuple[str, ...]

    def signed_by(self, verifier: Verifier) -> bool:
        """Whether this key signed; raises NoteError when a line that says so does not hold."""
        found = False
        for line in self.lines:
            name, raw = _split(line)
            if name == verifier.name and raw[:4] == verifier.key_id:
                if not verifier.holds(self.text, raw[4:]):
                    raise NoteError(f"the signature of {name} does not hold")
                found = True
        return found

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(self.lines)}"


def parse_note(raw: bytes) -> Note:
    """Raises NoteError."""
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("not UTF-8") from None
    if len(raw) > _MAX_BYTES or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise NoteError("too long, or with control characters")
    text, blank, signatures = whole.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteError("no signatures")
    lines = tuple(f"{line}\n" for line in signatures.removesuffix("\n").split("\n"))
    for line in lines:
        _split(line)
    return Note(f"{text}\n", lines)


def _split(line: str) -> tuple[str, bytes]:
    match = _SIGNATURE_LINE.fullmatch(line.removesuffix("\n"))
    try:
        raw = base64.b64decode(match[2], validate=True) if match else b""
    except binascii.Error:
        raw = b""
    if match is None or len(raw) < 5:
        raise NoteError("not a signature line")
    return match[1], raw


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed: origin, size and root, a line each (C2SP tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Of a note's text; extension lines are let be. Raises NoteError."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not NUMBER.fullmatch(lines[1]):
        raise NoteError("not a checkpoint")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        root = b""
    if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:
        raise NoteError("not a checkpoint: no root of 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)
