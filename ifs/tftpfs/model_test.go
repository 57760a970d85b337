package tftpfs

import (
	"github.com/iosim/iosim/internal/tftp"
)

// giver is a plain server of one file, written from the RFCs and apart from
// sender: it sends whole windows, goes back to the last acknowledged block, and is as
// lazy with repeats as the RFCs allow.
type giver struct {
	data   []byte
	grant  func(asked []tftp.Option) []tftp.Option // nil: knows no options
	toOne  bool                                    // block 1 follows 65535
	size   int
	window int

	sinceReal bool
	oack      []byte
	acked     int // blocks
	last      int
	done      bool
	tries     int
}

// number is the block number on the wire of block n, counted from 1.
func (g *giver) number(n int) uint16 {
	if g.toOne && n > 0 {
		return uint16((n-1)%65535 + 1)
	}
	return uint16(n)
}

func (g *giver) packet(b []byte) (out [][]byte) {
	p, err := tftp.Parse(b)
	if err != nil {
		return nil
	}
	switch p.Op {
	case tftp.RRQ:
		if g.sinceReal {
			return nil
		}
		g.sinceReal, g.size, g.window = true, tftp.DefaultBlockSize, 1
		if g.grant != nil && len(p.Options) > 0 {
			granted := g.grant(p.Options)
			g.size, g.window = agreed(granted)
			g.oack = tftp.AppendOACK(nil, granted...)
		}
		g.last = len(g.data)/g.size + 1
		if g.oack != nil {
			return [][]byte{g.oack}
		}
		return g.blocks()
	case tftp.ACK:
		if !g.sinceReal || g.done {
			return nil
		}
		if g.oack != nil && p.Block == 0 && g.acked == 0 {
			g.oack = nil
			return g.blocks()
		}
		for n := g.acked + 1; n <= min(g.acked+g.window, g.last); n++ {
			if g.number(n) == p.Block {
				g.acked, g.tries = n, 0
				if g.done = n == g.last; g.done {
					return nil
				}
				return g.blocks()
			}
		}
		if g.window > 1 && p.Block == g.number(g.acked) && g.oack == nil && g.tries < 3 {
			g.tries++
			return g.blocks() // the first of the window was lost
		}
	}
	return nil
}

func (g *giver) expire() [][]byte {
	switch {
	case !g.sinceReal || g.done:
		return nil
	case g.oack != nil:
		return [][]byte{g.oack}
	}
	return g.blocks()
}

func (g *giver) blocks() (out [][]byte) {
	for n := g.acked + 1; n <= min(g.acked+g.window, g.last); n++ {
		from := (n - 1) * g.size
		out = append(out, tftp.AppendData(nil, g.number(n), g.data[from:min(from+g.size, len(g.data))]))
	}
	return out
}

// taker is a plain server that takes one file, written apart from receiver.
type taker struct {
	grant  func(asked []tftp.Option) []tftp.Option
	data   []byte
	size   int
	window int

	sinceReal bool
	hello     []byte // answer to the request
	taken     int
	progress  int // since the last ACK
	done      bool
}

func (k *taker) packet(b []byte) [][]byte {
	p, err := tftp.Parse(b)
	if err != nil {
		return nil
	}
	switch p.Op {
	case tftp.WRQ:
		if k.sinceReal {
			return nil
		}
		k.sinceReal, k.size, k.window, k.hello = true, tftp.DefaultBlockSize, 1, tftp.AppendACK(nil, 0)
		if k.grant != nil && len(p.Options) > 0 {
			granted := k.grant(p.Options)
			k.size, k.window = agreed(granted)
			k.hello = tftp.AppendOACK(nil, granted...)
		}
		return [][]byte{k.hello}
	case tftp.DATA:
		if !k.sinceReal {
			return nil
		}
		switch p.Block {
		case uint16(k.taken + 1):
			if k.done {
				return nil
			}
			k.data = append(k.data, p.Data...)
			k.taken++
			k.progress++
			k.done = len(p.Data) < k.size
			if k.done || k.progress == k.window {
				return k.ack()
			}
		case uint16(k.taken):
			return k.ack()
		default:
			if k.window > 1 {
				return k.ack()
			}
		}
	}
	return nil
}

func (k *taker) ack() [][]byte {
	k.progress = 0
	if k.taken == 0 {
		return [][]byte{k.hello}
	}
	return [][]byte{tftp.AppendACK(nil, uint16(k.taken))}
}

func (k *taker) expire() [][]byte {
	if !k.sinceReal || k.done {
		return nil
	}
	return k.ack()
}

// agreed reads the terms out of granted options.
func agreed(granted []tftp.Option) (size, window int) {
	size, window = tftp.DefaultBlockSize, 1
	for _, o := range granted {
		n, _ := o.Number(0, 1<<40)
		switch {
		case o.Is(tftp.BlkSize):
			size = int(n)
		case o.Is(tftp.WindowSize):
			window = int(n)
		}
	}
	return size, window
}

// generous grants all options as requested and reports the size of a read.
func generous(size int) func([]tftp.Option) []tftp.Option {
	return func(asked []tftp.Option) (out []tftp.Option) {
		for _, o := range asked {
			if o.Is(tftp.TSize) && o.Value == "0" {
				o = tftp.Number("TSize", int64(size))
			}
			out = append(out, o)
		}
		return out
	}
}
