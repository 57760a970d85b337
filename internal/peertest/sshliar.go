package peertest

import (
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"testing"

	"golang.org/x/crypto/ssh"
)

// SSHLiar is an SSH server that takes one client by any name, and talks
// to each of its channels by talk. request is the
// only request of a channel that it grants: "exec", "subsystem". It ends with the
// test.
func SSHLiar(t *testing.T, request string, talk func(ssh.Channel)) (addr string) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	conf := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }}
	conf.AddHostKey(signer)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		raw, err := l.Accept()
		if err != nil {
			return
		}
		defer raw.Close()
		conn, chans, reqs, err := ssh.NewServerConn(raw, conf)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(reqs)
		for nc := range chans {
			c, reqs, err := nc.Accept()
			if err != nil {
				return
			}
			if r, ok := <-reqs; ok {
				_ = r.Reply(r.Type == request, nil)
			}
			go ssh.DiscardRequests(reqs)
			talk(c)
		}
		_ = conn.Wait()
	}()
	return l.Addr().String()
}
