package forge

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
)

// signaturePart is what a recipe can say about one HTTP message signature. The parts of a model
// whose name is "sig" or begins with "sig-" sign the request, "rsp-sig" and "rsp-sig-..." the response.
type signaturePart struct {
	// Label is the key of both dictionaries; LabelOfBytes that of Signature where it is another.
	Label        string `json:"label"`
	LabelOfBytes string `json:"label_of_bytes"`
	// Key names the key that signs, Sign the JOSE algorithm where that is not the setting's.
	Key  string `json:"key"`
	Sign string `json:"sign"`
	// Cover replaces the components of the profile; Omit takes some of them out, and More puts others
	// behind them. ListText replaces the list in Signature-Input by a text.
	Cover    []string `json:"cover"`
	Omit     []string `json:"omit"`
	More     []string `json:"more"`
	ListText string   `json:"list_text"`
	// Params are the signature parameters; ParamsText stands behind them as it is.
	Params     tree   `json:"params"`
	ParamsText string `json:"params_text"`
	// Values are signed in place of what the message has, by component.
	Values map[string]string `json:"values"`
	// Edit changes the signature's bytes; First puts the signature before the others, and Lines puts
	// it on field lines of its own.
	Edit  []Edit `json:"edit"`
	First bool   `json:"first"`
	Lines bool   `json:"lines"`
}

func isSignature(name string) bool {
	return name == "sig" || name == "rsp-sig" || strings.HasPrefix(name, "sig-") || strings.HasPrefix(name, "rsp-sig-")
}

// baseSignatures are the signature of a valid request, and the WIT and the signature of a valid
// response to it.
func (m *minting) baseSignatures() tree {
	facts := m.Profile.HTTPSig()
	params := tree{"created": "${now}", "expires": "${now+120}", "nonce": "${unique}", "tag": facts.Tag}
	request, response := maps.Clone(params), maps.Clone(params)
	if facts.AudienceParameter != "" {
		request[facts.AudienceParameter] = "${audience}"
	}
	if facts.RequestNonce != "" {
		response[facts.RequestNonce] = "${request-nonce}"
	}
	return tree{
		"response": tree{"status": 200},
		"rsp-wit": merge(m.baseTokens()["wit"].(tree), tree{"claims": tree{
			"sub": "${id workload-b}", "cnf": tree{"jwk": "${jwk workload-b/ES256}"},
		}}),
		"sig":     tree{"label": "wimse", "key": "workload-a/" + m.Algorithm, "params": request},
		"rsp-sig": tree{"label": "wimse", "key": "workload-b/ES256", "sign": "ES256", "params": response},
	}
}

// signed is what one signature puts into the two fields.
type signed struct {
	first, lines  bool
	input, binary string
	base          string
}

// signMessage makes the signatures of a message whose parts are called prefix or begin with it, and
// puts the two fields behind the others. It gives the base of the one that is called prefix.
func (m *minting) signMessage(msg httpsig.Message, fields *message.Fields, model tree, prefix string) (string, error) {
	var made []signed
	base := ""
	for _, name := range slices.Sorted(maps.Keys(model)) {
		if name != prefix && !strings.HasPrefix(name, prefix+"-") {
			continue
		}
		s, err := m.makeSignature(msg, m.asking(model, name))
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if name == prefix {
			base = s.base
		}
		made = append(made, s)
	}
	slices.SortStableFunc(made, func(a, b signed) int { return rankFirst(a) - rankFirst(b) })
	if len(made) > 0 {
		*fields = append(*fields, fieldsOf(made)...)
	}
	return base, nil
}

// asking gives the part of a signature with the parameters that follow from what is said of the
// request: the audience, and whether a signed response is asked for. What the part itself says has
// precedence.
func (m *minting) asking(model tree, name string) any {
	facts := m.Profile.HTTPSig()
	request, _ := model["request"].(tree)
	part, ok := model[name].(tree)
	if name != "sig" || !ok {
		return model[name]
	}
	if facts.SignResponse != "" && request["ask_signed"] == true {
		part = merge(tree{"params": tree{facts.SignResponse: true}}, part)
	}
	audience, given := request["audience"]
	switch {
	case facts.AudienceParameter == "" || !given:
		return part
	case audience == "none":
		audience = absent
	}
	return merge(part, tree{"params": tree{facts.AudienceParameter: audience}})
}

func rankFirst(s signed) int {
	if s.first {
		return 0
	}
	return 1
}

func fieldsOf(made []signed) message.Fields {
	var fields message.Fields
	for i, s := range made {
		if i > 0 && !s.lines && !made[i-1].lines {
			fields[len(fields)-2][1] += ", " + s.input
			fields[len(fields)-1][1] += ", " + s.binary
			continue
		}
		fields = append(fields, message.Field{"Signature-Input", s.input}, message.Field{"Signature", s.binary})
	}
	return fields
}

func (m *minting) makeSignature(msg httpsig.Message, part any) (signed, error) {
	expanded, err := m.expand(part)
	if err != nil {
		return signed{}, err
	}
	s, err := signatureOf(expanded)
	if err != nil {
		return signed{}, err
	}
	components, err := s.components(m.required(msg))
	if err != nil {
		return signed{}, err
	}
	input, err := s.input(components)
	if err != nil {
		return signed{}, err
	}
	base, err := s.base(msg, components, input)
	if err != nil {
		return signed{}, err
	}
	binary, err := m.signBase(s, base)
	label := s.LabelOfBytes
	if label == "" {
		label = s.Label
	}
	return signed{
		first: s.First, lines: s.Lines, input: s.Label + "=" + input, binary: label + "=:" + binary + ":", base: base,
	}, err
}

// signatureOf reads the part; the parameters keep the types that they have in the recipe.
func signatureOf(expanded any) (signaturePart, error) {
	members, ok := expanded.(tree)
	if !ok {
		return signaturePart{}, errors.New("a signature is an object")
	}
	params, ok := members["params"].(tree)
	if _, there := members["params"]; there && !ok {
		return signaturePart{}, errors.New("params: it is no object")
	}
	members = maps.Clone(members)
	delete(members, "params")
	s, err := decode[signaturePart](members)
	s.Params = params
	return s, err
}

// required lists what a signature of the profile covers in this message.
func (m *minting) required(msg httpsig.Message) []string {
	facts := m.Profile.HTTPSig()
	derived, names, fields := facts.Request, facts.RequestFields, msg.Request.Fields
	if msg.Response != nil {
		derived, names, fields = facts.Response, facts.ResponseFields, msg.Response.Fields
	}
	out := slices.Clone(derived)
	for _, name := range names {
		if fields.Has(name) {
			out = append(out, name)
		}
	}
	return out
}

func (m *minting) signBase(s signaturePart, base string) (string, error) {
	if s.Sign == "" {
		s.Sign = m.Algorithm
	}
	m.made.Add(s.Sign)
	raw, err := Sign(m.Ring, s.Key, s.Sign, base)
	if err != nil {
		return "", err
	}
	edited := &sealed{parts: []string{"", "", base64.RawURLEncoding.EncodeToString(raw)}}
	if err := edited.edit(s.Edit, m.tokens); err != nil {
		return "", err
	}
	if len(edited.parts) != 3 {
		return "", errors.New("edit: it leaves no signature")
	}
	raw, err = base64.RawURLEncoding.DecodeString(edited.parts[2])
	return base64.StdEncoding.EncodeToString(raw), err
}
