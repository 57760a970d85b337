package iosimtest

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/scenarios"
)

// startLimit bounds, in real time, how long a lab may take to answer.
const startLimit = time.Minute

// Lab is a running lab.
type Lab struct {
	// Devices and Hosts are in the order of the lab file.
	Devices []*Device
	Hosts   []*Host

	t         testing.TB
	lab       *lab.Lab
	endpoints lab.Endpoints
}

// Start runs a lab until the end of the test: a lab file by its path (it ends in
// .yaml or .yml), or an embedded lab by its name; "" is the default lab. It returns when
// every router answers. A router that cannot boot answers on its console only.
func Start(t testing.TB, name string) *Lab {
	t.Helper()
	var sp *spec.Lab
	var err error
	switch {
	case name == "":
		sp, err = scenarios.Lookup(scenarios.Default)
	case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"):
		sp, err = spec.ReadFile(name)
	default:
		sp, err = scenarios.Lookup(name)
	}
	if err != nil {
		t.Fatalf("iosimtest: %v", err)
	}
	return start(t, sp)
}

// StartText is Start for a lab file's text. Relative paths in it start from the
// folder of the test.
func StartText(t testing.TB, text string) *Lab {
	t.Helper()
	here, err := filepath.Abs("lab.yaml")
	if err != nil {
		t.Fatalf("iosimtest: %v", err)
	}
	sp, err := spec.Read(strings.NewReader(text), here)
	if err != nil {
		t.Fatalf("iosimtest: %v", err)
	}
	return start(t, sp)
}

func start(t testing.TB, sp *spec.Lab) *Lab {
	t.Helper()
	// Not the test's context: that ends before the clean-up begins.
	ctx, cancel := context.WithCancel(context.Background())
	events := event.NewBus()
	events.Subscribe(func(e event.Event) {
		if p, ok := e.What.(event.PanicRecovered); ok {
			t.Errorf("iosimtest: %s: %s broke: %s\n%s", e.Device, p.Where, p.Error, p.Stack)
		}
	}, event.PanicRecovered{})
	inner, err := lab.Open(ctx, sp, lab.Options{Ports: true, Events: events})
	if err != nil {
		cancel()
		t.Fatalf("iosimtest: %v", err)
	}
	l := &Lab{t: t, lab: inner}
	ready, ended := make(chan lab.Endpoints, 1), make(chan struct{})
	var served error
	go func() {
		defer close(ended)
		served = inner.Serve(ctx, lab.ServeOptions{
			Ready: func(e lab.Endpoints) error { ready <- e; return nil },
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		if served != nil {
			t.Errorf("iosimtest: %v", served)
		}
		if err := inner.Close(); err != nil {
			t.Errorf("iosimtest: %v", err)
		}
	})
	select {
	case e := <-ready:
		l.fill(e)
	case <-ended:
		t.Fatalf("iosimtest: the lab ended: %v", served)
	case <-time.After(startLimit):
		t.Fatalf("iosimtest: the lab does not answer after %v", startLimit)
	}
	return l
}

func (l *Lab) fill(e lab.Endpoints) {
	l.endpoints = e
	for _, at := range e.Devices {
		l.Devices = append(l.Devices, &Device{
			Name: at.Name, Platform: at.Platform, SSH: at.SSH, Telnet: at.Telnet, Console: at.Console, l: l,
		})
	}
	for i, h := range l.lab.Hosts() {
		at := e.Hosts[i]
		l.Hosts = append(l.Hosts, &Host{
			Name: at.Name, Address: at.Address, TFTP: at.TFTP, FTP: at.FTP, FTPS: at.FTPS, HTTP: at.HTTP, HTTPS: at.HTTPS, SSH: at.SSH,
			t: l.t, h: h,
		})
	}
}

// Device is the device of that name; without one the test ends.
func (l *Lab) Device(name string) *Device {
	l.t.Helper()
	for _, d := range l.Devices {
		if d.Name == name {
			return d
		}
	}
	l.t.Fatalf("iosimtest: the lab has no device %q", name)
	return nil
}

// Host is the host of that name; without one the test ends.
func (l *Lab) Host(name string) *Host {
	l.t.Helper()
	for _, h := range l.Hosts {
		if h.Name == name {
			return h
		}
	}
	l.t.Fatalf("iosimtest: the lab has no host %q", name)
	return nil
}
