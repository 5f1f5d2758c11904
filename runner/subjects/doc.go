// Package subjects has the commands for those who are put to the test: one serves the reference,
// one writes the kit with which an implementation is configured. Start with [ReferenceCommand] and
// [KitCommand]; material.go has the keys that both sides of a run agree on.
package subjects
