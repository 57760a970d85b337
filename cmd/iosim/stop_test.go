//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stopLimit bounds, on a machine that is busy with other tests, what takes stopTime.
const stopLimit = 60 * time.Second

// stopping is a program that is to be stopped.
type stopping struct {
	*testing.T
	cmd      *exec.Cmd
	out, err bytes.Buffer
	over     chan error
}

// startStopping runs a command line of iosim with an input until it ends.
func startStopping(t *testing.T, input string, args ...string) *stopping {
	t.Helper()
	return startStoppingTo(t, nil, input, args...)
}

// startStoppingTo is startStopping with the output to a file; nil: to out.
func startStoppingTo(t *testing.T, to *os.File, input string, args ...string) *stopping {
	t.Helper()
	s := &stopping{T: t, cmd: exec.Command("iosim", args...), over: make(chan error, 1)}
	s.cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = strings.NewReader(input), &s.out, &s.err
	if to != nil {
		s.cmd.Stdout = to
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.over <- s.cmd.Wait() }()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		s.over <- <-s.over
	})
	return s
}

// ends waits for the end and gives how it was: "" for success.
func (s *stopping) ends() string {
	s.Helper()
	select {
	case err := <-s.over:
		s.over <- err
		if err != nil {
			return err.Error()
		}
	case <-time.After(stopLimit):
		s.Fatalf("it does not end: %s", s.err.String())
	}
	return ""
}

// until waits for something that the program does.
func (s *stopping) until(what string, done func() bool) {
	s.Helper()
	for deadline := time.Now().Add(serveWait); !done(); time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-s.over:
			s.over <- err
			s.Fatalf("%s: it has ended: %v %s", what, err, s.err.String())
		default:
		}
		if time.Now().After(deadline) {
			s.Fatalf("%s: not in time", what)
		}
	}
}

// seedDevices is how many routers seedLab has.
const seedDevices = 60

// seedLab has disks whose filling takes long: a sparse file of 200 MB is copied to each.
func seedLab(t *testing.T) (lab, state string) {
	t.Helper()
	file := writeLab(t, `name: seeded
devices:
  R1: { count: `+strconv.Itoa(seedDevices)+`, files: { "flash0:big": { file: big } }, startup-config: { text: "hostname R1\nend\n" } }
`)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "big"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(filepath.Dir(file), "big"), 200<<20); err != nil {
		t.Skip("no sparse files here: ", err)
	}
	return file, filepath.Join(t.TempDir(), "state")
}

// beingFilled reports whether the state has begun to be filled.
func beingFilled(state string) func() bool {
	return func() bool {
		found := false
		_ = filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
			found = found || err == nil && d.Name() == "seed"
			return nil
		})
		return found
	}
}

// TestStopWhileSeeding: one signal ends every program that opens a lab while the disks of
// a new state are being filled, cleanly and without a leftover; the next start is as the
// first.
func TestStopWhileSeeding(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("show version\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve"}, {}, {"run", script}} {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
			lab, state := seedLab(t)
			s := startStopping(t, "", append(append(args[:len(args):len(args)], "--speed", "max", "--state", state), lab)...)
			s.until("filling", beingFilled(state))
			if err := s.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if how := s.ends(); how != "" || s.err.Len() > 0 {
				t.Errorf("%v, %v: %s %s", args, sig, how, s.err.String())
			}
			if beingFilled(state)() {
				t.Errorf("%v, %v: a part of the file is left", args, sig)
			}
			if _, err := os.Stat(filepath.Join(state, fmt.Sprintf("R1-%d", seedDevices), "device.json")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%v, %v: the state passes for whole: %v", args, sig, err)
			}
		}
	}
}

// TestStopWhileStuck: what heeds no context, such as writing to a pipe that is full and never
// read, is ended stopTime after the first signal, and by a second one at once.
func TestStopWhileStuck(t *testing.T) {
	for _, signals := range []int{1, 2} {
		file := writeLab(t, "name: stuck\ndevices:\n  R1: { startup-config: { text: \"hostname R1\\nend\\n\" } }\n")
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if err := w.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, 16<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("the pipe is not full: %v", err)
		}
		ready := filepath.Join(t.TempDir(), "ready")
		s := startStoppingTo(t, w, "", "serve", "--ephemeral", "--speed", "max", "--ready-file", ready, file)
		w.Close()
		s.until("ready", func() bool { _, err := os.Stat(ready); return err == nil })
		began := time.Now()
		for range signals {
			_ = s.cmd.Process.Signal(syscall.SIGTERM)
			time.Sleep(50 * time.Millisecond) // two at once are one to the system
		}
		if how := s.ends(); how != "signal: terminated" {
			t.Errorf("%d: %s %s", signals, how, s.err.String())
		}
		// The message is of the wait: a second signal does not sit it out.
		if told := strings.Contains(s.err.String(), "still busy"); told != (signals == 1) {
			t.Errorf("%d signals, %v: %q", signals, time.Since(began), s.err.String())
		}
	}
}

// bigText is a lab with a text of 9 MB on its flash.
func bigText(t *testing.T) string {
	t.Helper()
	file := writeLab(t, `name: big
devices:
  R1: { files: { "flash0:big": { file: big } }, startup-config: { text: "hostname R1\nno banner motd\nline con 0\nline vty 0 4\n privilege level 15\n no login\nend\n" } }
`)
	text := strings.Repeat("GigabitEthernet0/0 is up, line protocol\n", 9<<20/40)
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "big"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestStopFilters: a filter over a large file ends with the keys of its user, with the
// program, and by itself.
func TestStopFilters(t *testing.T) {
	file := bigText(t)
	for _, c := range []struct{ command, key string }{
		{`more flash0:big | include (.*)(.*)\1\2x`, "\x1e"},
		{`more flash0:big | count (.*)(.*)\1\2x`, "\x03"},
		{`more flash0:big | exclude (.*)(.*)\1\2x`, ""}, // the bound in all
	} {
		if c.key == "" && raceDetector {
			continue // it takes a minute, and is tested in package line too
		}
		s := startServe(t, "", "--ephemeral", "--speed", "max", file)
		typed := "terminal length 0\r"
		s.talk(s.at.Devices[0].Telnet, "R1#", typed, "R1#", c.command+"\r", "\\2x", c.key, "R1#")
		s.signal(syscall.SIGTERM)
		if how := s.end(); how != "" {
			t.Errorf("%s: %s", c.command, how)
		}
	}
	// SIGTERM, and a hangup, while it runs.
	for _, command := range []string{`more flash0:big | include (.*)(.*)\1\2x`, `more flash0:big | count line`, `more flash0:big | section ^G`} {
		s := startServe(t, "", "--ephemeral", "--speed", "max", file)
		s.talk(s.at.Devices[0].Telnet, "R1#", strings.Repeat(command+"\r", 200), "big")
		s.signal(syscall.SIGTERM)
		if how := s.end(); how != "" {
			t.Errorf("%s: %s", command, how)
		}
	}
	events := filepath.Join(t.TempDir(), "events")
	input := "\nenable\nterminal length 0\n" + strings.Repeat("more flash0:big | count (.*)(.*)\\1\\2x\n", 100)
	s := startStopping(t, input, "--ephemeral", "--speed", "max", "--events", events, file)
	s.until("the last command before the filters", func() bool {
		b, _ := os.ReadFile(events)
		return bytes.Contains(b, []byte("terminal length 0"))
	})
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if how := s.ends(); how != "" || s.err.Len() > 0 {
		t.Errorf("console: %s %s", how, s.err.String())
	}
}
