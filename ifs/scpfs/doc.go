// Package scpfs is the file system scp:, a client of SSH servers that speak the scp
// protocol: scp -f reads a file, scp -t writes one.
//
//	fs := scpfs.New(net, clock)
//	f, err := fs.Open(ctx, name) // scp://admin:cisco@10.1.1.1/image.bin
//
// The server's key is taken as it is, as IOS does that has no known hosts.
package scpfs
