package lab_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
)

// fleetLab is a lab of one entry with a count.
func fleetLab(count int) string {
	return fmt.Sprintf(`name: fleet
devices:
  R2: { count: %d, credentials: { username: admin, password: cisco } }
hosts:
  srv: { address: 10.1.1.1, tftp: { write: true } }
`, count)
}

// output is command for a test that fails with it.
func output(t testing.TB, addr, line string) string {
	t.Helper()
	out, err := command(addr, line)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// command runs one command on a router; Return answers its questions.
func command(addr, line string) (string, error) {
	c, err := gossh.Dial("tcp", addr, sshConfig())
	if err != nil {
		return "", err
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		return "", err
	}
	s.Stdin = strings.NewReader("\r\r\r")
	out, err := s.Output(line)
	if err == io.EOF { // the session was over before all was typed
		err = nil
	}
	return string(out), err
}

// steady waits until there are no more goroutines than that.
func steady(t testing.TB, most int) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > most; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, not %d:\n%s", runtime.NumGoroutine(), most, buf[:runtime.Stack(buf, true)])
		}
	}
}

// TestFleet: a thousand routers cost no goroutine, booted or not, and each is a
// router of its own. Not parallel: goroutines are the whole process's.
func TestFleet(t *testing.T) {
	before := runtime.NumGoroutine()
	s := serveLab(t, fleetLab(1000), "")
	const few = 20 // of the servers of the host, the poller, the test
	steady(t, before+few)
	d := s.Endpoints.Devices
	if len(d) != 1000 || d[0].Name != "R2-1" || d[999].Name != "R2-1000" {
		t.Fatalf("%d devices", len(d))
	}
	began := time.Now()
	out := output(t, d[499].SSH, "show version | include uptime|image file")
	if !strings.Contains(out, "R2-500 uptime is") || !strings.Contains(out, "152-4.M1.bin") {
		t.Errorf("%q", out)
	}
	// Its start was when the others started, not now.
	one, _ := s.Lab.Device("R2-1")
	other, _ := s.Lab.Device("R2-500")
	if lag := one.StartedAt().Sub(other.StartedAt()).Abs(); lag > time.Since(began)+time.Second {
		t.Errorf("it started %v apart from the first", lag)
	}
	if out := output(t, d[499].SSH, "show logging | include RESTART"); !strings.Contains(out, "%SYS-5-RESTART: System restarted") {
		t.Error(out)
	}
	// Another that sleeps answers pings, and has an address of its own.
	address := regexp.MustCompile(`(?m)^GigabitEthernet0/0 +(\S+) +YES`)
	m := address.FindStringSubmatch(output(t, d[999].SSH, "show ip interface brief"))
	if m == nil {
		t.Fatal("no address")
	}
	if out := output(t, d[0].SSH, "ping "+netip.MustParseAddr(m[1]).Prev().String()); !strings.Contains(out, ".!!!!") {
		t.Error(out)
	}
	if out := output(t, d[0].SSH, "show running-config | include ip address 10"); !strings.Contains(out, " 255.255.252.0") {
		t.Error(out) // a network with room for all
	}
	// All at once are woken, reload, and come back.
	for _, dev := range s.Lab.Devices() {
		dev.Reload("test")
	}
	seen := map[netip.Addr]string{}
	marks := map[string]string{} // serial numbers and MAC addresses
	for i, dev := range s.Lab.Devices() {
		for deadline := time.Now().Add(time.Minute); dev.Phase() != device.Up || dev.ReloadReason() != "test"; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s is not back", d[i].Name)
			}
		}
		sys := running(t, dev)
		for _, mark := range []string{dev.Serial(), sys.MAC("GigabitEthernet0/0"), sys.MAC("GigabitEthernet0/1")} {
			if other := marks[mark]; other != "" {
				t.Errorf("%s and %s have %s", other, dev.Name(), mark)
			}
			marks[mark] = dev.Name()
		}
		for _, p := range sys.Interfaces() {
			if p.Addr.IsValid() && seen[p.Addr.Addr()] != "" {
				t.Errorf("%s and %s have the address %v", seen[p.Addr.Addr()], dev.Name(), p.Addr)
			}
			seen[p.Addr.Addr()] = dev.Name()
		}
		delete(seen, netip.Addr{})
	}
	if len(seen) != 1000 {
		t.Errorf("%d addresses", len(seen))
	}
	steady(t, before+few)
}

