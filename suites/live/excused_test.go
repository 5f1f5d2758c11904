package live_test

import "slices"

// unnoticed are the faults that no live case can notice, each with the reason.
var unnoticed = map[string]string{
	"ID-ABSOLUTE-URI:issuer":         "an identifier without a scheme is of no trust domain that is served",
	"ID-COMPARE-FULL":                "comparison shows in vectors of identifiers",
	"ID-COMPARE-FULL:strict":         "comparison shows in vectors of identifiers",
	"ID-SCHEME-EXTRA-MAY:strict":     tooMuch,
	"ID-TRUST-DOMAIN-NO-IP":          "a domain without trust anchors is refused all the same",
	"ID-TRUST-DOMAIN-NO-IP:issuer":   "an address is of no trust domain that is served",
	"RSP-ALG-PARAM-FORBIDDEN:strict": tooMuch,
	"RSP-KEYID-FORBIDDEN:strict":     tooMuch,
	"SIG-ALG-POLICY-REJECT":          "no recipient says over HTTP which algorithms it does not accept",
	"SIG-BESIDE-WPT:strict":          tooMuch,
	"SIG-KEYID-OTHER:strict":         tooMuch,
	"SIG-LABEL-UNIQUE:signer":        twoLabels,
	"SIG-NO-ECHO":                    "no recipe looks for it",
	"SIG-NONCE-ENTROPY:signer":       manyResponses,
	"SIG-NONCE-RANDOM:signer":        manyResponses,
	"SIG-ONE-SIGNATURE:signer":       twoLabels,
	"SIG-PARAM-DUPLICATE:strict":     tooMuch,
	"WIC-AUTHZ-NO-PATH-ONLY":         wholeDomain,
	"WIC-AUTHZ-POLICY":               "the reference lets in every workload that it trusts",
	"WIC-DOMAIN-MATCH":               wholeIdentifier,
	"WIC-EXTENSION-TWICE":            "crypto/tls refuses what it is about before anybody is asked",
	"WIC-KEY-NOT-AFTER-EXP:caller":   "the kit's certificate does not expire within a run",
	"WIC-KEY-NOT-AFTER-EXP:server":   "the kit's certificate does not expire within a run",
	"WIC-PATH-IN-DOMAIN":             wholeDomain,
	"WIC-SRV-EXPECTED":               "a caller that looks at the DNS name alone is free to",
	"WIT-EXP-NUMERIC:strict":         tooMuch,
	"WIT-HDR-NAME:strict":            tooMuch,
	"WIT-KEY-NOT-AFTER-EXP:caller":   "the kit's WIT does not expire within a run",
	"WPT-KEY-NOT-AFTER-EXP:caller":   "the kit's WIT does not expire within a run",
	"WPT-OTH-REPEATED:caller":        "what repeated fields are bound to is open",
}

const (
	tooMuch       = "no recipe asks for what it refuses"
	manyResponses = "no recipe looks at the nonces of many responses"
	// Only vectors can ask about one without the other: the contract tells a caller a whole identifier.
	wholeDomain     = "the trust domain of the expected identifier is compared first"
	wholeIdentifier = "the whole of the expected identifier is compared as well"
	twoLabels       = "the drafts leave a recipient free to sign twice"
)

// excuse names cases by role and ID, and says why they fail or tell nothing.
type excuse struct {
	cases []string
	why   string
}

