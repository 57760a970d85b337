package ssh

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/line"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// keys are made once: RSA takes its time.
var keys = sync.OnceValue(func() []gossh.Signer {
	ed, err := NewEd25519Key()
	if err != nil {
		panic(err)
	}
	return []gossh.Signer{ed, LazyRSAKey(sync.OnceValues(func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }))}
})

// echo gives back what is typed, in capitals.
type echo struct{ signals chan line.Signal }

func (h *echo) Shell(_ context.Context, s *Session) {
	w, hgt := s.Size()
	h.signals <- line.Signal{Kind: line.Resize, Width: w, Height: hgt}
	go func() {
		for sig := range s.Signals() {
			h.signals <- sig
		}
	}()
	buf := make([]byte, 100)
	for {
		n, err := s.Read(buf)
		if _, werr := s.Write(bytes.ToUpper(buf[:n])); err != nil || werr != nil {
			return
		}
	}
}

func (h *echo) Exec(ctx context.Context, s *Session, command string) int {
	switch command {
	case "panic":
		panic("a bug")
	case "wait":
		<-ctx.Done()
		return 0
	case "straggler":
		var first sync.WaitGroup
		first.Add(1)
		go func() {
			for i := 0; ; i++ {
				_, err := s.Write([]byte("x"))
				if i == 0 {
					first.Done()
				}
				if err != nil {
					return
				}
			}
		}()
		first.Wait()
		return 3
	case "flood":
		for {
			if _, err := s.Write(make([]byte, 1<<16)); err != nil {
				return 0
			}
		}
	}
	_, _ = s.Write([]byte(s.User() + ": " + command))
	return 7
}

// offering is a policy for admin/cisco.
func offering(p Policy) func() (Policy, error) {
	p.Keys = keys()
	p.Login = func(user, password string) bool { return user == "admin" && password == "cisco" }
	return func() (Policy, error) { return p, nil }
}

// serve starts a server and gives its address.
func serve(t *testing.T, ctx context.Context, o Options) (string, *echo) {
	t.Helper()
	if o.Policy == nil {
		o.Policy = offering(Policy{})
	}
	srv, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &echo{signals: make(chan line.Signal, 100)}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { _ = srv.Serve(ctx, c, h) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		wg.Wait()
	})
	return ln.Addr().String(), h
}

func clientConfig(auth ...gossh.AuthMethod) *gossh.ClientConfig {
	if auth == nil {
		auth = []gossh.AuthMethod{gossh.Password("cisco")}
	}
	return &gossh.ClientConfig{User: "admin", Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey()}
}

func dial(t *testing.T, addr string) *gossh.Client {
	t.Helper()
	c, err := gossh.Dial("tcp", addr, clientConfig())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestLogin(t *testing.T) {
	addr, _ := serve(t, t.Context(), Options{})
	prompts := ""
	tries := 0
	for _, c := range []struct {
		name string
		auth gossh.AuthMethod
		ok   bool
	}{
		{"password", gossh.Password("cisco"), true},
		{"wrong password", gossh.Password("cisc"), false},
		{"keyboard-interactive", gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			prompts += strings.Join(questions, "|")
			return []string{"cisco"}, nil
		}), true},
		{"three tries", gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) { tries++; return "no", nil }), 9), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl, err := gossh.Dial("tcp", addr, clientConfig(c.auth))
			if (err == nil) != c.ok {
				t.Fatal(err)
			}
			if err == nil {
				if v := string(cl.ServerVersion()); v != defaultVersion {
					t.Error(v)
				}
				cl.Close()
			}
		})
	}
	if prompts != "Password: " || tries != defaultTries {
		t.Errorf("%q, %d tries", prompts, tries)
	}
	none := clientConfig()
	none.Auth = nil
	if _, err := gossh.Dial("tcp", addr, none); err == nil {
		t.Error("no login at all is enough")
	}
}

// Old clients find what they need (clients.md 9).
func TestOldAlgorithms(t *testing.T) {
	addr, _ := serve(t, t.Context(), Options{})
	for _, kex := range oldKeyExchanges {
		for _, cipher := range oldCiphers {
			conf := clientConfig()
			conf.KeyExchanges, conf.Ciphers, conf.MACs = []string{kex}, []string{cipher}, []string{gossh.HMACSHA1}
			conf.HostKeyAlgorithms = []string{gossh.KeyAlgoRSA}
			c, err := gossh.Dial("tcp", addr, conf)
			if err != nil {
				t.Errorf("%s, %s: %v", kex, cipher, err)
				continue
			}
			c.Close()
		}
	}
}

