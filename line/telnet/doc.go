// Package telnet is Telnet (RFC 854) as a line: the bytes of the user, and Break
// and the size of the window as signals.
//
//	c := telnet.New(netConn, telnet.Options{})
//	t := line.NewTerminal(c, line.Options{FollowResize: true})
//
// The other side is told that this one echoes and sends no go-ahead, and asked for
// its terminal's type and size; a client that refuses all of it works as well
// (clients.md 1, 9).
package telnet
