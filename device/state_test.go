package device

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

// noWire is a network at which no machine answers.
type noWire struct{ clk clock.Clock }

var errNoWire = &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindNoHost}

func (noWire) Lookup(context.Context, string) (netip.Addr, error)       { return netip.Addr{}, errNoWire }
func (noWire) Via(netip.Addr) string                                    { return "" }
func (noWire) DialContext(context.Context, string) (net.Conn, error)    { return nil, errNoWire }
func (noWire) Listen(context.Context, netip.Addr) (net.Listener, error) { return nil, errNoWire }
func (w noWire) ListenPacket(context.Context, netip.Addr) (ifs.PacketConn, error) {
	return Nowhere(w.clk), nil
}

// FuzzState: whatever device.json says, the device is refused with the file's name, or it
// starts, and what it saves is read again.
func FuzzState(f *testing.F) {
	for _, st := range []State{
		{Register: 0x2102, Serial: "FCZ1"}, {Register: 0xffff, Calendar: 1<<63 - 1},
		{Register: 0x2142, Env: map[string]string{"BOOT": "flash0:x;y", "PS1": "\x1b[2J", "IP_ADDRESS": "1.2.3.4"}, Calendar: -1 << 63},
	} {
		b, err := json.Marshal(st)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"register":65536}`))
	f.Add([]byte(`{"env":null,"register":1.5}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := &Registry{}
		r.Add(echo{}, func(images.Info, *platform.Model) bool { return true })
		k := &keyboard{lines: []string{"set", "boot", "bye"}}
		o := options(t, k, r)
		o.Wire = noWire{o.Clock}
		if err := afero.WriteFile(o.Home, stateFile, content, 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := New(o)
		if err != nil {
			if !strings.Contains(err.Error(), stateFile) {
				t.Fatal(err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := d.Run(ctx); !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if err := d.SetRegister(0x2101); err != nil {
			t.Fatal(err)
		}
		if st, found, err := (store{o.Home}).load(); err != nil || !found || st.Register != boot.Register(0x2101) {
			t.Fatalf("%+v, %v, %v", st, found, err)
		}
	})
}