func TestShell(t *testing.T) {
	addr, h := serve(t, t.Context(), Options{})
	c := dial(t, addr)
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("vt100", 24, 511, nil); err != nil {
		t.Fatal(err)
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := s.WindowChange(50, 132); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.SendRequest("break", true, gossh.Marshal(struct{ Length uint32 }{500})); !ok || err != nil {
		t.Error(ok, err)
	}
	for _, want := range []line.Signal{{Kind: line.Resize, Width: 511, Height: 24}, {Kind: line.Resize, Width: 132, Height: 50}, {Kind: line.Break}} {
		if got := <-h.signals; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	_, _ = io.WriteString(in, "hello")
	got := make([]byte, 5)
	if _, err := io.ReadFull(out, got); err != nil || string(got) != "HELLO" {
		t.Errorf("%q %v", got, err)
	}
	in.Close()
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
	// The connection is left to the client for a moment, but not for another session; then it goes.
	if _, err := c.NewSession(); err == nil {
		t.Error("a session after the shell")
	}
	if err := c.Wait(); err == nil || strings.Contains(err.Error(), "reset") {
		t.Errorf("the connection ends with %v", err)
	}
}

func TestExec(t *testing.T) {
	addr, _ := serve(t, t.Context(), Options{})
	c := dial(t, addr)
	for range 3 { // one after the other, on one connection
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Output("show version")
		exit := (*gossh.ExitError)(nil)
		if !errors.As(err, &exit) || exit.ExitStatus() != 7 || string(out) != "admin: show version" {
			t.Errorf("%q %v", out, err)
		}
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestSubsystem("sftp"); err == nil {
		t.Error("there is sftp")
	}
	if _, err := c.NewSession(); err == nil {
		t.Error("two sessions at a time")
	}
	if _, _, err := c.SendRequest("keepalive@openssh.com", true, nil); err != nil {
		t.Error(err)
	}
	if _, _, err := c.OpenChannel("direct-tcpip", nil); err == nil {
		t.Error("it forwards")
	}
}

func TestPanicEndsOneSession(t *testing.T) {
	told := make(chan any, 1)
	ctx := safego.With(t.Context(), func(p *safego.Panic) {
		if len(p.Stack) == 0 {
			t.Error("no stack")
		}
		told <- p.Value
	})
	addr, _ := serve(t, ctx, Options{})
	c := dial(t, addr)
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	exit := (*gossh.ExitError)(nil)
	if err := s.Run("panic"); !errors.As(err, &exit) || exit.ExitStatus() != statusPanic {
		t.Error(err)
	}
	if v := <-told; v != "a bug" {
		t.Error(v)
	}
	if s, err = c.NewSession(); err != nil {
		t.Fatal(err)
	}
	if out, _ := s.Output("again"); string(out) != "admin: again" {
		t.Errorf("%q", out)
	}
}

// The end of the context cuts the connection, without a word to the channel.
// What a handler left behind still writes when the session is closed.
func TestCloseWhileWriting(t *testing.T) {
	addr, _ := serve(t, t.Context(), Options{})
	c := dial(t, addr)
	for range 20 {
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Output("straggler")
		var status *gossh.ExitError
		if !errors.As(err, &status) || status.ExitStatus() != 3 || len(out) == 0 {
			t.Fatalf("%d bytes, %v", len(out), err)
		}
	}
}

func TestCut(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	addr, _ := serve(t, ctx, Options{})
	s, err := dial(t, addr).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("wait"); err != nil {
		t.Fatal(err)
	}
	cancel()
	missing := (*gossh.ExitMissingError)(nil)
	if err := s.Wait(); !errors.As(err, &missing) {
		t.Error(err)
	}
}

// A client that takes nothing, one that says nothing and one that opens nothing are
// each cut off after their time.
func TestTimes(t *testing.T) {
	short := 50 * time.Millisecond
	gone := func(t *testing.T, c net.Conn) {
		if _, err := io.Copy(io.Discard, c); errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
	t.Run("login", func(t *testing.T) {
		addr, _ := serve(t, t.Context(), Options{Policy: offering(Policy{LoginTime: short})})
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		gone(t, c)
	})
	t.Run("idle", func(t *testing.T) {
		addr, _ := serve(t, t.Context(), Options{IdleTime: short})
		c := dial(t, addr)
		_ = c.Wait()
	})
	t.Run("write", func(t *testing.T) {
		addr, _ := serve(t, t.Context(), Options{WriteTime: short})
		c := dial(t, addr)
		s, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.StdoutPipe(); err != nil { // never read
			t.Fatal(err)
		}
		if err := s.Start("flood"); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
	})
}

func TestGarbage(t *testing.T) {
	addr, _ := serve(t, t.Context(), Options{})
	for _, said := range []string{"GET / HTTP/1.1\r\n\r\n", strings.Repeat("x", 1<<20), "SSH-2.0-x\r\n" + strings.Repeat("\xff", 100)} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, said)
		_ = c.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, c)
		c.Close()
	}
	s, err := dial(t, addr).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, _ := s.Output("x"); string(out) != "admin: x" {
		t.Errorf("%q", out)
	}
}

func TestNew(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("a server without a policy")
	}
}

