package live_test

import (
	"fmt"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

func TestGap(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	gaps := map[string][]string{}
	var order []string
	for _, name := range spec.ProfileNames() {
		p := spec.Must(name)
		cited := map[string]bool{}
		for _, r := range book.InForce(p) {
			for _, id := range r.Requirements() {
				cited[id] = true
			}
		}
		for _, rule := range p.Rules() {
			g := rule.GateFor(spec.RoleRecipient)
			if rule.Testable == "http" && g != spec.GateReport && !cited[rule.ID] {
				k := rule.ID + " " + string(g)
				if gaps[k] == nil {
					order = append(order, k)
				}
				gaps[k] = append(gaps[k], name)
			}
		}
	}
	for _, k := range order {
		fmt.Println(k, gaps[k])
	}
}
