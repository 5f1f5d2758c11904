package differential_test

import (
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/wimsespec/wimsespec/reference/trust"
)

// clock is that of the vectors.
var clock = time.Unix(1767225600, 0)

type file struct {
	Anchors      map[string]trust.Material `json:"trust_domains"`
	Vectors      []vector                  `json:"vectors"`
	Observations []vector                  `json:"observations"`
}

type vector struct {
	ID    string `json:"id"`
	Steps []struct {
		Request struct {
			Headers [][2]string `json:"headers"`
		} `json:"request"`
	} `json:"steps"`
}

func vectors(t testing.TB) file {
	t.Helper()
	var read file
	text, err := os.ReadFile("../../vectors/latest/wit.json")
	if err := errors.Join(err, json.Unmarshal(text, &read)); err != nil {
		t.Fatal(err)
	}
	return read
}

// tokens gives the values of the fields for WITs, in the order of the vectors.
func tokens(t testing.TB) []string {
	t.Helper()
	var all []string
	read := vectors(t)
	for _, v := range append(read.Vectors, read.Observations...) {
		for _, line := range v.Steps[0].Request.Headers {
			if strings.EqualFold(line[0], "Workload-Identity-Token") && !slices.Contains(all, line[1]) {
				all = append(all, line[1])
			}
		}
	}
	return all
}

// anchors has one key, under a kid that the vectors use, for their trusted domain.
func anchors(t testing.TB, private *ecdsa.PrivateKey) map[string]trust.Material {
	t.Helper()
	key := must(jwk.Import(&private.PublicKey))(t)
	if err := errors.Join(key.Set("kid", "es256-1"), key.Set("alg", "ES256")); err != nil {
		t.Fatal(err)
	}
	text := must(json.Marshal(map[string]any{"keys": []jwk.Key{key}}))(t)
	return map[string]trust.Material{"trusted.example": {
		Issuers: []string{"https://issuer.trusted.example"}, JWKS: text}}
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
