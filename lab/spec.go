package lab

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/platform"
)

// Spec is a lab as its file describes it.
type Spec struct {
	Name    string          `yaml:"name"`
	Title   string          `yaml:"title"`
	Devices Ordered[Device] `yaml:"devices"`
	Hosts   Ordered[Host]   `yaml:"hosts"`
	Links   map[string]Link `yaml:"links"`
	// Trust is a file of certificates (PEM) that devices take beside those of the
	// lab's hosts; with Insecure they take any.
	Trust    string `yaml:"trust"`
	Insecure bool   `yaml:"insecure"`
	Outside  string `yaml:"outside"` // "allow": addresses of no host are dialled as they are

	// Dir is the folder that relative paths of the file start from.
	Dir string `yaml:"-"`
}

// Device is a router of the lab.
type Device struct {
	Platform    string             `yaml:"platform"`
	Count       int                `yaml:"count"`
	Running     string             `yaml:"running"` // the image in the first disk that it boots; "none"
	Files       map[string]Content `yaml:"files"`
	Startup     *Text              `yaml:"startup-config"`
	Credentials *Credentials       `yaml:"credentials"`
	// UnknownConfig is what becomes of lines of a configuration that IOS here does
	// not know: "keep" keeps them verbatim in their place, "report" (also "") leaves
	// them out and says so.
	UnknownConfig string `yaml:"unknown-config"`
	// RSAKey is the modulus, in bits, of the RSA key that the device comes with, so
	// that SSH answers from the start; "none" is a router that nobody has given a key:
	// it refuses SSH until `crypto key generate rsa`. "" is 2048.
	RSAKey string `yaml:"rsa-key"`
	// Faults are what goes wrong with the device from the start.
	Faults []Fault `yaml:"faults"`
}

// Content is what a file, or a folder, of a device or host holds: one of the three.
type Content struct {
	Text  *string `yaml:"text"`
	Dir   string  `yaml:"dir"`
	Image string  `yaml:"image"` // a synthetic image, by its name
	Size  int64   `yaml:"size"`  // of the image in bytes; 0: its own
	Fault string  `yaml:"fault"` // of the image: compressed, uncompressed, signature, truncated, magic
	File  string  `yaml:"file"`
}

// Text is a text, written here or in a file.
type Text struct {
	File string  `yaml:"file"`
	Text *string `yaml:"text"`
}

// Credentials make a user, the login of the vty lines and the enable secret.
type Credentials struct {
	Username  string `yaml:"username"`
	Password  string `yaml:"password"`
	Secret    string `yaml:"secret"`
	Privilege *int   `yaml:"privilege"`
}

// Host is a machine of the lab that runs servers, or stands for servers that
// somebody else runs (At).
type Host struct {
	Address string            `yaml:"address"`
	TFTP    *TFTP             `yaml:"tftp"`
	FTP     *FTP              `yaml:"ftp"`
	HTTP    *HTTP             `yaml:"http"`
	SCP     *SSH              `yaml:"scp"`
	SFTP    *SSH              `yaml:"sftp"`
	At      map[string]string `yaml:"at"` // protocol to the real "127.0.0.1:69"
	// Firewall and NAT stand between the host and the devices. A firewall lets no
	// connection through that the host opens, so that active FTP fails: it refuses what it
	// does not let in (true), or drops it without a word (drop), answers of TFTP too: they
	// come from a port that nobody has asked.
	Firewall Firewall `yaml:"firewall"`
	NAT      NAT      `yaml:"nat"`
	// Link is the wire to every device that Links does not name.
	Link *Link `yaml:"link"`
}

// TFTP is a host's TFTP server.
type TFTP struct {
	Root  Root      `yaml:"root"`
	Write WriteMode `yaml:"write"`
	// Folders have rights of their own, by their paths below root.
	Folders map[string]FolderRights `yaml:"folders"`
	Quota   int64                   `yaml:"quota"`  // bytes that root may hold; 0: no bound
	Engine  string                  `yaml:"engine"` // "pin" serves by that library, see tftpd.go
}

// FTP is a host's FTP server.
type FTP struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write *WriteMode        `yaml:"write"` // not given: true
	Quota int64             `yaml:"quota"` // of all files together; 0: no bound
	TLS   bool              `yaml:"tls"`   // AUTH TLS at port 21, and TLS from the first byte at port 990
	// Extended is whether the server knows EPSV and EPRT (RFC 2428); not given: true. One
	// that does not shows PASV.
	Extended *bool `yaml:"extended"`
}

// HTTP is a host's web server, on port 80 and, with TLS, on port 443. Without users
// it asks for no login.
type HTTP struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write WriteMode         `yaml:"write"`
	Quota int64             `yaml:"quota"`
}

