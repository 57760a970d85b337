// Package ssh implements an SSH server (RFC 4251 to 4254) whose sessions are lines,
// and the scp protocol.
//
//	srv, err := ssh.New(ssh.Options{Policy: policy})
//	err = srv.Serve(ctx, netConn, handler) // one connection, until it ends
//
// It offers modern algorithms first, followed by the old ones of IOS that old
// clients need (clients.md 9). The Handler decides what a session does.
package ssh
