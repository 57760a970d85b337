// Package ftpfs implements the FTP client of a device as a file system (RFC 959,
// 2428, 3659). Each operation logs in, does its work and quits.
//
// The protocol is spoken by jlaffaye/ftp over connections of this package, which
// add what a device needs: a session ends with its context, waits are in device
// time, every line is traced, active mode works, and the replies of the server are
// checked.
//
//	fs := ftpfs.New(net, clk, func() ftpfs.Config { return ftpfs.Config{Passive: true} })
//	f, err := fs.Open(ctx, name) // ftp://wendell:odom@10.1.1.1/image.bin
package ftpfs
