package lab

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// ServeOptions say where the devices of a lab answer.
type ServeOptions struct {
	// Listen is the address of the SSH and Telnet ports; the zero address is 127.0.0.1.
	// On any that is not of the loopback no device may take admin/admin, or have a vty
	// line that asks for nothing; the console ports stay on 127.0.0.1 then.
	Listen netip.Addr
	// Port is the first of three ports for each device, in the order of the lab file:
	// SSH, Telnet, console; 0 takes free ones.
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

// Serve powers all devices on and serves their ports until ctx ends, which is no
// error. The lab must have been opened with Options.Ports.
func (l *Lab) Serve(ctx context.Context, o ServeOptions) error {
	if !l.opt.Ports {
		return errors.New("lab: Serve needs a lab that was opened with Ports")
	}
	if !o.Listen.IsValid() {
		o.Listen = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	parent := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stations, err := l.stations(o)
	defer func() {
		for _, s := range stations {
			s.release()
		}
	}()
	if err != nil {
		return err
	}
	var group servers
	for _, s := range stations {
		group.serve(func() { _ = s.d.Run(ctx) }) // ends with ctx, or with the console port, which does
		group.serve(func() {
			check := func() error { return s.mayListen(o.Listen) }
			if err := s.run(ctx, check); err != nil {
				cancel(err)
			}
		})
	}
	if settled(ctx, stations) && o.Ready != nil {
		if err := o.Ready(l.endpoints(stations)); err != nil {
			cancel(err)
		}
	}
	<-ctx.Done()
	group.wg.Wait()
	if parent.Err() != nil {
		return nil
	}
	return context.Cause(ctx)
}

// settled waits until every device is up or waits for a person.
func settled(ctx context.Context, stations []*station) bool {
	for _, s := range stations {
		select {
		case <-s.settled:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// stations holds the ports of all devices.
func (l *Lab) stations(o ServeOptions) ([]*station, error) {
	var all []*station
	var err error
	for i, d := range l.devices {
		s := &station{d: d, console: l.consoles[d.Name()], report: o.Panicked, stall: o.Stall, settled: make(chan struct{})}
		all = append(all, s)
		base := o.Port
		if base > 0 {
			base += portsEach * i
		}
		if base+portsEach > 1<<16 {
			return all, fmt.Errorf("device %s: there is no port %d", d.Name(), base+portsEach-1)
		}
		if err := s.hold(o.Listen, base); err != nil {
			return all, fmt.Errorf("device %s: %w", d.Name(), err)
		}
		if s.tftp, err = l.tftpPort(d, uint16(base)); err != nil { // the number of its SSH port
			return all, fmt.Errorf("device %s: %w", d.Name(), err)
		}
	}
	return all, nil
}

// portsEach is how many ports a device has.
const portsEach = 3

// mayListen refuses to show a device with the default credentials, or none, to other
// machines.
func (s *station) mayListen(at netip.Addr) error {
	if at.IsLoopback() {
		return nil
	}
	if err := s.d.Expose(); err != nil {
		return fmt.Errorf("device %s %w before it listens on %s", s.d.Name(), err, at)
	}
	return nil
}

func (l *Lab) endpoints(stations []*station) Endpoints {
	e := Endpoints{Devices: []DeviceEndpoints{}, Hosts: []HostEndpoints{}}
	for _, s := range stations {
		e.Devices = append(e.Devices, DeviceEndpoints{
			Name: s.d.Name(), Platform: s.d.Model().Name,
			SSH: s.ssh.String(), Telnet: s.telnet.String(), Console: s.tty.String(), TFTP: s.tftp.String(),
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

// plug notes the console port of a device.
func (l *Lab) plug(device string, p *consolePort) {
	if l.consoles == nil {
		l.consoles = map[string]*consolePort{}
	}
	l.consoles[device] = p
}
