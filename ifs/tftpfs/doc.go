// Package tftpfs is TFTP: the client as a file system, tftp://host[:port]/path, and
// the server.
//
//	fs := tftpfs.New(net, clk, func() tftpfs.Config { return tftpfs.Config{BlockSize: 8192} })
//	table.Mount("tftp", fs)
//
// Open sends a read request and Create a write request; both return when the
// server has answered. RFC 1350, 2347, 2348, 2349 and 7440 are followed.
//
// Server is the other end of such transfers: the lab's hosts and the router's own
// tftp-server answer by it.
//
// The protocol itself is two state machines without sockets or clocks, receiver
// and sender: datagrams and time-outs go in, datagrams and bytes of the file come
// out. A link is the thin loop that drives one of them over an ifs.PacketConn.
package tftpfs
