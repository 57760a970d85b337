// Package tftp implements the wire format of TFTP: its messages (RFC 1350), their
// options (RFC 2347, 2348, 2349, 7440) and the netascii form of text (RFC 764). It
// has neither sockets nor the state of a transfer.
//
//	b := tftp.AppendRequest(nil, tftp.RRQ, "image.bin", tftp.Octet, tftp.Option{Name: tftp.TSize, Value: "0"})
//	p, err := tftp.Parse(b) // p.Op == tftp.RRQ, p.File == "image.bin"
package tftp
