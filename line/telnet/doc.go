// Package telnet implements Telnet (RFC 854) as a line: the bytes of the user, with
// Break and the window size as signals.
//
//	c := telnet.New(netConn, telnet.Options{})
//	t := line.NewTerminal(c, line.Options{FollowResize: true})
//
// This side offers to echo and to suppress go-ahead, and requests the client's
// terminal type and window size. A client that refuses all of it works as well
// (clients.md 1, 9).
package telnet