// TestFleetWakes: what anybody sees of a router that slept is what they see of one
// that did not; while it reloads its ports are shut.
func TestFleetWakes(t *testing.T) {
	t.Parallel()
	s, clk := serveForBreak(t, fleetLab(3))
	d := s.Endpoints.Devices[1]
	u := dialTelnet(t, d.Console)
	u.send("\r")
	u.expect("R2-2>")
	u.run("enable", "R2-2#")
	r, ok := s.Device("R2-2")
	if !ok {
		t.Fatal("no R2-2")
	}
	u.reloadAndBreak(clk, r)
	for _, addr := range []string{d.SSH, d.Telnet} {
		if c, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("in ROMMON: %v", err)
			if err == nil {
				c.Close()
			}
		}
	}
	u.send("boot\r")
	u.expect("Press RETURN to get started!")
	again(t, func() (net.Conn, error) { return net.Dial("tcp", d.Telnet) }).Close()
	if out := output(t, s.Endpoints.Devices[2].SSH, "copy running-config tftp://10.1.1.1/r3"); !strings.Contains(out, "bytes copied") {
		t.Error(out)
	}
}

// Devices of one entry may have a startup-config of their own making.
func TestFleetConfig(t *testing.T) {
	t.Parallel()
	s := serveLab(t, `name: fleet
devices:
  edge:
    count: 3
    startup-config: { text: "hostname {{name}}-x\ninterface GigabitEthernet0/0\n ip address {{address}} {{mask}}\nbanner motd ^number {{number}}^\n" }
    credentials: { username: admin, password: cisco }
hosts: { srv: { address: 10.1.1.1, tftp: { write: true } } }
`, "")
	out := output(t, s.Endpoints.Devices[2].SSH, "show running-config")
	for _, want := range []string{"hostname edge-3-x\r\n", " ip address 10.1.1.4 255.255.255.0\r\n", "number 3"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	if out := output(t, s.Endpoints.Devices[0].SSH, "ping 10.1.1.3"); !strings.Contains(out, ".!!!!") {
		t.Error(out)
	}
}

// The others of a fleet boot even if the first does not.
func TestFleetWithoutImage(t *testing.T) {
	t.Parallel()
	s := serveLab(t, "name: x\ndevices: { R: { running: none, count: 3 } }\n", "")
	for _, d := range s.Lab.Devices() {
		if !d.InROMMON() {
			t.Errorf("%s is up", d.Name())
		}
	}
	if c, err := net.Dial("tcp", s.Endpoints.Devices[2].SSH); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Error(c, err)
	}
}

// TestServeNetwork: each device has an address of its own with the usual ports.
func TestServeNetwork(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("other systems have one loopback address")
	}
	sp, err := spec.Read(strings.NewReader(fleetLab(2)), "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		network string
		port    int
		first   string
		err     string
	}{
		{"127.77.3.0/24", 20022, "127.77.3.1:20022", ""},
		{"127.77.3.0/31", 20022, "", "no address left"},
		{"192.0.2.0/24", 20022, "", "no address of this machine"},
		{"127.77.4.0/24", 0, "127.77.4.1:22", "privileged"},
	} {
		l, err := lab.Open(t.Context(), sp, lab.Options{Ports: true})
		if err != nil {
			t.Fatal(err)
		}
		done := errors.New("done")
		err = l.Serve(t.Context(), lab.ServeOptions{Options: listen.Options{Network: netip.MustParsePrefix(c.network), Port: c.port}, Ready: func(e lab.Endpoints) error {
			if got := e.Devices[0].SSH; got != c.first {
				t.Errorf("%s: %s", c.network, got)
			}
			return done
		}})
		if (err != done || c.first == "") && (c.err == "" || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v", c.network, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}
