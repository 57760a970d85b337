package peertest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"io"
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

// The packets of SFTP that a server sends and a client asks for
// (draft-ietf-secsh-filexfer-02, section 3).
const (
	SFTPInit    = 1
	SFTPVersion = 2
	SFTPOpen    = 3
	SFTPFstat   = 8
	SFTPStat    = 17
	SFTPStatus  = 101
	SFTPHandle  = 102
	SFTPAttrs   = 105
)

// SFTPLiar is an SSHLiar whose subsystem answers each SFTP request as answer says: the
// type of a packet, and what follows the number of the request in it. Type 0 ends the
// connection.
func SFTPLiar(t *testing.T, answer func(request byte) (reply byte, body []byte)) (addr string) {
	t.Helper()
	return SSHLiar(t, "subsystem", func(c ssh.Channel) {
		defer c.Close()
		for {
			var head [4]byte
			if _, err := io.ReadFull(c, head[:]); err != nil {
				return
			}
			p := make([]byte, min(binary.BigEndian.Uint32(head[:]), 1<<20))
			if _, err := io.ReadFull(c, p); err != nil || len(p) < 5 {
				return
			}
			reply, body, id := byte(SFTPVersion), []byte(nil), []byte{0, 0, 0, 3}
			if p[0] != SFTPInit {
				reply, body = answer(p[0])
				id = p[1:5]
			}
			if reply == 0 {
				return
			}
			out := binary.BigEndian.AppendUint32(nil, uint32(1+len(id)+len(body)))
			out = append(append(append(out, reply), id...), body...)
			if _, err := c.Write(out); err != nil {
				return
			}
		}
	})
}