// SSH is what a host's SSH server, on port 22, has for the users of one protocol: scp
// or SFTP. There is no shell.
type SSH struct {
	Root  Root              `yaml:"root"`
	Users map[string]string `yaml:"users"`
	Write WriteMode         `yaml:"write"`
	Quota int64             `yaml:"quota"`
}

// Root is the folder that a server serves: a folder of this machine, or made up
// of images and texts.
type Root struct {
	Dir    string             `yaml:"dir"`
	Images []string           `yaml:"images"`
	Files  map[string]Content `yaml:"files"`
}

// Link is the wire between two nodes, named "R2-srv". What is a chance is from 0 to
// less than 1, for each packet.
type Link struct {
	Rate      Rate     `yaml:"rate"`
	Delay     Duration `yaml:"delay"`
	Jitter    Duration `yaml:"jitter"` // each packet takes up to so much longer
	Loss      float64  `yaml:"loss"`
	Duplicate float64  `yaml:"duplicate"`
	Reorder   float64  `yaml:"reorder"`   // a packet is overtaken by the next
	Corrupt   float64  `yaml:"corrupt"`   // a packet is damaged: its checksum keeps it from arriving
	StallAt   int64    `yaml:"stall-at"`  // bytes of a socket or connection after which nothing passes any more
	CutAt     int64    `yaml:"cut-at"`    // bytes after which a connection is reset
	MTU       int      `yaml:"mtu"`       // longer UDP packets, IP's header included, vanish; 0: any length passes
	HalfOpen  bool     `yaml:"half-open"` // nothing that the host sends arrives
}

// Duration is written as "5ms".
type Duration time.Duration

// UnmarshalYAML reads a duration.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := time.ParseDuration(n.Value)
	if err != nil || v < 0 {
		return fmt.Errorf("line %d: %q is no duration; write it as 5ms", n.Line, n.Value)
	}
	*d = Duration(v)
	return nil
}

// Rate is in bits a second, written as "10Mbit/s"; 0 is without bound.
type Rate int64

var rateForm = regexp.MustCompile(`^(\d+)\s*([kMG]?)bit/s$`)

