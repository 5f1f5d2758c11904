// Package kit reads and writes the folder with which an implementation under test is configured:
// the trust anchors of two trust domains and the credentials of two workloads. Start with [Kit],
// the contents of kit.json; [Kit.Save] writes the same material as separate files beside it.
package kit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// Schema marks a kit.json as one of ours.
const Schema = "wimsespec/kit/v1"

// File is the name of the file that holds a whole kit.
const File = "kit.json"

// Kit is the contents of kit.json.
type Kit struct {
	Schema       string                    `json:"schema"`
	Notice       string                    `json:"notice"`
	TrustDomains map[string]trust.Material `json:"trust_domains"`
	Workloads    map[string]Workload       `json:"workloads"`
	Recipient    Recipient                 `json:"recipient"`
	Profile      string                    `json:"profile"`
	Revisions    spec.Revisions            `json:"revisions"`
}

// Workload is one workload with its credentials, private keys included.
type Workload struct {
	Identifier  string          `json:"identifier"`
	JWK         json.RawMessage `json:"jwk"`
	WIT         string          `json:"wit"`
	Certificate string          `json:"x509_certificate"`
	Key         string          `json:"x509_key"`
}

// Recipient is what the implementation is told about its role as recipient.
type Recipient struct {
	URL              string   `json:"url"`
	MTLSURL          string   `json:"mtls_url,omitempty"`
	Audience         string   `json:"audience"`
	UnderstoodTokens []string `json:"understood_tokens"`
	ResponseSigning  string   `json:"response_signing"`
}

// Load reads the kit of a folder.
func Load(dir string) (*Kit, error) {
	name := filepath.Join(dir, File)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("kit: %w", err)
	}
	return Parse(name, text)
}

// Parse is [Load] for a kit.json that has been read; the name stands in errors.
func Parse(name string, text []byte) (*Kit, error) {
	var k Kit
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, fmt.Errorf("kit: %s: %w", name, err)
	}
	if k.Schema != Schema {
		return nil, fmt.Errorf("kit: %s: schema is %.60q, not %q", name, k.Schema, Schema)
	}
	return &k, nil
}

// ErrForeign says that a folder holds something else than a kit.
var ErrForeign = errors.New("the folder holds other files and no kit of ours; name an empty or new one")

// Save writes the kit into a folder, which it makes. Files with private keys are readable by their
// owner alone. A folder with other contents is left alone: [ErrForeign].
func (k *Kit) Save(dir string) error {
	if err := prepare(dir); err != nil {
		return err
	}
	text, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return fmt.Errorf("kit: %w", err)
	}
	files := map[string]string{File: string(text) + "\n"}
	for name, d := range k.TrustDomains {
		files[name+".jwks.json"] = string(d.JWKS) + "\n"
		for _, authority := range d.X509Authorities {
			files[name+".ca.pem"] += authority
		}
	}
	for name, w := range k.Workloads {
		files[name+".crt"], files[name+".key"] = w.Certificate, w.Key
		files[name+".jwk"], files[name+".wit"] = string(w.JWK)+"\n", w.WIT+"\n"
	}
	return writeAll(dir, files)
}

func writeAll(dir string, files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("kit: %w", err) // an older file could be open to others
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return fmt.Errorf("kit: %w", err)
		}
	}
	return nil
}

// prepare makes the folder, and refuses one that is not ours.
func prepare(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return fmt.Errorf("kit: %w", err)
	}
	if len(entries) == 0 {
		return nil
	}
	if _, err := Load(dir); err != nil {
		return fmt.Errorf("kit: %s: %w", dir, ErrForeign)
	}
	return nil
}
