package run

import "syscall"

// attributes give a target a process group of its own, and end it when this program is killed, so that
// it does not hold its address against the run that goes on.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
