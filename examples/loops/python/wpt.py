"""The Workload Proof Token: draft-ietf-wimse-wpt-02, Section 2."""
import hashlib
import re

from jose import Token, encoded, ensure

LONGEST = 3600  # the draft speaks of minutes
CREDENTIALS = re.compile(r"(?i:WPT) +([A-Za-z0-9._~+/-]+=*)")


def digest(text):
    ensure(text.isascii(), "a token is not ASCII")
    return encoded(hashlib.sha256(text.encode("ascii")).digest())


def check_audience(aud, mine):
    """aud matches what is configured, without query and fragment. RFC 7519, Section 4.1.3, lets it
    be an array too."""
    values = aud if isinstance(aud, list) else [aud]
    fitting = [v for v in values if isinstance(v, str) and re.split("[?#]", v)[0] == mine]
    ensure(fitting, f"aud {aud!r} is not for this recipient")


def check_tokens(claims, request, understood):
    """tth and oth: what they hold is right, and no token that is understood is left out."""
    txn = request.lines("txn-token")
    if txn:
        ensure(claims.get("tth") == digest(request.single("txn-token")), "tth does not match")
    oth = claims.get("oth", {})
    ensure(isinstance(oth, dict), "oth is no object")
    for name, value in oth.items():
        ensure(name in understood, f"oth names {name!r}, which is not understood")
        ensure(value == digest(request.single(name)), f"oth does not match {name}")
    for name in understood:
        bound = name == "txn-token" or name in oth or not request.lines(name)
        ensure(bound, f"oth leaves {name} out")


def verify_wpt(request, wit, recipient, now):
    """Verifies the proof of a request whose WIT is good, and gives its jti."""
    match = CREDENTIALS.fullmatch(request.single("authorization"))
    ensure(match, "Authorization holds no credentials of the scheme WPT")
    token = Token(match[1])
    token.check("wpt+jwt", wit.jwk, wit.alg)
    token.check_times(now, LONGEST)
    check_audience(token.claims.get("aud"), recipient["audience"])
    ensure(token.claims.get("wth") == digest(wit.text), "wth is not the hash of the WIT")
    check_tokens(token.claims, request, recipient.get("understood_tokens", []))
    jti = token.claims.get("jti")
    ensure(isinstance(jti, str) and jti, "jti is no string")
    return jti
