package lab

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/iosim/iosim/device"
)

// stateNames are the phases of a device in the metrics; one whose boot is deferred is
// "asleep".
var stateNames = map[device.Phase]string{
	device.PowerOff: "off", device.Booting: "booting", device.Waiting: "rommon", device.Up: "up",
}

// WriteMetrics writes the lab's counters in the text format of Prometheus (exposition
// format 0.0.4), always in the same order.
func (l *Lab) WriteMetrics(w io.Writer) error {
	var m samples
	states := map[string]int{}
	for _, n := range l.nodes {
		states[n.state()]++
	}
	m.family("iosim_devices", "gauge", "Devices by their state.")
	for _, s := range []string{"off", "booting", "rommon", "up", "asleep"} {
		m.sample(float64(states[s]), "state", s)
	}
	m.family("iosim_connections", "gauge", "Connections to the ports of devices.")
	connections := l.connections.Counts()
	for _, c := range connections {
		m.sample(float64(c.Now), "port", c.Port)
	}
	m.family("iosim_connections_total", "counter", "Connections to the ports of devices so far.")
	for _, c := range connections {
		m.sample(float64(c.Total), "port", c.Port)
	}
	ok, failed := l.counts.Logins()
	m.family("iosim_logins_total", "counter", "Logins by their result.")
	m.sample(float64(ok), "result", "ok")
	m.sample(float64(failed), "result", "failed")
	m.family("iosim_reloads_total", "counter", "Reloads of devices.")
	m.sample(float64(l.counts.Reloads()))
	transfers := l.counts.Transfers()
	result := map[bool]string{true: "ok", false: "failed"}
	m.family("iosim_transfers_total", "counter", "Files over the network by protocol and result.")
	for _, t := range transfers {
		m.sample(float64(t.Files), "protocol", t.Protocol, "result", result[t.OK])
	}
	m.family("iosim_transfer_bytes_total", "counter", "Bytes of files over the network by protocol and result.")
	for _, t := range transfers {
		m.sample(float64(t.Bytes), "protocol", t.Protocol, "result", result[t.OK])
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	m.family("go_goroutines", "gauge", "Goroutines.")
	m.sample(float64(runtime.NumGoroutine()))
	m.family("go_memstats_heap_alloc_bytes", "gauge", "Bytes of the heap in use.")
	m.sample(float64(mem.HeapAlloc))
	m.family("go_memstats_sys_bytes", "gauge", "Bytes of memory from the system.")
	m.sample(float64(mem.Sys))
	_, err := m.WriteTo(w)
	return err
}

// state is the device's in the metrics. It boots no device.
func (n *node) state() string {
	if s := n.server.Load(); s != nil && s.Deferred() {
		return "asleep"
	}
	if d := n.dev.Load(); d != nil {
		return stateNames[d.Phase()]
	}
	return stateNames[device.PowerOff]
}

// samples is the text of the metrics.
type samples struct {
	bytes.Buffer
	name string
}

func (m *samples) family(name, kind, help string) {
	m.name = name
	fmt.Fprintf(m, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// sample writes a value of the family; labels are names and values in turn.
func (m *samples) sample(v float64, labels ...string) {
	var pairs []string
	for i := 0; i+1 < len(labels); i += 2 {
		pairs = append(pairs, fmt.Sprintf("%s=%q", labels[i], labels[i+1]))
	}
	m.WriteString(m.name)
	if len(pairs) > 0 {
		m.WriteString("{" + strings.Join(pairs, ",") + "}")
	}
	fmt.Fprintf(m, " %v\n", v)
}
