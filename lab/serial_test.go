package lab_test

import (
	"bytes"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/peertest"
)

const serialLab = `name: serial
devices:
  R1:
    platform: c2901
    files:
      "flash0:` + bootImage + `": { image: ` + bootImage + `, size: 200000 }
    startup-config:
      text: |
        hostname R1
        boot system flash0:` + bootImage + `
        interface Loopback0
         ip address 10.0.0.1 255.255.255.255
        end
`

// until reads from the console byte by byte, so that nothing of what follows is taken.
func until(t *testing.T, c net.Conn, text string) string {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(hang)); err != nil {
		t.Fatal(err)
	}
	var b []byte
	for one := make([]byte, 1); !bytes.HasSuffix(b, []byte(text)); b = append(b, one[0]) {
		if _, err := c.Read(one); err != nil {
			t.Fatalf("%q never came after:\n%s", text, b)
		}
	}
	if err := c.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// unplugged waits until no client is at the console: the device learns of a client's end
// a moment after the client, and refuses a second one.
func unplugged(t *testing.T, s *served) {
	t.Helper()
	for deadline := time.Now().Add(hang); ; time.Sleep(time.Millisecond) {
		var b bytes.Buffer
		if err := s.WriteMetrics(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), `iosim_connections{port="console"} 0`) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a client is still at the console")
		}
	}
}

// plugIn connects to the console.
func plugIn(t *testing.T, s *served) net.Conn {
	t.Helper()
	unplugged(t, s)
	c, err := net.Dial("tcp", s.Endpoints.Devices[0].Console)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func enter(t *testing.T, c net.Conn, line string) {
	t.Helper()
	if _, err := io.WriteString(c, line+"\r"); err != nil {
		t.Fatal(err)
	}
}

// sendAt has c unplugged and a sender, a command of lrzsz, plugged in for it.
func sendAt(t *testing.T, s *served, c net.Conn, dir, sender string) {
	t.Helper()
	_ = c.Close()
	unplugged(t, s)
	limit := strconv.Itoa(int(hang / time.Second))
	if out, err := peertest.Try(t, dir, "timeout", limit, "socat", "EXEC:"+sender, "TCP:"+s.Endpoints.Devices[0].Console); err != nil {
		t.Logf("%s: %v %s", sender, err, out) // the file decides
	}
}

// A file goes into flash0: over the console port, from the sender that others wrote: at
// the connection that the command was typed at, or at one of its own
// (ios-files.md 6.12).
func TestSerialTransfer(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "sx", "sb", "socat")
	dir := t.TempDir()
	from := filepath.Join(dir, "image.bin")
	peertest.RandomFile(t, from, 200_001, 7) // every byte value, 255 too
	want, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	s := serveLab(t, serialLab, state)
	ask := func(c net.Conn, command, name, announced string) {
		t.Helper()
		enter(t, c, command)
		until(t, c, "Destination filename ["+name+"]? ")
		enter(t, c, "")
		until(t, c, announced+" transfer now...\r\n")
	}
	check := func(name string, exact bool) {
		t.Helper()
		got, err := os.ReadFile(filepath.Join(state, "R1", "flash0", name))
		if err != nil {
			t.Fatal(err)
		}
		if exact && !bytes.Equal(got, want) || !bytes.HasPrefix(got, want) || len(got) > len(want)+127 {
			t.Errorf("%s has %d bytes of %d", name, len(got), len(want))
		}
	}
	c := plugIn(t, s)
	enter(t, c, "")
	until(t, c, "R1>")
	enter(t, c, "enable")
	until(t, c, "R1#")

	// The user leaves, and the sender comes in its place.
	for _, tt := range []struct {
		name, command, announced, sender string
		exact                            bool
	}{
		{"x", "copy xmodem: flash0:x", "Begin the Xmodem or Xmodem-1K", "sx -q image.bin", false},
		{"x1k", "copy xmodem: flash0:x1k", "Begin the Xmodem or Xmodem-1K", "sx -k -q image.bin", false},
		{"y", "copy ymodem: flash0:y", "Begin the Ymodem", "sb -k -q image.bin", true},
	} {
		ask(c, tt.command, tt.name, tt.announced)
		sendAt(t, s, c, dir, tt.sender)
		c = plugIn(t, s)
		enter(t, c, "")
		until(t, c, "R1#")
		check(tt.name, tt.exact)
	}

	// The user at the line stops it: the name is not there.
	ask(c, "copy xmodem: flash0:none", "none", "Begin the Xmodem or Xmodem-1K")
	if _, err := c.Write([]byte{3}); err != nil {
		t.Fatal(err)
	}
	until(t, c, "R1#")
	if _, err := os.Stat(filepath.Join(state, "R1", "flash0", "none")); err == nil {
		t.Error("a file of a stopped transfer is there")
	}
}

// An image comes to a 2600's ROMMON over the console, and boots (ios-boot.md 7.7).
func TestSerialROMMON(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "sx", "socat")
	dir := t.TempDir()
	spec, ok := images.Lookup("c2600-i-mz.122-10b.bin")
	if !ok {
		t.Fatal("no such image")
	}
	built, err := images.Build(t.Context(), spec.File, 300_000, images.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, built.Size)
	if _, err := built.Image().ReadAt(b, 0); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "image.bin"), b, 0o644); err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	s := serveLab(t, `name: rommon
devices: { R1: { platform: c2621, running: none } }
`, state)
	c := plugIn(t, s)
	enter(t, c, "")
	until(t, c, "rommon ")
	until(t, c, " > ")
	enter(t, c, "xmodem -c new.bin")
	until(t, c, "[n]:  ")
	enter(t, c, "y")
	until(t, c, "Ready to receive file new.bin ...\r\n")
	sendAt(t, s, c, dir, "sx -k -q image.bin")
	c = plugIn(t, s)
	until(t, c, "Press RETURN to get started!")
	got, err := os.ReadFile(filepath.Join(state, "R1", "flash", "new.bin"))
	if err != nil || !bytes.HasPrefix(got, b) || len(got)%128 != 0 {
		t.Errorf("%d bytes of %d, %v", len(got), len(b), err)
	}
}
