package system

import (
	"testing"

	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/keys"
)

// SSH shows the key that the configuration names, else the one that is named after
// the router, else the first that can sign.
func TestSSHKeyChoice(t *testing.T) {
	keys := []*keys.RSA{{Label: "old", Usage: keys.Encryption}, {Label: "first"}, {Label: "R1.ccna.lab"}, {Label: "third"}}
	r1, lab := [2]string{"hostname", "R1"}, [2]string{"ip domain name", "ccna.lab"}
	for _, tt := range []struct {
		want  string
		lines [][2]string // what the command sets, and to what
	}{
		{"first", nil},
		{"first", [][2]string{r1}},
		{"R1.ccna.lab", [][2]string{r1, lab}},
		{"first", [][2]string{{"hostname", "R2"}, lab}},
		{"third", [][2]string{r1, lab, {"ip ssh rsa keypair-name", "third"}}},
		{"", [][2]string{{"ip ssh rsa keypair-name", "none"}}},
	} {
		got := ""
		d := bare()
		for i, l := range tt.lines {
			d.config.Set(nil, valued(config.Line{Text: l[0] + " " + l[1], Key: l[0], Place: i}))
		}
		if k := d.sshKey(keys); k != nil {
			got = k.Label
		}
		if got != tt.want {
			t.Errorf("%q: key %q, want %q", tt.lines, got, tt.want)
		}
	}
}
