package examples

import (
	"bytes"
	"embed"
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"
)

//go:embed published
var files embed.FS

// Document is one revision of a draft, with the figures of it that are kept here. By which profile
// they are judged stands in package spec.
type Document struct {
	// Name is that of the draft, Folder where its figures are, Date when it was tagged.
	Name   string `yaml:"document"`
	Folder string `yaml:"folder"`
	Date   string `yaml:"date"`
	// TrustDomain is the one trust domain, whose only key is Keys.Issuer.
	TrustDomain string `yaml:"trust_domain"`
	Keys        Keys   `yaml:"keys"`
	// CallerKey is the file with the key that the text, and no title, says to be that of the caller who
	// signs requests.
	CallerKey string `yaml:"caller_key"`
	// Time is when its figures are judged, in seconds since 1970, and Why is the reason.
	Time int64  `yaml:"time"`
	Why  string `yaml:"why"`
	// Audience is the recipient's own name: the target URI of the printed request.
	Audience string `yaml:"audience"`
	// Subject is the Workload Identifier of the caller.
	Subject string `yaml:"subject"`
	// TextConfirmed says how it was confirmed by hand that what the text repeats of a WIT is wrong.
	TextConfirmed string   `yaml:"text_confirmed"`
	Figures       []Figure `yaml:"figures"`
}

// Keys are the keys under which the figures of a document must verify.
type Keys struct {
	// Issuer is for WITs, Workload for proofs.
	Issuer   Key `yaml:"issuer"`
	Workload Key `yaml:"workload"`
}

// Key cites the figure in which a JWK is printed.
type Key struct {
	Folder string `yaml:"folder"`
	Number int    `yaml:"figure"`
	Title  string `yaml:"title"`
	File   string `yaml:"file"`
}

// Kind says what a figure shows.
type Kind string

// The kinds: tokens, a field line that holds a WIT, a request with a proof, messages with a signature
// of their own, a token's decoded parts, and keys beside those in [Keys].
const (
	KindWIT     Kind = "wit"
	KindField   Kind = "field"
	KindWPT     Kind = "wpt"
	KindRequest Kind = "request"
	KindHeader  Kind = "header"
	KindClaims  Kind = "claims"

	KindSignedRequest  Kind = "signed-request"
	KindSignedResponse Kind = "signed-response"
	KindJWK            Kind = "jwk"
)

// Outcome says what became of a figure.
type Outcome string

// The outcomes of tokens and requests, and of decoded parts beside the token that they are of.
const (
	OutcomeVerifies Outcome = "verifies"
	OutcomeFails    Outcome = "fails"
	OutcomeEquals   Outcome = "equals"
	OutcomeDiffers  Outcome = "differs"
)

// Figure is one figure of a document.
type Figure struct {
	Number int    `yaml:"figure"`
	Title  string `yaml:"title"`
	File   string `yaml:"file"`
	Kind   Kind   `yaml:"kind"`
	// Of is the file with the WIT that a proof is for, or with the token that decoded parts are of.
	Of string `yaml:"of"`
	// Time and Why replace those of the document where they are given.
	Time    int64   `yaml:"time"`
	Why     string  `yaml:"why"`
	Outcome Outcome `yaml:"outcome"`
	// Refused are the requirements that the reference cites: the first as it stands, each further
	// one with the checks of those before it left out.
	Refused []string `yaml:"refused"`
	// Reasons say why the figure fails, or name the members in which decoded parts differ.
	Reasons []string `yaml:"reasons"`
	// Confirmed says how the reasons were confirmed by hand.
	Confirmed string `yaml:"confirmed"`
}

// Published lists the documents, in the order of the index.
func Published() ([]Document, error) {
	text, err := files.ReadFile("published/index.yaml")
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	var index struct {
		Documents []Document `yaml:"documents"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&index); err != nil {
		return nil, fmt.Errorf("examples: published/index.yaml: %w", err)
	}
	return index.Documents, nil
}

// Text gives the JWK as it is printed.
func (k Key) Text() ([]byte, error) { return read(k.Folder, k.File) }

// Text gives a file of the document's folder as it is printed.
func (d Document) Text(file string) ([]byte, error) { return read(d.Folder, file) }

func read(folder, file string) ([]byte, error) {
	text, err := files.ReadFile(path.Join("published", folder, file))
	if err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	return text, nil
}
