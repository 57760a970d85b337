package host

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/share"
)

// httpServer serves a folder over HTTP: GET, HEAD and, if it may be written, PUT.
type httpServer struct {
	folder *share.Folder
	users  map[string]string
	log    *hostLog

	throttle *accept.Throttle
	times    httpTimes
}

// httpTimes bound what a client makes a server wait for, in real time.
type httpTimes struct {
	head  time.Duration // the head of a request, TLS before it too
	idle  time.Duration // the next request
	stall time.Duration // the next byte of a body, or that a part of an answer is taken
	grace time.Duration // after which a body must have come at minRate
}

// defaultHTTPTimes leave the slowest link of a lab its time.
var defaultHTTPTimes = httpTimes{head: 30 * time.Second, idle: time.Minute, stall: 2 * time.Minute, grace: 2 * time.Minute}

// minRate is how fast a body comes on the average, in bytes a second.
const minRate = 64

// noteKey is the key, in the context of a request, of the function that logs for its
// connection.
type noteKey struct{}

// sourceKey is the key of the client's address.
type sourceKey struct{}

// maxHead is how long the head of a request may be, in bytes.
const maxHead = 64 << 10

// notedResponse is a response whose status is logged.
type notedResponse struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (n *notedResponse) WriteHeader(status int) {
	if n.status == 0 {
		n.status = status
	}
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap lets net/http reach what it wraps.
func (n *notedResponse) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// ReadFrom keeps the fast path for files (sendfile).
func (n *notedResponse) ReadFrom(r io.Reader) (int64, error) { return io.Copy(n.ResponseWriter, r) }

// serveHTTP serves until ctx ends, under TLS if conf is there. It returns when no
// client is being served: an upload that was cut has left nothing by then.
func serveHTTP(ctx context.Context, ln net.Listener, h *httpServer, conf *tls.Config) error {
	ln = stallListener{ln, h.times.stall}
	if conf != nil {
		ln = tls.NewListener(ln, conf)
	}
	var clients sync.WaitGroup
	defer clients.Wait()
	s := &http.Server{Handler: h, ReadHeaderTimeout: h.times.head, IdleTimeout: h.times.idle, MaxHeaderBytes: maxHead, ErrorLog: log.New(io.Discard, "", 0)}
	s.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state { // Serve itself reports the first of them, before it can return
		case http.StateNew:
			clients.Add(1)
		case http.StateClosed:
			clients.Done()
		}
	}
	s.BaseContext = func(net.Listener) context.Context { return ctx }
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		ctx = context.WithValue(ctx, sourceKey{}, accept.Source(c))
		return context.WithValue(ctx, noteKey{}, h.log.client("http", c))
	}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	return s.Serve(ln)
}

// ServeHTTP implements http.Handler. A panic is reported, and answered with a status if
// the answer has not begun; else the connection is closed, so that the client does not
// take what it has for the whole.
func (h *httpServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := &notedResponse{ResponseWriter: w}
	if safego.Do(r.Context(), "http request", func() error { h.serve(n, r); return nil }) == nil {
		return
	}
	if n.status != 0 {
		panic(http.ErrAbortHandler) // net/http recovers it
	}
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// serve answers a request and logs it.
func (h *httpServer) serve(n *notedResponse, r *http.Request) {
	h.answer(n, r)
	if n.status == 0 {
		n.status = http.StatusOK
	}
	if note, ok := r.Context().Value(noteKey{}).(func(string)); ok {
		who := ""
		if user, _, ok := r.BasicAuth(); ok {
			who = " user " + user
		}
		note(fmt.Sprintf("%s %s%s: %d %s", r.Method, r.URL.Path, who, n.status, http.StatusText(n.status)))
	}
}

func (h *httpServer) answer(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if r.ContentLength != 0 {
		r.Body = &slowBody{ReadCloser: r.Body, control: control, times: h.times, began: time.Now()}
		// Also of what is left of a body that nobody reads.
		_ = control.SetReadDeadline(time.Now().Add(h.times.stall))
	}
	if !h.authorized(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="iosim"`)
		http.Error(w, "login needed", http.StatusUnauthorized)
		return
	}
	name, err := share.Clean(r.URL.Path)
	if err != nil {
		http.Error(w, "bad name", http.StatusBadRequest)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.get(w, r, name)
	case http.MethodPut:
		h.put(w, r, name)
	default:
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

func (h *httpServer) authorized(r *http.Request) bool {
	if len(h.users) == 0 {
		return true
	}
	user, password, ok := r.BasicAuth()
	if !ok {
		return false
	}
	from, _ := r.Context().Value(sourceKey{}).(netip.Addr)
	if !h.throttle.Wait(r.Context(), from) {
		return false
	}
	want, known := h.users[user]
	if known && subtle.ConstantTimeCompare([]byte(password), []byte(want)) == 1 {
		return true
	}
	h.throttle.Failed(from)
	_ = accept.Sleep(r.Context(), accept.SessionDelay(1))
	return false
}

func (h *httpServer) get(w http.ResponseWriter, r *http.Request, name string) {
	f, st, err := h.folder.OpenRegular(name)
	if err != nil {
		refuseHTTP(w, err)
		return
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", st.ModTime(), f)
}

// put takes a file that is seen only when it is whole.
func (h *httpServer) put(w http.ResponseWriter, r *http.Request, name string) {
	u, err := h.folder.Create(name, 0)
	if err == nil && r.ContentLength > 0 {
		if err = u.Fits(r.ContentLength); err != nil {
			_ = u.Abort()
		}
	}
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = errNoDirectory
		}
		refuseHTTP(w, err)
		return
	}
	defer func() { _ = u.Abort() }() // nothing, after Commit; also of a panic
	buf := httpBuffers.Get().(*[]byte)
	defer httpBuffers.Put(buf)
	_, err = io.CopyBuffer(struct{ io.Writer }{u}, struct{ io.Reader }{r.Body}, *buf)
	if err == nil {
		err = u.Commit()
	}
	if err != nil {
		_ = u.Abort()
		refuseHTTP(w, err)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// httpBuffers are what an upload moves at a time.
var httpBuffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

var errNoDirectory = errors.New("no such directory")

// refuseHTTP answers with the status for a folder's error.
func refuseHTTP(w http.ResponseWriter, err error) {
	code := http.StatusForbidden
	switch {
	case err == errNoDirectory:
		code = http.StatusConflict
	case errors.Is(err, fs.ErrNotExist):
		code = http.StatusNotFound
	case errors.Is(err, share.ErrQuota), errors.Is(err, syscall.ENOSPC):
		code = http.StatusInsufficientStorage
	}
	http.Error(w, http.StatusText(code), code)
}
