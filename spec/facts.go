package spec

// WIT holds the wire facts of one revision of the Workload Identity Token.
type WIT struct {
	// Typ is the value of the typ header parameter.
	Typ string `yaml:"typ"`
	// Field is the name of the header field that carries the token.
	Field string `yaml:"field"`
	// IssuerRequired says that the iss claim is mandatory content.
	IssuerRequired bool `yaml:"iss_required"`
	// TokenIDRequired says that the jti claim is mandatory content.
	TokenIDRequired bool `yaml:"jti_required"`
	// KeyAlgorithmRequired says that cnf.jwk names its algorithm and binds the proof to it.
	KeyAlgorithmRequired bool `yaml:"key_algorithm_required"`
	// MandatoryAlgorithm is the algorithm that every general implementation supports; empty if none is
	// named.
	MandatoryAlgorithm string `yaml:"mandatory_algorithm"`
	// UnknownClaimsIgnored says that the text itself tells recipients to ignore unknown claims.
	UnknownClaimsIgnored bool `yaml:"unknown_claims_ignored"`
	// AnchorsBoundToDomain says that trust anchors are chosen by the trust domain.
	AnchorsBoundToDomain bool `yaml:"anchors_bound_to_domain"`
	// KeyIDSelects says that the text describes key selection by kid.
	KeyIDSelects bool `yaml:"kid_selects"`
	// OneIdentifier says that a credential carries exactly one Workload Identifier.
	OneIdentifier bool `yaml:"one_identifier"`
	// CertificateOneURI says that the section on certificates allows one URI name whatever it holds;
	// s2s-protocol says so in its part on mutual TLS. [MTLS.OneURI] has both.
	CertificateOneURI bool `yaml:"certificate_one_uri"`
	// IdentifierRulesEnforced says that recipients enforce the identifier draft's URI rules on sub.
	IdentifierRulesEnforced bool `yaml:"identifier_rules_enforced"`
	// FailureStatus is the HTTP status that the text names for a bad token; 0 where it is silent.
	FailureStatus int `yaml:"failure_status"`
	// UnauthorizedDiscouraged says that status 401 is NOT RECOMMENDED for a bad token.
	UnauthorizedDiscouraged bool `yaml:"unauthorized_discouraged"`
}

// WPT holds the wire facts of one revision of the Workload Proof Token.
type WPT struct {
	// Typ is the value of the typ header parameter.
	Typ string `yaml:"typ"`
	// Field is the name of the header field that carries the proof.
	Field string `yaml:"field"`
	// Scheme is the authentication scheme in front of the proof; empty where the field holds the proof
	// alone.
	Scheme string `yaml:"scheme"`
	// IssuerIsSubject says that iss is mandatory and repeats the sub claim of the WIT.
	IssuerIsSubject bool `yaml:"iss_is_subject"`
	// AlgorithmEqualsKey says that alg and cnf.jwk.alg are the same string.
	AlgorithmEqualsKey bool `yaml:"algorithm_equals_key"`
	// AudienceMayBeAlias says that aud may be a value that the deployment chose.
	AudienceMayBeAlias bool `yaml:"audience_may_be_alias"`
	// AudienceFromConfiguration says that the recipient's own names come from a trusted source alone.
	AudienceFromConfiguration bool `yaml:"audience_from_configuration"`
	// TokenIDUniqueness is the scope in which jti is unique: "" (not stated), "sender" or "global".
	TokenIDUniqueness string `yaml:"jti_uniqueness"`
	// ReplayCheck is "optional" or "recommended".
	ReplayCheck string `yaml:"replay_check"`
	// WITHash says that the wth claim exists and is mandatory.
	WITHash bool `yaml:"wth"`
	// AccessTokenHash says that the ath claim exists.
	AccessTokenHash bool `yaml:"ath"`
	// TokenHashesMandatory says that the text makes ath, tth and oth mandatory beside their tokens.
	TokenHashesMandatory bool `yaml:"token_hashes_mandatory"`
	// OtherTokens is the JSON type of the oth claim: "string" or "object".
	OtherTokens string `yaml:"oth"`
	// WITFirst says that the text tells recipients to validate the WIT before the proof.
	WITFirst bool `yaml:"wit_first"`
	// UnknownClaimsIgnored says that the text itself tells recipients to ignore unknown claims.
	UnknownClaimsIgnored bool `yaml:"unknown_claims_ignored"`
	// FailureStatus is the HTTP status that the text names for a bad proof; 0 where it is silent.
	FailureStatus int `yaml:"failure_status"`
	// UnauthorizedDiscouraged says that status 401 is NOT RECOMMENDED for a bad proof.
	UnauthorizedDiscouraged bool `yaml:"unauthorized_discouraged"`
	// RawLoggingForbidden says that proofs are not logged by default.
	RawLoggingForbidden bool `yaml:"raw_logging_forbidden"`
}

// Identifier holds the facts of one revision of the Workload Identifier.
type Identifier struct {
	// Absolute says that relative references are excluded.
	Absolute bool `yaml:"absolute"`
	// AuthorityRequired says that the authority component names the trust domain.
	AuthorityRequired bool `yaml:"authority_required"`
	// Bare says that query, fragment, user information and port are excluded.
	Bare bool `yaml:"bare"`
	// IPAddressForbidden says that an IP address is no trust domain (legacy naming apart).
	IPAddressForbidden bool `yaml:"ip_address_forbidden"`
	// SupportedLength is the length in bytes that everybody must support; 0 where the text is silent.
	SupportedLength int `yaml:"supported_length"`
	// WholeURICompared says that comparison and authorization use the complete URI.
	WholeURICompared bool `yaml:"whole_uri_compared"`
	// WimseSchemeDefined says that the text defines or registers the wimse scheme.
	WimseSchemeDefined bool `yaml:"wimse_scheme_defined"`
}

