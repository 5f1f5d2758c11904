package forge

import (
	"encoding/base64"
	"errors"
	"fmt"
	"path"
)

// publicKey gives the JWK of an anchor as JWK Sets have it, or of a workload's key as cnf has it.
func (m *minting) publicKey(args []string) (any, error) {
	if len(args) != 1 && len(args) != 2 {
		return nil, errors.New("jwk takes the name of a key, and perhaps an alg")
	}
	key, err := m.Ring.Get(args[0])
	if err != nil {
		return nil, err
	}
	_, alg, kid := anchorOf(args[0])
	if len(args) == 2 {
		alg = args[1]
	}
	if kid == "" && len(args) == 1 && !m.keysNameAlgorithm() {
		alg = ""
	}
	return key.PublicJWK(alg, kid), nil
}

func (m *minting) privateKey(args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("private takes the name of a key")
	}
	key, err := m.Ring.Get(args[0])
	if err != nil {
		return nil, err
	}
	return key.PrivateJWK(path.Base(args[0]), ""), nil
}

func octJWK() tree {
	return tree{"kty": "oct", "k": base64.RawURLEncoding.EncodeToString(octSecret), "alg": "HS256"}
}

// editedKey gives a public key with one member changed, added or left out.
func (m *minting) editedKey(args []string) (any, error) {
	if len(args) < 2 || len(args) > 3 {
		return nil, errors.New("jwk-with takes the name of a key, a member and perhaps a text")
	}
	jwk, err := m.publicKey(args[:1])
	if err != nil {
		return nil, err
	}
	members := jwk.(tree)
	if members[args[1]] == nil && len(args) == 2 {
		return nil, fmt.Errorf("jwk-with: the key has no member %q", args[1])
	}
	delete(members, args[1])
	if len(args) == 3 {
		members[args[1]] = args[2]
	}
	return members, nil
}
