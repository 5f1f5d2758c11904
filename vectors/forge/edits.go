package forge

import (
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Edit is one change to a sealed token or request: an operation, what it works on, and for some a
// text. In YAML: {flip: signature}, {set: header.Host, to: other.example}.
type Edit map[string]string

func (e Edit) parts() (op, target, to string, err error) {
	for k, v := range e {
		if k != "to" {
			op, target = k, v
		}
	}
	if n := len(e); op == "" || n > 2 || n == 2 && e["to"] == "" && !has(e, "to") {
		return "", "", "", fmt.Errorf("an edit is one operation and perhaps to, not %v", e)
	}
	return op, target, e["to"], nil
}

func has(e Edit, k string) bool { _, ok := e[k]; return ok }

// tokenEdits are the edits under wit.edit and wpt.edit. They work on a part of the token (header,
// payload, signature) or on all of it (token), after it was signed and before anything is derived.
var tokenEdits = map[string]func(t *sealed, part int, to string) error{
	// flip turns the last bit of a part's bytes.
	"flip": onBytes(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }),
	// truncate drops the last byte of a part.
	"truncate": onBytes(func(b []byte) []byte { return b[:len(b)-1] }),
	// zero makes every byte of a part zero.
	"zero": onBytes(func(b []byte) []byte { clear(b); return b }),
	// empty leaves nothing of a part but its dot.
	"empty": onText(func(string) string { return "" }),
	// pad adds the padding that base64url has and JWS has not.
	"pad": onText(func(s string) string { return s + strings.Repeat("=", max(1, (4-len(s)%4)%4)) }),
	// noncanonical sets bits of the last character that carry nothing.
	"noncanonical": onText(noncanonical),
	// break puts a white space into the middle of a part.
	"break": onText(func(s string) string { return s[:len(s)/2] + " " + s[len(s)/2:] }),
	// der writes an ECDSA signature as X.509 does.
	"der": onBytes(derSignature),
	// standard changes the whole token to the alphabet with + and /.
	"standard": func(t *sealed, _ int, _ string) error {
		return t.whole(strings.NewReplacer("-", "+", "_", "/").Replace(t.text()))
	},
	// drop removes a part with its dot.
	"drop": func(t *sealed, part int, _ string) error {
		t.parts = append(t.parts[:part], t.parts[part+1:]...)
		return nil
	},
	// append and prepend add a text to the whole token.
	"append":  func(t *sealed, _ int, to string) error { return t.whole(t.text() + to) },
	"prepend": func(t *sealed, _ int, to string) error { return t.whole(to + t.text()) },
	// replace puts a part of another sealed token, or a text, in its place.
	"replace": func(t *sealed, part int, to string) error {
		if other := strings.Split(t.others[to], "."); len(other) == 3 {
			to = other[part]
		}
		t.parts[part] = to
		return nil
	},
	// detach moves the payload into the body of the request.
	"detach": func(t *sealed, part int, _ string) error {
		body, err := base64.RawURLEncoding.DecodeString(t.parts[part])
		t.body, t.parts[part] = body, ""
		return err
	},
	// flatten writes the flattened JSON serialization.
	"flatten": func(t *sealed, _ int, _ string) error {
		return t.whole(fmt.Sprintf(`{"payload":%q,"protected":%q,"signature":%q}`,
			t.parts[1], t.parts[0], t.parts[2]))
	},
	// encrypt wraps the token in a JWE under an A256GCM key of zeros.
	"encrypt": func(t *sealed, _ int, _ string) error { return t.whole(encryptZeroKey(t.text())) },
}

// sealed is a token after it was signed.
type sealed struct {
	parts  []string
	body   []byte
	others map[string]string
}

func (t *sealed) text() string { return strings.Join(t.parts, ".") }

func (t *sealed) whole(text string) error {
	if text == t.text() {
		return errors.New("the edit changes nothing")
	}
	t.parts = []string{text}
	return nil
}

var partNames = map[string]int{"header": 0, "payload": 1, "signature": 2, "token": 0}

// edit makes the edits in order; replace is the only one that needs the tokens sealed before.
func (t *sealed) edit(edits []Edit, sealedBefore map[string]string) error {
	t.others = sealedBefore
	for _, e := range edits {
		op, target, to, err := e.parts()
		if err != nil {
			return err
		}
		part, known := partNames[target]
		edit, knownOp := tokenEdits[op]
		if !known || !knownOp {
			return fmt.Errorf("no edit %q of %q on a token", op, target)
		}
		if err := edit(t, part, to); err != nil {
			return fmt.Errorf("edit %s: %w", op, err)
		}
	}
	return nil
}

func onText(f func(string) string) func(*sealed, int, string) error {
	return func(t *sealed, part int, _ string) error {
		if t.parts[part] == f(t.parts[part]) {
			return errors.New("the edit changes nothing")
		}
		t.parts[part] = f(t.parts[part])
		return nil
	}
}

func onBytes(f func([]byte) []byte) func(*sealed, int, string) error {
	return func(t *sealed, part int, _ string) error {
		b, err := base64.RawURLEncoding.DecodeString(t.parts[part])
		if err != nil || len(b) == 0 {
			return errors.New("there is nothing to edit")
		}
		t.parts[part] = base64.RawURLEncoding.EncodeToString(f(b))
		return nil
	}
}

func noncanonical(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(s)%4 == 0 {
		return s // no bit is free; the caller says so
	}
	last := strings.IndexByte(alphabet, s[len(s)-1])
	return s[:len(s)-1] + alphabet[last|1:last|1+1]
}

func derSignature(raw []byte) []byte {
	half := len(raw) / 2
	der, err := asn1.Marshal(struct{ R, S *big.Int }{
		new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:]),
	})
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return der
}

// rawSignature undoes derSignature, with numbers of size bytes.
func rawSignature(der []byte, size int) ([]byte, error) {
	var sig struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &sig); err != nil {
		return nil, err
	}
	return append(sig.R.FillBytes(make([]byte, size)), sig.S.FillBytes(make([]byte, size))...), nil
}
