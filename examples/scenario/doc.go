// Package scenario reads the scenario file from which examples are made: who talks to whom, when,
// and with what values and keys. Start with [Default] or [Load].
package scenario
