// Package scpfs implements the file system scp:, a client of the scp protocol over
// SSH: scp -f on the server sends a file, scp -t receives one.
//
//	fs := scpfs.New(net, clock)
//	f, err := fs.Open(ctx, name) // scp://admin:cisco@10.1.1.1/image.bin
//
// Any host key is accepted, as by IOS, which keeps no known hosts.
package scpfs
