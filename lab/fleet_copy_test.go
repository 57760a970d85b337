package lab_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/device"
)

// TestFleetUpgradesAtOnce: a hundred routers copy the same image from the same host and
// reload with it, all at the same time. Each of them has the whole image, or its boot would
// refuse it; the memory is that of one image. Not parallel: the heap is the whole process's.
func TestFleetUpgradesAtOnce(t *testing.T) {
	const routers, size = 100, 1_000_000
	before := runtime.NumGoroutine()
	s := serveLab(t, fmt.Sprintf(`name: fleet
devices:
  R:
    count: %d
    files: { "flash0:old": { image: %s, size: 200000 } }
    credentials: { username: admin, password: cisco }
    startup-config:
      text: |
        hostname {{name}}
        boot system flash0:new
        boot system flash0:old
        file prompt quiet
        ip tftp blocksize 8192
        interface GigabitEthernet0/0
         ip address {{address}} {{mask}}
        end
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { image: { image: %s, size: %d } } } } }
`, routers, oldImage, newImage, size), "")
	base := heap()
	peak, over, watched := base, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-over:
				return
			case <-time.After(500 * time.Millisecond):
				peak = max(peak, heap())
			}
		}
	}()
	var wg sync.WaitGroup
	for _, d := range s.Endpoints.Devices {
		wg.Go(func() {
			out, err := command(d.SSH, "copy tftp://10.1.1.1/image flash0:new")
			if err != nil || !strings.Contains(out, fmt.Sprintf("%d bytes copied in ", size)) {
				t.Errorf("%s: %v, %s", d.Name, err, out)
			}
			dev, _ := s.Lab.Device(d.Name)
			dev.Reload("test")
			for deadline := time.Now().Add(hang); dev.Phase() != device.Up || dev.ReloadReason() != "test" || dev.Image().Image.Version != "15.5(2)T1"; time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					t.Errorf("%s does not come up with the new image", d.Name)
					return
				}
			}
		})
	}
	wg.Wait()
	close(over)
	<-watched
	after := heap()
	t.Logf("heap: %d MB before, %d MB at its peak, %d MB after", base>>20, peak>>20, after>>20)
	if peak > base+routers*size*3/4 || after > base+size+routers*256<<10 {
		t.Errorf("the heap grew from %d to %d bytes, and is %d now", base, peak, after)
	}
	steady(t, before+20)
}
