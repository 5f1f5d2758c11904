package fuzztest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// file is what is read of a vector file.
type file struct {
	TrustDomains map[string]struct {
		JWKS struct {
			Keys []json.RawMessage `json:"keys"`
		} `json:"jwks"`
		Authorities []string `json:"x509_authorities"`
	} `json:"trust_domains"`
	Vectors      []vector `json:"vectors"`
	Observations []vector `json:"observations"`
}

type vector struct {
	Steps []struct {
		Request    *message.Request  `json:"request"`
		Response   *message.Response `json:"response"`
		Identifier *string           `json:"identifier"`
		Other      *string           `json:"other"`
		Peer       struct {
			Certificates [][]byte `json:"certificates"`
		} `json:"peer"`
	} `json:"steps"`
}

func (s *Seeds) read(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.Files = append(s.Files, text)
	for _, domain := range slices.Sorted(maps.Keys(f.TrustDomains)) {
		d := f.TrustDomains[domain]
		once(s, &s.Keys, d.JWKS.Keys...)
		once(s, &s.Authorities, d.Authorities...)
	}
	for _, v := range append(f.Vectors, f.Observations...) {
		s.steps(v)
	}
	return nil
}

func (s *Seeds) steps(v vector) {
	for _, step := range v.Steps {
		for _, id := range []*string{step.Identifier, step.Other} {
			if id != nil {
				once(s, &s.Identifiers, *id)
			}
		}
		if step.Request != nil {
			once(s, &s.Requests, *step.Request)
		}
		if step.Response != nil {
			once(s, &s.Responses, *step.Response)
		}
		once(s, &s.Certificates, step.Peer.Certificates...)
	}
}

// once adds the items that have not been added yet.
func once[T any](s *Seeds, list *[]T, items ...T) {
	for _, item := range items {
		if key := fmt.Sprintf("%T%v", item, item); !s.seen[key] {
			s.seen[key] = true
			*list = append(*list, item)
		}
	}
}
