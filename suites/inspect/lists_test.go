package inspect_test

import "github.com/wimsespec/wimsespec/spec"

// counterparts name the checks of a maker of which the one in force is broken by the same flaw as
// the requirement of the other side.
var counterparts = map[spec.Role]map[string][]string{
	spec.RoleCaller: {
		"WIT-HDR-ONE":           {"WIT-HDR-SENDER-ONE"},
		"WIT-SIG-VALID":         {"WIT-SENT-VALID"},
		"WIT-SUB-ANCHOR":        {"WIT-SENT-VALID"},
		"WIT-KEY-EMBEDDED":      {"WIT-SENT-VALID"},
		"WIT-ISS-NO-LOOKUP":     {"WIT-SENT-VALID"},
		"WIT-ALG-NOT-NONE":      {"WIT-SENT-VALID"},
		"WIT-ALG-ASYMMETRIC":    {"WIT-SENT-VALID"},
		"WIT-ALG-PRESENT":       {"WIT-SENT-VALID"},
		"WIT-ALG-POLICY":        {"WIT-SENT-VALID"},
		"WIT-JWS-COMPACT":       {"WIT-HDR-ABNF"},
		"WIT-EXP-PASSED":        {"WIT-KEY-NOT-AFTER-EXP", "WIT-SENT-VALID"},
		"ID-PLAINTEXT-NOT-AUTH": {"WIT-HDR-NAME"},

		"WPT-HDR-LEGACY-ONE":   {"WPT-HDR-LEGACY"},
		"WPT-AUTHZ-ONE":        {"WPT-AUTHZ-SENDER-ONE"},
		"WPT-ALG-STRING-EQUAL": {"WPT-ALG-MATCH"},
		"WPT-TYP-CHECK":        {"WPT-TYP", "WPT-TYP-LEGACY"},
		"WPT-ISS-MATCH-LEGACY": {"WPT-ISS-LEGACY"},
		"WPT-AUD-CHECK":        {"WPT-AUD-TARGET"},
		"WPT-AUD-NO-HOST":      {"WPT-AUD-TARGET"},
		"WPT-AUD-NO-UNTRUSTED": {"WPT-AUD-TARGET"},
		"WPT-AUD-QUERY":        {"WPT-AUD-TARGET"},
		"WPT-EXP-PASSED":       {"WPT-TIME-LIMIT"},
		"WPT-EXP-FAR":          {"WPT-EXP-SHORT"},
		"WPT-ATH-MATCH-LEGACY": {"WPT-ATH-LEGACY"},
		"WPT-TTH-MATCH":        {"WPT-TTH-FORMAT"},
		"WPT-OTH-VERIFY-ALL":   {"WPT-OTH-VALUE"},
		"WPT-OTH-MATCH":        {"WPT-OTH-VALUE", "WPT-OTH-STRING-LEGACY"},
		"WPT-KEY-EMBEDDED":     {"WPT-SIG-VALID"},

		"SIG-VERIFY":                {"SIG-SIGN"},
		"SIG-ALG-FROM-CNF":          {"SIG-SIGN"},
		"SIG-ALG-PARAM-CONFLICT":    {"SIG-ALG-PARAM-FORBIDDEN"},
		"SIG-KEYID-OTHER":           {"SIG-KEYID-FORBIDDEN", "SIG-KEYID-SHOULD-NOT"},
		"SIG-DIGEST-VERIFY":         {"SIG-DIGEST-VALUE"},
		"SIG-DIGEST-MALFORMED":      {"SIG-DIGEST-VALUE"},
		"SIG-DIGEST-UNKNOWN":        {"SIG-DIGEST-ALGORITHM"},
		"SIG-DIGEST-MISSING-REJECT": {"SIG-DIGEST-PRESENT"},
		"SIG-EXPIRES-FAR":           {"SIG-EXPIRES-SHORT"},
		"SIG-AUD-VERIFY":            {"SIG-AUD-IDENTIFIES", "SIG-AUD-SHOULD-EXPLICIT", "SIG-AUD-DEFAULT"},
		"SIG-AUD-QUERY":             {"SIG-AUD-IDENTIFIES", "SIG-AUD-SHOULD-EXPLICIT", "SIG-AUD-DEFAULT"},
		"SIG-DIGEST-SEVERAL":        {"SIG-DIGEST-VALUE"},
		"SIG-AUD-TRUSTED":           {"SIG-AUD-IDENTIFIES"},
	},
	spec.RoleIssuer: {
		"WIT-HDR-ABNF":      {"WIT-JWS-COMPACT"},
		"WIT-TYP-CHECK":     {"WIT-TYP", "WIT-TYP-LEGACY"},
		"WIT-KID-SELECT":    {"WIT-KID-ISSUED"},
		"WIT-SUB-ANCHOR":    {"WIT-SIG-VALID"},
		"WIT-KEY-EMBEDDED":  {"WIT-SIG-VALID"},
		"WIT-ISS-NO-LOOKUP": {"WIT-SIG-VALID"},
		"WIT-EXP-FAR":       {"WIT-EXP-SHORT"},
		"ID-LEN-REJECT":     {"ID-LEN-MAX"},
	},
	spec.RoleRecipient: {
		"RSP-SIGNED-VALIDATE":       {"RSP-SIGN-VALID"},
		"RSP-WIT-VALID":             {"RSP-WIT-OWN"},
		"RSP-PEER":                  {"RSP-WIT-OWN"},
		"RSP-DIGEST-VERIFY":         {"RSP-DIGEST"},
		"RSP-DIGEST-MISSING-REJECT": {"RSP-DIGEST"},
		"RSP-REQ-NONCE-CHECK":       {"RSP-REQ-NONCE-VALUE"},
		"RSP-UNSIGNED-REJECT":       {"RSP-SIGN-REQUIRED-PARAM"},
		"RSP-ABSENT-REJECT-LEGACY":  {"RSP-SIGN-REQUIRED-PARAM"},
	},
}

