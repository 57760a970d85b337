package lab_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
)

// metric is a value of the text of the metrics, "" if it is not there.
func metric(t *testing.T, s *served, name string) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Lab.WriteMetrics(&b); err != nil {
		t.Fatal(err)
	}
	// Exposition format 0.0.4: every line is a comment, or a name, labels and a value.
	form := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+]+)$`)
	for _, l := range strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n") {
		if !form.MatchString(l) {
			t.Errorf("%q is no line of the format", l)
		}
		if v, ok := strings.CutPrefix(l, name+" "); ok {
			return v
		}
	}
	return ""
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := serveLab(t, fleetLab(5), "")
	want := func(name, value string) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			got := metric(t, s, name)
			if got == value {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is %q, not %q", name, got, value)
			}
		}
	}
	want(`iosim_devices{state="up"}`, "1")
	want(`iosim_devices{state="asleep"}`, "4")
	d := s.Endpoints.Devices[2]
	u := dialSSH(t, d.SSH)
	u.expect("R2-3#")
	want(`iosim_connections{port="ssh"}`, "1")
	want(`iosim_devices{state="asleep"}`, "3")
	u.run("copy running-config tftp://10.1.1.1/c", "]? ")
	u.run("", "]? ")
	u.run("", "R2-3#")
	u.run("copy tftp://10.1.1.1/nothing null:", "R2-3#")
	_ = u.shut()
	conf := sshConfig()
	conf.Auth = []gossh.AuthMethod{gossh.Password("wrong")}
	if c, err := gossh.Dial("tcp", d.SSH, conf); err == nil {
		c.Close()
		t.Error("a wrong password")
	}
	want(`iosim_connections{port="ssh"}`, "0")
	want(`iosim_connections_total{port="ssh"}`, "2")
	want(`iosim_logins_total{result="ok"}`, "1")
	want(`iosim_transfers_total{protocol="tftp",result="ok"}`, "1")
	want(`iosim_transfers_total{protocol="tftp",result="failed"}`, "1")
	if metric(t, s, `iosim_logins_total{result="failed"}`) == "0" || metric(t, s, `iosim_transfer_bytes_total{protocol="tftp",result="ok"}`) < "1" ||
		metric(t, s, "go_goroutines") == "" {
		t.Error("something is not counted")
	}
	r, _ := s.Lab.Device(d.Name)
	r.Reload("test")
	want("iosim_reloads_total", "1")
	for r.Phase() != device.Up {
		time.Sleep(time.Millisecond)
	}
	want(`iosim_devices{state="up"}`, "2")
}
