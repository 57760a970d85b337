// Package ftpfs is the FTP client of a device as a file system (RFC 959, 2428,
// 3659): every operation is a session of its own that logs in, works and quits.
//
// The protocol's dialogue is that of jlaffaye/ftp. Below it lies a connection
// of ours, by which the whole behaviour of a device is had: a session ends with
// its context, waits are in device time, every line is traced, active mode is
// there, and a server that lies is stopped.
//
//	fs := ftpfs.New(net, clk, func() ftpfs.Config { return ftpfs.Config{Passive: true} })
//	f, err := fs.Open(ctx, name) // ftp://wendell:odom@10.1.1.1/image.bin
package ftpfs
