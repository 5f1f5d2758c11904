package forge

import (
	"errors"
	"fmt"
	"slices"
)

// certificateEdits are the edits under edit of a certificate, after it was signed.
var certificateEdits = map[string]func(b []byte, to []byte) []byte{
	// flip turns the last bit of the signature.
	"flip": func(b, _ []byte) []byte { b[len(b)-1] ^= 1; return b },
	// truncate drops the last byte.
	"truncate": func(b, _ []byte) []byte { return b[:len(b)-1] },
	// append adds bytes, written in hexadecimal, and replace puts them in place of the certificate.
	"append":  func(b, to []byte) []byte { return append(b, to...) },
	"replace": func(_, to []byte) []byte { return to },
}

func (t certificate) edit(own *made) error {
	for _, e := range t.Edit {
		op, target, to, err := e.parts()
		if err != nil {
			return err
		}
		edit, known := certificateEdits[op]
		part := "certificate"
		if op == "flip" {
			part = "signature"
		}
		if !known || target != part {
			return fmt.Errorf("no edit %q of %q on a certificate", op, target)
		}
		text, err := hexBytes(to)
		if err != nil {
			return err
		}
		if (op == "append" || op == "replace") && len(text) == 0 {
			return errors.New("edit " + op + ": there are no bytes to put in")
		}
		own.der = edit(slices.Clone(own.der), text)
	}
	return nil
}
