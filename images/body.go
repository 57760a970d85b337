package images

import (
	"encoding/binary"
	"math/bits"
)

// body is an unbounded pseudo-random string that can be read at any offset: its
// word i of eight bytes is a hash of the seed and i.
type body struct{ seed uint64 }

// fill sets p to the bytes from offset off on.
func (b body) fill(p []byte, off int64) {
	i := uint64(off) / 8
	if skip := int(off % 8); skip > 0 {
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], b.word(i))
		p = p[copy(p, w[skip:]):]
		i++
	}
	x := b.seed + i*gamma
	for len(p) >= 32 {
		q := p[:32:32]
		binary.LittleEndian.PutUint64(q, mix(x))
		binary.LittleEndian.PutUint64(q[8:], mix(x+gamma))
		binary.LittleEndian.PutUint64(q[16:], mix(x+gamma2))
		binary.LittleEndian.PutUint64(q[24:], mix(x+gamma3))
		x += gamma4
		p = p[32:]
	}
	for len(p) > 0 {
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], mix(x))
		x += gamma
		p = p[copy(p, w[:]):]
	}
}

func (b body) word(i uint64) uint64 { return mix(b.seed + i*gamma) }

// gamma spreads the counter over all bits; the others are its multiples modulo
// 2^64.
const (
	gamma  = 0x9e3779b97f4a7c15
	gamma2 = 0x3c6ef372fe94f82a
	gamma3 = 0xdaa66d2c7ddf743f
	gamma4 = 0x78dde6e5fd29f054
)

// mix hashes a word with one wide product. The body has only to look random and not
// to compress.
func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0xa0761d6478bd642f, x^0xe7037ed1a0b428db)
	return hi ^ lo
}
