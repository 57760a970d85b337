package httpfs

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/deadlineconn"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/safego"
)

// Limits of a response: bytes of the header, and redirects.
const (
	maxHeader    = 64 << 10
	maxRedirects = 10
)

// errRedirects is the cause of an error after maxRedirects redirects.
var errRedirects = errors.New("too many redirects")

// client returns an HTTP client for one operation over connections of the device.
// The connections end with ctx, because those of a transport may outlive a
// cancelled request.
func (f *FS) client(ctx context.Context, cfg Config) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
				// The transport dials in a goroutine of its own.
				var c net.Conn
				err := safego.Do(ctx, "http connection", func() (err error) { c, err = f.dial(ctx, address); return err })
				return c, err
			},
			TLSClientConfig:        &tls.Config{RootCAs: cfg.Trust, InsecureSkipVerify: cfg.Insecure},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxHeader,
			ExpectContinueTimeout:  time.Second,
		},
		CheckRedirect: func(r *http.Request, before []*http.Request) error {
			switch {
			case len(before) > maxRedirects:
				return errRedirects
			case r.URL.Scheme != "http" && r.URL.Scheme != "https":
				return fmt.Errorf("redirect to %q", r.URL.Scheme)
			case f.scheme == "https" && r.URL.Scheme != "https":
				return errors.New("redirect out of TLS")
			}
			return nil
		},
	}
}

// request returns a request for name.
func (f *FS) request(ctx context.Context, method string, name ifs.Name, cfg Config, body io.Reader) (*http.Request, error) {
	host, port := name.HostPort(f.port)
	if host == "" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindNoHost}
	}
	if name.Path == "" || strings.ContainsAny(name.Path, "\x00\r\n") {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid}
	}
	path, query, _ := strings.Cut(name.Path, "?")
	u := &url.URL{Scheme: f.scheme, Host: net.JoinHostPort(host, port), Path: "/" + path, RawQuery: query}
	if plain, err := url.PathUnescape(path); err == nil && plain != path {
		u.Path, u.RawPath = "/"+plain, "/"+path // the path was typed escaped
	}
	if port == f.port {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: name, Kind: ifs.KindInvalid, Err: err}
	}
	req.Header.Set("User-Agent", "cisco-IOS")
	user, password := cfg.User, cfg.Password
	if name.HasUser {
		user = name.User
	}
	if name.HasPassword {
		password = name.Password
	}
	if user != "" {
		req.SetBasicAuth(user, password)
	}
	return req, nil
}

// connected calls the trace's Connected hook.
func (f *FS) connected(ctx context.Context, name ifs.Name) {
	tr := ifs.TraceFrom(ctx)
	if tr == nil || tr.Connected == nil {
		return
	}
	host, _ := name.HostPort("")
	via := ""
	if addr, err := f.net.Lookup(ctx, host); err == nil {
		via = f.net.Via(addr)
	}
	tr.Connected(name, via)
}

// fault turns err into an *ifs.Error. All failures of a connection are KindIO
// (ios-files.md 6.11).
func fault(ctx context.Context, op ifs.Op, name ifs.Name, err error) error {
	kind := ifs.KindIO
	var known *ifs.Error
	switch {
	case ctx.Err() != nil:
		kind = ifs.KindAborted
	case errors.As(err, &known) && (known.Kind == ifs.KindBadHost || known.Kind == ifs.KindNoHost || known.Kind == ifs.KindInvalid):
		kind = known.Kind
	case errors.Is(err, deadlineconn.ErrIdle) && op != ifs.OpOpen:
		kind = ifs.KindTimeout
	case errors.Is(err, io.ErrUnexpectedEOF) && op != ifs.OpOpen:
		kind = ifs.KindLength
	}
	return &ifs.Error{Op: op, Name: name, Kind: kind, Err: err}
}

// statusKind returns the kind for the status code of a refusal.
func statusKind(code int) ifs.Kind {
	switch code {
	case http.StatusUnauthorized, http.StatusProxyAuthRequired:
		return ifs.KindAuth
	case http.StatusForbidden, http.StatusMethodNotAllowed:
		return ifs.KindPermission
	case http.StatusNotFound, http.StatusGone, http.StatusConflict:
		return ifs.KindNotExist
	case http.StatusInsufficientStorage, http.StatusRequestEntityTooLarge:
		return ifs.KindFull
	}
	return ifs.KindIO
}

func refusal(op ifs.Op, name ifs.Name, r *http.Response) error {
	return &ifs.Error{Op: op, Name: name, Kind: statusKind(r.StatusCode), Err: errors.New(printable.Text(r.Status))}
}
