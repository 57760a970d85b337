package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// typeLines types configuration lines into the router of the default lab, in memory, and gives
// what it says.
func typeLines(t *testing.T, lines string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "iosim", "--ephemeral", "--speed", "max")
	cmd.Stdin = strings.NewReader("\nenable\nconfigure terminal\n" + lines + "end\nshow ip interface brief | count Loopback\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, tail(out))
	}
	return string(out)
}

func tail(b []byte) []byte { return b[max(0, len(b)-2000):] }

// A router takes a bounded number of interfaces and of configuration lines, and says so. (Each
// line costs the same, however many there are: BenchmarkInterfaces.)
func TestConfigurationIsBounded(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	for i := range 20_100 {
		fmt.Fprintf(&b, "interface Loopback%d\n", i)
	}
	if out := typeLines(t, b.String()); strings.Count(out, "% Cannot create more interfaces") < 100 {
		t.Errorf("%s", tail([]byte(out)))
	}
	if raceDetector {
		return // a hundred thousand lines take a minute, in which nothing runs beside
	}
	b.Reset()
	for i := range 100_100 {
		fmt.Fprintf(&b, "ip route 10.%d.%d.%d 255.255.255.255 Null0\n", i>>16, i>>8&255, i&255)
	}
	if out := typeLines(t, b.String()); strings.Count(out, "%Configuration buffer full, can't add command: ip route ") < 100 {
		t.Errorf("%s", tail([]byte(out)))
	}
}

// BenchmarkInterfaces types interfaces with an address each; the time of one is that of b.N
// divided by b.N, and must not grow with it: compare -benchtime 1000x and 16000x.
func BenchmarkInterfaces(b *testing.B) {
	var lines bytes.Buffer
	for i := range b.N {
		fmt.Fprintf(&lines, "interface Loopback%d\nip address 10.%d.%d.%d 255.255.255.255\n", i, 100+i>>16, i>>8&255, i&255)
	}
	cmd := exec.CommandContext(b.Context(), "iosim", "--ephemeral", "--speed", "max")
	cmd.Stdin = strings.NewReader("\nenable\nconfigure terminal\n" + lines.String() + "end\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, tail(out))
	}
}
