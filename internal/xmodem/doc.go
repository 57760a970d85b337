// Package xmodem implements the receiving side of XMODEM (checksum and CRC, blocks
// of 128 and of 1024 bytes) and of YMODEM according to Chuck Forsberg's
// "XMODEM/YMODEM Protocol Reference" (1988).
//
//	r, err := xmodem.Receive(ctx, port, xmodem.Options{})
//	_, err = io.Copy(w, r)
package xmodem
