// Package peer is the workload that a caller under test calls: two listeners of the suite on
// loopback, whose ports make them two hosts. Start with [Listen]; [Peer.Open] gives each exchange a
// door of its own, which records what arrives at it and answers with what a function makes of that.
//
// A caller may be hostile. What is read, kept and waited for is bounded (limits.go), and whatever
// comes to no open door is answered 404 and forgotten.
package peer
