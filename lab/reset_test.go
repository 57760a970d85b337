package lab_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/iosim/iosim/device"
)

// A router that goes down for a reload resets no connection of a client that has just come:
// scripts that wait for the port (Ansible's wait_for) take a refusal and an end for "not
// yet", and fail at a reset.
func TestReloadResetsNoClient(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	d := mustDevice(t, s)
	over := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 4 {
		addr := []string{s.Endpoints.Devices[0].SSH, s.Endpoints.Devices[0].Telnet}[i%2]
		wg.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				c, err := net.Dial("tcp", addr)
				if err != nil {
					continue // nothing of the router's has been taken for an answer
				}
				if _, err := c.Read(make([]byte, 1)); errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("reset, the router is %v", d.Phase())
				}
				_ = c.(*net.TCPConn).CloseWrite()
				_, _ = io.Copy(io.Discard, c) // until the line is free: there are fewer than clients could leave busy
				c.Close()
			}
		})
	}
	for range 20 {
		before := d.StartedAt()
		d.Reload("test")
		for deadline := time.Now().Add(hang); d.Phase() != device.Up || !d.StartedAt().After(before); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("it does not come back")
			}
		}
	}
	close(over)
	wg.Wait()
}
