package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/iosim/iosim/lab/host"
)

// hostLogName is the log of the hosts in the folder of --wire.
const hostLogName = "hosts.log"

// hostLog is the file that gets what the hosts' servers are asked, a line at a time.
type hostLog struct {
	mu  sync.Mutex
	f   *os.File
	err error // the first
}

// openHostLog opens the file of --log, or the one in the folder of --wire; nil without
// either.
func (c *common) openHostLog() (*hostLog, error) {
	name := c.log
	if name == "" && c.wire != "" {
		name = filepath.Join(c.wire, hostLogName)
	}
	if name == "" {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &hostLog{f: f}, nil
}

// take is lab.Options.HostLog.
func (l *hostLog) take() func(host string, line host.LogLine) {
	if l == nil {
		return nil
	}
	return func(host string, line host.LogLine) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if _, err := fmt.Fprintf(l.f, "%s %s\n", host, line); l.err == nil {
			l.err = err
		}
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
