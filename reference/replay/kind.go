package replay

import "time"

// Kind gives the part of a store that is for one kind of proof, such as "wpt": a jti is no nonce,
// although both may read the same. A kind is one word.
func Kind(s Store, kind string) Store { return part{s, kind} }

type part struct {
	Store
	kind string
}

func (p part) Use(sender, id string, now, expires time.Time) error {
	return p.Store.Use(sender, p.kind+" "+id, now, expires)
}
