package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/lab/host"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/lab/state"
)

// No server outlives its test.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hang bounds, in real time, what must not take forever.
const hang = 30 * time.Second

// started is a host that a test has started, without devices.
type started struct {
	*host.Host
	close func() error
}

// start starts the first host of a lab file's text, whose folder is dir.
func start(t *testing.T, dir, text string) started {
	t.Helper()
	file := filepath.Join(dir, "lab.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	lab, err := spec.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := state.Open(t.Context(), "", lab.Path)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := host.NewAuthority(lab.Name)
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.Skipping(time.Now())
	var servers safego.Group
	env := &host.Environment{Network: network.New(lab, network.Options{Clock: clk}), State: s, Authority: authority, Events: event.NewBus(), Now: clk.Now, Background: servers.Start}
	ctx, cancel := context.WithCancel(t.Context())
	end := sync.OnceValue(func() error {
		cancel()
		servers.Wait()
		return s.Close()
	})
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	h, err := env.Start(ctx, lab.Hosts[0].Name, lab.Hosts[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	return started{h, end}
}

func TestStartRefusesAnUnknownProtocol(t *testing.T) {
	s, err := state.Open(t.Context(), "", filepath.Clean)
	if err != nil {
		t.Fatal(err)
	}
	lab := new(spec.Lab)
	env := &host.Environment{Network: network.New(lab, network.Options{}), State: s, Events: event.NewBus()}
	_, err = env.Start(t.Context(), "srv", spec.Host{Address: "10.1.1.1", At: map[string]string{"gopher": "127.0.0.1:70"}})
	if err == nil || err.Error() != `host srv: at: there is no protocol "gopher"` {
		t.Error(errors.Join(err, errors.New("is no such error")))
	}
}
