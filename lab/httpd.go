package lab

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path"
	"sync/atomic"
	"time"

	"github.com/spf13/afero"
)

// httpServer serves a folder over HTTP: GET, HEAD and, if it may be written, PUT.
type httpServer struct {
	root  afero.Fs
	users map[string]string
	write bool
	temp  atomic.Int64
}

// headTime bounds how long a client may take for the head of a request.
const headTime = 30 * time.Second

// serveHTTP serves until ctx ends, under TLS if conf is there.
func serveHTTP(ctx context.Context, ln net.Listener, h *httpServer, conf *tls.Config) error {
	if conf != nil {
		ln = tls.NewListener(ln, conf)
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: headTime, ErrorLog: log.New(io.Discard, "", 0)}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	return s.Serve(ln)
}

func (h *httpServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.admits(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="iosim"`)
		http.Error(w, "login needed", http.StatusUnauthorized)
		return
	}
	name, err := clean(r.URL.Path)
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

func (h *httpServer) admits(r *http.Request) bool {
	if len(h.users) == 0 {
		return true
	}
	user, password, ok := r.BasicAuth()
	want, known := h.users[user]
	return ok && known && subtle.ConstantTimeCompare([]byte(password), []byte(want)) == 1
}

func (h *httpServer) get(w http.ResponseWriter, r *http.Request, name string) {
	f, err := h.root.Open(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.IsDir() {
		http.Error(w, "no file", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", st.ModTime(), f)
}

// put takes a file under a temporary name and renames it when it is whole.
func (h *httpServer) put(w http.ResponseWriter, r *http.Request, name string) {
	if !h.write {
		http.Error(w, "read only", http.StatusForbidden)
		return
	}
	if st, err := h.root.Stat(name); err == nil && st.IsDir() {
		http.Error(w, "a directory", http.StatusForbidden)
		return
	}
	if st, err := h.root.Stat(path.Dir(name)); err != nil || !st.IsDir() {
		http.Error(w, "no such directory", http.StatusConflict)
		return
	}
	temp := path.Join(path.Dir(name), fmt.Sprintf(".iosim-http-%d", h.temp.Add(1)))
	f, err := h.root.Create(temp)
	if err != nil {
		http.Error(w, "cannot write", http.StatusForbidden)
		return
	}
	_, err = io.Copy(f, r.Body)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = h.root.Rename(temp, name)
	}
	if err != nil {
		_ = h.root.Remove(temp)
		http.Error(w, "cannot write", http.StatusInsufficientStorage)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
