// Package recipes embeds the recipes: test cases written by hand in YAML, one file for each
// concern. Start with wit.yaml; package forge reads and mints them.
package recipes

import "embed"

// Files holds the recipe files.
//
//go:embed *.yaml
var Files embed.FS
