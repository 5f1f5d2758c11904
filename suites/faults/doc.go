// Package faults proves that the suites notice what is wrong. It switches on every fault of the
// reference in turn and runs the live cases against it: those that cite the fault's requirement have
// to fail, and no other may. Start with [Sweep]; fault.go says which cases a fault concerns,
// excuses.yaml what is excused and why.
package faults