// A policy decides for each connection.
func TestPolicy(t *testing.T) {
	mine, err := NewEd25519Key()
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewEd25519Key()
	if err != nil {
		t.Fatal(err)
	}
	knows := func(user string, k gossh.PublicKey) bool {
		return user == "admin" && bytes.Equal(k.Marshal(), mine.PublicKey().Marshal())
	}
	with := func(change func(*gossh.ClientConfig), auth ...gossh.AuthMethod) *gossh.ClientConfig {
		conf := clientConfig(auth...)
		if change != nil {
			change(conf)
		}
		return conf
	}
	for _, c := range []struct {
		name   string
		policy Policy
		client *gossh.ClientConfig
		ok     bool
	}{
		{"a known key", Policy{Key: knows}, with(nil, gossh.PublicKeys(mine)), true},
		{"another key", Policy{Key: knows}, with(nil, gossh.PublicKeys(other)), false},
		{"no keys taken", Policy{}, with(nil, gossh.PublicKeys(mine)), false},
		{"keys not offered", Policy{Key: knows, Methods: []string{Password}}, with(nil, gossh.PublicKeys(mine)), false},
		{"no passwords", Policy{Key: knows, Methods: []string{PublicKey}}, with(nil), false},
		{"old only", Policy{Algorithms: Algorithms{Ciphers: []string{"aes128-cbc"}}}, with(func(c *gossh.ClientConfig) { c.Ciphers = []string{"aes128-ctr"} }), false},
		{"old only, asked for", Policy{Algorithms: Algorithms{Ciphers: []string{"nonsense", "aes128-cbc"}}}, with(func(c *gossh.ClientConfig) { c.Ciphers = []string{"aes128-cbc"} }), true},
		{"one host key", Policy{Algorithms: Algorithms{HostKeys: []string{"ssh-rsa"}}}, with(func(c *gossh.ClientConfig) { c.HostKeyAlgorithms = []string{"ssh-ed25519", "rsa-sha2-256"} }), false},
		{"one host key, asked for", Policy{Algorithms: Algorithms{HostKeys: []string{"ssh-rsa"}}}, with(func(c *gossh.ClientConfig) { c.HostKeyAlgorithms = []string{"ssh-rsa"} }), true},
		{"RSA for clients of today", Policy{}, with(func(c *gossh.ClientConfig) { c.HostKeyAlgorithms = []string{"rsa-sha2-512"} }), true},
		{"version 1", Policy{Version: "SSH-1.5-Cisco-1.25"}, with(nil), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr, _ := serve(t, t.Context(), Options{Policy: offering(c.policy)})
			cl, err := gossh.Dial("tcp", addr, c.client)
			if (err == nil) != c.ok {
				t.Fatal(err)
			}
			if err == nil {
				cl.Close()
			}
		})
	}
	t.Run("banner", func(t *testing.T) {
		addr, _ := serve(t, t.Context(), Options{Policy: offering(Policy{Banner: "Property of R1.\n"})})
		said := ""
		conf := clientConfig()
		conf.BannerCallback = func(m string) error { said += m; return nil }
		cl, err := gossh.Dial("tcp", addr, conf)
		if err != nil || said != "Property of R1.\n" {
			t.Fatalf("%q %v", said, err)
		}
		cl.Close()
	})
	t.Run("no key", func(t *testing.T) {
		addr, _ := serve(t, t.Context(), Options{Policy: func() (Policy, error) { return Policy{}, nil }})
		if _, err := gossh.Dial("tcp", addr, clientConfig()); err == nil {
			t.Error("it answers without a host key")
		}
	})
}
