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
// call, not in the runtime's poller. The poller costs four more system calls a block and
// wakes another thread each time; on one CPU that is a fifth of the time of a block
// of 512 bytes.
//
// The runtime is not told of the call, so the processor it runs on does nothing else
// meanwhile. That is right only while answers come in some microseconds: a call
// returns after holdTime at the latest, and a slow answer sends the next reads
// through the poller, more of them each time. Deadlines are looked at between the
// calls, so they may be late by holdTime.
type lockStep struct {
	udpConn
	raw  syscall.RawConn
	recv func(fd uintptr) bool

	// Of the read under way.
	b     []byte
	n     int
	errno syscall.Errno
	from  syscall.RawSockaddrAny

	others *atomic.Int32 // transfers of the same server, this one included; nil: a client's

	pause int // reads that go through the poller before the next try
	step  int // how long the next pause will be
	quick int // good tries since the last look at the time
}

const (
	holdTime  = 4 * time.Millisecond   // rounded up to the kernel's tick
	slowReply = 200 * time.Microsecond // not worth holding the processor for
	lookEvery = 16                     // tries
	minPause  = 64
	maxPause  = 1 << 16
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
			// Each call says for itself whether it waits; net copes with both.
			failed = syscall.SetNonblock(int(fd), false)
		}
	})
	if err != nil || failed != nil {
		return udpConn{c}
	}
	s := &lockStep{udpConn: udpConn{c}, raw: raw, step: minPause}
	s.recv = s.receive // made once: a method value is an allocation
	return s
}

// share tells of the transfers that go on beside this one. While there are any, each
// waits in the poller: a held processor would keep the others waiting.
func (s *lockStep) share(n *atomic.Int32) { s.others = n }

// receive is one try; false asks the poller to wait until there is something.
func (s *lockStep) receive(fd uintptr) bool {
	if s.pause > 0 || s.others != nil && s.others.Load() > 1 {
		s.pause = max(0, s.pause-1)
		s.call(fd, syscall.MSG_DONTWAIT)
		return s.errno != syscall.EAGAIN
	}
	look := s.quick == 0
	var start time.Time
	if look {
		start = time.Now()
	}
	s.call(fd, 0)
	if s.errno == syscall.EAGAIN || look && time.Since(start) > slowReply {
		s.pause, s.quick = s.step, 0
		s.step = min(2*s.step, maxPause)
		return s.errno != syscall.EAGAIN
	}
	if s.quick++; s.quick == lookEvery {
		s.quick, s.step = 0, minPause
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
		runtime.Gosched() // the runtime interrupts to have its processor back
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

// sender is the address in s.from.
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
