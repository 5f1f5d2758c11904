package wimse

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dunglas/httpsfv"
	"github.com/lestrrat-go/jwx/v3/jws/jwsbb"
)

const (
	tag           = "wimse-workload-to-workload"
	longestSigned = 60 * 60 // an hour, in seconds; "on the order of minutes" (http-signature-07, Section 3)
	skew          = 60      // seconds by which a sender's clock may be ahead
)

// signature is a member of Signature-Input and the member of Signature with the same label (RFC 9421,
// Section 4).
type signature struct {
	input httpsfv.InnerList
	value []byte
}

// find gives the one signature with the tag of the profile; nil where there is none, an error where
// there are several. Labels say nothing (http-signature-07, Section 3).
func find(f Fields) (*signature, error) {
	inputs, err := httpsfv.UnmarshalDictionary(f.Values("Signature-Input"))
	if err != nil {
		return nil, fmt.Errorf("field Signature-Input: %w", err)
	}
	var label string
	var input *httpsfv.InnerList
	for _, name := range inputs.Names() {
		member, _ := inputs.Get(name)
		list, ok := member.(httpsfv.InnerList)
		if !ok {
			return nil, fmt.Errorf("field Signature-Input: %s is no list", name)
		}
		value, _ := list.Params.Get("tag")
		if value == tag && input != nil {
			return nil, errors.New("several signatures with the tag")
		}
		if value == tag {
			label, input = name, &list
		}
	}
	if input == nil {
		return nil, nil
	}
	value, err := valueOf(f, label)
	return &signature{*input, value}, err
}

func valueOf(f Fields, label string) ([]byte, error) {
	signatures, err := httpsfv.UnmarshalDictionary(f.Values("Signature"))
	if err != nil {
		return nil, fmt.Errorf("field Signature: %w", err)
	}
	member, _ := signatures.Get(label)
	item, _ := member.(httpsfv.Item)
	value, ok := item.Value.([]byte)
	if !ok {
		return nil, fmt.Errorf("field Signature: no byte sequence %s", label)
	}
	return value, nil
}

// text gives a parameter that is a String; empty where there is none.
func (s *signature) text(name string) string {
	value, _ := s.input.Params.Get(name)
	text, _ := value.(string)
	return text
}

// times holds created and expires, which are Integers (RFC 9421, Section 2.3), to the clock.
func (s *signature) times(now int64) error {
	value, _ := s.input.Params.Get("created")
	if created, ok := value.(int64); !ok || created > now+skew {
		return fmt.Errorf("created is %v", value)
	}
	value, _ = s.input.Params.Get("expires")
	if expires, ok := value.(int64); !ok || expires <= now || expires > now+longestSigned {
		return fmt.Errorf("expires is %v", value)
	}
	return nil
}

// covers asks for components, each by its serialized identifier.
func (s *signature) covers(components []string) error {
	var covered []string
	for _, item := range s.input.Items {
		id, err := httpsfv.Marshal(item)
		if err != nil {
			return err
		}
		covered = append(covered, id)
	}
	for _, id := range components {
		if !slices.Contains(covered, id) {
			return fmt.Errorf("%s is not covered", id)
		}
	}
	return nil
}

// verify verifies everything about a signature that is the same in requests and in responses, with the
// key and the algorithm of the WIT (http-signature-07, Section 3.1). Nobody has recipients refuse alg,
// but one that says something else is refused by RFC 9421, Section 3.2.
func (s *signature) verify(m message, w wit, now int64, components []string) error {
	alg, there := s.input.Params.Get("alg")
	if there && (alg != algorithms[w.alg].http || alg == "") {
		return fmt.Errorf("alg is %v with a key for %s", alg, w.alg)
	}
	if err := errors.Join(s.times(now), s.covers(components), m.digest()); err != nil {
		return err
	}
	base, err := m.base(s.input)
	if err != nil {
		return err
	}
	return jwsbb.Verify(w.key, w.alg, base, s.value)
}
