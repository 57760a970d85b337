// Package sftpfs implements the file system sftp:, a client of the SSH File
// Transfer Protocol (version 3) as the subsystem of an SSH server.
//
//	fs := sftpfs.New(net, clock)
//	f, err := fs.Open(ctx, name) // sftp://admin:cisco@10.1.1.1/image.bin
//
// The protocol is spoken by pkg/sftp, which keeps many requests outstanding at
// once.
package sftpfs
