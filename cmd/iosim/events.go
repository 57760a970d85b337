package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/iosim/iosim/event"
)

// events are the readers of what happens in a lab that the flags ask for: the file of
// --events, and the log of the hosts.
type events struct {
	bus   *event.Bus
	file  *os.File // nil without --events
	lines *event.Writer
	hosts *hostLog // nil without --log and --wire
}

// openEvents opens their files. The file of --events begins anew.
func (c *common) openEvents() (*events, error) {
	e := &events{bus: event.NewBus()}
	var err error
	if e.hosts, err = c.openHostLog(); err != nil {
		return nil, err
	}
	if e.hosts != nil {
		e.bus.Subscribe(e.hosts.put, event.HostLogged{})
	}
	e.bus.Subscribe(logPanic, event.PanicRecovered{})
	if c.events == "" {
		return e, nil
	}
	if e.file, err = os.Create(c.events); err != nil {
		return nil, errors.Join(err, e.hosts.close())
	}
	e.lines = event.NewWriter(e.file)
	e.bus.Subscribe(e.lines.Put)
	return e, nil
}

// logPanic writes a defect that has ended a session to standard error, with the stack.
func logPanic(e event.Event) {
	if p, ok := e.What.(event.PanicRecovered); ok {
		fmt.Fprintf(os.Stderr, "iosim: %s: %s was ended by a defect of this program: %q\n%s", e.Device, p.Where, p.Error, p.Stack)
	}
}

// close closes the files once the lab is closed, and reports what could not be written.
func (e *events) close() error {
	err := e.hosts.close()
	if e.file != nil {
		err = errors.Join(err, e.lines.Err(), e.file.Close())
	}
	return err
}
