package wire

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

var (
	router = netip.MustParseAddrPort("10.1.1.2:50000")
	server = netip.MustParseAddrPort("10.1.1.1:40000")
	start  = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)
)

// script plays messages into readers, a millisecond apart.
type script struct {
	at      time.Time
	ch      *Channel
	readers []Reader
}

func newScript(readers ...Reader) *script {
	return &script{at: start, ch: &Channel{ID: 1, Local: router, Remote: server}, readers: readers}
}

func (s *script) event(e Event) {
	s.at = s.at.Add(time.Millisecond)
	e.At = s.at
	if e.Channel == nil && e.Kind != Timeout {
		e.Channel = s.ch
	}
	if e.Channel != nil {
		e.Remote = e.Channel.Remote
	}
	for _, r := range s.readers {
		r.Event(e)
	}
}

func (s *script) udp(sent bool, fate Fate, b []byte) {
	s.event(Event{Kind: Datagram, Sent: sent, Fate: fate, Payload: b})
}

// readFile is a TFTP read of n blocks of which the acknowledgement of the second is
// lost.
func (s *script) readFile(n int) {
	s.udp(true, "", tftp.AppendRequest(nil, tftp.RRQ, "image.bin", tftp.Octet, tftp.Option{Name: "tsize", Value: "0"}))
	s.udp(false, "", tftp.AppendOACK(nil, tftp.Option{Name: "tsize", Value: fmt.Sprint(n * 512)}))
	s.udp(true, "", tftp.AppendACK(nil, 0))
	for i := range n {
		b := uint16(i + 1)
		data := bytes.Repeat([]byte{byte(b)}, 512)
		s.udp(false, "", tftp.AppendData(nil, b, data))
		if b == 2 {
			s.udp(true, Lost, tftp.AppendACK(nil, b))
			s.event(Event{Kind: Timeout})
			s.udp(true, "", tftp.AppendACK(nil, b))
			continue
		}
		s.udp(true, "", tftp.AppendACK(nil, b))
	}
	s.udp(false, "", tftp.AppendData(nil, uint16(n+1), nil))
	s.udp(true, "", tftp.AppendACK(nil, uint16(n+1)))
}

