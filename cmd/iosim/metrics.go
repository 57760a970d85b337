package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/lab"
)

// serveMetrics answers http://ADDR/metrics in the text format of Prometheus until
// stop is called. The format is a dozen lines of text: the client library and its
// eight modules would be more than what it replaces.
func serveMetrics(addr string, l *lab.Lab) (stop func(), err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = l.WriteMetrics(w) // the client is gone
	})
	s := &http.Server{Handler: mux, ReadHeaderTimeout: metricsPatience, ReadTimeout: metricsPatience, WriteTimeout: metricsPatience, IdleTimeout: metricsPatience}
	over := make(chan struct{})
	limited := accept.Listen(ln, accept.Options{Gate: accept.NewGate(accept.Limits{Total: metricsClients, PerSource: metricsClients / 2})})
	safego.Go(context.Background(), "metrics server", func() error { return s.Serve(limited) }, func(error) { close(over) })
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.Shutdown(ctx)
		_ = s.Close()
		<-over
	}, nil
}

// metricsClients is how many connections there are at once for the metrics, half of them
// of one address.
const metricsClients = 64

// metricsPatience bounds a request for the metrics.
const metricsPatience = 10 * time.Second
