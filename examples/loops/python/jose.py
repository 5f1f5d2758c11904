"""Compact JWS (RFC 7515) and JWK (RFC 7517), read strictly. PyJWT and cryptography do the rest."""
import base64
import json
import re

import jwt
from cryptography.exceptions import UnsupportedAlgorithm

# The algorithms by their JOSE names: the kty and crv that a key must have, and PyJWT's name.
# Ed25519 is EdDSA on that curve by its name in RFC 9864.
ALGORITHMS = {
    "ES256": ("EC", "P-256", "ES256"),
    "ES384": ("EC", "P-384", "ES384"),
    "ES512": ("EC", "P-521", "ES512"),
    "EdDSA": ("OKP", "Ed25519", "EdDSA"),
    "Ed25519": ("OKP", "Ed25519", "EdDSA"),
    "PS256": ("RSA", None, "PS256"),
    "RS256": ("RSA", None, "RS256"),
}


class Refused(Exception):
    """The message does not authenticate who sent it; the text says why."""


def ensure(holds, why):
    if not holds:
        raise Refused(why)


def base64url(text):
    """RFC 7515, Section 2: no padding, no other characters, no bits that carry nothing."""
    fits = isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]+", text)
    ensure(fits, "this is no base64url")
    ensure(len(text) % 4 != 1, "base64url ends too early")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    ensure(encoded(raw) == text, "bits of the last character are set in vain")
    return raw


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def json_object(raw):
    """RFC 7519, Section 7.2, and RFC 7515, Section 4: a JSON object in UTF-8, each name once."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique,
                           parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"this cannot be read as JSON: {error}") from error
    ensure(isinstance(value, dict), "this is no JSON object")
    return value


def _unique(pairs):
    names = [name for name, _ in pairs]
    ensure(len(set(names)) == len(names), "a member name stands there twice")
    return dict(pairs)


def _constant(name):
    raise Refused(f"{name} is no JSON")


def public_key(jwk, alg):
    """Gives PyJWT's key for an algorithm; the members have to fit it."""
    ensure(isinstance(alg, str) and alg in ALGORITHMS, f"{alg!r} is no signature algorithm here")
    kty, crv, name = ALGORITHMS[alg]
    ensure(jwk.get("kty") == kty and jwk.get("crv") == crv, f"the key is not for {alg}")
    numbers = {member: jwk[member] for member in ("x", "y", "n", "e") if member in jwk}
    for text in numbers.values():
        base64url(text)
    try:
        key = jwt.PyJWK({"kty": kty, "crv": crv, **numbers}, name)
    except (jwt.PyJWTError, UnsupportedAlgorithm, ValueError) as error:
        raise Refused(f"the key cannot be used: {error}") from error
    # RFC 7518, Section 3.3.
    ensure(kty != "RSA" or key.key.key_size >= 2048, "the RSA key is shorter than 2048 bits")
    return key


def check_signature(jwk, alg, data, signature):
    key = public_key(jwk, alg)
    ensure(key.Algorithm.verify(data, key.key, signature), "the signature does not verify")


class Token:
    """A JWT in compact serialization. Nothing in it is verified yet."""

    def __init__(self, text):
        parts = text.split(".")
        ensure(len(parts) == 3, f"a JWS has three parts, not {len(parts)}")
        self.text = text
        self.header, self.claims = (json_object(base64url(part)) for part in parts[:2])
        self.signature = base64url(parts[2])

    def check(self, media_type, jwk, alg):
        """Checks type and signature, and that no extension is critical: none is known here."""
        ensure("crit" not in self.header, "an extension is critical")
        typ = self.header.get("typ")
        # RFC 7515, Section 4.1.9; media types have no case.
        ensure(isinstance(typ, str), "typ is no string")
        ensure(typ.lower().removeprefix("application/") == media_type, f"typ is {typ!r}")
        ensure(self.header.get("alg") == alg, f"alg is not {alg!r}")
        check_signature(jwk, alg, self.text.rpartition(".")[0].encode("ascii"), self.signature)

    def date(self, name):
        """RFC 7519, Section 2: a NumericDate is a number, and a fraction is allowed."""
        value = self.claims.get(name)
        ensure(type(value) in (int, float), f"{name} is no date")
        return value

    def check_times(self, now, longest):
        """Checks exp, which is required, and nbf; longest is in seconds."""
        ensure(now < self.date("exp"), "exp has passed")
        ensure(self.date("exp") <= now + longest, "exp is too far in the future")
        ensure("nbf" not in self.claims or self.date("nbf") <= now, "nbf lies in the future")