func text(t *testing.T, l *Ladder) string {
	t.Helper()
	var b strings.Builder
	if err := l.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLadderOfALostACK(t *testing.T) {
	l := NewLadder("R2", "tftp", "R2: tftp image.bin", nil)
	newScript(l).readFile(100)
	const want = `R2: tftp image.bin

   seconds  R2 10.1.1.2                                                   10.1.1.1
     0.000  |-- RRQ "image.bin" octet tsize=0 ------------------------------>| 50000-40000
     0.001  |<- OACK tsize=51200 --------------------------------------------| 50000-40000
     0.002  |-- ACK 0 ------------------------------------------------------>| 50000-40000
     0.003  |<- DATA 1 (512 bytes) ------------------------------------------| 50000-40000
     0.004  |-- ACK 1 ------------------------------------------------------>| 50000-40000
     0.005  |<- DATA 2 (512 bytes) ------------------------------------------| 50000-40000
     0.006  |-- ACK 2 ------------------------------------------------------X| 50000-40000  (lost)
     0.007  |   time-out: nothing came                                       |
     0.008  |-- ACK 2 ------------------------------------------------------>| 50000-40000  (repeated)
     0.009  |<- DATA 3 (512 bytes) ------------------------------------------| 50000-40000
     0.010  |-- ACK 3 ------------------------------------------------------>| 50000-40000
     0.011  |<- DATA 4 (512 bytes) ------------------------------------------| 50000-40000
     0.012  |-- ACK 4 ------------------------------------------------------>| 50000-40000
     0.013  |   ... 190 messages: DATA 5 (512 bytes) to ACK 99 ...           |
     0.203  |<- DATA 100 (512 bytes) ----------------------------------------| 50000-40000
     0.204  |-- ACK 100 ---------------------------------------------------->| 50000-40000
     0.205  |<- DATA 101 (0 bytes) ------------------------------------------| 50000-40000
     0.206  |-- ACK 101 ---------------------------------------------------->| 50000-40000
`
	if got := text(t, l); got != want {
		t.Errorf("%s", got)
	}
	var b bytes.Buffer
	if err := l.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	texts := 0
	for d := xml.NewDecoder(&b); ; {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "text" {
			texts++
		}
	}
	if texts < 18 {
		t.Errorf("the picture has %d texts", texts)
	}
	if strings.Contains(b.String(), "%!") {
		t.Error("a format has failed")
	}
}

// What a server says cannot break the drawing or fill the memory.
func TestLadderOfHostileMessages(t *testing.T) {
	l := NewLadder("R2", "tftp", "x", nil)
	s := newScript(l)
	s.udp(false, "", tftp.AppendError(nil, 1, "<script>\x1b[2J"+strings.Repeat("x", 600)))
	s.udp(false, "", []byte("?"))
	for range 3 * maxRows {
		s.event(Event{Kind: Timeout})
	}
	got := text(t, l)
	if strings.Contains(got, "\x1b") || !strings.Contains(got, "and 8002 more") || len(l.rows) > maxRows {
		t.Errorf("%d rows: %.300s", len(l.rows), got)
	}
	var b strings.Builder
	if err := l.WriteSVG(&b); err != nil || strings.Contains(b.String(), "<script>") {
		t.Errorf("%v %.600s", err, b.String())
	}
}

func TestLadderOfTLS(t *testing.T) {
	l := NewLadder("R2", "ftp", "x", nil)
	s := newScript(l)
	s.ch.Remote = netip.MustParseAddrPort("10.1.1.1:21")
	s.event(Event{Kind: Open, Sent: true})
	say := func(sent bool, line string) { s.event(Event{Kind: Bytes, Sent: sent, Payload: []byte(line)}) }
	say(true, "AUTH TLS\r\n")
	say(false, "234 go\r\n")
	say(true, "\x16\x03\x01\x00\x02\x01x")
	for _, b := range []byte("\x16\x03\x03\x00\x02\x02x\x17\x03\x03\x00\x05hello") {
		say(false, string(b))
	}
	got := text(t, l)
	for _, want := range []string{"-- AUTH TLS ", "<- 234 go ", "-- TLS ClientHello ", "<- TLS ServerHello ", "<- data: 5 bytes "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestDebug(t *testing.T) {
	var out []string
	packets := false
	d := NewDebug("tftp", func() bool { return packets }, func(l string) { out = append(out, l) })
	s := newScript(d)
	s.readFile(2)
	if len(out) != 3 {
		t.Errorf("events: %q", out)
	}
	packets = true
	s.readFile(2)
	if got := strings.Join(out, "\n"); !strings.Contains(got, "TFTP: Received block 2, len 512, port 50000") || !strings.Contains(got, "(retry 1)") {
		t.Errorf("%s", got)
	}
}

func TestDebugMasksThePassword(t *testing.T) {
	var out []string
	s := newScript(NewDebug("ftp", nil, func(l string) { out = append(out, l) }))
	s.event(Event{Kind: Open, Sent: true})
	s.event(Event{Kind: Bytes, Sent: true, Payload: []byte("USER wendell\r\nPASS od")})
	s.event(Event{Kind: Bytes, Sent: true, Payload: []byte("om\r\n")})
	s.event(Event{Kind: Bytes, Payload: []byte("230 in\r\n")})
	if got := strings.Join(out, "|"); got != "FTP: ---> USER wendell|FTP: ---> PASS ****|FTP: 230 in" {
		t.Error(got)
	}
}

// The longest marks fit beside the right line of the picture.
func TestMarksFitTheSVG(t *testing.T) {
	const wide = 7.3 // of a character of the font, in units of the drawing
	side := fmt.Sprintf("%d-%d %s, %s", 65535, 65535, Late, "repeated")
	if end := svgRight + 8 + wide*float64(len(side)); end > svgWidth {
		t.Errorf("%q ends at %.0f of %d", side, end, svgWidth)
	}
}