// twins are broken with another, because they say the same of the same bytes: where a mechanism is
// named, in its vectors alone.
var twins = map[string]map[string]spec.Mechanism{
	"WPT-ALG-MATCH":             {"WIT-CNF-ALG-BINDS-POP": ""},
	"WPT-EXP-PRESENT":           {"WIT-POP-TIME-LIMIT": ""},
	"WPT-EXP-NUMERIC":           {"WIT-POP-TIME-LIMIT": ""},
	"SIG-PARAM-EXPIRES":         {"WIT-POP-TIME-LIMIT": ""},
	"WIT-KEY-NOT-AFTER-EXP":     {"WPT-KEY-NOT-AFTER-EXP": spec.MechanismWPT},
	"WIT-EXP-REQUIRED":          {"WIT-EXP-LIMITED": ""},
	"WIT-EXP-NUMERIC":           {"WIT-EXP-LIMITED": ""},
	"WIT-CNF-ALG-NOT-SYMMETRIC": {"WIT-CNF-PUBLIC": ""},
	"RSP-SIGN-REQUIRED-PARAM":   {"RSP-CANNOT-SIGN-NO-SUCCESS": ""},
}

const (
	onlyGrammar = "the grammar of the field holds; the rest is the issuer's business"
	grammar     = "the grammar wants three parts with something in them"
	several     = "who signs is advised to make one signature alone"
)

