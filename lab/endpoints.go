package lab

import (
	"net/netip"

	"github.com/iosim/iosim/lab/listen"
)

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

// endpoints joins the devices' ports, in the order of the nodes, with the hosts'.
func (l *Lab) endpoints(servers []*listen.DeviceServer) Endpoints {
	e := Endpoints{Devices: []DeviceEndpoints{}, Hosts: []HostEndpoints{}}
	for i, s := range servers {
		ssh, telnet, console, tftp := s.Addresses()
		e.Devices = append(e.Devices, DeviceEndpoints{
			Name: l.nodes[i].name, Platform: l.nodes[i].model().Name,
			SSH: ssh.String(), Telnet: telnet.String(), Console: console.String(), TFTP: tftp.String(),
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