// implied are cases that may fail, or tell nothing, with faults that they do not cite: they look at
// the answer to a message that the fault has accepted, or at what it breaks as well.
var implied = merged(
	excused{"the request has no nonce that a response could repeat", []string{
		"SIG-NO-BEARER:caller", "SIG-PARAM-NONCE:caller", "SIG-PARAM-STRING:caller",
		"SIG-PARAM-TAG:caller",
	}, []string{"caller httpsig/response*"}},
	excused{"a response without a parameter breaks one requirement for all of them", []string{
		"SIG-PARAM-CREATED:signer", "SIG-PARAM-EXPIRES:signer", "SIG-PARAM-INTEGER:signer",
		"SIG-PARAM-NONCE:signer", "SIG-PARAM-STRING:signer", "SIG-PARAM-TAG:signer",
	}, []string{"recipient httpsig/signs-with-parameters"}},
	excused{"a response that is signed so does not verify", []string{
		"RSP-WIT-OWN:signer", "SIG-LABEL-PAIRED:signer", "SIG-SIGNATURE-ENCODING:signer",
	}, []string{"recipient httpsig/signs-rightly", "recipient httpsig/signs-the-answer-to-a-post"}},
	excused{"a recommendation to sign includes the duty to", []string{"RSP-SIGN-RECOMMENDED:signer"},
		[]string{"recipient httpsig/signs-when-asked", "recipient httpsig/accept-signature-beside-the-parameter"}},
	excused{"who asks for less does not ask for enough, and the reverse", []string{
		"RSP-ACCEPT-SIG-CLIENT:caller", "RSP-ACCEPT-SIG-NOT-WEAKER:caller",
		"RSP-ACCEPT-SIG-NOT-WEAKER:signer", "RSP-ACCEPT-SIG-SERVER:signer",
	}, []string{"* httpsig/*accept-signature*"}},
	excused{"a wrong audience is neither the default nor the one that was told", []string{
		"SIG-AUD-DEFAULT:caller", "SIG-AUD-IDENTIFIES:caller",
	}, []string{"caller httpsig/call-audience-*"}},
	excused{"a proof or token without exp has no limit", []string{
		"WIT-EXP-LIMITED:issuer", "WIT-EXP-NUMERIC:issuer", "WIT-EXP-REQUIRED:issuer",
		"WIT-POP-TIME-LIMIT:caller", "WPT-EXP-NUMERIC:caller", "WPT-EXP-PRESENT:caller",
	}, []string{"issuer wit/issue-exp*", "caller wpt/call-exp", "caller wit/call-proof-expires"}},
	excused{"two requirements have the algorithm be the key's", []string{
		"WIT-CNF-ALG-BINDS-POP:caller", "WPT-ALG-MATCH:caller",
	}, []string{"caller wpt/call-alg-equals-key", "caller wit/call-algorithm-of-the-key"}},
	excused{"two requirements have the private key stay secret", []string{
		"WIT-KEY-PRIVATE:caller", "WPT-KEY-PRIVATE:caller",
	}, []string{"caller */call-key-secret"}},
	excused{"an answer of another kind is no error of the right status", []string{
		"RSP-CANNOT-SIGN-ERROR:signer", "RSP-CANNOT-SIGN-NO-SUCCESS:signer",
		"RSP-CANNOT-SIGN-STATUS:signer",
	}, []string{"recipient httpsig/cannot-sign*"}},
	excused{"two requirements are about replay", []string{"SIG-REPLAY-DETECT", "SIG-NONCE-REPLAY"},
		[]string{"recipient httpsig/replayed*", "recipient httpsig/nonce-in-a-new-message"}},
	excused{"it refuses what these have as well", []string{
		"SIG-COMP-EXTRA:strict", "SIG-COMP-UNSIGNED:strict", "SIG-EXTRA-SIGNATURE:strict",
		"SIG-ONE-SIGNATURE:strict", "WIT-ALG-POLICY:strict", "WIT-KID-MULTIKEY:strict",
	}, []string{
		"recipient httpsig/components-in-another-order", "recipient wit/signed-*",
		"recipient httpsig/accept-signature-beside-the-parameter",
		"recipient httpsig/second-signature*", "recipient httpsig/signatures-on-two-lines",
		"recipient httpsig/tag-of-the-bad-signature-only",
	}},
	excused{"three requirements have certificates validated under their own domain's anchors",
		[]string{"WIC-ANCHOR-DOMAIN", "WIC-ANCHOR-BIND", "WIC-REJECT-CROSS-DOMAIN"},
		[]string{"* mtls/*-partner-*"}},
	excused{"the certificate that is made wrong is signed by its own key",
		[]string{"WIC-SRV-DNS-ID:server", "WIC-SRV-PRESENTED:server"},
		[]string{"recipient mtls/own-certificate"}},
	excused{"two requirements have the DNS name validated", []string{"WIC-SRV-DNS-PREFERRED"},
		[]string{"caller mtls/server-of-another-name", "caller mtls/server-without-dns-name",
			"caller mtls/server-name-in-the-common-name"}},
	excused{"without anchors any path will do, and none as well", []string{"WIC-CHAIN-ANCHOR"},
		[]string{"* mtls/*-that-is-sent", "* mtls/*-of-a-bad-certificate",
			"* mtls/*-intermediate-missing", "* mtls/*-another-intermediate-sent"}},
	excused{"the key of the false authority fits its own name", []string{"WIC-CHAIN-SIGNATURE"},
		[]string{"* mtls/*-authority-of-the-same-name"}},
	excused{"who takes the identity from elsewhere takes it from fields too",
		[]string{"WIC-IDENTITY-SOURCE"}, []string{"recipient mtls/client-header-names-another"}},
	excused{"it refuses what these have as well", []string{"ID-SYNTAX:strict"},
		[]string{"* mtls/*-percent-encoded-identifier"}},
	excused{"the answer to a message that the fault accepts, or its status", []string{
		"SIG-EXPIRES-PASSED", "SIG-ERR-400", "SIG-ERR-NOT-401", "SIG-VERIFY", "WIT-ERR-400",
		"WIT-ERR-NOT-401", "WIT-SIG-VALID", "WPT-ERR-401", "WPT-ERR-CHALLENGE",
		"WPT-ERR-CHALLENGE-SCHEME", "WPT-ERR-LEGACY-400", "WPT-ERR-NOT-401", "WPT-NO-ECHO",
		"WPT-SIG-VALID",
	}, []string{
		"recipient */*answer*", "recipient httpsig/status-*", "recipient httpsig/problem-well-formed",
	}},
)

