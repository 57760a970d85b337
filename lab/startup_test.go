package lab

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/lab/spec"
)

func TestCredentialsStandBeforeTheEnd(t *testing.T) {
	got := withCredentials("hostname R2\nend\n", &spec.Credentials{Username: "admin", Password: "cisco", Secret: "s"}, strings.ToUpper)
	want := "hostname R2\nenable secret S\nusername admin privilege 15 secret CISCO\nline vty 0 4\n login local\nend\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
