package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// pool is a public buffer pool of IOS: the size of a buffer in bytes, the number of
// buffers, and the bounds of the free list [UNSOURCED].
type pool struct {
	name                   string
	size, total, low, high int
}

var pools = []pool{
	{"Small", 104, 50, 20, 150},
	{"Middle", 600, 25, 10, 150},
	{"Big", 1536, 50, 5, 150},
	{"VeryBig", 4520, 10, 0, 100},
	{"Large", 5024, 0, 0, 10},
	{"Huge", 18024, 0, 0, 4},
}

// buffersRow is show buffers in the layout of IOS 15 [UNSOURCED]. The packets of an
// interface count as hits of the pool for their mean size.
var buffersRow = user(func(c *cli.Ctx) error {
	hits := make([]int64, len(pools))
	all := int64(0)
	for _, i := range c.System.Interfaces() {
		t := c.System.Counter(i.Name).Read()
		packets, bytes := t.InPackets+t.OutPackets, t.InBytes+t.OutBytes
		for k, p := range pools {
			if packets > 0 && bytes/packets <= int64(p.size) {
				hits[k] += packets
				all += packets
				break
			}
		}
	}
	c.Printf("Buffer elements:\n     500 in free list (500 max allowed)\n     %d hits, 0 misses, 0 created\n\nPublic buffer pools:\n", all)
	for k, p := range pools {
		c.Printf("%s buffers, %d bytes (total %d, permanent %d):\n     %d in free list (%d min, %d max allowed)\n", p.name, p.size, p.total, p.total, p.total, p.low, p.high)
		c.Printf("     %d hits, 0 misses, 0 trims, 0 created\n     0 failures (0 no memory)\n", hits[k])
	}
	return nil
}, grammar.Kw("buffers", "Buffer pool statistics"))
