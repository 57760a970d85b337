//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/iosim/iosim/lab"
)

// serveWait bounds what a started program may take; a busy machine takes its time.
const serveWait = 2 * time.Minute

// served is a running `iosim serve`.
type served struct {
	*testing.T
	cmd    *exec.Cmd
	at     lab.Endpoints
	stderr bytes.Buffer
	over   chan error // what Wait gave
}

// startServe runs iosim serve with flags until the end of the test; limit is its `ulimit
// -n`, "" for that of the test.
func startServe(t *testing.T, limit string, args ...string) *served {
	t.Helper()
	s := &served{T: t, over: make(chan error, 1)}
	s.cmd = exec.Command("iosim", append([]string{"serve"}, args...)...)
	if limit != "" {
		s.cmd = exec.Command("sh", append([]string{"-c", `ulimit -n "$0" && exec iosim serve "$@"`, limit}, args...)...)
	}
	s.cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // the race detector waits a second at the end
	s.cmd.Stderr = &s.stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watch := time.AfterFunc(serveWait, func() { _ = s.cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.over <- s.cmd.Wait()
		watch.Stop()
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		s.over <- <-s.over
	})
	if err == nil {
		err = json.Unmarshal(line, &s.at)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, s.end())
	}
	return s
}

// end waits for the end, and gives how it was ("exit status 1", "signal: interrupt", ""
// for success) and what the program had to say.
func (s *served) end() string {
	s.Helper()
	err := <-s.over
	s.over <- err
	if err != nil {
		return err.Error() + s.stderr.String()
	}
	return s.stderr.String()
}

func (s *served) signal(sig os.Signal) {
	s.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.Fatal(err)
	}
}

// talk types at a Telnet port: text to wait for, what is typed then, and so on.
func (s *served) talk(addr string, script ...string) {
	s.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(serveWait))
	var seen []byte
	buf := make([]byte, 4096)
	for i, text := range script {
		if i%2 == 1 {
			if _, err := io.WriteString(c, text); err != nil {
				s.Fatal(err)
			}
			continue
		}
		for !bytes.Contains(seen, []byte(text)) {
			n, err := c.Read(buf)
			if seen = append(seen, buf[:n]...); err != nil {
				s.Fatalf("waiting for %q: %v after %q", text, err, seen)
			}
		}
		_, seen, _ = bytes.Cut(seen, []byte(text))
	}
}

const servedLab = `name: served
devices:
  R1:
    files: { "flash0:old.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 } }
    startup-config:
      text: |
        hostname R1
        file prompt quiet
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        line vty 0 4
         privilege level 15
         no login
        end
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { image: { image: c2900-universalk9-mz.SPA.155-2.T1.bin, size: 5000000 } } } } }
`

