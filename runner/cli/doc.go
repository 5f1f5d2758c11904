// Package cli holds what the commands share: exit statuses, output, names and tokens. Start with
// [Execute] and [Exit]; each package beside this one has a command.
package cli
