package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/iosim/iosim/lab"
)

// serving is the flags of serve.
type serving struct {
	listen  string
	port    string
	ready   string
	metrics string
	clients string
	each    string
}

func (s *serving) flags(fs *flag.FlagSet) {
	env := func(name, def string) string {
		if v := os.Getenv(name); v != "" {
			return v
		}
		return def
	}
	fs.StringVar(&s.listen, "listen", env("IOSIM_LISTEN", "127.0.0.1"), "")
	fs.StringVar(&s.port, "port", env("IOSIM_PORT", "0"), "")
	fs.StringVar(&s.metrics, "metrics", os.Getenv("IOSIM_METRICS"), "")
	fs.StringVar(&s.clients, "max-clients", env("IOSIM_MAX_CLIENTS", "0"), "")
	fs.StringVar(&s.each, "max-per-address", env("IOSIM_MAX_PER_ADDRESS", "0"), "")
	fs.StringVar(&s.ready, "ready-file", os.Getenv("IOSIM_READY_FILE"), "")
}

// options are the flags as the lab takes them.
func (s *serving) options() (lab.ServeOptions, error) {
	var o lab.ServeOptions
	var err error
	if strings.Contains(s.listen, "/") {
		o.Network, err = netip.ParsePrefix(s.listen)
	} else {
		o.Listen, err = netip.ParseAddr(s.listen)
	}
	if err != nil {
		return o, fmt.Errorf("--listen %s: an IP address of this machine, or a network (127.1.0.0/16) with one for each device", s.listen)
	}
	if o.Port, err = strconv.Atoi(s.port); err != nil || o.Port < 0 || o.Port > 65535 {
		return o, fmt.Errorf("--port %s: from 1 to 65535, or 0 for any that is free", s.port)
	}
	for _, f := range []struct {
		name, text string
		to         *int
	}{{"max-clients", s.clients, &o.MaxClients}, {"max-per-address", s.each, &o.MaxPerAddress}} {
		if *f.to, err = strconv.Atoi(f.text); err != nil || *f.to < 0 {
			return o, fmt.Errorf("--%s %s: a number of connections, or 0 for the default", f.name, f.text)
		}
	}
	return o, nil
}

// serveLab runs a lab with the ports of all its devices until SIGINT or SIGTERM.
func serveLab(args []string) int {
	var c common
	var s serving
	c.extra = s.flags
	rest, err := c.parse("serve", args)
	if err != nil {
		return fail(err, exitUsage)
	}
	o, err := s.options()
	if err != nil {
		return fail(err, exitUsage)
	}
	ctx, stop := untilSignal(nil)
	defer stop()
	if err := c.serve(ctx, rest, o, s, os.Stdout); err != nil {
		code := exitFailed
		if errors.Is(err, errUsage) {
			code = exitUsage
		}
		return fail(err, code)
	}
	return exitOK
}

// errUsage marks what is wrong with the command line.
var errUsage = errors.New("usage")

func (c *common) serve(ctx context.Context, args []string, o lab.ServeOptions, s serving, out io.Writer) error {
	sp, err := readLab(args)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	clk, err := c.clock()
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	state, err := c.stateFolder(sp)
	if err != nil {
		return err
	}
	events, err := c.openEvents()
	if err != nil {
		return err
	}
	// The ready file of a process that was killed names ports that no longer answer.
	if info, err := os.Lstat(s.ready); err == nil && info.Mode().IsRegular() {
		if err := os.Remove(s.ready); err != nil {
			return err
		}
	}
	opt := lab.Options{Clock: clk, State: state, Ports: true, Capture: c.wire, Events: events.bus}
	c.stateOptions(&opt)
	l, err := lab.Open(ctx, sp, opt)
	if err != nil {
		if ctx.Err() != nil {
			return events.close() // stopped before it had begun
		}
		return errors.Join(err, events.close())
	}
	o.Ready = func(e lab.Endpoints) error { return announce(e, s.ready, out) }
	stop := func() {}
	if s.metrics != "" {
		if stop, err = serveMetrics(s.metrics, l); err != nil {
			return errors.Join(err, l.Close(), events.close())
		}
	}
	err = l.Serve(ctx, o)
	stop()
	err = errors.Join(err, l.Close(), events.close())
	if s.ready != "" {
		_ = os.Remove(s.ready) // its ports are closed
	}
	return err
}

// announce writes the ready file, whole at once, and the same line to out.
func announce(e lab.Endpoints, file string, out io.Writer) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	b = append(b, '\n')
	if file != "" {
		if err := replaceFile(file, b); err != nil {
			return err
		}
	}
	_, err = out.Write(b)
	return err
}

func replaceFile(name string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".iosim-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(b)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return err
}
