package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab/host"
)

// hostLogName is the log of the hosts in the folder of --wire.
const hostLogName = "hosts.log"

// hostLog is the file that gets what the hosts' servers are asked, a line at a time.
type hostLog struct {
	mu  sync.Mutex
	f   *rotating
	err error // the first
}

// openHostLog opens the file of --log, or the one in the folder of --wire; nil without
// either.
func (c *common) openHostLog() (*hostLog, error) {
	name := c.log
	if name == "" && c.wire != "" {
		if err := os.MkdirAll(c.wire, 0o755); err != nil {
			return nil, err
		}
		name = filepath.Join(c.wire, hostLogName)
	}
	if name == "" {
		return nil, nil
	}
	f, err := openRotating(name, c.logSize, c.logKeep)
	if err != nil {
		return nil, err
	}
	return &hostLog{f: f}, nil
}

// put writes a line for an event.HostLogged.
func (l *hostLog) put(e event.Event) {
	said := e.What.(event.HostLogged)
	line := host.LogLine{At: e.At, Server: said.Server, Client: said.Client, Text: said.Text}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := fmt.Fprintf(l.f, "%s %s\n", e.Device, line); l.err == nil {
		l.err = err
	}
}

// close reports the first error.
func (l *hostLog) close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.f.Close(); l.err == nil {
		l.err = err
	}
	return l.err
}
