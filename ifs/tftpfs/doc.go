// Package tftpfs implements TFTP: the client as a file system,
// tftp://host[:port]/path, and the server.
//
//	fs := tftpfs.New(net, clk, func() tftpfs.Config { return tftpfs.Config{BlockSize: 8192} })
//	table.Mount("tftp", fs)
//
// Open sends a read request and Create a write request; both return when the server
// has answered. The protocol is that of RFC 1350, 2347, 2348, 2349 and 7440.
//
// Server answers such requests, for the hosts of a lab and for the router's own
// tftp-server.
//
// The protocol itself is two state machines without sockets or clocks, receiver and
// sender: datagrams and time-outs go in, datagrams and bytes of the file come out.
// A link is the loop that drives one of them over an ifs.PacketConn.
package tftpfs
