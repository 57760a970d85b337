package tftpfs

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/tftp"
)

// cut takes datagrams out of a fuzzer's bytes: a length, then that many bytes; length
// 255 stands for a time-out, 254 for a full block with the next number.
func cut(in []byte, each func(b []byte, timeout bool) bool) {
	block := uint16(0)
	for len(in) > 0 {
		n := int(in[0])
		in = in[1:]
		switch n {
		case 255:
			if !each(nil, true) {
				return
			}
			continue
		case 254:
			block++
			if !each(tftp.AppendData(nil, block, make([]byte, 512)), false) {
				return
			}
			continue
		}
		n = min(n, len(in))
		if !each(in[:n], false) {
			return
		}
		in = in[n:]
	}
}

// join is the reverse of cut.
func join(datagrams ...[]byte) (out []byte) {
	for _, d := range datagrams {
		out = append(append(out, byte(len(d))), d...)
	}
	return out
}

func seeds(f *testing.F) {
	oack := tftp.AppendOACK(nil, tftp.Number(tftp.TSize, 5), tftp.Number(tftp.BlkSize, 8), tftp.Number(tftp.WindowSize, 4))
	short := tftp.AppendData(nil, 1, []byte("hello"))
	f.Add(join(short))
	f.Add(join(oack, short))
	f.Add(join(oack, tftp.AppendACK(nil, 1), tftp.AppendACK(nil, 3)))
	f.Add(append(join(tftp.AppendACK(nil, 0), tftp.AppendACK(nil, 1)), 255, 255))
	f.Add([]byte{254, 254, 254, 255, 254})
	f.Add(join(tftp.AppendError(nil, tftp.DiskFull, "x")))
	f.Add(join([]byte("\x00\x06tsize\x0099999999999999999999\x00")))
	f.Add(join([]byte{0, 6}, short))
}

// FuzzReceiver feeds the reading half anything: it ends or waits, sends well-formed
// messages only, one for one at most, and gives each byte that it counts.
func FuzzReceiver(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		req, asked, _ := request(tftp.RRQ, "f", tftp.Octet, readTerms(Config{BlockSize: 1468, WindowSize: 16}.withDefaults()))
		r := newReceiver(req, asked, 3, true)
		var got int64
		cut(in, func(b []byte, timeout bool) bool {
			var o outcome
			if timeout {
				o = r.expire()
			} else {
				o = r.packet(b)
			}
			checkOutcome(t, o, tftp.RRQ, tftp.ACK)
			got += int64(len(o.data))
			if o.err == nil && got != r.got {
				t.Fatalf("%d bytes given, %d counted", got, r.got)
			}
			if o.progress && o.err != nil {
				t.Fatal("progress and an error")
			}
			return o.err == nil
		})
	})
}

// FuzzSender feeds the writing half anything while it has blocks to send. A file that
// it takes for acknowledged has been sent whole.
func FuzzSender(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		req, asked, _ := request(tftp.WRQ, "f", tftp.Octet, writeTerms(Config{BlockSize: 64, WindowSize: 4}.withDefaults(), 5))
		s := newSender(req, asked, 3)
		file := pattern(700)
		rest := file
		sent := map[int64][]byte{}
		cut(in, func(b []byte, timeout bool) bool {
			var o outcome
			if timeout {
				o = s.expire()
			} else {
				o = s.packet(b)
			}
			checkOutcome(t, o, tftp.WRQ, tftp.DATA)
			if o.err != nil || !s.answered {
				return o.err == nil
			}
			if s.acked > s.sent || s.sent > s.full || s.full-s.acked > int64(s.terms.window)+1 || s.sent-s.acked > int64(s.terms.window) {
				t.Fatalf("acked %d, sent %d, full %d", s.acked, s.sent, s.full)
			}
			for range 1000 {
				rest = rest[s.put(rest):]
				if len(rest) == 0 {
					s.finish()
				}
				b, _ := s.next()
				if b == nil {
					break
				}
				if p, err := tftp.Parse(b); err != nil || p.Op != tftp.DATA || len(p.Data) > s.terms.blockSize {
					t.Fatalf("sent %q, %v", b, err)
				}
				if old, ok := sent[s.sent]; ok && !bytes.Equal(old[4:], b[4:]) {
					t.Fatalf("block %d was %q, is %q", s.sent, old, b)
				}
				sent[s.sent] = bytes.Clone(b)
			}
			if s.drained() {
				var all []byte
				for n := int64(1); n <= s.last; n++ {
					all = append(all, sent[n][4:]...)
				}
				if !bytes.Equal(all, file) {
					t.Fatalf("drained with %d of %d bytes sent", len(all), len(file))
				}
			}
			return true
		})
	})
}

func checkOutcome(t *testing.T, o outcome, ops ...tftp.Opcode) {
	t.Helper()
	if o.send == nil {
		return
	}
	p, err := tftp.Parse(o.send)
	if err != nil {
		t.Fatalf("would send %q: %v", o.send, err)
	}
	if o.err != nil {
		ops = []tftp.Opcode{tftp.ERROR}
	}
	for _, op := range ops {
		if p.Op == op {
			return
		}
	}
	t.Fatalf("would send %v, not one of %v", p.Op, ops)
}

// FuzzTerms feeds any OACK to the agreement: nothing beyond what was asked comes out.
func FuzzTerms(f *testing.F) {
	for _, s := range []string{"", "blksize\x001024\x00", "tsize\x00-1\x00", "WindowSize\x0017\x00", "timeout\x004\x00tsize\x001\x00"} {
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, all bool) {
		p, err := tftp.Parse(append(binary.BigEndian.AppendUint16(nil, uint16(tftp.OACK)), b...))
		if err != nil {
			return
		}
		c := Config{}
		if all {
			c = Config{BlockSize: 1468, WindowSize: 16, AskTimeout: true}
		}
		asked := readTerms(c.withDefaults())
		got, err := asked.agree(p.Options)
		if err != nil {
			got = plain()
		}
		if got.blockSize < 8 || got.blockSize > asked.blockSize || got.window < 1 || got.window > asked.window || got.tsize != (got.size >= 0) {
			if got != plain() {
				t.Fatalf("%q: %+v", b, got)
			}
		}
	})
}

// FuzzErrorText gives any text of a server a kind and a printable form.
func FuzzErrorText(f *testing.F) {
	f.Add(uint16(0), "Permission denied", true)
	f.Add(uint16(8), "\x1b[2J", false)
	f.Fuzz(func(t *testing.T, code uint16, text string, request bool) {
		e := saysError(tftp.Packet{Op: tftp.ERROR, Code: tftp.ErrorCode(code), Text: text}, request, true)
		if k := e.kind(); k == 0 {
			t.Fatalf("%d %q has no kind", code, text)
		}
		if !printable.Is(e.Error()) {
			t.Fatalf("%q", e.Error())
		}
		if e.refusesOptions() && !request {
			t.Fatal("a transfer under way would begin again")
		}
	})
}
