package spec

import (
	"strings"
	"testing"
	"time"
)

const sample = `
name: sample
devices:
  R2:
    platform: c2901
    files: { "flash0:notes.txt": { text: "hello" } }
    startup-config: { text: "hostname R2\n" }
    credentials: { username: admin, password: cisco, secret: secret }
  R1: { platform: c1941, count: 3 }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { files: { a.txt: { text: a } } } }
  real: { address: 10.9.9.9, at: { tftp: "127.0.0.1:69" } }
links: { R2-srv: { rate: 10Mbit/s, delay: 5ms, loss: 0.01 } }
`

func read(t *testing.T, text string) (*Lab, error) {
	t.Helper()
	return Read(strings.NewReader(text), "sample.yaml")
}

func TestReadKeepsTheOrderOfTheFile(t *testing.T) {
	s, err := read(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	if s.FirstDevice() != "R2" || s.Devices[1].Name != "R1" || s.Hosts[1].Name != "real" {
		t.Errorf("%+v", s)
	}
	if l := s.Links["R2-srv"]; l.Rate != 10_000_000 || time.Duration(l.Delay) != 5*time.Millisecond || l.Loss != 0.01 {
		t.Errorf("%+v", l)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{"platform: c2901", "platfrom: c2901", `sample.yaml:5: unknown key "platfrom"; is it "platform"?`},
		{"count: 3", "rsa-key: 100", "rsa-key: \"100\" is neither none nor a modulus from 360 to 4096 bits"},
		{"count: 3", "rsa-key: many", "is neither none nor a modulus"},
		{"count: 3", "faults: [{ name: cut-in }]", `there is no fault "cut-in"; is it "cut-at"?`},
		{"count: 3", "faults: [{ name: earthquake }]", `there is no fault "earthquake"; there are ["bad-md5"`},
		{"count: 3", "faults: [{ name: cut-at, percent: 3 }]", "fault cut-at does not take percent"},
		{"count: 3", "faults: [{ name: flash-full, percent: 100 }]", "fault flash-full: percent is out of range"},
		{"count: 3", "faults: [{ name: more, times: -1 }]", "fault more: times is out of range"},
		{"count: 3", "faults: [{ name: slow-echo, delay: 5 }]", `"5" is no duration; write it as 5ms`},
		{"count: 3", "faults: [{ name: slow-echo, delay: -5ms }]", `"-5ms" is no duration`},
		{"count: 3", "faults: [{ nam: more }]", `unknown key "nam"; is it "name"?`},
		{"write: true", "wriet: true", `unknown key "wriet"; is it "write"?`},
		{"username: admin", "zzzzzzzz: admin", `unknown key "zzzzzzzz"`},
		{"c1941", "c9999", `there is no platform "c9999"`},
		{"count: 3", "count: -1", "count is from 1"},
		{"10.9.9.9", "10.1.1.1", "srv has the address 10.1.1.1 already"},
		{`"127.0.0.1:69"`, `"nowhere"`, "at tftp"},
		{"rate: 10Mbit/s", "rate: 10Mbps", "is no rate"},
		{"delay: 5ms", "delay: -5ms", "is no duration"},
		{"loss: 0.01", "loss: 1", "loss is from 0"},
		{"loss: 0.01", "corrupt: -0.5", "corrupt is from 0"},
		{"loss: 0.01", "reorder: .nan", "reorder is from 0"},
		{"loss: 0.01", "mtu: 3", "mtu is from 68"},
		{"loss: 0.01", "stall-at: -1", "no number of bytes"},
		{"R2-srv:", "R2-nobody:", `"R2-nobody" is no link`},
		{"  R1:", "  R2:", "R2 is there twice"},
		{"  R1:", "  'R 1':", "a name has letters"},
		{"name: sample", "outside: maybe", "neither allow, loopback nor refuse"},
	} {
		if !strings.Contains(sample, tt.from) {
			t.Fatalf("%q is not in the sample", tt.from)
		}
		_, err := read(t, strings.Replace(sample, tt.from, tt.to, 1))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.to, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("devices: { R1: { count: 99999999999999999999 } }")
	f.Add("a: &a [*a]")
	f.Add("{{{{{{")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read(strings.NewReader(text), "fuzz.yaml")
		if err == nil && s.FirstDevice() == "" {
			t.Error("no device and no error")
		}
	})
}
