package lab_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/lab"
)

// TestFleetUpgradesAtOnce: a hundred routers copy the same image from the same host and
// reload with it, all at the same time. Each of them has the whole image, or its boot would
// refuse it. Not parallel: goroutines are the whole process's.
func TestFleetUpgradesAtOnce(t *testing.T) {
	before := runtime.NumGoroutine()
	s := serveLab(t, upgradeLab, "")
	upgradeAll(t, s.Lab, s.Endpoints)
	steady(t, before+20)
}

// BenchmarkFleetUpgradesAtOnce is the memory that it takes: that of one image.
func BenchmarkFleetUpgradesAtOnce(b *testing.B) {
	for b.Loop() {
		l, e := benchLab(b, upgradeLab)
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
		upgradeAll(b, l, e)
		close(over)
		<-watched
		b.ReportMetric(float64(peak-base)/(1<<20), "MB_at_peak")
		b.ReportMetric((float64(heap())-float64(base))/(1<<20), "MB_after")
	}
}

const (
	upgrading     = 100       // routers
	upgradingSize = 1_000_000 // bytes of the image
)

var upgradeLab = fmt.Sprintf(`name: fleet
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
`, upgrading, oldImage, newImage, upgradingSize)

// upgradeAll upgrades all routers at the same time.
func upgradeAll(t testing.TB, l *lab.Lab, e lab.Endpoints) {
	var wg sync.WaitGroup
	for _, d := range e.Devices {
		wg.Go(func() {
			out, err := command(d.SSH, "copy tftp://10.1.1.1/image flash0:new")
			if err != nil || !strings.Contains(out, fmt.Sprintf("%d bytes copied in ", upgradingSize)) {
				t.Errorf("%s: %v, %s", d.Name, err, out)
			}
			dev, _ := l.Device(d.Name)
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
}
