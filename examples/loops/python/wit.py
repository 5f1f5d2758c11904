"""The Workload Identity Token: draft-ietf-wimse-workload-creds-02 with the validation procedure
that wpt-02 and http-signature-07 cite, and the identifier in it, identifier-03."""
import re
from typing import NamedTuple

from jose import Token, ensure, public_key

LONGEST = 7 * 24 * 3600  # the drafts speak of hours
LONGEST_IDENTIFIER = 2048

# RFC 3986: an absolute URI with an authority that is a registered name alone, then a path.
PCHAR = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
NAME = r"[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
IDENTIFIER = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*://((?:{NAME})+)(?:/(?:{PCHAR})*)*")
ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+", re.ASCII)


class Wit(NamedTuple):
    text: str
    subject: str
    jwk: dict
    alg: str


def trust_domain(identifier):
    ensure(isinstance(identifier, str), "the identifier is no string")
    ensure(len(identifier) <= LONGEST_IDENTIFIER, "the identifier is too long")
    match = IDENTIFIER.fullmatch(identifier)
    ensure(match, f"{identifier!r} is no Workload Identifier")
    ensure(not ADDRESS.fullmatch(match[1]), "the trust domain is an IP address")
    return match[1].lower()


def issuer_key(header, keys):
    """Section 3: the key of that kid; without kid the one key that is for the algorithm."""
    alg, kid = header.get("alg"), header.get("kid")
    if "kid" in header:
        fitting = [key for key in keys if key.get("kid") == kid and key.get("alg", alg) == alg]
    else:
        fitting = [key for key in keys if key.get("alg") == alg]
    ensure(len(fitting) == 1, f"{len(fitting)} trust anchors fit alg {alg!r} and kid {kid!r}")
    return fitting[0]


def confirmation_key(claims):
    cnf = claims.get("cnf")
    ensure(isinstance(cnf, dict) and isinstance(cnf.get("jwk"), dict), "there is no cnf.jwk")
    jwk = cnf["jwk"]
    ensure("d" not in jwk, "cnf.jwk holds a private key")
    public_key(jwk, jwk.get("alg"))
    return jwk


def verify_wit(message, domains, now):
    """Verifies the WIT of a request or of a response; domains are the trust_domains of the file."""
    token = Token(message.single("workload-identity-token"))
    subject = token.claims.get("sub")
    domain = domains.get(trust_domain(subject))
    ensure(domain is not None, "the trust domain is unknown")
    jwk = issuer_key(token.header, domain["jwks"]["keys"])
    token.check("wit+jwt", jwk, token.header.get("alg"))
    token.check_times(now, LONGEST)
    iss = token.claims.get("iss")
    ensure(iss in domain.get("issuers", [iss]) + [None], f"iss {iss!r} is no issuer of the domain")
    jwk = confirmation_key(token.claims)
    return Wit(token.text, subject, jwk, jwk["alg"])
