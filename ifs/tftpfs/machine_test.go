package tftpfs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// spell writes an outcome in short: what is sent, and what it means.
func spell(o outcome) string {
	var s []string
	if o.send != nil {
		p, _ := tftp.Parse(o.send)
		switch p.Op {
		case tftp.RRQ, tftp.WRQ:
			s = append(s, "request")
		case tftp.ERROR:
			s = append(s, fmt.Sprintf("error %d", p.Code))
		default:
			s = append(s, fmt.Sprintf("ack %d", p.Block))
		}
	}
	if len(o.data) > 0 {
		s = append(s, fmt.Sprintf("+%d", len(o.data)))
	}
	if o.outOfOrder {
		s = append(s, "odd")
	}
	if o.err != nil {
		s = append(s, "end")
	}
	return strings.Join(s, " ")
}

// Each line of a script is what the server says and, after "=", what the receiver
// makes of it. "d5" is DATA 5 with eight bytes, "d5/3" with three.
func TestReceiverRules(t *testing.T) {
	for name, script := range map[string]string{
		"lock step":                     "w1; d1 = ack 1 +8; d2/3 = ack 2 +3",
		"a repeat is acknowledged":      "w1; d1 = ack 1 +8; d1 = ack 1 odd; d1 = ack 1 odd; d2 = ack 2 +8; d2 = ack 2 odd",
		"an older one is not":           "w1; d1 = ack 1 +8; d2 = ack 2 +8; d3 = ack 3 +8; d1 = odd; d2 = odd; d9 = odd; d0 = odd",
		"the OACK again":                "w1; oack = ack 0 odd; oack = ack 0 odd; d1 = ack 1 +8; oack = odd",
		"time-outs":                     "w1; - = ack 0; d1 = ack 1 +8; - = ack 1; - = ack 1; - = end",
		"retries begin anew":            "w1; d1 = ack 1 +8; - = ack 1; - = ack 1; d2 = ack 2 +8; - = ack 2; - = ack 2; - = end",
		"repeats do not renew them":     "w1; d1 = ack 1 +8; - = ack 1; d1 = ack 1 odd; - = ack 1; d1 = ack 1 odd; - = end",
		"a repeat of the last":          "w1; d1/0 = ack 1; d1/0 = ack 1 odd; d2 = odd",
		"window":                        "w4; d1 = +8; d2 = +8; d3 = +8; d4 = ack 4 +8; d5 = +8; d6/1 = ack 6 +1",
		"a gap is answered once":        "w4; d1 = +8; d3 = ack 1 odd; d4 = odd; d2 = +8; d3 = +8; d4 = +8; d5 = ack 5 +8",
		"each gap is":                   "w4; d1 = +8; d3 = ack 1 odd; d2 = +8; d4 = ack 2 odd; d5 = odd; d3 = +8",
		"the first of a window lost":    "w4; d2 = ack 0 odd; d3 = odd; d4 = odd; d1 = +8",
		"time-out in a window":          "w4; d1 = +8; - = ack 1; d3 = ack 1 odd; - = ack 1; d2 = +8",
		"an old window again":           "w2; d1 = +8; d2 = ack 2 +8; d1 = odd; d2 = odd; d3 = +8; - = ack 3",
		"the last of a window repeated": "w2; d1 = +8; d2/1 = ack 2 +1; d2/1 = ack 2 odd",
		"too long":                      "w1; d1/9 = error 4 end",
		"an ACK":                        "w1; a1 = odd",
	} {
		t.Run(name, func(t *testing.T) {
			steps := strings.Split(script, "; ")
			asked := terms{blockSize: 8, window: 1, size: 0}
			_, _ = fmt.Sscanf(steps[0], "w%d", &asked.window)
			r := newReceiver(tftp.AppendRequest(nil, tftp.RRQ, "f", tftp.Octet), asked, 2, true)
			oack := tftp.AppendOACK(nil, asked.options()...)
			if got := spell(r.packet(oack)); got != "ack 0" {
				t.Fatalf("OACK: %s", got)
			}
			for i, step := range steps[1:] {
				in, want, _ := strings.Cut(step, "=")
				in, want = strings.TrimSpace(in), strings.TrimSpace(want)
				var o outcome
				block, size := 0, 8
				switch {
				case in == "-":
					o = r.expire()
				case in == "oack":
					o = r.packet(oack)
				case in[0] == 'a':
					_, _ = fmt.Sscanf(in, "a%d", &block)
					o = r.packet(tftp.AppendACK(nil, uint16(block)))
				default:
					_, _ = fmt.Sscanf(in, "d%d/%d", &block, &size)
					o = r.packet(tftp.AppendData(nil, uint16(block), make([]byte, size)))
				}
				if got := spell(o); got != want {
					t.Fatalf("step %d, %s: %q, not %q", i+1, in, got, want)
				}
			}
		})
	}
}

