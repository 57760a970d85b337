package ifs

import "io"

// Checksum16 is the 16-bit checksum that class B flash keeps of a file: the one's
// complement sum of its big-endian words, the last one filled with a zero byte. (That
// it is this sum is not documented.) The error is r's.
func Checksum16(r io.Reader) (uint16, error) {
	buf := make([]byte, BufferSize)
	var sum uint64
	odd := false
	for {
		n, err := r.Read(buf)
		for _, b := range buf[:n] {
			if odd {
				sum += uint64(b)
			} else {
				sum += uint64(b) << 8
			}
			odd = !odd
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum), nil
}
