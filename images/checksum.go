package images

import (
	"encoding/binary"
	"math/bits"
)

// checksum is the sum of big-endian 32-bit words with end-around carry (ios-boot.md
// 9.3). An incomplete last word is padded with zeros. The zero value is ready to
// use.
type checksum struct {
	sum  uint64 // of 64-bit words: 2^32-1 divides 2^64-1
	rest [8]byte
	n    int // number of bytes in rest
}

// Write adds bytes. It does not fail.
func (c *checksum) Write(p []byte) (int, error) {
	total := len(p)
	if c.n > 0 {
		k := copy(c.rest[c.n:], p)
		c.n += k
		p = p[k:]
		if c.n < len(c.rest) {
			return total, nil
		}
		c.add(c.rest[:])
		c.n = 0
	}
	whole := len(p) &^ 7
	c.add(p[:whole])
	c.n = copy(c.rest[:], p[whole:])
	return total, nil
}

// add adds whole words of eight bytes.
func (c *checksum) add(p []byte) {
	sum, carry := c.sum, uint64(0)
	for len(p) >= 32 {
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(p), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(p[8:]), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(p[16:]), carry)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(p[24:]), carry)
		p = p[32:]
	}
	for len(p) >= 8 {
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(p), carry)
		p = p[8:]
	}
	sum, carry = bits.Add64(sum, 0, carry)
	c.sum = sum + carry
}

// Sum returns the checksum of all bytes written.
func (c *checksum) Sum() uint32 {
	last := *c
	if last.n > 0 {
		clear(last.rest[last.n:])
		last.add(last.rest[:])
	}
	s := last.sum>>32 + last.sum&0xffffffff
	s = s>>32 + s&0xffffffff
	return uint32(s>>32 + s)
}
