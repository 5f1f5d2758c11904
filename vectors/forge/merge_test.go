package forge_test

import (
	"encoding/json"
	"reflect"
	"testing"
)

// departure is the beginning of a recipe whose control is the valid one.
const departure = "- id: wpt/b\n  requirement: WPT-SIG-VALID\n  comment: b\n  control: wpt/a\n"

// TestMerge changes the claims a to d of a control, and looks at what is signed.
func TestMerge(t *testing.T) {
	const control = valid + `  change:
    wpt: {claims: {x: {a: 1, b: {c: 2, d: [1, 2]}, e: null}, y: text}}
` + departure + `  change: {wpt: {claims: `
	for _, tc := range []struct{ name, change, x, y string }{
		{"nothing", `{}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `"text"`},
		{"absent", `{x: "${absent}"}`, ``, `"text"`},
		{"absent inside", `{x: {b: {c: "${absent}"}}}`, `{"a":1,"b":{"d":[1,2]},"e":null}`, `"text"`},
		{"absent where nothing is", `{z: "${absent}"}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `"text"`},
		{"null", `{x: null}`, `null`, `"text"`},
		{"null inside", `{x: {b: null}}`, `{"a":1,"b":null,"e":null}`, `"text"`},
		{"a new member inside", `{x: {b: {n: true}}}`, `{"a":1,"b":{"c":2,"d":[1,2],"n":true},"e":null}`, `"text"`},
		{"an array as a whole", `{x: {b: {d: [3]}}}`, `{"a":1,"b":{"c":2,"d":[3]},"e":null}`, `"text"`},
		{"an empty array", `{x: {b: {d: []}}}`, `{"a":1,"b":{"c":2,"d":[]},"e":null}`, `"text"`},
		{"a scalar over an object", `{x: {b: 5}}`, `{"a":1,"b":5,"e":null}`, `"text"`},
		{"an object over a scalar", `{y: {n: 1}}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `{"n":1}`},
		{"an object over null", `{x: {e: {n: 1}}}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":{"n":1}}`, `"text"`},
		{"absent in a new object", `{y: {n: "${absent}", m: 1}}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `{"m":1}`},
		{"a number in words", `{y: "${text 5}"}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `"5"`},
		{"a number", `{y: "${now+5}"}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `1767225605`},
		{"a number inside a text", `{y: "at ${now-5}"}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `"at 1767225595"`},
		{"an expression in another", `{y: "${text ${text a} b}"}`, `{"a":1,"b":{"c":2,"d":[1,2]},"e":null}`, `"a b"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, proof := sent(t, mint(t, atRest(), control+tc.change+"}}\n"))
			claims := part(t, proof, 1)
			is(t, "x", claims, tc.x)
			is(t, "y", claims, tc.y)
			if claims["aud"] == nil || claims["z"] != nil {
				t.Errorf("the claims are %v", claims)
			}
		})
	}
}

func is(t *testing.T, name string, claims map[string]any, want string) {
	t.Helper()
	got, there := claims[name]
	if want == "" {
		if there {
			t.Errorf("%s is there: %v", name, got)
		}
		return
	}
	var v any
	if err := json.Unmarshal([]byte(want), &v); err != nil {
		t.Fatal(err)
	}
	if !there || !reflect.DeepEqual(got, v) {
		t.Errorf("%s is %v, not %s", name, got, want)
	}
}

// TestMergeLeavesTheControlAlone mints the control after what departs from it.
func TestMergeLeavesTheControlAlone(t *testing.T) {
	const control = valid + "  change: {wpt: {claims: {x: {a: 1}}}}\n"
	book := read(t, control+departure+"  change: {wpt: {claims: {x: {a: 2}}}}\n")
	before := again(t, book, book.List[0], atRest().Profile)
	again(t, book, book.List[1], atRest().Profile)
	if after := again(t, book, book.List[0], atRest().Profile); after != before {
		t.Errorf("%s\nbecame\n%s", before, after)
	}
}

func TestControlsAreMergedFromTheFirstOn(t *testing.T) {
	const chain = valid + `  change: {wpt: {claims: {x: 1, y: 1, z: 1}}}
  after: [{add: header.A, to: "1"}]
` + departure + `  expect: accept
  change: {wpt: {claims: {y: 2, z: 2}}}
  after: [{append: header.A, to: "2"}]
- id: wpt/c
  requirement: WPT-SIG-VALID
  comment: c
  control: wpt/b
  change: {wpt: {claims: {z: 3}}}
  after: [{append: header.A, to: "3"}]
`
	v := mint(t, atRest(), chain)
	_, proof := sent(t, v)
	claims := part(t, proof, 1)
	if claims["x"] != 1.0 || claims["y"] != 2.0 || claims["z"] != 3.0 {
		t.Errorf("the claims are %v", claims)
	}
	if got := one(t, v.Steps[0].Request.Fields, "A"); got != "123" {
		t.Errorf("the edits make %q", got)
	}
}
