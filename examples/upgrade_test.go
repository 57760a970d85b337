// Package examples shows iosim at work: upgrades with the tools that engineers use, and
// here a Go test with a lab in it.
package examples

import (
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/iosimtest"
)

// upgrade is the code under test: it knows nothing of iosim.
func upgrade(router, user, password, url, image string) error {
	conf := &gossh.ClientConfig{User: user, Auth: []gossh.AuthMethod{gossh.Password(password)}, HostKeyCallback: gossh.InsecureIgnoreHostKey()}
	c, err := gossh.Dial("tcp", router, conf)
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		return err
	}
	s.Stdin = strings.NewReader(strings.Join([]string{
		"copy " + url + " flash0:", "",
		"configure terminal", "no boot system", "boot system flash0:" + image, "end",
		"write memory",
		"reload", "",
	}, "\n") + "\n")
	if err := s.Shell(); err != nil {
		return err
	}
	_ = s.Wait() // the router cuts the line when it goes down
	return nil
}

// A router that is upgraded by code, in a test of a second or two.
func TestUpgrade(t *testing.T) {
	const image = "c2900-universalk9-mz.SPA.155-2.T1.bin"
	l := iosimtest.StartText(t, `
devices:
  R1:
    files: { "flash0:old.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 } }
    running: none
    credentials: { username: admin, password: cisco }
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { `+image+`: { image: `+image+`, size: 300000 } } } } }
`)
	r := l.Device("R1")
	if err := upgrade(r.SSH, "admin", "cisco", "tftp://10.1.1.1/"+image, image); err != nil {
		t.Fatal(err)
	}
	if len(r.ReadFile("flash0:"+image)) != 300000 {
		t.Error("another image")
	}
	if !strings.Contains(string(r.ReadFile("nvram:startup-config")), "boot system flash0:"+image) {
		t.Error("the startup-config names another image")
	}
	r.WaitUp("15.5(2)T1")

}
