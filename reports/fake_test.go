package reports

import (
	"time"

	"github.com/wimsespec/wimsespec/spec"
)

// A small catalogue, so that these tests do not hang on what the drafts say today.
func fakeCatalogue() catalogue {
	return catalogue{
		name: "latest",
		revisions: spec.Revisions{
			WIT: "workload-creds-02", WPT: "wpt-02", HTTPSig: "http-signature-07",
			MTLS: "mutual-tls-02", Identifier: "identifier-03",
		},
		rules: []spec.Rule{
			fakeRule("ID-TRUST-DOMAIN", "MUST", "The trust domain is the authority."),
			fakeRule("WIT-TYP", "MUST", "The typ header parameter is wit+jwt."),
			fakeRule("WIT-KID", "SHOULD", "The kid header parameter names the key of the issuer."),
			fakeRule("WIT-JTI", "MAY", "The jti claim may be present."),
			fakeRule("WPT-WTH-MATCH", "MUST", "The wth claim is the hash of the WIT that comes with "+
				"the proof. The recipient computes the hash of that WIT and compares the two; a "+
				"proof made for another WIT is refused."),
			fakeRule("WPT-AUD", "MUST", "The aud claim names the recipient."),
			fakeRule("WPT-OTH", "MUST", "Tokens that the recipient understands are bound by oth."),
			fakeRule("SIG-COMPONENTS", "MUST", "The signature covers the method and the target."),
			unobservable(),
			bindingIssuer(),
		},
	}
}

func fakeRule(id, level, text string) spec.Rule {
	gate := map[string]spec.Gate{"MUST": spec.GateMust, "SHOULD": spec.GateShould}[level]
	if gate == "" {
		gate = spec.GateReport
	}
	return spec.Rule{
		Requirement: &spec.Requirement{
			ID: id, Text: text, Roles: []spec.Role{spec.RoleRecipient}, Testable: "http",
		},
		Level: level, Gate: gate, Source: "draft-ietf-wimse-wpt-02, Section 2",
	}
}

func unobservable() spec.Rule {
	rule := fakeRule("WPT-KEY-SECRET", "MUST", "The private key is kept secret.")
	rule.Testable, rule.Reason = "no", "what becomes of a key inside cannot be seen"
	return rule
}

func bindingIssuer() spec.Rule {
	rule := fakeRule("WIT-KEY-ROTATION", "SHOULD", "The issuer rotates its keys.")
	rule.Roles = []spec.Role{spec.RoleIssuer, spec.RoleDeployment}
	return rule
}

func fakeRun() Run {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return Run{
		Tool: Tool{"wimsespec", "1.0.0"}, Target: Target{Name: "acme-wimse", Version: "1.4.2"},
		Started: start, Finished: start.Add(4200 * time.Millisecond), Complete: true,
		Roles: []string{"recipient"}, Mechanisms: []string{"identifier", "wit", "wpt"},
	}
}

func fakeCase(id string, v Verdict, requirements ...string) Case {
	c := Case{
		ID: id, Role: "recipient", Algorithm: "ES256", Requirements: requirements, Verdict: v,
		Comment: "a departure from the control", Expected: "reject", Observed: "reject",
		Status: 401, DurationMS: 0.7, Evidence: 12,
		Sent: "GET /orders HTTP/1.1", Received: "HTTP/1.1 401 Unauthorized",
		Curl: "curl -i 'http://b/'",
	}
	c.Mechanism = (&spec.Requirement{ID: requirements[0]}).Mechanism()
	return c
}

// failing is a run with something of everything.
func failing() *Results {
	wth := fakeCase("wpt/wth-of-another-wit", Fail, "WPT-WTH-MATCH")
	wth.Comment = "the proof is bound to a different, equally valid WIT of the same workload"
	wth.Observed, wth.Status = "accept", 200
	wth.Reason = "expected a refusal, but the request was accepted"
	wth.Sent = "GET /orders?x=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n" +
		"Workload-Identity-Token: " +
		"eyJhbGciOiJFUzI1NiIsImtpZCI6Imlzc3Vlci1lczI1NiIsInR5cCI6IndpdCtqd3QifQ" +
		".eyJzdWIiOiJ3aW1zZTovL3RydXN0ZWQuZXhhbXBsZS93b3JrbG9hZC1hIn0.c2lnbmF0dXJl\r\n"
	wth.Received = "HTTP/1.1 200 OK\r\nContent-Length: 2"
	wth.Curl = "curl -sS -i 'http://127.0.0.1:8080/orders?x=1' -H 'Workload-Identity-Token: eyJhbGci'"
	query := fakeCase("httpsig/call-query", Fail, "SIG-COMPONENTS")
	query.Comment, query.Role, query.Curl = "the query is covered as it is sent", "caller", ""
	query.Reason = "the signature does not verify under the confirmation key"
	query.SignatureBase = "- is expected, + is what was signed: @query is signed without its question mark\n" +
		"  \"@method\": GET\n- \"@query\": ?x=1\n+ \"@query\": x=1\n" +
		"  \"@signature-params\": (\"@method\" \"@query\");created=1767225600;expires=1767225720" +
		";nonce=\"jWnQ2vPGHjMcIDoHPkC9nw\";tag=\"wimse-workload-to-workload\""
	eddsa := wth
	eddsa.Algorithm = "EdDSA"
	both := fakeCase("wpt/no-claims", Fail, "WPT-AUD", "WPT-WTH-MATCH")
	both.Comment, both.Status, both.Kind = "the proof has no claims at all", 500, "server-error"
	both.Received, both.Reason = "", "expected a refusal, but the server broke (500)"
	kid := fakeCase("wit/kid-absent", Fail, "WIT-KID")
	kid.Reason = "expected a refusal, but the request was accepted"
	kid.Received, kid.Status = "HTTP/1.1 200 OK", 200
	oth := fakeCase("wpt/oth-unbound", Skipped, "WPT-OTH")
	oth.Kind, oth.Reason = KindNotClaimed, "the target file lists no understood_tokens"
	jti := fakeCase("wit/jti-absent", Fail, "WIT-JTI")
	jti.Observed = "accept"
	trust := fakeCase("identifier/port", Inconclusive, "ID-TRUST-DOMAIN")
	trust.Reason = "the control identifier/valid was refused"
	return build(fakeRun(), []Case{
		fakeCase("wit/valid", Pass, "WIT-TYP"), wth, eddsa, both, kid, oth, jti, trust, query,
		fakeCase("wpt/aud-of-another", Pass, "WPT-AUD"),
	}, fakeCatalogue())
}

func passing() *Results {
	return build(fakeRun(), []Case{
		fakeCase("identifier/valid", Pass, "ID-TRUST-DOMAIN"),
		fakeCase("wit/valid", Pass, "WIT-TYP", "WIT-KID"),
		fakeCase("wpt/valid", Pass, "WPT-WTH-MATCH", "WPT-AUD", "WPT-OTH"),
	}, fakeCatalogue())
}

// vague is a run in which most cases told nothing.
func vague() *Results {
	cases := []Case{fakeCase("wit/valid", Pass, "WIT-TYP")}
	for _, what := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		c := fakeCase("wpt/aud-"+what, Inconclusive, "WPT-AUD")
		c.Reason = "the control wpt/valid was refused"
		cases = append(cases, c)
	}
	return build(fakeRun(), cases, fakeCatalogue())
}

func unreachable() *Results {
	run := fakeRun()
	run.Complete, run.Unreachable = false, true
	return build(run, nil, fakeCatalogue())
}
