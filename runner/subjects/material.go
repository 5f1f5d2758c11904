package subjects

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// suiteKeys is the file in a fresh kit's folder that holds the private keys of its issuers. The
// suite mints with them; an implementation under test has no use for them.
const suiteKeys = "suite-keys.json"

// KitFor makes the kit with which a target is configured.
func KitFor(p *spec.Profile, ring *keys.Ring, t *target.Target) (*kit.Kit, error) {
	s := forge.Present(p, ring, t.Recipient.URL, t.Recipient.Audience)
	s.Scheme = t.IdentifierScheme
	return forge.Kit(s, kit.Recipient{
		URL: t.Recipient.URL, MTLSURL: t.Recipient.MTLSURL, Audience: t.Recipient.Audience,
		UnderstoodTokens: t.Recipient.UnderstoodTokens, ResponseSigning: t.Recipient.ResponseSigning,
	})
}

// RingOf gives the keys that go with a kit's folder: its own where it is a fresh kit, else the
// published ones.
func RingOf(dir string) (*keys.Ring, error) {
	if dir == "" {
		return keys.Published(), nil
	}
	if _, err := kit.Load(dir); err != nil {
		return nil, err
	}
	ring, err := keys.Load(filepath.Join(dir, suiteKeys))
	if errors.Is(err, fs.ErrNotExist) {
		return keys.Published(), nil
	}
	return ring, err
}

// kitOf reads the kit of a folder; nil, which is that of the published keys, where none is named.
func kitOf(dir string) (*kit.Kit, error) {
	if dir == "" {
		return nil, nil
	}
	return kit.Load(dir)
}
