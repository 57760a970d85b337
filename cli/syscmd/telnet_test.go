package syscmd

import (
	"bytes"
	"io"
	"net"
	"testing"
	"testing/iotest"
)

// peer is a connection that reads what is given.
type peer struct {
	net.Conn
	r    io.Reader
	sent bytes.Buffer
}

func (p *peer) Read(b []byte) (int, error)  { return p.r.Read(b) }
func (p *peer) Write(b []byte) (int, error) { return p.sent.Write(b) }

func TestNegotiationIsRefused(t *testing.T) {
	in := []byte("a\xff\xfb\x01b\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0c\xff\xffd\x00\xff\xfc\x01\xff\xf1e")
	p := &peer{r: iotest.OneByteReader(bytes.NewReader(in))}
	got, err := io.ReadAll(&plain{conn: p})
	if err != nil || string(got) != "abc\xffde" {
		t.Errorf("%q, %v", got, err)
	}
	if want := "\xff\xfe\x01\xff\xfc\x18"; p.sent.String() != want {
		t.Errorf("sent %q, want %q", p.sent.String(), want)
	}
}

func FuzzNegotiation(f *testing.F) {
	f.Add([]byte("login: \xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0"))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		whole := &peer{r: bytes.NewReader(in)}
		a, err := io.ReadAll(&plain{conn: whole})
		if err != nil || len(a) > len(in) || whole.sent.Len() > len(in) {
			t.Fatalf("%d bytes gave %d and answers of %d, %v", len(in), len(a), whole.sent.Len(), err)
		}
		single := &peer{r: iotest.OneByteReader(bytes.NewReader(in))}
		b, _ := io.ReadAll(&plain{conn: single})
		if !bytes.Equal(a, b) {
			t.Fatalf("%q in one piece, %q byte by byte", a, b)
		}
	})
}

func TestDelay(t *testing.T) {
	for tok, want := range map[string]string{
		"10": "10m0s", "1:30": "1h30m0s", "001:05": "1h5m0s", "0": "", "1:75": "", "x": "", "": "", ":": "", "1:": "", ":5": "",
		"99999": "", "999999": "", "1:2:3": "", "34560": "576h0m0s",
	} {
		got := ""
		if d, fit, ok := reloadDelay.Parse(nil, tok); ok {
			got = d.String()
			if fit != len(tok) {
				t.Errorf("%q fits %d", tok, fit)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", tok, got, want)
		}
	}
}

func FuzzPair(f *testing.F) {
	for _, s := range []string{"10", "1:30", ":", "99999:99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, tok string) {
		h, m, fit, ok := pair(tok, true)
		if fit < 0 || fit > len(tok) || h < 0 || m < 0 || ok && fit != len(tok) {
			t.Errorf("%q: %d:%d, fit %d, %t", tok, h, m, fit, ok)
		}
	})
}
