package live

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// maxJWKS bounds a JWK Set that a fault fetches, in bytes.
const maxJWKS = 64 << 10

// fetch gets a JWK Set, for the faults that look for one where a token points.
func fetch(url string) ([]jose.Key, error) {
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	set, err := io.ReadAll(io.LimitReader(res.Body, maxJWKS))
	if err != nil {
		return nil, err
	}
	return trust.ParseJWKS(set)
}

// AttackerJWKS is what the canary serves: the key with which attackers in the recipes sign.
func AttackerJWKS(ring *keys.Ring) ([]byte, error) {
	key := ring.Must("attacker/ES256").PublicJWK("ES256", "es256-1")
	return json.Marshal(map[string]any{"keys": []any{key}})
}
