// Package sftpfs is the file system sftp:, a client of the SSH File Transfer Protocol
// (version 3) as the subsystem of an SSH server.
//
//	fs := sftpfs.New(net, clock)
//	f, err := fs.Open(ctx, name) // sftp://admin:cisco@10.1.1.1/image.bin
//
// The messages are those of pkg/sftp, which has many of them on the way at once.
package sftpfs