// exceptions name what single vectors break where that does not follow from what they cite.
var exceptions = map[spec.Role]map[string]exception{
	spec.RoleCaller: {
		"wpt/tth-missing":              {[]string{"WPT-TTH-PRESENT"}, "to the recipient a missing hash is a wrong one"},
		"wpt/aud-missing":              {[]string{"WPT-AUD-PRESENT"}, "to the recipient a missing audience is a wrong one"},
		"wpt/aud-null":                 {[]string{"WPT-AUD-PRESENT"}, "null is no audience"},
		"wpt/old-field-twice":          {[]string{"WPT-HDR-SENDER-ONE"}, "the field is the right one"},
		"wpt/old-field-with-a-list":    {[]string{"WPT-JWT-WELLFORMED"}, "one field line, whose value is no token"},
		"wit/signature-empty":          {[]string{"WIT-HDR-ABNF"}, grammar},
		"wit/alg-none":                 {[]string{"WIT-HDR-ABNF"}, grammar},
		"wit/alg-none-in-capitals":     {[]string{"WIT-HDR-ABNF"}, grammar},
		"wit/kid-of-another-key":       {nil, "an anchor vouches for it; its kid is the issuer's business"},
		"wit/payload-followed-by-text": {nil, onlyGrammar},
		"wit/payload-in-an-array":      {nil, onlyGrammar},
		"wit/payload-in-a-string":      {nil, onlyGrammar},
		"wit/payload-invalid-utf8":     {nil, onlyGrammar},

		"httpsig/wit-without-signature":           {[]string{"WIT-POP-REQUIRED"}, "it comes with nothing at all"},
		"httpsig/second-signature":                {[]string{"SIG-ONE-SIGNATURE"}, several},
		"httpsig/second-signature-first":          {[]string{"SIG-ONE-SIGNATURE"}, several},
		"httpsig/second-signature-without-tag":    {[]string{"SIG-ONE-SIGNATURE"}, several},
		"httpsig/second-signature-labelled-wimse": {[]string{"SIG-ONE-SIGNATURE"}, several},
		"httpsig/signatures-on-two-lines":         {[]string{"SIG-ONE-SIGNATURE"}, several},
		"httpsig/several-without-the-label":       {[]string{"SIG-LABEL-WIMSE-LEGACY", "SIG-ONE-SIGNATURE"}, several},
		"httpsig/created-of-another-signature":    {[]string{"SIG-ONE-SIGNATURE", "SIG-PARAM-CREATED"}, several},
		"httpsig/expires-of-another-signature": {
			[]string{"SIG-ONE-SIGNATURE", "SIG-PARAM-EXPIRES", "WIT-POP-TIME-LIMIT"}, several},
		"httpsig/nonce-of-another-signature":          {[]string{"SIG-ONE-SIGNATURE", "SIG-PARAM-NONCE"}, several},
		"httpsig/method-covered-by-another-signature": {[]string{"SIG-COMP-METHOD", "SIG-ONE-SIGNATURE"}, several},
		"httpsig/path-covered-by-another-signature":   {[]string{"SIG-COMP-PATH", "SIG-ONE-SIGNATURE"}, several},
		"httpsig/wit-covered-by-another-signature":    {[]string{"SIG-COMP-WIT", "SIG-ONE-SIGNATURE"}, several},
		"httpsig/request-target-covered-by-another-signature": {
			[]string{"SIG-COMP-REQUEST-TARGET-LEGACY", "SIG-ONE-SIGNATURE"}, several},
		"httpsig/signed-rightly-without-tag-alone": {[]string{"SIG-ONE-SIGNATURE", "SIG-SIGN"}, several},
		"httpsig/algorithm-of-the-parameter": {
			[]string{"SIG-ALG-PARAM-FORBIDDEN", "SIG-SIGN", "WIT-CNF-ALG-BINDS-POP"},
			"it does not verify by the right algorithm"},
		"httpsig/lines-in-another-order": {[]string{"SIG-SIGN"}, "all of them are covered"},
		"httpsig/legacy-lines-in-another-order": {[]string{"SIG-COMP-WIMSE-AUDIENCE", "SIG-SIGN"},
			"the others are covered"},
		"httpsig/query-signed-decoded":          {[]string{"SIG-SIGN"}, "it is covered, and its value is wrong"},
		"httpsig/tag-twice":                     {[]string{"SIG-ONE-SIGNATURE", "SIG-TAG-UNIQUE"}, several},
		"httpsig/tag-twice-one-bad":             {[]string{"SIG-ONE-SIGNATURE", "SIG-TAG-UNIQUE"}, several},
		"httpsig/tag-of-the-bad-signature-only": {[]string{"SIG-ONE-SIGNATURE", "SIG-SIGN"}, several},
		"httpsig/nothing-covered": {[]string{
			"SIG-COMP-METHOD", "SIG-COMP-PATH", "SIG-COMP-QUERY", "SIG-COMP-REQUEST-TARGET-LEGACY",
			"SIG-COMP-WIMSE-AUDIENCE", "SIG-COMP-WIT",
		}, "each of them is missing"},
		"httpsig/request-target-for-path":            {[]string{"SIG-COMP-PATH", "SIG-COMP-QUERY"}, "both of them are missing"},
		"httpsig/digest-changed":                     {[]string{"SIG-DIGEST-VALUE", "SIG-SIGN"}, "the digest is signed"},
		"httpsig/expires-a-string":                   {[]string{"SIG-PARAM-INTEGER", "WIT-POP-TIME-LIMIT"}, "it is then no expiry"},
		"httpsig/algorithm-other-than-the-keys":      {[]string{"SIG-SIGN", "WIT-CNF-ALG-BINDS-POP"}, "it does not verify by the right algorithm"},
		"httpsig/authorization-second-line":          {[]string{"SIG-COMP-CANONICAL"}, "the first of two lines is signed"},
		"httpsig/query-signed-without-question-mark": {[]string{"SIG-SIGN"}, "it is covered, and its value is wrong"},
		"httpsig/parameter-twice-last-bad": {[]string{"SIG-EXPIRES-PASSED", "SIG-SIGN"},
			"the last one counts, and the base has both"},
		"httpsig/audience-field-changed": {[]string{"SIG-SIGN"}, "it names the right recipient now, and is covered"},
	},
	spec.RoleIssuer: {
		"wit/without-iss":          {[]string{"WIT-ISS-RECOMMENDED"}, "legal, and advised against"},
		"wit/field-empty":          {nil, "there is no WIT to look at"},
		"wit/header-duplicate-typ": {[]string{"WIT-HEADER-UNIQUE"}, "the first of the two is right"},
		"wit/kid-of-another-key":   {[]string{"WIT-SIG-VALID"}, "there is a key of that kid, and it did not sign"},
	},
	spec.RoleRecipient: {
		"httpsig/response-tag-missing":                    {[]string{"RSP-PARAMS"}, "to the caller it is unsigned"},
		"httpsig/response-tag-of-another-protocol":        {[]string{"RSP-PARAMS"}, "to the caller it is unsigned"},
		"httpsig/response-legacy-tag-missing":             {[]string{"RSP-PARAMS"}, "to the caller it is unsigned"},
		"httpsig/response-legacy-tag-of-another-protocol": {[]string{"RSP-PARAMS"}, "to the caller it is unsigned"},
		"httpsig/response-second-signature":               {[]string{"RSP-ONE-SIGNATURE"}, several},
		"httpsig/response-tag-twice":                      {[]string{"RSP-ONE-SIGNATURE", "RSP-TAG-UNIQUE"}, several},
		"httpsig/response-of-another-path":                {[]string{"RSP-SIGN-VALID"}, "it is covered, and its value is wrong"},
		"httpsig/response-request-nonce-missing":          {[]string{"RSP-REQ-NONCE-PRESENT"}, "to the caller a missing one is a wrong one"},
		"httpsig/response-request-nonce-missing-unasked":  {[]string{"RSP-REQ-NONCE-PRESENT"}, "to the caller a missing one is a wrong one"},
	},
}

