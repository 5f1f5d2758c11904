"""HTTP messages as the vectors write them, and Digest Fields (RFC 9530)."""
import base64
import hashlib

import sfv
from jose import ensure


class Message:
    """A request, or a response, which has a status."""

    def __init__(self, wire):
        self.method, self.url, self.status = (wire.get(m) for m in ("method", "url", "status"))
        self.headers = wire["headers"]
        self.body = base64.b64decode(wire["body"], validate=True)

    def lines(self, name):
        """The values of a field, line by line, without the white space around them."""
        return [value.strip(" \t") for n, value in self.headers if n.lower() == name]

    def single(self, name):
        lines = self.lines(name)
        ensure(len(lines) == 1, f"there are {len(lines)} lines of {name}, not one")
        return lines[0]


DIGESTS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


def check_digest(message):
    """draft-ietf-wimse-http-signature-07, Section 3: a body has its digest beside it. Of several,
    all that are known have to be right, and one has to be known (RFC 9530, Section 6)."""
    lines = message.lines("content-digest")
    ensure(lines or not message.body, "there is a body and no Content-Digest")
    if not lines:
        return
    members = sfv.dictionary(lines)
    for member in members.values():
        ensure(isinstance(member.value if isinstance(member, sfv.Item) else None, bytes),
               "Content-Digest is no dictionary of byte sequences")
    known = [name for name in members if name in DIGESTS]
    ensure(known, "no algorithm of Content-Digest is known")
    for name in known:
        right = DIGESTS[name](message.body).digest()
        ensure(members[name].value == right, f"the {name} digest is not that of the body")
