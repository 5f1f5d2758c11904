"""HTTP Message Signatures (RFC 9421) in the profile of draft-ietf-wimse-http-signature-07."""
import re
from urllib.parse import urlsplit

import sfv
from jose import check_signature, ensure
from message import check_digest

TAG = "wimse-workload-to-workload"
LONGEST = 3600  # seconds; the draft speaks of minutes
WIT = "workload-identity-token"
REQUEST = ["@method", "@path", "@query"]
REQUEST_FIELDS = ["content-type", "content-digest", "authorization", "txn-token", WIT]
RESPONSE = ["@status", "@method;req", "@path;req", "@query;req", WIT]
RESPONSE_FIELDS = ["content-type", "content-digest"]
# Of the algorithms here RFC 9421, Section 6.2.2, has names for these.
NAMES = {"ES256": "ecdsa-p256-sha256", "ES384": "ecdsa-p384-sha384", "EdDSA": "ed25519",
         "Ed25519": "ed25519", "RS256": "rsa-v1_5-sha256"}


class Signature:
    """The WIMSE signature of a message; list is None where there is none. request is the one that
    a response answers."""

    def __init__(self, message, request=None):
        self.message, self.request, self.list = message, request, None
        inputs = sfv.dictionary(message.lines("signature-input"))
        lists = all(isinstance(value, sfv.InnerList) for value in inputs.values())
        ensure(lists, "a member of Signature-Input is no inner list")
        labels = [label for label in inputs if _is_wimse(inputs[label].params.get("tag"))]
        ensure(len(labels) < 2, "several signatures bear the tag")
        for label in labels:
            self.list, self.params = inputs[label], inputs[label].params
            self.bytes = _bytes(message, label)

    def verify(self, wit, now):
        """Checks coverage, parameters, digest and signature; the WIT has been verified before."""
        self.check_coverage()
        self.check_params(wit.alg, now)
        check_digest(self.message)
        check_signature(wit.jwk, wit.alg, self.base(), self.bytes)

    def check_coverage(self):
        covered = [_name(item) for item in self.list.items]
        ensure(len(set(covered)) == len(covered), "a component is covered twice")
        always, fields = (RESPONSE, RESPONSE_FIELDS) if self.request else (REQUEST, REQUEST_FIELDS)
        present = [name for name in fields if self.message.lines(name)]
        for name in always + present:
            ensure(name in covered, f"{name} is not covered")

    def check_params(self, alg, now):
        created, expires = self.params.get("created"), self.params.get("expires")
        ensure(type(created) is int and type(expires) is int, "created or expires is no integer")
        ensure(created <= now < expires, "the time is not between created and expires")
        ensure(expires <= now + LONGEST, "expires is too far in the future")
        self.string("nonce")
        named = self.params.get("alg", NAMES.get(alg))
        ensure(named == NAMES.get(alg), f"the parameter alg is {named!r}, the key is for {alg}")

    def string(self, name):
        value = self.params.get(name)
        ensure(sfv.is_string(value) and value, f"the parameter {name} is no string")
        return value

    def base(self):
        """RFC 9421, Section 2.5."""
        lines = [f"{sfv.write(item)}: {self.value(item)}" for item in self.list.items]
        base = "\n".join([*lines, f'"@signature-params": {sfv.write(self.list)}'])
        ensure(base.isascii(), "a component is not ASCII")
        return base.encode("ascii")

    def value(self, item):
        ensure(self.request or not item.params, "a request has no ;req")
        source = self.request if item.params else self.message
        if item.value.startswith("@"):
            return derived(item.value, source)
        lines = source.lines(item.value)
        ensure(lines, f"{item.value} is covered and not there")
        # Section 2.1; a line that was folded is unfolded.
        return ", ".join(re.sub(r"[ \t]*\r?\n[ \t]+", " ", line) for line in lines)


def derived(name, message):
    """RFC 9421, Section 2.2."""
    if message.status is not None:
        ensure(name == "@status", f"no response has {name}")
        return str(message.status)
    uri = urlsplit(message.url)
    path = uri.path or "/"
    _, mark, query = message.url.partition("#")[0].partition("?")
    host = (message.lines("host") or [uri.netloc])[0].lower()
    values = {
        "@method": message.method, "@path": path, "@query": "?" + query,
        "@target-uri": message.url, "@scheme": uri.scheme, "@request-target": path + mark + query,
        "@authority": host.removesuffix({"http": ":80", "https": ":443"}[uri.scheme]),
    }
    ensure(name in values, f"no request has {name}")
    return values[name]


def _is_wimse(tag):
    return sfv.is_string(tag) and tag == TAG


def _bytes(message, label):
    member = sfv.dictionary(message.lines("signature")).get(label)
    ensure(isinstance(member, sfv.Item) and isinstance(member.value, bytes),
           f"Signature has no byte sequence {label}")
    return member.value


def _name(item):
    """Names a component. Of the parameters of RFC 9421 only req is known here: the profile needs no
    other, and where a base cannot be made the signature does not verify."""
    ensure(sfv.is_string(item.value) and not re.search("[A-Z]", item.value), "no component name")
    known = all(name == "req" and value is True for name, value in item.params.items())
    ensure(known, f"{item.value} has parameters that are not known here")
    return item.value + ";req" * len(item.params)
