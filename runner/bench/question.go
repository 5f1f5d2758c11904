package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
)

// bareVerifier is a verifier with nothing to it: it reads the file and answers.
func bareVerifier(w http.ResponseWriter, r *http.Request) {
	var f verifier.File
	if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(verifier.Answer{Result: verifier.Accept}) // the floor notices
}

// bareQuestion asks about a vector of middling length.
var bareQuestion = sync.OnceValue(func() []byte {
	body, err := question("httpsig/valid")
	if err != nil {
		panic("bench: internal error: " + err.Error())
	}
	return fmt.Appendf(nil, "POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", len(body), body)
})

func question(id string) ([]byte, error) {
	book, err := forge.Builtin()
	if err != nil {
		return nil, err
	}
	r, found := book.Find(id)
	if !found {
		return nil, fmt.Errorf("there is no recipe %s", id)
	}
	p := spec.Must(spec.DefaultProfile())
	v, err := forge.New(book, forge.AtRest(p, keys.Published())).Mint(r)
	if err != nil {
		return nil, err
	}
	asker, err := minted.NewAsker(p)
	if err != nil {
		return nil, err
	}
	file, _, err := asker.File(r.Mechanism(), v)
	return file, err
}
