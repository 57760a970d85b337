package ftpfs

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"time"

	"github.com/iosim/iosim/ifs"
)

// implicitPort is the port on which TLS begins with the first byte. On any other
// port it begins after AUTH TLS (RFC 4217).
const implicitPort = 990

// tlsConfig returns the configuration of a session. Its connections share a session
// cache, because servers require the data connection to resume the session of the
// control connection.
func (s *session) tlsConfig() *tls.Config {
	host, _ := s.name.HostPort("")
	return &tls.Config{
		ServerName: host, RootCAs: s.cfg.Trust, InsecureSkipVerify: s.cfg.Insecure,
		ClientSessionCache: tls.NewLRUClientSessionCache(4),
	}
}

// secure starts TLS on the control connection. greeting is what the server sent
// before.
func (s *session) secure(conn net.Conn) (_ net.Conn, greeting []byte, err error) {
	stop := context.AfterFunc(s.ctx, func() { _ = conn.Close() })
	defer stop()
	since := s.fs.clk.Now()
	_ = conn.SetDeadline(time.Now().Add(s.fs.wait(idleTimeout)))
	if s.host.Port() != s.fs.implicit {
		greeting, err = s.authTLS(conn)
	}
	s.tls = s.tlsConfig()
	c := tls.Client(conn, s.tls)
	if err == nil {
		if err = c.HandshakeContext(s.ctx); err != nil {
			err = &fault{ifs.KindIO, err}
		}
	}
	switch {
	case err == nil:
		return c, greeting, conn.SetDeadline(time.Time{})
	case s.ctx.Err() != nil:
		err = errAborted
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.fs.finishWait(s.ctx, since, idleTimeout)
		err = errTimeout
	}
	_ = conn.Close()
	return nil, nil, err
}

// authTLS receives the greeting and requests TLS.
func (s *session) authTLS(conn net.Conn) ([]byte, error) {
	in := bufio.NewReaderSize(byteConn{conn}, maxLine)
	hear := func() (reply, error) {
		for {
			r, err := readReply(in)
			if err != nil {
				if _, ok := err.(*fault); !ok {
					err = &fault{ifs.KindIO, err}
				}
				return r, err
			}
			for _, l := range r.lines {
				s.line(ifs.Received, l)
			}
			if r.code >= 200 {
				return r, nil
			}
		}
	}
	greeting, err := hear()
	if err != nil {
		return nil, err
	}
	if greeting.code/100 == 2 {
		s.line(ifs.Sent, "AUTH TLS")
		if _, err := io.WriteString(conn, "AUTH TLS\r\n"); err != nil {
			return nil, &fault{ifs.KindIO, err}
		}
		r, err := hear()
		if err != nil {
			return nil, err
		}
		if r.code != 234 {
			return nil, &textproto.Error{Code: r.code, Msg: r.text()}
		}
		if in.Buffered() > 0 {
			return nil, faultf(ifs.KindProtocol, "the server has sent more in the clear")
		}
		return greeting.bytes(), nil
	}
	return nil, &textproto.Error{Code: greeting.code, Msg: greeting.text()}
}

// byteConn reads one byte at a time, so that no bytes of TLS are consumed with a
// reply.
type byteConn struct{ net.Conn }

func (c byteConn) Read(p []byte) (int, error) { return c.Conn.Read(p[:min(1, len(p))]) }

// protect requests TLS for the data connections (RFC 4217 sections 8 and 9).
func (s *session) protect() error {
	for _, cmd := range []string{"PBSZ 0", "PROT P"} {
		r, err := s.ctl.exchange(cmd)
		if err != nil {
			return err
		}
		if r.code/100 != 2 {
			return &textproto.Error{Code: r.code, Msg: r.text()}
		}
	}
	return nil
}

// wrapTLS returns a data connection under the session's TLS, if it has one. The
// handshake happens with the first byte, because the server begins it after its
// reply to the transfer command.
func (s *session) wrapTLS(conn net.Conn) net.Conn {
	if s.tls == nil {
		return conn
	}
	return &dataTLS{Conn: tls.Client(conn, s.tls)}
}

// dataTLS is a data connection under TLS.
type dataTLS struct {
	*tls.Conn
	reset bool // close without close_notify, which the peer would take for the end of the file
}

// Read treats an end without close_notify as the end: the server's last reply and
// the size, which are protected too, show whether the file is complete.
func (c *dataTLS) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// SetLinger sets how Close ends the connection below, as net.TCPConn.SetLinger
// does.
func (c *dataTLS) SetLinger(sec int) error {
	if l, ok := c.NetConn().(interface{ SetLinger(int) error }); ok {
		c.reset = true
		return l.SetLinger(sec)
	}
	return nil
}

// Close sends close_notify and reads what the server still sends: unread session
// tickets would make the system reset the connection, and the end of an upload
// would be lost.
func (c *dataTLS) Close() error {
	if c.reset {
		return c.NetConn().Close()
	}
	_ = c.NetConn().SetDeadline(time.Now().Add(cleanupLimit))
	if c.CloseWrite() == nil {
		if w, ok := c.NetConn().(interface{ CloseWrite() error }); ok && w.CloseWrite() == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(c.NetConn(), maxLine))
		}
	}
	return c.NetConn().Close()
}
