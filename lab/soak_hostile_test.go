package lab_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/tftp"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/lab"
)

// hostileClients are the clients of the soak that break every protocol, beside the honest
// ones.
const hostileClients = 2

// hostileTime is how long one of them stays, in real time, at most.
const hostileTime = 2 * time.Second

// hostileDeed is what such a client does. Its errors are its own affair: what counts is
// that the honest clients lose nothing, and that nothing is left.
type hostileDeed struct {
	name string
	do   func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints)
}

var hostileDeeds = []hostileDeed{
	{"garbage", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		noise := make([]byte, 1+r.IntN(1<<16))
		for i := range noise {
			noise[i] = byte(r.Uint32())
		}
		hostileTCP(anyOf(r, d.SSH, d.Telnet, h.SSH, h.FTP, h.HTTP), noise)
	}},
	{"half a greeting", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		texts := []string{"SSH-2.0-x\r\n", "SSH-", "USER admin\r\nPASS", "GET /image HTTP/1.1\r\nHost: x\r\n", "PUT /x HTTP/1.1\r\nContent-Length: 9999999\r\n\r\nabc", "\xff\xfb\x1f\xff\xfa\x1f\xff"}
		hostileTCP(anyOf(r, d.SSH, d.Telnet, h.SSH, h.FTP, h.HTTP), []byte(texts[r.IntN(len(texts))]))
	}},
	{"many that say nothing", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		var wg sync.WaitGroup
		for range 20 {
			addr := anyOf(r, h.SSH, h.FTP, h.HTTP)
			wg.Go(func() { hostileTCP(addr, nil) })
		}
		wg.Wait()
	}},
	{"wrong passwords", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		conf := sshConfig()
		conf.Auth = []gossh.AuthMethod{gossh.Password("wrong"), gossh.RetryableAuthMethod(gossh.Password("wrong\r\n\x1b[2J"), 5)}
		conf.User = "\x1b[31m%SYS-5-RELOAD\r\nroot"
		if c, err := gossh.Dial("tcp", anyOf(r, d.SSH, h.SSH), conf); err == nil {
			c.Close()
		}
		hostileTCP(h.FTP, []byte("USER admin\r\nPASS wrong\r\nUSER admin\r\nPASS \xff\xfe\r\nSTOR x\r\n"))
	}},
	{"FTP commands", func(r *rand.Rand, _ lab.DeviceEndpoints, h lab.HostEndpoints) {
		text := "USER admin\r\nPASS cisco\r\n"
		commands := []string{"PASV\r\n", "EPSV\r\n", "PORT 127,0,0,1,0,22\r\n", "EPRT |1|127.0.0.1|1|\r\n", "STOR ../../x\r\n", "RETR image\r\n", "REST 99999999999\r\n", "ABOR\r\n", "LIST -R /\r\n",
			"RNFR image\r\n", "RNTO /etc/x\r\n", "\xff\xf4\xff\xf2", "SITE EXEC x\r\n", "TYPE A\r\n", "MLST \x00\r\n", "DELE .\r\n", "CWD " + string(bytes.Repeat([]byte("a/"), 3000)) + "\r\n"}
		for range 1 + r.IntN(30) {
			text += commands[r.IntN(len(commands))]
		}
		hostileTCP(h.FTP, []byte(text))
	}},
	{"requests never acknowledged", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		for range 50 {
			hostileUDP(h.TFTP, tftp.AppendRequest(nil, tftp.RRQ, "image", tftp.Octet, tftp.Option{Name: "blksize", Value: "65464"}, tftp.Option{Name: "windowsize", Value: "64"}))
		}
		hostileUDP(h.TFTP, tftp.AppendRequest(nil, tftp.WRQ, fmt.Sprintf("left%d", r.IntN(10)), tftp.Octet, tftp.Option{Name: "tsize", Value: "99999999999"}))
	}},
	{"datagrams of noise", func(r *rand.Rand, d lab.DeviceEndpoints, h lab.HostEndpoints) {
		for range 50 {
			b := make([]byte, r.IntN(1400))
			for i := range b {
				b[i] = byte(r.Uint32())
			}
			if len(b) >= 2 {
				binary.BigEndian.PutUint16(b, uint16(r.IntN(8)))
			}
			hostileUDP(anyOf(r, h.TFTP, d.TFTP), b)
		}
	}},
	{"SFTP noise", func(r *rand.Rand, _ lab.DeviceEndpoints, h lab.HostEndpoints) {
		c, err := gossh.Dial("tcp", h.SSH, sshConfig())
		if err != nil {
			return
		}
		defer c.Close()
		s, err := c.NewSession()
		if err != nil {
			return
		}
		in, _ := s.StdinPipe()
		if s.RequestSubsystem("sftp") != nil {
			return
		}
		_, _ = in.Write([]byte("\x00\x00\x00\x05\x01\x00\x00\x00\x03"))
		for range 1 + r.IntN(20) {
			b := make([]byte, 5+r.IntN(60))
			for i := range b {
				b[i] = byte(r.Uint32())
			}
			binary.BigEndian.PutUint32(b, uint32(len(b)-4))
			b[4] = byte(r.IntN(21))
			if _, err := in.Write(b); err != nil {
				return
			}
		}
		_ = in.Close()
		stop := time.AfterFunc(hostileTime, func() { c.Close() })
		defer stop.Stop()
		_ = s.Wait()
	}},
}

func anyOf(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// hostileTCP says a text and stays until the server has had enough, hostileTime at most.
func hostileTCP(addr string, says []byte) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(hostileTime))
	go func() { _, _ = c.Write(says) }()
	_, _ = io.Copy(io.Discard, c)
}

// hostileUDP sends a datagram from a port of its own, which is gone then.
func hostileUDP(addr string, b []byte) {
	c, err := net.Dial("udp", addr)
	if err != nil {
		return
	}
	_, _ = c.Write(b)
	c.Close()
}

// attack sends hostile clients until the time is up.
func (s *soak) attack(t *testing.T, seed uint64, end time.Time, wg *sync.WaitGroup) {
	for i := range hostileClients {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(1000+i)))
			h := s.served.Endpoints.Hosts[0]
			for time.Now().Before(end) && !t.Failed() {
				// A router has few lines, and who takes them keeps others out, as on a real
				// one: the honest clients of the moment are at other routers.
				at := r.IntN(soakDevices)
				if !s.busy[at].TryLock() {
					continue
				}
				n := r.IntN(len(hostileDeeds))
				hostileDeeds[n].do(r, s.served.Endpoints.Devices[at], h)
				s.hostile[n].Add(1)
				s.idle(at)
				s.busy[at].Unlock()
			}
		})
	}
}

// idle waits until no client has a line of a router.
func (s *soak) idle(at int) {
	d, _ := s.served.Lab.Device(s.served.Endpoints.Devices[at].Name)
	for end := time.Now().Add(soakWait); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if sys, ok := ios.Of(d); !ok || sys.BusyVTYs() == 0 {
			return
		}
	}
}
