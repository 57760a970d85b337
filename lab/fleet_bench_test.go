package lab_test

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/iosim/iosim/lab"
)

const fleet500 = `
name: f500
devices:
  R: { count: 500, credentials: { username: admin, password: cisco } }
hosts:
  srv: { address: 10.1.1.1, tftp: { write: true, root: { images: [c2900-universalk9-mz.SPA.155-2.T1.bin] } } }
`

func BenchmarkFleetStart(b *testing.B) {
	for b.Loop() {
		spec, err := lab.Read(strings.NewReader(fleet500), "x.yaml")
		if err != nil {
			b.Fatal(err)
		}
		l, err := lab.Open(b.Context(), spec, lab.Options{Ports: true})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(b.Context())
		var ms runtime.MemStats
		err = l.Serve(ctx, lab.ServeOptions{Ready: func(lab.Endpoints) error {
			b.ReportMetric(float64(runtime.NumGoroutine())/500, "goroutines/device")
			runtime.GC()
			runtime.ReadMemStats(&ms)
			b.ReportMetric(float64(ms.HeapAlloc+ms.StackInuse)/500, "B/device")
			cancel()
			return nil
		}})
		if err != nil {
			b.Fatal(err)
		}
		l.Close()
	}
}