// HTTPSig holds the wire facts of one revision of the HTTP Message Signatures profile. Components
// are written as in RFC 9421: derived ones with "@", fields in lower case.
type HTTPSig struct {
	// Request and Response are the derived components that a signature always covers.
	Request  []string `yaml:"request"`
	Response []string `yaml:"response"`
	// RequestFields and ResponseFields are the header fields that it covers where they are present.
	RequestFields  []string `yaml:"request_fields"`
	ResponseFields []string `yaml:"response_fields"`
	// Tag is the value of the tag parameter.
	Tag string `yaml:"tag"`
	// Label is the label that the text prefers among several; empty where labels mean nothing.
	Label string `yaml:"label"`
	// TagSelects says that the tag alone finds the signature, and that it may stand there once.
	TagSelects bool `yaml:"tag_selects"`
	// KeyID and Algorithm are what the text says of the keyid and alg parameters: "", "discouraged"
	// or "forbidden".
	KeyID     string `yaml:"keyid"`
	Algorithm string `yaml:"alg"`
	// DigestRequired says that a message with a body carries Content-Digest, which is verified.
	DigestRequired bool `yaml:"digest_required"`
	// AudienceField is the header field that names the recipient, AudienceParameter the signature
	// parameter that does; both are empty where the revision has neither.
	AudienceField     string `yaml:"audience_field"`
	AudienceParameter string `yaml:"audience_parameter"`
	// AudienceFromConfiguration says that the recipient's own names come from a trusted source alone.
	AudienceFromConfiguration bool `yaml:"audience_from_configuration"`
	// RequestNonce is the response parameter that repeats the request's nonce; empty without one.
	// RequestNonceAlways says that every signed response has it, not only those that had to be signed.
	RequestNonce       string `yaml:"request_nonce"`
	RequestNonceAlways bool   `yaml:"request_nonce_always"`
	// SignResponse is the request parameter that asks for a signed response; empty without one.
	SignResponse string `yaml:"sign_response"`
	// UnsignedAccepted says that an unsigned response that nobody asked to be signed is accepted.
	UnsignedAccepted bool `yaml:"unsigned_accepted"`
	// CannotSign lists the statuses for a signed response that cannot be given.
	CannotSign []int `yaml:"cannot_sign,flow"`
	// MandatoryAlgorithm is the algorithm that every general implementation supports, by its name in
	// JOSE; empty if none is named.
	MandatoryAlgorithm string `yaml:"mandatory_algorithm"`
	// NonceUniqueness is the scope in which a nonce is unique: "recipient" or "global".
	NonceUniqueness string `yaml:"nonce_uniqueness"`
	// ReplayCheck is "optional" or "recommended"; ReplayScope is whose nonces are compared: "peer" or
	// "any".
	ReplayCheck string `yaml:"replay_check"`
	ReplayScope string `yaml:"replay_scope"`
	// WITFirst says that the text tells recipients to validate the WIT before the signature.
	WITFirst bool `yaml:"wit_first"`
	// FailureStatus is the HTTP status that the text names for a bad signature; 0 where it is silent.
	FailureStatus int `yaml:"failure_status"`
	// UnauthorizedDiscouraged says that status 401 is NOT RECOMMENDED for a bad signature.
	UnauthorizedDiscouraged bool `yaml:"unauthorized_discouraged"`
}

// MTLS holds the facts of one revision of mutual TLS with Workload Identity Certificates.
type MTLS struct {
	// OneURI says that a certificate has one URI name whatever a second one would hold; else only a
	// second one that carries a Workload Identifier is excluded. It is so too where the profile's
	// revision of the WIT says it of certificates.
	OneURI bool `yaml:"one_uri"`
	// SecondIdentifierRefused says that who validates is bound to refuse two identifiers, not only
	// issuers to avoid them.
	SecondIdentifierRefused bool `yaml:"second_identifier_refused"`
	// IdentifierOptional says that a caller takes a server without an identifier, by its DNS name.
	IdentifierOptional bool `yaml:"identifier_optional"`
	// DomainMatchedBy lists who compares the trust domain with the one expected of the other side.
	DomainMatchedBy []Role `yaml:"domain_matched_by,flow"`
	// PathInDomain says that the path is interpreted within the trust domain alone.
	PathInDomain bool `yaml:"path_in_domain"`
	// KeyUsageRecommended says that issuers should set the extended key usage of each role;
	// KeyUsageChecked that the text itself has peers check it.
	KeyUsageRecommended bool `yaml:"key_usage_recommended"`
	KeyUsageChecked     bool `yaml:"key_usage_checked"`
	// ServerName is when a caller that connects by a DNS name validates it against the DNS names of
	// the certificate: "optional", "unless_identity" (where there are any, and the identity is not
	// validated instead) or "always".
	ServerName string `yaml:"server_name"`
	// ServerIdentity is what the text says of validating the server's identity where its name is not:
	// "recommended" or "required".
	ServerIdentity string `yaml:"server_identity"`
	// ServerIdentityConfigured says that such a caller is configured with the identity to expect.
	ServerIdentityConfigured bool `yaml:"server_identity_configured"`
	// CertificatePrevails says that what the application claims does not override the certificate.
	CertificatePrevails bool `yaml:"certificate_prevails"`
}
