package tftp

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var messages = []struct {
	name string
	wire string
	want Packet
}{
	{"RRQ", "\x00\x01image.bin\x00octet\x00", Packet{Op: RRQ, File: "image.bin", Mode: "octet"}},
	{"WRQ, mode in capitals", "\x00\x02a b\x00NetASCII\x00", Packet{Op: WRQ, File: "a b", Mode: "netascii"}},
	{"RRQ with options", "\x00\x01f\x00octet\x00tsize\x000\x00blksize\x001468\x00", Packet{Op: RRQ, File: "f", Mode: "octet",
		Options: []Option{{"tsize", "0"}, {"blksize", "1468"}}}},
	{"DATA", "\x00\x03\xff\xfehello", Packet{Op: DATA, Block: 65534, Data: []byte("hello")}},
	{"empty DATA", "\x00\x03\x00\x01", Packet{Op: DATA, Block: 1, Data: []byte{}}},
	{"ACK", "\x00\x04\x01\x00", Packet{Op: ACK, Block: 256}},
	{"ACK with padding", "\x00\x04\x01\x00\x00\x00", Packet{Op: ACK, Block: 256}},
	{"ERROR", "\x00\x05\x00\x01File not found\x00", Packet{Op: ERROR, Code: FileNotFound, Text: "File not found"}},
	{"ERROR without its NUL", "\x00\x05\x00\x02no", Packet{Op: ERROR, Code: AccessViolated, Text: "no"}},
	{"ERROR without a text", "\x00\x05\x00\x08", Packet{Op: ERROR, Code: BadOptions}},
	{"OACK", "\x00\x06BLKSIZE\x001024\x00", Packet{Op: OACK, Options: []Option{{"BLKSIZE", "1024"}}}},
	{"empty OACK", "\x00\x06", Packet{Op: OACK}},
}

var malformed = []string{
	"", "\x00", "\x00\x03", "\x00\x03\x00", "\x00\x04\x00", "\x00\x05\x00", "\x00\x01\x00", "\x00\x00\x00\x00", "\x00\x07\x00\x00",
	"\xff\xff\xff\xff", "\x01\x03\x00\x01", "\x00\x01file", "\x00\x01file\x00octet", "\x00\x01file\x00octet\x00blksize",
	"\x00\x01file\x00octet\x00blksize\x00512", "\x00\x06\x00", "\x00\x06\x00\x00", "\x00\x06blksize\x00", "\x00\x06blksize\x00512",
	"\x00\x06blksize\x00512\x00x",
}

func TestParse(t *testing.T) {
	for _, m := range messages {
		got, err := Parse([]byte(m.wire))
		if err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		if d := cmp.Diff(m.want, got); d != "" {
			t.Errorf("%s: %s", m.name, d)
		}
	}
	for _, b := range malformed {
		if p, err := Parse([]byte(b)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %+v, %v", b, p, err)
		}
	}
}

// appendPacket is the message of p.
func appendPacket(p Packet) []byte {
	switch p.Op {
	case RRQ, WRQ:
		return AppendRequest(nil, p.Op, p.File, p.Mode, p.Options...)
	case DATA:
		return AppendData(nil, p.Block, p.Data)
	case ACK:
		return AppendACK(nil, p.Block)
	case ERROR:
		return AppendError(nil, p.Code, p.Text)
	case OACK:
		return AppendOACK(nil, p.Options...)
	}
	return nil
}

func FuzzParse(f *testing.F) {
	for _, m := range messages {
		f.Add([]byte(m.wire))
	}
	for _, b := range malformed {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("%q: %v", b, err)
			}
			return
		}
		again, err := Parse(appendPacket(p))
		if err != nil {
			t.Fatalf("%q gives %+v, whose message is refused: %v", b, p, err)
		}
		if d := cmp.Diff(p, again); d != "" {
			t.Fatalf("%q: %s", b, d)
		}
	})
}

func TestParseOfBlocksCostsNoAllocation(t *testing.T) {
	data, ack := AppendData(nil, 7, make([]byte, 512)), AppendACK(nil, 7)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := Parse(data); err != nil {
			t.Error(err)
		}
		if _, err := Parse(ack); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

var numbers = []struct {
	value  string
	lo, hi int64
	want   int64
	ok     bool
}{
	{"512", 8, 65464, 512, true},
	{"8", 8, 65464, 8, true},
	{"7", 8, 65464, 0, false},
	{"65465", 8, 65464, 0, false},
	{"0", 0, 1<<63 - 1, 0, true},
	{"9223372036854775807", 0, 1<<63 - 1, 1<<63 - 1, true},
	{"9223372036854775808", 0, 1<<63 - 1, 0, false},
	{"18446744073709551616", 0, 1<<63 - 1, 0, false},
	{strings.Repeat("9", 1000), 0, 1<<63 - 1, 0, false},
	{"", 0, 100, 0, false}, {"-1", 0, 100, 0, false}, {"+1", 0, 100, 0, false}, {" 1", 0, 100, 0, false}, {"1 ", 0, 100, 0, false},
	{"0x10", 0, 100, 0, false}, {"1_0", 0, 100, 0, false}, {"1.0", 0, 100, 0, false}, {"\xff", 0, 100, 0, false},
}

func TestOptionNumber(t *testing.T) {
	for _, n := range numbers {
		got, err := Option{"x", n.value}.Number(n.lo, n.hi)
		if (err == nil) != n.ok || got != n.want {
			t.Errorf("%.20q: %d, %v", n.value, got, err)
		}
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("%.20q: an error of %d bytes", n.value, len(err.Error()))
		}
	}
}

func FuzzOptionNumber(f *testing.F) {
	for _, n := range numbers {
		f.Add("blksize", n.value)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		o := Option{name, value}
		n, err := o.Number(8, 65464)
		if err == nil && (n < 8 || n > 65464 || strings.TrimLeft(value, "0") != Number(name, n).Value) {
			t.Fatalf("%q: %d", value, n)
		}
		if !o.Is(strings.ToUpper(name)) && !o.Is(name) {
			t.Fatalf("%q is not itself", name)
		}
	})
}

func TestWords(t *testing.T) {
	if s := RRQ.String() + OACK.String() + Opcode(9).String(); s != "RRQOACKopcode 9" {
		t.Error(s)
	}
	if s := BadOptions.String() + ErrorCode(77).String(); s != "option negotiation failederror code 77" {
		t.Error(s)
	}
	if b := AppendError(nil, 1, "a\x00b"); string(b) != "\x00\x05\x00\x01a\x00" {
		t.Errorf("%q", b)
	}
}
