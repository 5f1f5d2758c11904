package httpsig_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"slices"
	"testing"

	"github.com/dunglas/httpsfv"
	"github.com/yaronf/httpsign"
)

// TestCoveredComponentsAreReadBack pins how the two libraries fit together: httpsign does not say
// which components a signature covers, so they are read back with httpsfv.
func TestCoveredComponentsAreReadBack(t *testing.T) {
	want := []string{"@method", "@path", "@query", "workload-identity-token"}
	dict, err := httpsfv.UnmarshalDictionary([]string{signatureInput(t, want)})
	if err != nil {
		t.Fatal(err)
	}
	member, ok := dict.Get("wimse")
	if !ok {
		t.Fatal("there is no member under the label")
	}
	list := member.(httpsfv.InnerList)
	var got []string
	for _, item := range list.Items {
		got = append(got, item.Value.(string))
	}
	if !slices.Equal(got, want) {
		t.Errorf("covered components are %q, want %q", got, want)
	}
	if tag, _ := list.Params.Get("tag"); tag != "wimse-workload-to-workload" {
		t.Errorf("tag is %v", tag)
	}
	if _, there := list.Params.Get("alg"); there {
		t.Error("alg is there, although it was to be left out")
	}
}

func signatureInput(t *testing.T, components []string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	config := httpsign.NewSignConfig().SignAlg(false).SetTag("wimse-workload-to-workload")
	signer, err := httpsign.NewP256Signer(*key, config, httpsign.Headers(components...))
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodGet, "https://b.trusted.example/orders?x=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Workload-Identity-Token", "a.b.c")
	input, _, err := httpsign.SignRequest("wimse", *signer, req)
	if err != nil {
		t.Fatal(err)
	}
	return input
}
