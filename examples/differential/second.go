package differential

import (
	"errors"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
)

// verify verifies a compact JWS with jwx and gives its payload. It may use the keys of the name in kid
// or, where there is no kid, all; of these, those for the algorithm in alg. jwx goes by the alg of the key
// and leaves it to whoever calls it to look at that of the header: a good ES256 signature verifies under
// "none" as well.
func verify(token string, keys []jwk.Key) ([]byte, error) {
	parsed, err := jws.Parse([]byte(token), jws.WithCompact())
	if err != nil {
		return nil, err
	}
	header := parsed.Signatures()[0].ProtectedHeaders()
	kid, named := header.KeyID()
	alg, _ := header.Algorithm()
	refusals := []error{errors.New("no key verifies it")}
	for _, key := range keys {
		id, _ := key.KeyID()
		if own, _ := key.Algorithm(); named && id != kid || own.String() != alg.String() {
			continue
		}
		payload, err := jws.Verify([]byte(token), jws.WithCompact(), jws.WithCritValidation(true),
			jws.WithKey(alg, key))
		if err == nil {
			return payload, nil
		}
		refusals = append(refusals, err)
	}
	return nil, errors.Join(refusals...)
}
