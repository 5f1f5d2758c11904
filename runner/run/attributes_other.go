//go:build !linux

package run

import "syscall"

// attributes give a target a process group of its own.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