// After "=" stand the blocks that go out.
func TestSenderRules(t *testing.T) {
	for name, script := range map[string]string{
		"lock step":                   "w1; a1 = 2; a2 = 3; a3 = 4; a4 =",
		"a repeated ACK sends nought": "w1; a0 =; a1 = 2; a1 =; a1 =; a0 =; a2 = 3",
		"nor does one from nowhere":   "w1; a2 =; a9 =; a65535 =; a1 = 2",
		"time-outs":                   "w1; - = 1; - = 1; a1 = 2; - = 2; - = 2; - = end",
		"a late ACK after a repeat":   "w1; - = 1; a1 = 2; a1 =; a2 = 3",
		"window":                      "w2; a2 = 3 4; a4 =",
		"a gap":                       "w3; a1 = 2 3 4; a4 =",
		"a repeat in a window":        "w2; a0 =; a2 = 3 4; a2 =; a1 =",
		"time-out in a window":        "w2; - = 1 2; a1 = 2 3; a2 = 3 4",
		"ACK of what was sent before": "w3; - = 1 2 3; a3 = 4; a4 =",
		"the request's answer again":  "w2; oack =; a2 = 3 4",
		"DATA from the server":        "w1; d1 =; a1 = 2",
	} {
		t.Run(name, func(t *testing.T) {
			steps := strings.Split(script, "; ")
			asked := terms{blockSize: 8, window: 1, size: -1}
			_, _ = fmt.Sscanf(steps[0], "w%d", &asked.window)
			s := newSender(tftp.AppendRequest(nil, tftp.WRQ, "f", tftp.Octet), asked, 2)
			oack := tftp.AppendOACK(nil, asked.options()...)
			s.packet(oack)
			rest := make([]byte, 3*8+5) // four blocks
			flush := func() (out []string) {
				for range 100 {
					rest = rest[s.put(rest):]
					if len(rest) == 0 {
						s.finish()
					}
					b, _ := s.next()
					if b == nil {
						break
					}
					p, _ := tftp.Parse(b)
					out = append(out, fmt.Sprint(p.Block))
				}
				return out
			}
			flush()
			for i, step := range steps[1:] {
				in, want, _ := strings.Cut(step, "=")
				in, want = strings.TrimSpace(in), strings.TrimSpace(want)
				var o outcome
				block := 0
				switch {
				case in == "-":
					o = s.expire()
				case in == "oack":
					o = s.packet(oack)
				case in[0] == 'd':
					o = s.packet(tftp.AppendData(nil, 1, nil))
				default:
					_, _ = fmt.Sscanf(in, "a%d", &block)
					o = s.packet(tftp.AppendACK(nil, uint16(block)))
				}
				got := "end"
				if o.err == nil {
					got = strings.Join(flush(), " ")
				}
				if got != want {
					t.Fatalf("step %d, %s: %q, not %q", i+1, in, got, want)
				}
			}
		})
	}
}

