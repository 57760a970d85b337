package telnet

import (
	"bytes"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/line"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// record is a decoder and the results of its handler.
type record struct {
	d      *decoder
	events []string
	w, h   int
	ttype  string
}

func newRecord() *record {
	r := new(record)
	r.d = newDecoder(handler{
		brk:    func() { r.events = append(r.events, "break") },
		resize: func(w, h int) { r.events, r.w, r.h = append(r.events, "resize"), w, h },
		ttype:  func(n string) { r.ttype = n },
	})
	return r
}

func (r *record) feed(s string) (data, reply string) {
	p := []byte(s)
	n, rep := r.d.feed(p)
	return string(p[:n]), string(rep)
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, in, data, reply string }{
		{"data", "show\r\n\x00\x03", "show\r\n\x00\x03", ""},
		{"doubled IAC", "a\xff\xffb", "a\xffb", ""},
		{"NOP", "a\xff\xf1b", "ab", ""},
		{"are you there", "\xff\xf6", "", "\r\n[Yes]\r\n"},
		{"erase character and line, interrupt", "\xff\xf7\xff\xf8\xff\xf4", "\x7f\x15\x03", ""},
		{"takes the offers", "\xff\xfd\x01\xff\xfd\x03", "", ""},
		{"refuses the offers", "\xff\xfe\x01\xff\xfe\x03\xff\xfc\x18\xff\xfc\x1f", "", ""},
		{"takes back what it took", "\xff\xfd\x01\xff\xfe\x01", "", "\xff\xfc\x01"},
		{"wants it again", "\xff\xfe\x01\xff\xfd\x01", "", "\xff\xfb\x01"},
		{"asks for what is not there", "\xff\xfd\x06\xff\xfd\x05", "", "\xff\xfc\x06\xff\xfc\x05"},
		{"wants eight bits both ways", "\xff\xfd\x00\xff\xfb\x00\r\x80\x00\xff\xff", "\r\x80\x00\xff", "\xff\xfb\x00\xff\xfd\x00"},
		{"offers an unknown option", "\xff\xfb\x22", "", "\xff\xfe\x22"},
		{"sends its type when asked", "\xff\xfb\x18", "", "\xff\xfa\x18\x01\xff\xf0"},
		{"offers unasked", "\xff\xfb\x03", "", "\xff\xfd\x03"},
		{"half a command", "a\xff", "a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, reply := newRecord().feed(c.in)
			if data != c.data || reply != c.reply {
				t.Errorf("data %q, reply %q", data, reply)
			}
		})
	}
}

func TestSubnegotiation(t *testing.T) {
	r := newRecord()
	// A width of 255 holds a doubled IAC.
	if data, reply := r.feed("x\xff\xfb\x1f\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0y"); data != "xy" || reply != "" {
		t.Errorf("%q %q", data, reply)
	}
	if r.w != 255 || r.h != 24 {
		t.Errorf("size %d x %d", r.w, r.h)
	}
	r.feed("\xff\xfa\x18\x00xterm\xff\xf0\xff\xf3")
	if r.ttype != "xterm" || !slices.Equal(r.events, []string{"resize", "break"}) {
		t.Errorf("%q %v", r.ttype, r.events)
	}
	// Malformed ones are dropped, however long.
	r.feed("\xff\xfa\x1f\x01\xff\xf0" + "\xff\xfa" + string(bytes.Repeat([]byte{optNAWS}, 1<<16)) + "\xff\xf0")
	if len(r.events) != 2 || cap(r.d.sub) > 4*maxSub {
		t.Errorf("%v, %d kept", r.events, cap(r.d.sub))
	}
}

// FuzzDecode: no panic; pieces give what the whole gives; replies are whole
// commands; doubled bytes come through as they were.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("show version\r\n"), 3)
	f.Add([]byte("\xff\xfd\x01\xff\xfb\x18\xff\xfa\x18\x00vt100\xff\xf0\xff\xf3x"), 5)
	f.Add([]byte("\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0"), 7)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		whole := newRecord()
		data, reply := whole.feed(string(in))
		parts := newRecord()
		at := 0
		if len(in) > 0 {
			at = int(uint(cut) % uint(len(in)+1))
		}
		d1, r1 := parts.feed(string(in[:at]))
		d2, r2 := parts.feed(string(in[at:]))
		if d1+d2 != data || r1+r2 != reply {
			t.Fatalf("%q%q, %q%q; whole %q, %q", d1, d2, r1, r2, data, reply)
		}
		if !slices.Equal(whole.events, parts.events) {
			t.Fatal(whole.events, parts.events)
		}
		escaped, _ := newRecord().feed(string(escape(nil, in)))
		if escaped != string(in) {
			t.Fatalf("%q came through as %q", in, escaped)
		}
	})
}

func TestConn(t *testing.T) {
	server, client := net.Pipe()
	defer client.Close()
	made := make(chan *Conn)
	go func() { made <- New(server, Options{}) }()
	hello := make([]byte, len(greeting))
	if _, err := io.ReadFull(client, hello); err != nil || !bytes.Equal(hello, greeting) {
		t.Fatalf("%x %v", hello, err)
	}
	c := <-made
	go func() { _, _ = client.Write([]byte("\xff\xf3hi\xff\xf6")) }()
	p := make([]byte, 10)
	go func() { _, _ = io.ReadFull(client, make([]byte, len("\r\n[Yes]\r\n"))) }()
	if n, err := c.Read(p); err != nil || string(p[:n]) != "hi" {
		t.Fatalf("%q %v", p[:n], err)
	}
	if s := <-c.Signals(); s.Kind != line.Break {
		t.Error(s)
	}
	go func() { _, _ = c.Write([]byte("a\xffb")) }()
	got := make([]byte, 4)
	if _, err := io.ReadFull(client, got); err != nil || string(got) != "a\xff\xffb" {
		t.Errorf("%q %v", got, err)
	}
	ended := make(chan error)
	go func() {
		_, err := c.Read(p)
		ended <- err
	}()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("a read outlived Close")
	}
	if _, open := <-c.Signals(); open {
		t.Error("signals outlive Close")
	}
	if c.Close() != nil {
		t.Error("a second Close")
	}
}

// A client that never reads is cut off, and does not hold up the device.
func TestStalledClient(t *testing.T) {
	server, client := net.Pipe()
	defer client.Close()
	c := New(server, Options{WriteTimeout: time.Millisecond})
	if _, err := c.Write([]byte("x")); err == nil {
		t.Error("a write went into nowhere")
	}
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still there")
	}
	c.Close()
}