// invisible lists the requirements whose vectors have a flaw that does not show in the message.
var invisible = map[string]string{
	"WPT-JTI-REPLAY-REC":       "each of the messages is good by itself",
	"SIG-NONCE-REPLAY":         "each of the messages is good by itself",
	"SIG-EXPIRES-ORDER":        "no text has the one before the other",
	"WPT-NBF":                  "no text forbids to date a proof ahead",
	"WIT-NBF":                  "no text forbids to date a WIT ahead",
	"WPT-CRIT":                 "an extension may be agreed upon",
	"WIT-CRIT":                 "an extension may be agreed upon",
	"WPT-OTH-UNKNOWN-REJECT":   "which tokens a recipient understands is its own business",
	"ID-DOMAIN-TRUSTED":        "whom a recipient trusts is its own business",
	"WIT-ISS-ALLOWLIST":        "whom a recipient trusts is its own business",
	"RSP-ABSENT-REJECT-LEGACY": "before http-signature-06 no request can ask for a signature",
	"RSP-DIGEST-VERIFY":        "before s2s-protocol-05 no text asks for the right digest",
	"SIG-DIGEST-VERIFY":        "before s2s-protocol-05 no text asks for the right digest",
	"SIG-ALG-PARAM-CONFLICT":   "before s2s-protocol-04 no text forbids the parameter",
}

