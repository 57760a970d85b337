package host

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
)

// Clients that say nothing more, that send or take next to nothing are cut off; an honest
// one beside them is served.
func TestSlowHTTPClientsAreCutOff(t *testing.T) {
	fs := afero.NewMemMapFs()
	big := bytes.Repeat([]byte("x"), 32<<20)
	if err := afero.WriteFile(fs, "/big", big, 0o644); err != nil {
		t.Fatal(err)
	}
	addrs := network.New(new(spec.Lab), network.Options{}).Addresses
	s := &httpServer{folder: share.New(fs, share.Always, 0), throttle: new(accept.Throttle),
		log:   &hostLog{now: time.Now, addrs: addrs, events: event.NewBus().Source("srv", time.Now)},
		times: httpTimes{head: 100 * time.Millisecond, idle: 100 * time.Millisecond, stall: 200 * time.Millisecond, grace: 200 * time.Millisecond}}
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gate := accept.NewGate(accept.Limits{PerSource: 500})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveHTTP(ctx, accept.Listen(ln, accept.Options{Gate: gate}), s, nil) }()
	defer func() { cancel(); <-done }()
	drips := make(chan struct{})
	defer close(drips)
	for i := range 400 {
		c, err := net.Dial("tcp4", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		switch i % 4 {
		case 0: // half a head
			fmt.Fprint(c, "GET /big HTTP/1.1\r\nHost:")
		case 1: // a request, and nothing after it
			fmt.Fprint(c, "HEAD /big HTTP/1.1\r\nHost: x\r\n\r\n")
		case 2: // a body that drips
			fmt.Fprint(c, "PUT /up HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
			go func() {
				for {
					select {
					case <-drips:
						return
					case <-time.After(50 * time.Millisecond):
						if _, err := c.Write([]byte("x")); err != nil {
							return
						}
					}
				}
			}()
		case 3: // an answer that is not taken
			fmt.Fprint(c, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
		}
	}
	for gate.Inside() > 0 && t.Context().Err() == nil {
		time.Sleep(10 * time.Millisecond) // the bound is the test's own
	}
	resp, err := http.Get("http://" + ln.Addr().String() + "/big")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || !bytes.Equal(got, big) {
		t.Errorf("an honest client: %d bytes, %v", len(got), err)
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}
