package caller_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/message"
)

// sentWith makes a call with faults on and gives what came.
func sentWith(t *testing.T, binding string, faults ...string) message.Request {
	t.Helper()
	w := newWorld(t, "latest")
	w.config.Secret = "a private key in text"
	server := w.serve(t)
	call := caller.Call{Binding: binding, Method: "GET", URL: server.URL}
	got := w.caller(faults...).Do(t.Context(), call)
	if len(w.seen) != 1 {
		t.Fatalf("%d requests came: %+v", len(w.seen), got)
	}
	if strings.Contains(fmt.Sprint(got), "private") {
		t.Errorf("the result is %+v", got)
	}
	return w.seen[0]
}

func TestPrivateKeyIsSentByAFaultAlone(t *testing.T) {
	for _, binding := range bindings {
		for fault, want := range map[string]bool{
			"": false, "WIT-KEY-PRIVATE:caller": true, "WPT-KEY-PRIVATE:caller": true,
		} {
			sent := fmt.Sprint(sentWith(t, binding, fault))
			if got := strings.Contains(sent, "aprivatekeyintext"); got != want {
				t.Errorf("%s: with %q on: %s", binding, fault, sent)
			}
		}
	}
}

func TestFaultOfABearerToken(t *testing.T) {
	for fault, want := range map[string]bool{"": false, "SIG-NO-BEARER:caller": true} {
		sent := sentWith(t, caller.BindingHTTPSig, fault)
		bare := !sent.Fields.Has("Signature") && sent.Fields.Has("Authorization")
		if bare != want || !sent.Fields.Has("Workload-Identity-Token") {
			t.Errorf("with %q on: %v", fault, sent.Fields)
		}
	}
}

// TestFaultsReachTheMakers picks one fault of each maker.
func TestFaultsReachTheMakers(t *testing.T) {
	proved := sentWith(t, caller.BindingWPT, "WPT-AUTHZ-SCHEME:caller").Fields
	if got := proved.Values("Authorization")[0]; !strings.HasPrefix(got, "Bearer ") {
		t.Errorf("the proof is %q", got)
	}
	signed := sentWith(t, caller.BindingHTTPSig, "SIG-COMP-METHOD:caller").Fields
	if got := signed.Values("Signature-Input")[0]; strings.Contains(got, "@method") {
		t.Errorf("the signature is %q", got)
	}
}

// TestFaultsOfTheChecksOnResponses turns each check of this package off.
func TestFaultsOfTheChecksOnResponses(t *testing.T) {
	foreign := newWorld(t, "latest")
	for fault, change := range map[string]func(*world){
		"RSP-COMP-WIT": tampered(without("Workload-Identity-Token")),
		"RSP-WIT-VALID": func(w *world) {
			w.signer.WIT, w.signer.Key = foreign.b.wit, foreign.b.key
		},
		"RSP-PEER": func(w *world) { w.signer.WIT, w.signer.Key = w.a.wit, w.a.key },
	} {
		w := newWorld(t, "latest")
		change(w)
		url := w.serve(t).URL
		if _, err := w.get(t, url); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("with no fault on it is refused for %v, not for %s", err, fault)
		}
		if _, err := w.get(t, url, fault); err != nil {
			t.Errorf("with %s off: %v", fault, err)
		}
	}
}