// unbroken lists the checks that no vector breaks.
var unbroken = map[string]string{
	"WIC-SENT-VALID caller":          handshakes,
	"WIC-SENT-VALID recipient":       handshakes,
	"WIC-SRV-PRESENTED recipient":    handshakes,
	"WIC-SRV-DNS-ID recipient":       handshakes,
	"WPT-JTI-UNIQUE caller":          many,
	"WPT-JTI-SENDER-UNIQUE caller":   many,
	"WPT-JTI-ENTROPY caller":         many,
	"SIG-NONCE-RANDOM caller":        many,
	"SIG-NONCE-UNIQUE-LEGACY caller": many,
	"SIG-NONCE-ENTROPY caller":       many,
	"WPT-REDIRECT caller":            many,
	"SIG-REDIRECT caller":            many,
	"WIT-JTI-UNIQUE issuer":          many,
	"WIT-SUB-ISSUED issuer":          asking,
	"WIT-CNF-ISSUED issuer":          asking,
	"RSP-SIGN-PARAM-CLIENT caller":   asking,
	"SIG-NO-BEARER caller":           asking,

	"RSP-SIGN-REQUIRED-POLICY recipient": asking,
	"RSP-SIGN-CLAIMED recipient":         asking,

	"WIT-KEY-PRIVATE caller":            makers,
	"WPT-KEY-PRIVATE caller":            makers,
	"WPT-OTH-KEY-LOWER caller":          makers,
	"WPT-ATH-REMOVED caller":            makers,
	"SIG-LABEL-UNIQUE caller":           makers,
	"SIG-COMP-NO-REQUEST-TARGET caller": makers,
	"SIG-COMP-NO-AUTHORITY caller":      makers,
	"RSP-ACCEPT-SIG-CLIENT caller":      makers,
	"RSP-ACCEPT-SIG-NOT-WEAKER caller":  makers,
	"SIG-AUDIENCE-HDR-FORM caller":      makers,

	"SIG-AUD-REQUEST-ONLY recipient":   makers,
	"RSP-LABEL-WIMSE-LEGACY recipient": makers,
	"RSP-EXPIRES-SHORT recipient":      makers,
	"RSP-CANNOT-SIGN-ERROR recipient":  makers,
	"RSP-ACCEPT-SIG-SERVER recipient":  makers,

	"RSP-ACCEPT-SIG-NOT-WEAKER recipient": makers,
	"RSP-CANNOT-SIGN-STATUS recipient":    makers,
	"RSP-ACCEPT-SIG-PRECEDENCE recipient": makers,
	"ID-LEN-2048 issuer":                  asking,
	"RSP-NONCE-FRESH recipient":           many,
}

const (
	handshakes = "it shows in handshakes: presented_test.go"
	many       = "it takes several messages"
	asking     = "it takes what the suite told the target"
	makers     = "it binds the maker, and no vector is about it"
)
