package scenario

import (
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// Key is a private key of a scenario.
type Key struct {
	// File is where it was read; empty for one of examples/keys.
	File string
	// JWK is the whole of it, Private what signs with it, the same every time.
	JWK     map[string]any
	Private jose.PrivateKey
	Signer  crypto.Signer
}

// Keys are the keys of a scenario by their names.
type Keys map[string]Key

// FileNames are the names under which a key of a scenario can lie in a folder of keys, the first one
// first: its own, and those under which keys of workloads are printed.
func (s *Scenario) FileNames(key string) []string {
	names := []string{key + ".jwk", key + ".json"}
	for _, w := range s.Workloads {
		if w.Key == key {
			names = append(names, PrintedName(w.Name))
		}
	}
	return names
}

// PrintedName is the name of the file in which the key of a workload is printed.
func PrintedName(workload string) string { return "sigs-" + workload + "-jwk.txt" }

// ReadKeys reads the keys of a scenario: those that lie in a folder, and the others from
// examples/keys. Without a folder all are from there. A folder with none of them is an error, and so
// is a key that is in neither place.
func ReadKeys(s *Scenario, dir string) (Keys, error) {
	keys, given := Keys{}, 0
	for _, name := range s.keyNames() {
		text, file, err := s.find(dir, name)
		if err != nil {
			return nil, err
		}
		key, err := parseKey(text)
		if err != nil {
			return nil, fmt.Errorf("scenario: %s: %w", place(file, name), err)
		}
		if file != "" {
			given++
		}
		key.File = file
		keys[name] = key
	}
	if dir != "" && given == 0 {
		return nil, fmt.Errorf("scenario: %s holds none of the keys: expected is one such as %s",
			dir, s.FileNames(s.Issuer.Key)[0])
	}
	if keys[s.Issuer.Key].Private.KeyID == "" {
		return nil, fmt.Errorf("scenario: %s: kid is missing; the header of a WIT names the key by it",
			place(keys[s.Issuer.Key].File, s.Issuer.Key))
	}
	return keys, nil
}

func place(file, name string) string {
	if file == "" {
		return "examples/keys/" + name + ".jwk"
	}
	return file
}

// find gives the text of a key, and its file where that is in the folder.
func (s *Scenario) find(dir, name string) (text []byte, file string, err error) {
	if dir != "" {
		if _, err := os.ReadDir(dir); err != nil {
			return nil, "", fmt.Errorf("scenario: %w", err)
		}
		for _, candidate := range s.FileNames(name) {
			file := filepath.Join(dir, candidate)
			text, err := os.ReadFile(file)
			if err == nil || !errors.Is(err, fs.ErrNotExist) {
				return text, file, err
			}
		}
	}
	text, err = examples.OwnKey(name)
	if err != nil {
		return nil, "", fmt.Errorf("scenario: there is no key %q: put %s into the folder of --keys",
			name, s.FileNames(name)[0])
	}
	return text, "", nil
}

// unrepeatable are algorithms with which no two signatures are alike.
var unrepeatable = []string{"PS256", "PS384", "PS512"}

// parseKey reads a private JWK. Errors do not quote it.
func parseKey(text []byte) (Key, error) {
	private, err := jose.ParsePrivateKey(text)
	if err != nil {
		return Key{}, err
	}
	if slices.Contains(unrepeatable, private.Algorithm) {
		return Key{}, fmt.Errorf("alg is %s, whose signatures are never the same twice; use another",
			private.Algorithm)
	}
	private.Deterministic = true
	key := Key{Private: private}
	var jwk gojose.JSONWebKey
	if err := jwk.UnmarshalJSON(text); err != nil {
		return Key{}, errors.New("not a usable JWK")
	}
	key.Signer, _ = jwk.Key.(crypto.Signer)
	if err := json.Unmarshal(text, &key.JWK); err != nil {
		return Key{}, errors.New("not a usable JWK")
	}
	key.JWK["alg"] = private.Algorithm
	return key, nil
}
