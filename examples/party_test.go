package examples_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reference/kit"
)

// names are the implementations.
var names = []string{"node", "reference"}

// party is an implementation that serves all its roles: the part of its target file that tells where.
type party struct {
	Recipient struct {
		URL      string `yaml:"url"`
		MTLSURL  string `yaml:"mtls_url"`
		Audience string `yaml:"audience"`
	} `yaml:"recipient"`
	Caller struct {
		URL string `yaml:"url"`
	} `yaml:"caller"`
	Verifier struct {
		URL string `yaml:"url"`
	} `yaml:"verifier"`
	Issuer struct {
		URL     string `yaml:"url"`
		JWKSURL string `yaml:"jwks_url"`
	} `yaml:"issuer"`
}

// start starts an implementation with a kit, on ports that the system chooses, until the test ends.
func start(t *testing.T, name string, k *kit.Kit) party {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "kit")
	if err := k.Save(dir); err != nil {
		t.Fatal(err)
	}
	var cmd *exec.Cmd
	if name == "node" {
		cmd = exec.CommandContext(t.Context(), "node", "server.mjs", "--kit", dir, "--listen", "0")
		cmd.Dir = nodeTarget
	} else {
		cmd = exec.CommandContext(t.Context(), must(binary())(t), "reference", "--kit", dir,
			"--profile", k.Profile)
	}
	cmd.Stderr = t.Output()
	out := must(cmd.StdoutPipe())(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // it was killed
	return readParty(t, name, out)
}

// readParty reads what an implementation prints once it listens. The address of the keys is last.
func readParty(t *testing.T, name string, out io.Reader) party {
	t.Helper()
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "jwks_url") {
			break
		}
	}
	var p party
	if err := yaml.Unmarshal([]byte(text.String()), &p); err != nil || p.Issuer.JWKSURL == "" {
		t.Fatalf("%s has not told where it listens: %v: %s", name, err, text.String())
	}
	return p
}

// order is what a caller is told to do, and answer what it says came of it: docs/targets.md.
type order struct {
	Binding               string      `json:"binding"`
	Method                string      `json:"method"`
	URL                   string      `json:"url"`
	Audience              string      `json:"audience"`
	Headers               [][2]string `json:"headers"`
	Body                  []byte      `json:"body"`
	RequireSignedResponse bool        `json:"require_signed_response"`
	ExpectedPeer          string      `json:"expected_peer"`
}

type answer struct {
	Sent     bool   `json:"sent"`
	Status   int    `json:"status"`
	Accepted bool   `json:"accepted"`
	Peer     string `json:"peer"`
	Error    string `json:"error"`
}

// call has a caller make a call with a body, a query and a transaction token.
func call(t *testing.T, from, to party, o order) answer {
	t.Helper()
	o.Method, o.Body = http.MethodPost, []byte(`{"item":1}`)
	o.Headers = [][2]string{{"Content-Type", "application/json"}, {"Txn-Token", "a.b.c"}}
	o.URL = to.Recipient.URL + "?x=1"
	if o.Binding == "mtls" {
		o.URL = to.Recipient.MTLSURL + "?x=1"
	}
	o.Audience = cmp.Or(o.Audience, to.Recipient.Audience)
	o.ExpectedPeer = cmp.Or(o.ExpectedPeer, "wimse://trusted.example/workload-b")
	var a answer
	post(t, from.Caller.URL, o, &a)
	return a
}

// post sends JSON and reads JSON.
func post(t *testing.T, url string, body, into any) {
	t.Helper()
	res, err := client.Post(url, "application/json", bytes.NewReader(must(json.Marshal(body))(t)))
	decode(t, res, err, into)
}

var client = &http.Client{Timeout: time.Minute}

func decode(t *testing.T, res *http.Response, err error, into any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text := must(io.ReadAll(res.Body))(t)
	if err := json.Unmarshal(text, into); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %v: %s", res.Request.URL, res.Status, err, text)
	}
}
