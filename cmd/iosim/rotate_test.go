package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/iosim/iosim/event"
)

// The log of the hosts never takes more than its bound, and the newest lines stay, each whole.
func TestLogRotates(t *testing.T) {
	dir := t.TempDir()
	c := common{log: filepath.Join(dir, "log"), logSize: 1000, logKeep: 2}
	if err := os.WriteFile(c.log, make([]byte, 990), 0o644); err != nil { // of a run before
		t.Fatal(err)
	}
	l, err := c.openHostLog()
	if err != nil {
		t.Fatal(err)
	}
	const lines = 200
	for i := range lines {
		l.put(event.Event{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Device: "srv", What: event.HostLogged{Server: "ftp", Client: netip.MustParseAddr("10.1.1.2"), Text: fmt.Sprintf("line %03d", i)}})
	}
	if err := l.close(); err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadDir(dir)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	all := ""
	for _, name := range []string{"log.2", "log.1", "log"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || len(b) == 0 || len(b) > 1000 || b[len(b)-1] != '\n' {
			t.Errorf("%s has %d bytes, %v", name, len(b), err)
		}
		all += string(b)
	}
	n := 0
	for i := range len(all) {
		if all[i] == '\n' {
			n++
		}
	}
	want := ""
	for i := lines - n; i < lines; i++ {
		want += fmt.Sprintf("srv 2026-03-01 12:00:00.000 ftp 10.1.1.2 line %03d\n", i)
	}
	if all != want {
		t.Errorf("%s\nwant\n%s", all, want)
	}
}

// What is no regular file is never renamed.
func TestLogToADevice(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil || os.DevNull != "/dev/null" {
		t.Skip("no /dev/null")
	}
	r, err := openRotating(os.DevNull, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := r.Write([]byte("12345678")); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(os.DevNull + ".1"); err == nil {
		t.Error("/dev/null was renamed")
	}
}