// UnmarshalYAML reads a rate.
func (r *Rate) UnmarshalYAML(n *yaml.Node) error {
	m := rateForm.FindStringSubmatch(n.Value)
	if m == nil {
		return fmt.Errorf("line %d: %q is no rate; write it as 10Mbit/s", n.Line, n.Value)
	}
	var v int64
	if _, err := fmt.Sscan(m[1], &v); err != nil || v <= 0 {
		return fmt.Errorf("line %d: %q is no rate; write it as 10Mbit/s", n.Line, n.Value)
	}
	*r = Rate(v * map[string]int64{"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[m[2]])
	return nil
}

// Ordered is a mapping that keeps the order of the file: the first device has
// the console.
type Ordered[T any] []Named[T]

// Named is an entry of an Ordered.
type Named[T any] struct {
	Name  string
	Value T
}

// UnmarshalYAML reads the mapping in order, unknown keys refused.
func (o *Ordered[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: a mapping of names is needed", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		e := Named[T]{Name: n.Content[i].Value}
		if slices.ContainsFunc(*o, func(x Named[T]) bool { return x.Name == e.Name }) {
			return fmt.Errorf("line %d: %s is there twice", n.Content[i].Line, e.Name)
		}
		if err := n.Content[i+1].Decode(&e.Value); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	return nil
}

// ReadFile reads a lab file. Errors name the file and the line.
func ReadFile(path string) (*Spec, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f, path)
}

// maxSpec bounds a lab file, in bytes.
const maxSpec = 4 << 20

// Read reads a lab file from r; name is what errors call it.
func Read(r io.Reader, name string) (*Spec, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSpec+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(b) > maxSpec {
		return nil, fmt.Errorf("%s: a lab file has at most %d bytes", name, maxSpec)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := checkKeys(&root, specShape); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	s := &Spec{Dir: filepath.Dir(name)}
	if err := root.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$`)

func (s *Spec) check() error {
	if len(s.Devices) == 0 {
		return errors.New("a lab needs at least one device")
	}
	for _, d := range s.Devices {
		if !nameForm.MatchString(d.Name) {
			return fmt.Errorf("device %q: a name has letters, digits, - and _", d.Name)
		}
		if d.Value.Count < 0 || d.Value.Count > maxCount {
			return fmt.Errorf("device %s: count is from 1 to %d", d.Name, maxCount)
		}
		if u := d.Value.UnknownConfig; u != "" && u != "keep" && u != "report" {
			return fmt.Errorf("device %s: unknown-config: %q is neither keep nor report", d.Name, u)
		}
		if err := d.Value.checkFaults(); err != nil {
			return fmt.Errorf("device %s: %w", d.Name, err)
		}
		if m := d.Value.modulus(); m < 0 || m > 0 && (m < keys.MinModulus || m > keys.MaxModulus) {
			return fmt.Errorf("device %s: rsa-key: %q is neither none nor a modulus from %d to %d bits",
				d.Name, d.Value.RSAKey, keys.MinModulus, keys.MaxModulus)
		}
		if _, ok := platform.Lookup(d.Value.platform()); !ok {
			return fmt.Errorf("device %s: there is no platform %q; there are %s", d.Name, d.Value.Platform, platformNames())
		}
	}
	seen := map[netip.Addr]string{}
	for _, h := range s.Hosts {
		a, err := netip.ParseAddr(h.Value.Address)
		if err != nil {
			return fmt.Errorf("host %s: address %q: %w", h.Name, h.Value.Address, err)
		}
		if other, ok := seen[a]; ok {
			return fmt.Errorf("host %s: %s has the address %s already", h.Name, other, a)
		}
		seen[a] = h.Name
		if l := h.Value.Link; l != nil {
			if err := l.check(); err != nil {
				return fmt.Errorf("host %s: link: %w", h.Name, err)
			}
		}
		if t := h.Value.TFTP; t != nil {
			if err := t.check(); err != nil {
				return fmt.Errorf("host %s: tftp: %w", h.Name, err)
			}
		}
		if err := h.Value.checkServers(); err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
		for p, at := range h.Value.At {
			if _, err := netip.ParseAddrPort(at); err != nil {
				return fmt.Errorf("host %s: at %s: %w", h.Name, p, err)
			}
		}
	}
	for name, l := range s.Links {
		if !s.isLink(name) {
			return fmt.Errorf("links: %q is no link: write DEVICE-HOST", name)
		}
		if err := l.check(); err != nil {
			return fmt.Errorf("link %s: %w", name, err)
		}
	}
	if s.Outside != "" && s.Outside != "allow" && s.Outside != "refuse" {
		return fmt.Errorf("outside: %q is neither allow nor refuse", s.Outside)
	}
	return nil
}

// checkServers refuses quotas that are none, and a user with two passwords for one SSH
// server.
func (h Host) checkServers() error {
	quotas := map[string]int64{}
	if h.FTP != nil {
		quotas["ftp"] = h.FTP.Quota
	}
	if h.HTTP != nil {
		quotas["http"] = h.HTTP.Quota
	}
	for name, s := range map[string]*SSH{"scp": h.SCP, "sftp": h.SFTP} {
		if s != nil {
			quotas[name] = s.Quota
		}
	}
	for name, n := range quotas {
		if n < 0 {
			return fmt.Errorf("%s: quota: %d is no number of bytes", name, n)
		}
	}
	if h.SCP == nil || h.SFTP == nil {
		return nil
	}
	for user, password := range h.SCP.Users {
		if other, ok := h.SFTP.Users[user]; ok && other != password {
			return fmt.Errorf("user %s has one password for scp and another for sftp", user)
		}
	}
	return nil
}

// isLink reports whether a name joins two nodes of the lab.
func (s *Spec) isLink(name string) bool {
	var nodes []string
	for _, d := range s.Devices {
		nodes = append(nodes, d.Name)
	}
	for _, h := range s.Hosts {
		nodes = append(nodes, h.Name)
	}
	for _, a := range nodes {
		if rest, ok := strings.CutPrefix(name, a+"-"); ok && slices.Contains(nodes, rest) {
			return true
		}
	}
	return false
}

// maxCount bounds how many devices one entry makes.
const maxCount = 10000

// defaultPlatform is the router of the book.
const defaultPlatform = "c2901"

func (d Device) platform() string {
	if d.Platform == "" {
		return defaultPlatform
	}
	return d.Platform
}

// defaultModulus is that of the key that a device comes with, in bits.
const defaultModulus = 2048

// modulus is RSAKey in bits: 0 for none, -1 for what is no number.
func (d Device) modulus() int {
	switch d.RSAKey {
	case "":
		return defaultModulus
	case "none":
		return 0
	}
	n, err := strconv.Atoi(d.RSAKey)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

func platformNames() string {
	var names []string
	for _, m := range platform.All() {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// FirstDevice is the name of the device whose console is shown when nobody says
// which.
func (s *Spec) FirstDevice() string {
	d := s.Devices[0]
	if d.Value.Count > 1 {
		return d.Name + "-1"
	}
	return d.Name
}
