package lab_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// followTransfers prints how each transfer of a lab ends.
func followTransfers(l *lab.Lab) (stop func()) {
	return l.Events().Subscribe(func(e event.Event) {
		t := e.What.(event.TransferDone)
		fmt.Println(e.Device, t.Protocol, t.Remote, t.Bytes, t.Outcome)
	}, event.TransferDone{})
}

func ExampleLab_Events() {
	sp, err := spec.Read(strings.NewReader(`name: events
devices:
  R2:
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { notes.txt: { text: "hello" } } } } }
`), "events.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	c := newTyped([]string{"", "enable", "copy tftp://10.1.1.1/notes.txt null:", "copy tftp://10.1.1.1/none null:"})
	l, err := lab.Open(context.Background(), sp, lab.Options{Console: func(string) line.Conn { return c }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	defer followTransfers(l)()
	_ = l.Run(context.Background(), l.Devices()[0]) // it ends with the input
	// Output:
	// R2 tftp tftp://10.1.1.1/notes.txt 5 ok
	// R2 tftp tftp://10.1.1.1/none 0 not exist
}
