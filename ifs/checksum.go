package ifs

import "io"

// Checksum16 returns the 16-bit checksum that class B flash keeps of a file: the
// one's complement sum of its big-endian words, an odd last byte padded with zero.
// The algorithm IOS uses is not documented; this one is an assumption. The error is
// the one of r.
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
