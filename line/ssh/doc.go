// Package ssh is an SSH server whose sessions are lines, and the protocol of scp.
//
//	srv, err := ssh.New(ssh.Options{Policy: policy})
//	err = srv.Serve(ctx, netConn, handler) // one connection, until it ends
//
// It offers what clients of today want first, and behind that the old algorithms of
// IOS that old clients still ask for (clients.md 9). What a session does is its
// handler's.
package ssh
