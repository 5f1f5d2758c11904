package forge

import (
	"cmp"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
)

// respond makes the response of a model to a request, signs it and edits it.
func (m *minting) respond(model tree, req *message.Request, after []Edit) (*message.Response, string, error) {
	m.requestNonce = nonceOf(req.Fields, m.Profile.HTTPSig().Tag)
	res, unsigned, err := m.response(model)
	if err != nil {
		return nil, "", fmt.Errorf("response: %w", err)
	}
	base := ""
	if !unsigned {
		base, err = m.signMessage(httpsig.Message{Request: req, Response: res}, &res.Fields, model, "rsp-sig")
	}
	if err != nil {
		return nil, "", err
	}
	return res, base, m.editResponse(res, after)
}

func (m *minting) response(model tree) (*message.Response, bool, error) {
	r, err := readPart[response](m, model["response"])
	if err != nil {
		return nil, false, err
	}
	res := &message.Response{Status: r.Status, Fields: message.Fields{}, Body: []byte(r.Body)}
	if t, ok := m.tokens["rsp-wit"]; ok && !r.Unsigned {
		res.Fields = append(res.Fields, message.Field{m.Profile.WIT().Field, t})
	}
	if err := addFields(&res.Fields, r.Fields); err != nil {
		return nil, false, err
	}
	return res, r.Unsigned, m.addDigest(&res.Fields, res.Body, r.Digest, !r.Unsigned)
}

// readPart works out the expressions of a part, those of its digest excepted: they need the body.
func readPart[T any](m *minting, part any) (T, error) {
	var out T
	members, ok := part.(tree)
	if !ok && part != nil {
		return out, errors.New("it is no object")
	}
	digest, there := members["digest"]
	if there {
		members = merge(members, tree{"digest": absent})
	}
	expanded, err := m.expandTree(members)
	if err != nil {
		return out, err
	}
	if there {
		expanded["digest"] = digest
	}
	return decode[T](expanded)
}

// addDigest puts a Content-Digest behind the fields (RFC 9530, Section 2).
func (m *minting) addDigest(fields *message.Fields, body []byte, value string, wanted bool) error {
	if value == "none" || value == "" && (len(body) == 0 || !wanted) {
		return nil
	}
	if value == "" {
		value = "${digest sha-256}"
	}
	m.body = body
	text, err := m.expandText(value)
	*fields = append(*fields, message.Field{"Content-Digest", fmt.Sprint(text)})
	return err
}

// digest writes a member of Content-Digest for the body of the message that is being made, or for a
// text.
func (m *minting) digest(args []string) (any, error) {
	body := m.body
	if len(args) > 1 {
		body = []byte(strings.Join(args[1:], " "))
	}
	var sum []byte
	switch {
	case len(args) > 0 && args[0] == "sha-256":
		s := sha256.Sum256(body)
		sum = s[:]
	case len(args) > 0 && args[0] == "sha-512":
		s := sha512.Sum512(body)
		sum = s[:]
	default:
		return nil, fmt.Errorf("digest takes sha-256 or sha-512, and perhaps a text")
	}
	return args[0] + "=:" + base64.StdEncoding.EncodeToString(sum) + ":", nil
}

func (m *minting) bareDigest(args []string) (any, error) {
	v, err := m.digest(args)
	text, _ := v.(string)
	return strings.ReplaceAll(text, ":", ""), err
}

// nonceOf reads the nonce of a request's signature with a tag, or of the first that has one where
// none has that tag.
func nonceOf(fields message.Fields, tag string) (nonce string) {
	d, err := httpsfv.UnmarshalDictionary(fields.Values("Signature-Input"))
	if err != nil {
		return ""
	}
	for _, label := range d.Names() {
		member, _ := d.Get(label)
		list, _ := member.(httpsfv.InnerList)
		if list.Params == nil {
			continue
		}
		v, _ := list.Params.Get("nonce")
		own, _ := v.(string)
		if theirs, _ := list.Params.Get("tag"); theirs == tag {
			return own
		}
		nonce = cmp.Or(nonce, own)
	}
	return nonce
}

// editResponse makes the edits under after that begin with "response.".
func (m *minting) editResponse(res *message.Response, edits []Edit) error {
	for _, e := range edits {
		op, target, to, err := e.parts()
		rest, ok := strings.CutPrefix(target, "response.")
		if err != nil || !ok {
			continue
		}
		if rest, err = m.text(rest); err == nil {
			to, err = m.text(to)
		}
		if err == nil {
			err = editPart(res, op, rest, to)
		}
		if err != nil {
			return fmt.Errorf("edit %s %s: %w", op, target, err)
		}
	}
	return nil
}

func editPart(res *message.Response, op, part, to string) (err error) {
	name, isField := strings.CutPrefix(part, "header.")
	edit, known := wireEdits[op]
	switch {
	case isField && known:
		carrier := &message.Request{Fields: res.Fields}
		err = edit(carrier, name, to)
		res.Fields = carrier.Fields
	case part == "status" && op == "set":
		res.Status, err = strconv.Atoi(to)
	case part == "body" && op == "set":
		res.Body = []byte(to)
	default:
		err = fmt.Errorf("there is no such edit of a response")
	}
	return err
}

func (m *minting) text(s string) (string, error) {
	v, err := m.expandText(s)
	return fmt.Sprint(v), err
}
