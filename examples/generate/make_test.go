package generate_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/fold"
	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/spec"
)

// world is a scenario with the files that were made of it.
type world struct {
	profile  *spec.Profile
	scenario *scenario.Scenario
	files    generate.Files
}

func made(t *testing.T, profile string, edits ...func(*scenario.Scenario)) world {
	t.Helper()
	w := world{profile: spec.Must(profile), scenario: scenario.Default()}
	for _, edit := range edits {
		edit(w.scenario)
	}
	keys, err := scenario.ReadKeys(w.scenario, "")
	if err != nil {
		t.Fatal(err)
	}
	if w.files, err = generate.Make(w.profile, w.scenario, keys); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestEveryProfile has the reference accept what is made for each profile, as Make does, and the
// same bytes come twice.
func TestEveryProfile(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := made(t, name), made(t, name)
			if !maps.EqualFunc(first.files, second.files, slices.Equal) {
				t.Error("it is not the same twice")
			}
			if err := generate.Verify(first.profile, first.scenario, first.files); err != nil {
				t.Error(err)
			}
			narrow(t, first.files)
		})
	}
}

func narrow(t *testing.T, files generate.Files) {
	for _, file := range files.Names() {
		for line := range strings.Lines(string(files[file])) {
			if n := len(line) - 1; strings.HasSuffix(file, generate.FoldedEnding) && n > fold.Width {
				t.Errorf("%s has a line of %d columns", file, n)
			}
		}
	}
}

// layout are the files of the drafts' repository.
var layout = []string{
	"wit.txt", "wit-header.txt", "wpt.txt", "wpt-request.txt", "sigs-request.txt",
	"sigs-response.txt", "sigs-svca-jwk.txt", "sigs-svcb-jwk.txt",
	"sigs-request-b-c.txt", "sigs-response-c.txt", "sigs-svcc-jwk.txt",
}

func TestLayout(t *testing.T) {
	files := made(t, "latest").files
	for _, name := range layout {
		for _, name := range []string{name, name + ".out"} {
			if len(files[name]) == 0 {
				t.Errorf("there is no %s", name)
			}
		}
	}
}

// TestFactsOfTheRevision has what differs between revisions come out in the files.
func TestFactsOfTheRevision(t *testing.T) {
	for _, row := range []struct {
		profile, file, want, not string
	}{
		{"latest", "wpt-request.txt", "\nAuthorization: WPT ey", "Bearer"},
		{"latest", "wpt-claims.json", `"wth"`, `"ath"`},
		{"latest", "sigs-request.txt", `"@path" "@query"`, "@request-target"},
		{"latest", "sigs-request.txt", ";wimse-sign-response", "Accept-Signature"},
		{"latest", "sigs-request.txt", "Signature: sig1=:", "wimse=:"},
		{"latest", "sigs-response.txt", `;wimse-req-nonce="5CrdUZEoXb1ZqJDqTu1PVg"`, "wimse-aud"},
		{"latest+http-signature-02", "sigs-request.txt", "\nWimse-Audience: https://", ";wimse-aud"},
		{"2025-11", "wpt-request.txt", "\nWorkload-Proof-Token: ey", "Authorization: WPT"},
		{"2025-11", "wpt-claims.json", `"ath"`, `"iss"`},
		{"s2s-07", "wit-jose-header.json", `"typ": "wit+jwt"`, "wimse-id"},
		{"s2s-07", "sigs-request.txt", `wimse=("@method" "@request-target"`, "@query"},
		{"s2s-03", "wit-jose-header.json", `"typ": "wimse-id+jwt"`, "wit+jwt"},
		{"s2s-00", "wpt-claims.json", `"iss": "wimse://example.com/specific-workload"`, `"wth"`},
		{"s2s-00", "wit-claims.json", `"iss": "https://example.com"`, "svcB"},
		{"s2s-00", "sigs-request.txt", `tag="wimse-service-to-service"`, "workload-to-workload"},
	} {
		text := string(made(t, row.profile).files[row.file])
		if !strings.Contains(text, row.want) || strings.Contains(text, row.not) {
			t.Errorf("%s: %s must hold %q and not %q:\n%s", row.profile, row.file, row.want, row.not, text)
		}
	}
}
