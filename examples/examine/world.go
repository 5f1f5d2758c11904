package examine

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// world is all that is printed: the figures of the document, and behind them those of the others.
type world struct {
	profile    *spec.Profile
	own, all   []*figure
	paragraphs []draft.Paragraph
	keys       []*key
	tokens     []*token
	vocabulary vocabulary
}

// figure is a figure with what was read out of it.
type figure struct {
	draft.Figure
	// from names the document where it is another one than the one that is examined.
	from string
	// object is the JSON that it shows, key the key, message the message; err why there is none.
	object  jose.Object
	key     *key
	message *draft.Message
	tokens  []*token
	err     error
}

// key is a printed JWK.
type key struct {
	jose.Key
	members map[string]any
	figure  *figure
}

func newWorld(d *draft.Document, o Options) *world {
	w := &world{profile: o.Profile, vocabulary: words(), paragraphs: d.Prose}
	w.own = w.add(d, "")
	for _, other := range o.Others {
		w.add(other, nameOf(other))
	}
	return w
}

func nameOf(d *draft.Document) string {
	if d.Form == draft.FormFolder {
		return d.Name
	}
	name := d.Path[strings.LastIndexAny(d.Path, `/\`)+1:]
	return strings.TrimSuffix(name, ".md")
}

func (w *world) add(d *draft.Document, from string) []*figure {
	var added []*figure
	for i := range d.Figures {
		f := &figure{Figure: d.Figures[i], from: from}
		w.read(f)
		added = append(added, f)
		w.all = append(w.all, f)
		w.tokens = append(w.tokens, f.tokens...)
		if f.key != nil {
			w.keys = append(w.keys, f.key)
		}
	}
	return added
}

// read reads what a figure shows.
func (w *world) read(f *figure) {
	switch f.Kind {
	case draft.KindJWK:
		if f.object, f.err = jose.ParseObject([]byte(f.Text)); f.err != nil {
			return
		}
		var k jose.Key
		if k, f.err = publicKey(f.object.Members); f.err == nil {
			f.key = &key{Key: k, members: f.object.Members, figure: f}
		}
	case draft.KindHeader, draft.KindClaims:
		f.object, f.err = jose.ParseObject([]byte(f.Text))
	case draft.KindToken:
		f.tokens = []*token{w.vocabulary.token(strings.TrimSpace(f.Text), "", f)}
	case draft.KindMessage:
		m, err := draft.ParseMessage(f.Text)
		f.message, f.err = &m, err
		if err == nil {
			f.tokens = w.vocabulary.carried(f)
		}
	}
}

// publicKey reads the public part alone: whether the private one belongs to it is a check of its own.
func publicKey(jwk map[string]any) (jose.Key, error) {
	public := maps.Clone(jwk)
	for name := jose.PrivateMember(public); name != ""; name = jose.PrivateMember(public) {
		delete(public, name)
	}
	text, err := json.Marshal(public)
	if err != nil {
		return jose.Key{}, err
	}
	return jose.ParseKey(text)
}

// shows says what the figure shows, more finely than its kind.
func (f *figure) shows() string {
	switch {
	case f.Kind == draft.KindToken:
		return f.tokens[0].kind
	case f.Kind != draft.KindMessage || f.err != nil:
		return string(f.Kind)
	case f.message.Response != nil:
		return "response"
	case f.message.Request.Method == "":
		return "field"
	}
	return "request"
}

// cite names the figure where another one speaks of it.
func (f *figure) cite() string {
	label := f.Label()
	if f.Number > 0 {
		label = draft.Figure{Number: f.Number}.Label()
	}
	if f.from != "" {
		label += " of " + f.from
	}
	return label
}
