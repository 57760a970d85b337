package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// ServeOptions say where the devices of a lab answer.
type ServeOptions struct {
	// Listen is the address of all ports; the zero address is 127.0.0.1. On any that
	// is not of the loopback no device may take admin/admin.
	Listen netip.Addr
	// Network gives each device an address of its own, in the order of the lab file
	// from the first after the network's on; Listen is not used then. The addresses must
	// be this machine's, as those of 127.0.0.0/8 are on Linux.
	Network netip.Prefix
	// Port is the first of three ports for each device, in the order of the lab file:
	// SSH, Telnet, console; 0 takes free ones. With Network every device has the same
	// three, and 0 is 22, 23 and 2001.
	Port int
	// Ready is called once, when every device answers or waits for a person at its
	// console; nil: nobody is told. Its error ends Serve.
	Ready func(Endpoints) error
	// Stall is how long, in real time, a client may take nothing of what it is sent
	// before it is cut off; 0 is 30 s.
	Stall time.Duration
	// Panicked is told of a session that broke and was ended for it; nil: nobody is.
	Panicked func(device string, value any, stack []byte)
}

// Endpoints are where the devices and hosts of a lab answer: the ready file.
type Endpoints struct {
	Devices []DeviceEndpoints `json:"devices"`
	Hosts   []HostEndpoints   `json:"hosts"`
}

// DeviceEndpoints are the ports of a device.
type DeviceEndpoints struct {
	Name     string `json:"name"`
	Platform string `json:"platform"`
	SSH      string `json:"ssh"`
	Telnet   string `json:"telnet"`
	Console  string `json:"console"`
	TFTP     string `json:"tftp"` // where tftp-server lines are answered (UDP, loopback)
}

// HostEndpoints are the ports of a host, "" for a server that it has not.
type HostEndpoints struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	TFTP    string `json:"tftp,omitempty"`
	FTP     string `json:"ftp,omitempty"`
	FTPS    string `json:"ftps,omitempty"`
	HTTP    string `json:"http,omitempty"`
	HTTPS   string `json:"https,omitempty"`
	SSH     string `json:"ssh,omitempty"`
}

// show is a Serve under way.
type show struct {
	lab     *Lab
	opt     ServeOptions
	ctx     context.Context
	cancel  context.CancelCauseFunc
	doorman *doorman
	servers                // of clients
	running sync.WaitGroup // devices that are on

	mu     sync.Mutex
	closed bool // no more devices are switched on
}

// begin counts a device that is being switched on; false if it is too late.
func (w *show) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.running.Add(1)
	}
	return !w.closed
}

// Serve powers all devices on and serves their ports until ctx ends, which is no
// error. The lab must have been opened with Options.Ports.
func (l *Lab) Serve(ctx context.Context, o ServeOptions) (err error) {
	if !l.opt.Ports {
		return errors.New("lab: Serve needs a lab that was opened with Ports")
	}
	if err := enoughFiles(len(l.nodes)); err != nil {
		return err
	}
	w := &show{lab: l, opt: o}
	if !w.opt.Listen.IsValid() {
		w.opt.Listen = loopback
	}
	if w.opt.Network.IsValid() {
		w.opt.Listen = w.opt.Network.Addr()
	}
	if w.doorman, err = newDoorman(); err != nil {
		return err
	}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	stations, err := w.stations()
	if err == nil {
		l.since = l.opt.Clock.Now()
		w.switchOn(stations)
		<-w.ctx.Done()
	}
	w.cancel(err)
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	for _, s := range stations {
		s.release()
	}
	w.doorman.dismiss()
	w.servers.wg.Wait()
	w.running.Wait()
	for _, s := range stations {
		s.node.station.Store(nil)
	}
	if ctx.Err() != nil {
		return nil
	}
	return context.Cause(w.ctx)
}

// stations holds the ports of all devices.
func (w *show) stations() (all []*station, err error) {
	for _, n := range w.lab.nodes {
		s, err := w.newStation(n)
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
	return all, nil
}

// switchOn switches the devices on, and tells when all of them answer. Those of an
// entry that may sleep wait for what becomes of the first.
func (w *show) switchOn(stations []*station) {
	for _, s := range stations {
		s.node.station.Store(s)
		if err := s.tty.open(); err != nil {
			w.cancel(err)
		}
		if !s.twin || s.dev.Load() != nil {
			s.powerOn()
		}
	}
	var first *station
	for _, s := range stations {
		switch {
		case !s.twin:
			first = s
			if !w.await(s) {
				return
			}
		case first.bootsAlone():
			s.sleep(first)
		default:
			s.powerOn()
		}
	}
	for _, s := range stations {
		if !s.sleeps() && !w.await(s) {
			return
		}
	}
	if w.opt.Ready != nil {
		if err := w.opt.Ready(w.lab.endpoints(stations)); err != nil {
			w.cancel(err)
		}
	}
}

// await waits until a device is up or waits for a person.
func (w *show) await(s *station) bool {
	select {
	case <-s.settled.Load().opened:
		return w.ctx.Err() == nil
	case <-w.ctx.Done():
		return false
	}
}

// mayListen refuses to show a device with the default credentials, or none, to other
// machines.
func (w *show) mayListen(s *station) error {
	d, at := s.dev.Load(), s.ssh.addr.Addr()
	if d == nil || at.IsLoopback() {
		return nil
	}
	if err := d.Expose(); err != nil {
		return fmt.Errorf("device %s %w before it listens on %s", s.name, err, at)
	}
	return nil
}

func (l *Lab) endpoints(stations []*station) Endpoints {
	e := Endpoints{Devices: []DeviceEndpoints{}, Hosts: []HostEndpoints{}}
	for _, s := range stations {
		e.Devices = append(e.Devices, DeviceEndpoints{
			Name: s.name, Platform: s.model().Name,
			SSH: s.ssh.addr.String(), Telnet: s.telnet.addr.String(), Console: s.tty.addr.String(), TFTP: s.tftp.String(),
		})
	}
	for _, h := range l.hosts {
		he := HostEndpoints{Name: h.Name, Address: h.Address.String()}
		for to, at := range map[*string]netip.AddrPort{&he.TFTP: h.TFTP, &he.FTP: h.FTP, &he.FTPS: h.FTPS,
			&he.HTTP: h.HTTP, &he.HTTPS: h.HTTPS, &he.SSH: h.SSH} {
			if at.IsValid() {
				*to = at.String()
			}
		}
		e.Hosts = append(e.Hosts, he)
	}
	return e
}
