"""A recipient, or a caller, that lives for one vector: start with verify. The drafts that it reads
are those of REVISIONS and no others."""
from jose import ALGORITHMS, Refused, ensure
from message import Message
from signature import Signature
from wit import verify_wit
from wpt import verify_wpt

REVISIONS = {"wit": "workload-creds-02", "wpt": "wpt-02", "httpsig": "http-signature-07"}


def claimed(vector):
    """Says whether a vector concerns this verifier: all do, but for algorithms it does not have."""
    return vector.get("needs", {}).get("algorithm", "ES256") in ALGORITHMS


def verify(file, vector):
    """Gives the answer to each step: accept or reject."""
    mechanism = file["mechanism"]
    if REVISIONS.get(mechanism) != file["revision"]:
        raise NotImplementedError(f"{mechanism} of {file['revision']} is not verified here")
    party = _Party(file["trust_domains"], vector)
    return [party.answer(mechanism, step) for step in vector["steps"]]


class _Party:
    def __init__(self, domains, vector):
        self.domains, self.now, self.seen = domains, vector["verify_at"], set()
        self.recipient, self.caller = vector["recipient"], vector.get("caller")
        self.checks = {"wit": self.wit, "wpt": self.wpt,
                       "httpsig": self.response if vector.get("role") == "caller" else self.request}

    def answer(self, mechanism, step):
        """Only Refused is a refusal: any other exception is a mistake in here, and ends the run."""
        try:
            self.checks[mechanism](step)
        except Refused:
            return "reject"
        return "accept"

    def once(self, wit, name):
        """A jti or a nonce is used once by a sender."""
        ensure((wit.subject, name) not in self.seen, f"{name!r} was seen before")
        self.seen.add((wit.subject, name))

    def wit(self, step):
        return verify_wit(Message(step["request"]), self.domains, self.now)

    def wpt(self, step):
        wit = self.wit(step)
        self.once(wit, verify_wpt(Message(step["request"]), wit, self.recipient, self.now))

    def request(self, step):
        wit = self.wit(step)
        signature = Signature(Message(step["request"]))
        ensure(signature.list, "no signature bears the tag")
        signature.verify(wit, self.now)
        audience = signature.string("wimse-aud")
        ensure(audience == self.recipient["audience"], f"wimse-aud is {audience!r}")
        ensure(isinstance(signature.params.get("wimse-sign-response", False), bool),
               "wimse-sign-response is no boolean")
        self.once(wit, signature.string("nonce"))

    def response(self, step):
        request, response = Message(step["request"]), Message(step["response"])
        asked, signature = Signature(request), Signature(response, request)
        if not signature.list:
            required = self.caller["require_signed_response"]
            return ensure(not required, "the response is not signed, as it was asked to be")
        wit = verify_wit(response, self.domains, self.now)
        signature.verify(wit, self.now)
        ensure(wit.subject == self.caller["expected_peer"], "somebody else has signed")
        answered = signature.string("wimse-req-nonce")
        ensure(answered == asked.string("nonce"), "it answers another request")
        return self.once(wit, signature.string("nonce"))