// A server that counts on with 1 after 65535 is followed from its ACK on.
func TestSenderFollowsTheServersCount(t *testing.T) {
	s := newSender(nil, plain(), 2)
	s.packet(tftp.AppendACK(nil, 0))
	one := make([]byte, 512)
	for n := 1; n <= 2*65535+10; n++ {
		if s.put(one) != len(one) {
			t.Fatalf("block %d: no room", n)
		}
		b, _ := s.next()
		count := uint16((n-1)%65535 + 1) // the server's
		if p, _ := tftp.Parse(b); n > 65536 && n < 2*65535 && p.Block != count {
			t.Fatalf("block %d is sent as %d, not %d", n, p.Block, count)
		}
		if o := s.packet(tftp.AppendACK(nil, count)); !o.progress {
			t.Fatalf("block %d: ACK %d is not taken", n, count)
		}
	}
}

// At the roll to block 1, too, a repeat and a time-out are answered with block 65535.
func TestRepeatAtTheRollToOne(t *testing.T) {
	r := newReceiver(nil, plain(), 2, true)
	full := make([]byte, 512)
	for n := range 2 * 65535 {
		block := uint16(n%65535 + 1)
		if got, want := spell(r.packet(tftp.AppendData(nil, block, full))), fmt.Sprintf("ack %d +512", block); got != want {
			t.Fatalf("block %d: %q", n+1, got)
		}
	}
	if got := spell(r.packet(tftp.AppendData(nil, 65535, full))); got != "ack 65535 odd" {
		t.Errorf("repeat: %q", got)
	}
	if got := spell(r.expire()); got != "ack 65535" {
		t.Errorf("time-out: %q", got)
	}
	if got := spell(r.packet(tftp.AppendData(nil, 1, full[:9]))); got != "ack 1 +9" || r.got != 2*65535*512+9 {
		t.Errorf("the last: %q, %d bytes", got, r.got)
	}
}

func TestRTT(t *testing.T) {
	r := rtt{first: 4 * time.Second}
	expect := func(what string, want time.Duration) {
		t.Helper()
		if got := r.timeout(); got != want {
			t.Errorf("%s: %v, not %v", what, got, want)
		}
	}
	expect("at first", 4*time.Second)
	r.repeat()
	expect("after a time-out", 8*time.Second)
	for range 5 {
		r.repeat()
	}
	expect("after many", 16*time.Second)
	for range 50 {
		r.sample(time.Millisecond)
	}
	expect("on a fast network", time.Second)
	r.repeat()
	expect("and a time-out", 2*time.Second)
	for range 100 {
		r.sample(5 * time.Second)
	}
	if d := r.timeout(); d < 5*time.Second || d > 6*time.Second {
		t.Errorf("on a slow network: %v", d)
	}
	for range 100 {
		r.sample(24 * time.Hour)
	}
	expect("when the clock jumps", time.Minute)
	r.sample(-time.Hour)
	r = rtt{first: 200 * time.Millisecond}
	r.sample(0)
	expect("no longer than what was configured", 200*time.Millisecond)
}

func TestConfigBounds(t *testing.T) {
	for _, c := range []struct{ in, want Config }{
		{Config{}, Config{BlockSize: 512, WindowSize: 1, Timeout: DefaultTimeout, Retries: DefaultRetries, Mode: "octet"}},
		{Config{BlockSize: -1, WindowSize: -1, Timeout: -1, Retries: -1, Mode: "netascii"}, Config{BlockSize: 8, WindowSize: 1, Timeout: DefaultTimeout, Mode: "netascii"}},
		{Config{BlockSize: 1 << 40, WindowSize: 1 << 40, Timeout: 1, Retries: 7}, Config{BlockSize: 65464, WindowSize: 65535, Timeout: 1, Retries: 7, Mode: "octet"}},
	} {
		if got := c.in.withDefaults(); got != c.want {
			t.Errorf("%+v, not %+v", got, c.want)
		}
	}
}
