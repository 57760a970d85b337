package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/console"
)

// attachConsole runs a lab with the console of one device on this process's terminal,
// or typed in from input where that is none.
func attachConsole(args []string, input *os.File) int {
	var c common
	rest, err := c.parse("iosim", args)
	if err != nil {
		return fail(err, exitUsage)
	}
	return c.attach(rest, input)
}

// runScript types a file of lines into a device.
func runScript(args []string) int {
	var c common
	rest, err := c.parse("run", args)
	if err != nil {
		return fail(err, exitUsage)
	}
	if len(rest) == 0 {
		return fail(errors.New("run: which script?"), exitUsage)
	}
	f, err := os.Open(rest[0])
	if err != nil {
		return fail(err, exitFailed)
	}
	defer f.Close()
	return c.attach(rest[1:], f)
}

func (c *common) attach(args []string, input *os.File) int {
	s, err := readLab(args)
	if err != nil {
		return fail(err, exitUsage)
	}
	clk, err := c.clock()
	if err != nil {
		return fail(err, exitUsage)
	}
	state, err := c.stateFolder(s)
	if err != nil {
		return fail(err, exitFailed)
	}
	if c.device == "" {
		c.device = s.FirstDevice()
	}
	events, err := c.openEvents()
	if err != nil {
		return fail(err, exitFailed)
	}
	conn, err := console.Open(input, os.Stdout)
	if err != nil {
		return fail(err, exitFailed)
	}
	defer conn.Close()
	ctx, stop := untilSignal(func() { console.Restore(conn) })
	defer stop()
	opt := lab.Options{
		Clock: clk, State: state, Capture: c.wire, Events: events.bus,
		Console: func(device string) line.Conn {
			if device == c.device {
				return conn
			}
			return nil
		},
		Terminal: line.Options{Width: 80, Length: 24, Paging: true, FollowResize: true},
	}
	c.stateOptions(&opt)
	tell, broken := opt.Damaged, false
	opt.Damaged = func(d *lab.DamageError) {
		broken = broken || d.Device == c.device
		tell(d)
	}
	l, err := lab.Open(ctx, s, opt)
	if err == nil && broken {
		conn.Close()
		_ = errors.Join(l.Close(), events.close()) // what is wrong has been said
		return exitFailed
	}
	if err != nil {
		conn.Close()
		if err = errors.Join(err, events.close()); ctx.Err() != nil {
			return exitOK // stopped before it had begun
		}
		return fail(err, exitFailed)
	}
	console.Offer(conn, append([]console.Action{powerAction(l, c.device)}, stickActions(l, c.device)...)...)
	code := serve(ctx, l, c.device)
	if err := errors.Join(l.Close(), events.close()); err != nil {
		return fail(err, exitFailed)
	}
	return code
}

// powerAction is the power switch, with Break pressed behind it.
func powerAction(l *lab.Lab, device string) console.Action {
	return console.Action{
		Key: 'p', Name: "power off and on with Break held",
		Do: func(string) error {
			if d, ok := l.Device(device); ok {
				d.PowerCycle(true)
			}
			return nil
		},
	}
}

// stickActions insert and eject a USB stick.
func stickActions(l *lab.Lab, device string) []console.Action {
	return []console.Action{
		{
			Key: 'i', Name: "insert a USB stick", Ask: "folder of the stick (empty: the one that was there): ",
			Do: func(dir string) error {
				socket, err := l.USBSocket(device, false)
				if err != nil {
					return err
				}
				if dir = strings.TrimSpace(dir); dir != "" {
					if dir, err = filepath.Abs(dir); err != nil {
						return err
					}
				}
				return l.Insert(device, socket, dir)
			},
		},
		{
			Key: 'e', Name: "eject it",
			Do: func(string) error {
				socket, err := l.USBSocket(device, true)
				if err != nil {
					return err
				}
				return l.Eject(device, socket)
			},
		},
	}
}

// serve powers all devices on and waits for the one with the console.
func serve(ctx context.Context, l *lab.Lab, name string) int {
	d, ok := l.Device(name)
	if !ok {
		return fail(errors.New("there is no device "+name), exitUsage)
	}
	err := l.Run(ctx, d)
	switch {
	case err == nil, errors.Is(err, io.EOF), ctx.Err() != nil:
	default:
		return fail(err, exitFailed)
	}
	if d.InROMMON() {
		return exitROMMON
	}
	return exitOK
}
