package issuer_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/issuer"
)

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func with(m members, name string, v any) members {
	out := maps.Clone(m)
	out[name] = v
	if v == nil {
		delete(out, name)
	}
	return out
}

func ask(t *testing.T, i *issuer.Issuer, method, path, body string) (*http.Response, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	i.Handler().ServeHTTP(rec, httptest.NewRequest(method, path, strings.NewReader(body)))
	text, err := io.ReadAll(rec.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Result(), string(text)
}

func TestServer(t *testing.T) {
	i := newIssuer("latest")
	good := text(t, members{"sub": subject, "jwk": publicKey(t, ecKey(t), "ES256", nil)})
	res, body := ask(t, i, "POST", "/wit", good)
	var answer struct{ WIT string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || res.StatusCode != 200 {
		t.Fatalf("status %d, %s", res.StatusCode, body)
	}
	if _, refusal := verify(t, i, answer.WIT, now); refusal != nil {
		t.Error(refusal)
	}
	res, body = ask(t, i, "GET", "/jwks.json", "")
	if res.StatusCode != 200 || body != string(i.JWKS()) {
		t.Errorf("status %d, %s", res.StatusCode, body)
	}
	for path, method := range map[string]string{"/wit": "GET", "/jwks.json": "POST"} {
		if res, _ := ask(t, i, method, path, ""); res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s %s is answered %d", method, path, res.StatusCode)
		}
	}
}

func TestRefusalsAreProblemDetails(t *testing.T) {
	secret := publicKey(t, ecKey(t), "ES256", members{"d": "c2VjcmV0IGJ5dGVz"})
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "{", "an array": "[]", "trailing text": "{} x",
		"a name twice":  `{"sub":"a","sub":"b","jwk":{}}`,
		"too long":      `{"sub":"` + strings.Repeat("a", 70_000) + `"}`,
		"a private key": text(t, members{"sub": subject, "jwk": secret}),
		"a long lie":    text(t, members{"sub": strings.Repeat("é", 3000), "jwk": members{}}),
	} {
		t.Run(name, func(t *testing.T) {
			res, body := ask(t, newIssuer("latest"), "POST", "/wit", text)
			var problem struct {
				Status int
				Detail string
			}
			err := json.Unmarshal([]byte(body), &problem)
			if err != nil || problem.Status != 400 || problem.Detail == "" {
				t.Errorf("%s, %v", body, err)
			}
			mediaType := res.Header.Get("Content-Type")
			if res.StatusCode != 400 || mediaType != "application/problem+json" || len(body) > 1000 {
				t.Errorf("status %d, %d bytes of %s", res.StatusCode, len(body), mediaType)
			}
			if strings.Contains(body, "c2VjcmV0IGJ5dGVz") {
				t.Error("the answer repeats a private key")
			}
		})
	}
}
