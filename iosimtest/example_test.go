package iosimtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/iosimtest"
)

// inTest stands for the *testing.T that a test would have.
type inTest struct {
	testing.TB
	cleanup []func()
}

func (t *inTest) Helper()                   {}
func (t *inTest) Cleanup(f func())          { t.cleanup = append(t.cleanup, f) }
func (t *inTest) Errorf(f string, a ...any) { fmt.Printf(f+"\n", a...) }
func (t *inTest) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
func (t *inTest) done() {
	for i := len(t.cleanup) - 1; i >= 0; i-- {
		t.cleanup[i]()
	}
}

const exampleLab = `
devices:
  R1: { credentials: { username: admin, password: cisco } }
hosts:
  srv: { address: 10.1.1.1, tftp: { write: true } }
`

// show runs a command over SSH, as the code under test would.
func show(addr, command string) string {
	c, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{
		User: "admin", Auth: []gossh.AuthMethod{gossh.Password("cisco")}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		return err.Error()
	}
	s.Stdin = strings.NewReader("\r\r") // Return answers questions
	out, _ := s.CombinedOutput(command)
	return strings.ReplaceAll(string(out), "\r\n", "\n")
}

// A router, and the file that it has copied from a server.
func ExampleStartText() {
	t := new(inTest) // in a test: func TestCopy(t *testing.T)
	defer t.done()

	l := iosimtest.StartText(t, exampleLab)
	r, srv := l.Device("R1"), l.Host("srv")
	srv.WriteFile("tftp", "notes.txt", []byte("hello\n"))

	show(r.SSH, "copy tftp://10.1.1.1/notes.txt flash0:") // your code, which dials the address

	fmt.Printf("%s", r.ReadFile("flash0:notes.txt"))
	fmt.Println(r.Version())
	fmt.Println(l.Transfers())
	// Output:
	// hello
	// 15.2(4)M1
	// [{tftp true 1 6}]
}

// Time jumps: a router that is to reload in half an hour does so at once.
func ExampleLab_Advance() {
	t := new(inTest)
	defer t.done()
	l := iosimtest.StartText(t, exampleLab)
	r := l.Device("R1")

	before := r.Now()
	show(r.SSH, "reload in 30 change window")
	l.Advance(29 * time.Minute)
	fmt.Println("up for 29 minutes:", r.Uptime() >= 29*time.Minute)
	r.WaitReload(func() { l.Advance(2 * time.Minute) })
	fmt.Println("up for 29 minutes:", r.Uptime() >= 29*time.Minute)
	fmt.Println("half an hour later:", r.Now().Sub(before) >= 30*time.Minute)
	// Output:
	// up for 29 minutes: true
	// up for 29 minutes: false
	// half an hour later: true
}

// Each case of a test begins with the same routers, which boot once.
func ExampleLab_Restore() {
	t := new(inTest)
	defer t.done()
	l := iosimtest.StartText(t, exampleLab)
	r := l.Device("R1")

	clean := l.Snapshot()
	for _, name := range []string{"one", "two"} {
		l.Restore(clean)
		r.WriteFile("flash0:"+name, nil)
		fmt.Println(name, r.HasFile("flash0:one"), r.HasFile("flash0:two"))
	}
	// Output:
	// one true false
	// two false true
}

// The flash is full at half of the file, once.
func ExampleDevice_SetFault() {
	t := new(inTest)
	defer t.done()
	l := iosimtest.StartText(t, exampleLab)
	r := l.Device("R1")
	l.Host("srv").WriteFile("tftp", "image", make([]byte, 100_000))

	r.SetFault(iosimtest.Fault{Name: "flash-full", Percent: 50, Times: 1})
	for range 2 {
		show(r.SSH, "copy tftp://10.1.1.1/image flash0:image")
		fmt.Println(r.HasFile("flash0:image"))
	}
	// Output:
	// false
	// true
}
