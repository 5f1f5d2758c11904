package examples

import (
	"embed"
	"fmt"
)

//go:embed scenario.yaml keys/*.jwk
var own embed.FS

// Scenario gives the text of scenario.yaml, from which package generate makes examples.
func Scenario() []byte {
	text, err := own.ReadFile("scenario.yaml")
	if err != nil {
		panic("examples: internal error: " + err.Error())
	}
	return text
}

// OwnKey gives a private JWK of the folder keys, by its name without the ending.
func OwnKey(name string) ([]byte, error) {
	text, err := own.ReadFile("keys/" + name + ".jwk")
	if err != nil {
		return nil, fmt.Errorf("examples: there is no key %q", name)
	}
	return text, nil
}