// hidden are cases that cannot notice the faults that they are about.
var hidden = merged(
	excused{"crypto/tls reads certificates before the reference does",
		[]string{"WIC-CERT-WELLFORMED", "ID-SYNTAX"}, []string{"* mtls/*"}},
	excused{"a caller compares the identifier with the expected one too", []string{"WIC-URI-SAN-ONE"},
		[]string{"caller mtls/server-identifier-*"}},
)

// excused gives some faults the same excuse.
type excused struct {
	why    string
	faults []string
	cases  []string
}

func merged(list ...excused) map[string]excuse {
	all := map[string]excuse{}
	for _, e := range list {
		for _, f := range e.faults {
			all[f] = excuse{slices.Concat(all[f].cases, e.cases), e.why}
		}
	}
	return all
}

// victims are the faults that refuse every message of some kind: the controls fail with them, and
// nothing can be told of the cases behind.
var victims = map[string]string{
	"ID-WIMSE-SCHEME-MAY:strict": "it refuses every identifier of the reference",
	"RSP-SIGNED-VALIDATE:strict": "it refuses every signed response",
	"SIG-ALG-ES256-MTI:strict":   "it refuses every signature with ES256",
	"SIG-DIGEST-EMPTY:strict":    "it refuses every request without a digest",
	"SIG-DIGEST-NO-BODY:strict":  "it refuses every request without a digest",
	"SIG-EXPIRES-FAR:strict":     "it refuses every signature that is good for minutes",
	"SIG-VERIFY:strict":          "it refuses every signature of ECDSA",
	"WIC-CLIENT-VALIDATE":        everyRule,
	"WIC-EKU-BOTH:strict":        "it refuses every certificate of the reference",
	"WIC-HOST-NOT-DNS:strict":    "it refuses every server that is reached by a name",
	"WIC-KEY-ALG-MTI:strict":     "it refuses every certificate with a P-256 key",
	"WIC-PKIX":                   everyRule,
	"WIC-URI-SAN-ONE:strict":     "it refuses every certificate",
	"WIC-VALIDATE-BEFORE-USE":    everyRule,
	"WIT-ES256-MTI:strict":       "it refuses every WIT with ES256",
	"WIT-REUSE:strict":           "it refuses every WIT but once",
	"WIT-SIG-VALID:strict":       "it refuses every WIT with ES256",
	"WPT-SIG-VALID:strict":       "it refuses every proof with ES256",
}

const everyRule = "the requirement stands for all rules of validation, and goes with all of them"