func writeLab(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lab.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// whole wants a state in which no file is half there.
func whole(t *testing.T, state string) {
	t.Helper()
	if info, err := os.Stat(filepath.Join(state, "R1/flash0/new.bin")); err == nil && info.Size() != 5000000 {
		t.Errorf("the copy has %d bytes", info.Size())
	}
	text, err := os.ReadFile(filepath.Join(state, "R1/nvram/startup-config"))
	if err != nil || !strings.Contains(string(text), "hostname R1\n") || !strings.HasSuffix(string(text), "\nend\n") {
		t.Errorf("%v: %s", err, text)
	}
}

// TestServeSignals stops it in the middle of a copy and of write memory: by one signal
// cleanly, by two at once. Each time nothing is torn, and the next start finds a router
// that boots.
func TestServeSignals(t *testing.T) {
	t.Parallel()
	file, state := writeLab(t, servedLab), filepath.Join(t.TempDir(), "state")
	random := rand.New(rand.NewPCG(1, 1))
	for i, signals := range [][]os.Signal{
		{os.Interrupt}, {syscall.SIGTERM},
		{os.Interrupt, os.Interrupt}, {syscall.SIGTERM, os.Interrupt}, {os.Interrupt, os.Interrupt},
	} {
		s := startServe(t, "", "--speed", "max", "--state", state, file)
		r := s.at.Devices[0]
		s.talk(r.Telnet, "R1#", "copy tftp://10.1.1.1/image flash0:new.bin\r", "!")
		s.talk(r.Telnet, "R1#", "write memory\r", "Building")
		if i > 0 {
			time.Sleep(time.Duration(random.Int64N(int64(20 * time.Millisecond))))
		}
		for _, sig := range signals {
			s.signal(sig)
		}
		// With two it is gone before the second, or by it; the system may deliver the second
		// first.
		if how := s.end(); how != "" && (len(signals) == 1 || how != "signal: interrupt" && how != "signal: "+signals[0].String()) {
			t.Errorf("%v: %s", signals, how)
		}
		whole(t, state)
	}
	s := startServe(t, "", "--speed", "max", "--state", state, file)
	s.talk(s.at.Devices[0].Telnet, "R1#", "dir flash0:\r", "old.bin", "", "R1#")
	s.signal(os.Interrupt)
	if how := s.end(); how != "" {
		t.Error(how)
	}
}

// TestServeReadyFile: it is there when everything answers, not before: what a killed
// process has left does not outlive the next start.
func TestServeReadyFile(t *testing.T) {
	t.Parallel()
	file, ready := writeLab(t, servedLab), filepath.Join(t.TempDir(), "ready")
	s := startServe(t, "", "--ephemeral", "--speed", "max", "--ready-file", ready, file)
	s.signal(os.Kill)
	_ = s.end()
	if _, err := os.Stat(ready); err != nil {
		t.Fatal(err)
	}
	// One that cannot start takes it away as well.
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	port := fmt.Sprint(busy.Addr().(*net.TCPAddr).Port)
	out, err := exec.Command("iosim", "serve", "--ephemeral", "--speed", "max", "--port", port, "--ready-file", ready, file).CombinedOutput()
	if err == nil || err.Error() != "exit status 1" || !strings.Contains(string(out), "another program listens there, choose other ports") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(ready); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the old one is still there", err)
	}
	s = startServe(t, "", "--ephemeral", "--speed", "max", "--ready-file", ready, file)
	var e lab.Endpoints
	if b, err := os.ReadFile(ready); err != nil || json.Unmarshal(b, &e) != nil || e.Devices[0] != s.at.Devices[0] {
		t.Errorf("%v: %s", err, b)
	}
	s.signal(syscall.SIGTERM)
	if how := s.end(); how != "" {
		t.Error(how)
	}
	if _, err := os.Stat(ready); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestServeOpenFiles: a fleet that has more ports than the process may have files is
// refused before it starts; connections beyond the limit wait or are refused, and when
// others are gone it serves as before.
func TestServeOpenFiles(t *testing.T) {
	t.Parallel()
	fleet := func(n int) string {
		return writeLab(t, fmt.Sprintf("name: f\ndevices: { R: { count: %d, credentials: { username: u, password: p } } }\n", n))
	}
	out, err := exec.Command("sh", "-c", `ulimit -n 256 && exec iosim serve --ephemeral --speed max "$0"`, fleet(100)).CombinedOutput()
	if err == nil || err.Error() != "exit status 1" ||
		!strings.Contains(string(out), "100 devices are 464 open files and this process may have 256: raise the limit (ulimit -n)") {
		t.Fatalf("%v: %s", err, out)
	}
	s := startServe(t, "256", "--ephemeral", "--speed", "max", fleet(45))
	var held []net.Conn
	for i := range 300 { // more than the files that are left
		if c, err := net.Dial("tcp", s.at.Devices[i%45].Telnet); err == nil {
			held = append(held, c)
		}
	}
	for _, c := range held {
		c.Close()
	}
	for deadline := time.Now().Add(serveWait); ; time.Sleep(10 * time.Millisecond) {
		c, err := net.Dial("tcp", s.at.Devices[44].Telnet)
		if err == nil {
			_ = c.SetReadDeadline(deadline)
			_, err = io.ReadFull(c, make([]byte, 12)) // the first options
			c.Close()
		}
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not recover: %v", err)
		}
	}
	s.signal(os.Interrupt)
	if how := s.end(); how != "" {
		t.Error(how)
	}
}
