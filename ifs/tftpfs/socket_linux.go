//go:build amd64 || arm64

package tftpfs

import (
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/iosim/iosim/ifs"
)

// lockStep is a socket that waits for a quick answer inside the receiving system
// call instead of the runtime's poller. The poller costs four more system calls per
// block and wakes another thread each time; on one CPU that is a fifth of the time
// of a block of 512 bytes.
//
// The runtime does not know of the call, so the processor it runs on does nothing
// else meanwhile. That is acceptable only while answers arrive within microseconds:
// a call returns after holdTime at the latest, and a slow answer sends the next
// reads through the poller, more of them each time. Deadlines are checked between
// calls, so they may be late by holdTime.
type lockStep struct {
	udpConn
	raw  syscall.RawConn
	recv func(fd uintptr) bool

	// State of the current read.
	b     []byte
	n     int
	errno syscall.Errno
	from  syscall.RawSockaddrAny

	others *atomic.Int32 // number of transfers of the same server, including this one; nil on a client

	pause      int // reads to do through the poller before the next attempt
	step       int // length of the next pause
	quickCount int // quick answers since the time was last measured
}

const (
	holdTime     = 4 * time.Millisecond   // rounded up to the kernel's tick
	slowReply    = 200 * time.Microsecond // a slower answer is not worth blocking the processor
	measureEvery = 16                     // attempts between two measurements
	minPause     = 64
	maxPause     = 1 << 16
)

func socket(c *net.UDPConn) ifs.PacketConn {
	raw, err := c.SyscallConn()
	if err != nil {
		return udpConn{c}
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		limit := syscall.NsecToTimeval(int64(holdTime))
		if failed = syscall.SetsockoptTimeval(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &limit); failed == nil {
			// Package net works with a blocking descriptor too: each call says
			// whether it waits.
			failed = syscall.SetNonblock(int(fd), false)
		}
	})
	if err != nil || failed != nil {
		return udpConn{c}
	}
	s := &lockStep{udpConn: udpConn{c}, raw: raw, step: minPause}
	s.recv = s.receive // created once, because a method value allocates
	return s
}

// share sets the counter of concurrent transfers. While there are others, reads use
// the poller, because a blocked processor would delay them.
func (s *lockStep) share(n *atomic.Int32) { s.others = n }

// receive makes one attempt. It returns false to wait in the poller for the socket
// to become readable.
func (s *lockStep) receive(fd uintptr) bool {
	if s.pause > 0 || s.others != nil && s.others.Load() > 1 {
		s.pause = max(0, s.pause-1)
		s.call(fd, syscall.MSG_DONTWAIT)
		return s.errno != syscall.EAGAIN
	}
	look := s.quickCount == 0
	var start time.Time
	if look {
		start = time.Now()
	}
	s.call(fd, 0)
	if s.errno == syscall.EAGAIN || look && time.Since(start) > slowReply {
		s.pause, s.quickCount = s.step, 0
		s.step = min(2*s.step, maxPause)
		return s.errno != syscall.EAGAIN
	}
	if s.quickCount++; s.quickCount == measureEvery {
		s.quickCount, s.step = 0, minPause
	}
	return true
}

func (s *lockStep) call(fd uintptr, flags uintptr) {
	for {
		size := uint32(unsafe.Sizeof(s.from))
		n, _, errno := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd,
			uintptr(unsafe.Pointer(unsafe.SliceData(s.b))), uintptr(len(s.b)), flags,
			uintptr(unsafe.Pointer(&s.from)), uintptr(unsafe.Pointer(&size)))
		if s.n, s.errno = int(n), errno; errno != syscall.EINTR {
			return
		}
		runtime.Gosched() // the runtime interrupts the call to get its processor back
	}
}

// ReadFromAddrPort receives one datagram.
func (s *lockStep) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	s.b = b
	err := s.raw.Read(s.recv)
	s.b = nil
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	if s.errno != 0 {
		return 0, netip.AddrPort{}, os.NewSyscallError("recvfrom", s.errno)
	}
	return s.n, s.sender(), nil
}

// sender returns the address in s.from.
func (s *lockStep) sender() netip.AddrPort {
	switch s.from.Addr.Family {
	case syscall.AF_INET:
		sa := (*syscall.RawSockaddrInet4)(unsafe.Pointer(&s.from))
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), netOrder(&sa.Port))
	case syscall.AF_INET6:
		sa := (*syscall.RawSockaddrInet6)(unsafe.Pointer(&s.from))
		return netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), netOrder(&sa.Port))
	}
	return netip.AddrPort{}
}

func netOrder(port *uint16) uint16 {
	p := (*[2]byte)(unsafe.Pointer(port))
	return uint16(p[0])<<8 | uint16(p[1])
}
