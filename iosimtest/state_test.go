package iosimtest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/iosimtest"
)

func TestState(t *testing.T) {
	l := iosimtest.StartText(t, twoRouters)
	r := l.Device("R1")
	if r.Version() != "15.2(4)M1" || l.Device("R2").Version() != "" || !strings.Contains(r.StartupConfig(), "hostname R1") {
		t.Error(r.Version(), r.StartupConfig())
	}
	if !slices.ContainsFunc(r.Log(), func(s string) bool { return strings.Contains(s, "%SYS-5-RESTART") }) {
		t.Error(r.Log())
	}
	l.Host("srv").WriteFile("tftp", "notes", []byte("hello\n"))
	c := dial(t, r.SSH, "cisco")
	run(t, c, "copy tftp://10.1.1.1/notes null:")
	run(t, c, "copy tftp://10.1.1.1/nothing null:")
	if d := cmp.Diff([]iosimtest.Transfer{{Protocol: "tftp", Files: 1}, {Protocol: "tftp", OK: true, Files: 1, Bytes: 6}}, l.Transfers()); d != "" {
		t.Error(d)
	}
	if text := string(l.Inventory("csv")); !strings.Contains(text, "R1,c2901,"+r.SSH) || !strings.Contains(text, ",admin,cisco,") {
		t.Error(text)
	}
	before := r.Uptime()
	l.Advance(48 * time.Hour)
	if up := r.Uptime() - before; up < 48*time.Hour || up > 49*time.Hour {
		t.Error(up)
	}
	r.WriteFile("flash:kept", []byte("x"))
	r.Reload()
	r.WaitUp("15.2(4)M1")
	if r.Uptime() > time.Hour || !r.HasFile("flash:kept") {
		t.Error(r.Uptime())
	}
}
