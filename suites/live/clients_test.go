package live_test

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestOtherClientsReachTheReference has curl and openssl connect with the files of the kit, and
// without them.
func TestOtherClientsReachTheReference(t *testing.T) {
	t.Parallel()
	p := spec.Must(spec.DefaultProfile())
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ref.Stop() })
	r := ref.Target.Recipient
	k, err := forge.Kit(forge.Present(p, keys.Published(), r.URL, r.Audience), kit.Recipient{URL: r.URL})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "kit")
	if err := k.Save(dir); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(r.MTLSURL)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) string { return filepath.Join(dir, name) }
	authority := file("trusted.example.ca.pem")
	for _, version := range []string{"1.2", "1.3"} {
		for name, args := range map[string][]string{
			"curl": {"-sS", "--noproxy", "*", "--max-time", "10", "--tls-max", version, "--tlsv" + version,
				"--cacert", authority, r.MTLSURL},
			"openssl": {"s_client", "-quiet", "-verify_return_error", "-CAfile", authority,
				"-servername", u.Hostname(), "-connect", u.Host, "-tls" + strings.Replace(version, ".", "_", 1)},
		} {
			t.Run(name+" "+version, func(t *testing.T) {
				with := append(args, "--cert", file("caller.crt"), "--key", file("caller.key"))
				if name == "openssl" {
					with = append(args, "-cert", file("caller.crt"), "-key", file("caller.key"))
				}
				if got := ask(t, name, u.Path, with); !strings.Contains(got, "authenticated: wimse://trusted.example/workload-a") {
					t.Errorf("with the kit's files: %s", got)
				}
				if got := ask(t, name, u.Path, args); strings.Contains(got, "authenticated") || !strings.Contains(strings.ToLower(got), "alert") {
					t.Errorf("without them: %s", got)
				}
			})
		}
	}
}

// ask runs a client that is installed, with a request for those that take one, and gives all that it
// says.
func ask(t *testing.T, program, path string, args []string) string {
	t.Helper()
	found, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed", program)
	}
	cmd := exec.CommandContext(t.Context(), found, args...)
	cmd.Stdin = strings.NewReader("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	out, _ := cmd.CombinedOutput() // a refusal is an error, and what it says is looked at
	return string(out)
}
