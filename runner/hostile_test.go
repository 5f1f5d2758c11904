package runner_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/subjects"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness/hostile"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// ordeal is a run against a hostile target, in a process of its own whose memory can be measured.
type ordeal struct {
	results     reports.Results
	out, errors string
	status      int
	dir         string
	took        time.Duration
	megabytes   int
}

// mostTime is for a machine that does much else: such a run is a matter of seconds.
const mostTime = 2 * time.Minute

func endure(t *testing.T, tt *target.Target, args ...string) ordeal {
	t.Helper()
	text, err := yaml.Marshal(tt)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := ordeal{dir: t.TempDir()}
	limited, cancel := context.WithTimeout(t.Context(), mostTime)
	defer cancel()
	cmd := exec.CommandContext(limited, program, append([]string{
		"run", "--verbose", "--target", write(t, "target.yaml", string(text)), "--out", o.dir,
	}, args...)...)
	memory := filepath.Join(t.TempDir(), "memory")
	cmd.Env = append(os.Environ(), "WIMSESPEC_AS_PROGRAM=1", memoryFile+"="+memory)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	err = cmd.Run()
	o.took, o.status = time.Since(start), cmd.ProcessState.ExitCode()
	o.out, o.errors = out.String(), errs.String()
	if o.status < 0 {
		t.Fatalf("the run did not end: %v\n%s", err, o.errors)
	}
	o.megabytes = memoryIn(t, memory)
	o.results = resultsIn(t, o.dir)
	return o
}

func recipientCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	k, err := subjects.KitFor(spec.Must("latest"), keys.Published(), &target.Target{IdentifierScheme: "wimse"})
	if err != nil {
		t.Fatal(err)
	}
	w := k.Workloads["recipient"]
	c, err := tls.X509KeyPair([]byte(w.Certificate), []byte(w.Key))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// few are cases of every role and mechanism, with right and wrong messages in each.
const few = "ID-AUTHORITY,ID-NO-QUERY,ID-COMPARE-FULL,WIT-EXP-PASSED,WIT-SIG-VALID,WPT-WTH-MATCH," +
	"WPT-AUD-PRESENT,RSP-COMP-STATUS,RSP-DIGEST-VERIFY,SIG-DIGEST-VERIFY,WIT-CLAIMS-UNIQUE," +
	"WIT-HDR-NAME,*/valid,mtls/*-valid"

// stage puts a hostile target into some of the places where the reference listened.
type stage struct {
	name string
	// put names the places, and roles those whose cases it spoils.
	put   func(t *target.Target, plain, secure string)
	roles []string
}

var stages = []stage{
	{"asked", func(t *target.Target, plain, secure string) {
		t.Recipient.URL, t.Recipient.MTLSURL = plain+"/orders", secure+"/orders"
		t.Issuer = target.Issuer{URL: plain + "/wit", JWKSURL: plain + "/jwks"}
	}, []string{"recipient", "issuer"}},
	{"told", func(t *target.Target, plain, _ string) {
		t.Caller.URL, t.Issuer.JWKSURL = plain+"/call", plain+"/jwks"
	}, []string{"caller", "issuer"}},
}

// TestHostileTargets puts each behaviour into the place of each role, beside roles that do well.
func TestHostileTargets(t *testing.T) {
	t.Parallel()
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: spec.Must("latest")})
	if err != nil {
		t.Fatal(err)
	}
	own := recipientCertificate(t)
	for _, b := range hostile.Behaviours() {
		for _, s := range stages {
			t.Run(b.Name+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				args := []string{"--filter", few}
				if b.Silent {
					args = append(args, "--timeout", "250ms")
				}
				o := endure(t, s.set(t, *ref.Target, b, &own), args...)
				o.bounded(t)
				o.clean(t)
				o.names(t, b, s)
				o.leavesOthers(t, b, s)
			})
		}
	}
}

// set gives the target with a hostile one on the stage.
func (s stage) set(
	t *testing.T, all target.Target, b hostile.Behaviour, own *tls.Certificate,
) *target.Target {
	t.Helper()
	secure := byName(b.Listen(t, own))
	plain := secure
	if !b.OverTLS() {
		plain = "http://" + b.Listen(t, nil)
	}
	s.put(&all, plain, secure)
	return &all
}

// byName gives the https URL of an address by the name that stands in the kit's certificate.
func byName(address string) string {
	_, port, _ := net.SplitHostPort(address) // it is that of a listener
	return "https://localhost:" + port
}

// TestWholeRunsAgainstHostileTargets sends everything there is to those who make most of waiting and
// of memory.
func TestWholeRunsAgainstHostileTargets(t *testing.T) {
	t.Parallel()
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: spec.Must("latest")})
	if err != nil {
		t.Fatal(err)
	}
	own := recipientCertificate(t)
	for _, b := range hostile.Behaviours() {
		if b.Name != "drips" && b.Name != "sends-10-GB" {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			o := endure(t, stages[0].set(t, *ref.Target, b, &own), "--timeout", "250ms")
			o.bounded(t)
			o.clean(t)
			if lost := strings.Contains(o.errors, "was lost"); lost != b.Silent {
				t.Errorf("given up: %v\n%s", lost, o.errors)
			}
		})
	}
}
