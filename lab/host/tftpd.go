package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/pin/tftp/v3"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	tftpcodec "github.com/iosim/iosim/internal/tftp"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/spec"
)

// A host's TFTP server is one of two engines, as the lab file says:
//
//   - tftpfs.Server, unless the lab says otherwise. Learners see what a real server
//     says: error codes 2 (access), 3 (disk full), 4, 6 (exists) and 7, RFC 7440
//     windows, a timeout option that is granted, the last block of a write
//     acknowledged when the file is safe. pin/tftp sends every error as code 1, knows
//     no windows and no timeout option, and has no hooks. It also gives a block to
//     real clients in less time (BenchmarkServe in ifs/tftpfs).
//   - pin/tftp with `engine: pin`, for practice with the server that Go programs
//     have: one code for every error, options in any order.
//
// Both serve the same tftpFiles.

// serveTFTP serves files at c until ctx ends.
func serveTFTP(ctx context.Context, c *net.UDPConn, files *tftpFiles, log *hostLog, engine string) error {
	if engine == spec.EnginePin {
		return servePin(ctx, c, files, log)
	}
	s := &tftpfs.Server{Files: files, Listen: listenLoopback, Retries: hostRetries, Begin: log.transfer, Source: log.peer}
	return s.Serve(ctx, tftpfs.Plain(c))
}

// hostRetries repeats make the server wait half a minute for a client that is slow on
// purpose.
const hostRetries = 8

// listenLoopback opens the socket of one transfer.
func listenLoopback(context.Context, netip.AddrPort) (ifs.PacketConn, error) {
	c, err := network.ListenUDP()
	if err != nil {
		return nil, err
	}
	return tftpfs.Socket(c), nil
}

// pin/tftp waits pinTimeout of real time for an answer and repeats itself
// pinRetries times: long enough for a client that is slow on purpose.
const (
	pinTimeout = 2 * time.Second
	pinRetries = 10
)

func servePin(ctx context.Context, c *net.UDPConn, files *tftpFiles, log *hostLog) error {
	h := pinFiles{ctx, files, log, accept.NewGate(accept.Limits{PerSource: pinPerSource})}
	s := tftp.NewServer(h.read, h.receive)
	s.SetTimeout(pinTimeout)
	s.SetRetries(pinRetries)
	s.SetBackoff(func(int) time.Duration { return 0 })
	stop := context.AfterFunc(ctx, s.Shutdown)
	defer stop()
	return s.Serve(c)
}

// pinFiles is the files of a host as pin/tftp wants them.
type pinFiles struct {
	ctx   context.Context
	files *tftpFiles
	log   *hostLog
	gate  *accept.Gate // of transfers: the library begins as many as are asked for
}

// pinPerSource is how many transfers an address has at once.
const pinPerSource = 500

// errBusy is the error of a request beyond the limits.
var errBusy = errors.New("server busy")

// note logs a request; the function that it returns logs its end. The library gives no
// more than these two. An error refuses the transfer.
func (h pinFiles) note(op tftpcodec.Opcode, name string, transfer any) (func(error), error) {
	var peer netip.AddrPort
	if t, ok := transfer.(interface{ RemoteAddr() net.UDPAddr }); ok {
		at := t.RemoteAddr()
		peer = at.AddrPort()
	}
	leave, ok := h.gate.Enter(h.log.peer(peer))
	if !ok {
		return func(error) {}, errBusy
	}
	note := h.log.datagrams(peer)
	note(fmt.Sprintf("%v %q", op, name))
	return func(err error) {
		leave()
		note(ending(name, err))
	}, nil
}

func (h pinFiles) read(name string, rf io.ReaderFrom) (err error) {
	defer safego.Recover(h.ctx, "tftp transfer", &err) // the library recovers nothing
	end, err := h.note(tftpcodec.RRQ, name, rf)
	if err != nil {
		return err
	}
	defer func() { end(err) }()
	defer safego.Recover(h.ctx, "tftp transfer", &err)
	f, err := h.files.Open(h.ctx, tftpfs.Request{File: name})
	if err != nil {
		return err
	}
	defer f.Close()
	if t, ok := rf.(tftp.OutgoingTransfer); ok {
		t.SetSize(f.Size())
	}
	_, err = rf.ReadFrom(f)
	return err
}

func (h pinFiles) receive(name string, wt io.WriterTo) (err error) {
	defer safego.Recover(h.ctx, "tftp transfer", &err) // the library recovers nothing
	end, err := h.note(tftpcodec.WRQ, name, wt)
	if err != nil {
		return err
	}
	defer func() { end(err) }()
	defer safego.Recover(h.ctx, "tftp transfer", &err)
	w, err := h.files.Create(h.ctx, tftpfs.Request{File: name, Write: true}, -1)
	if err != nil {
		return err
	}
	defer func() { _ = w.Abort() }() // nothing, after Commit
	if _, err := wt.WriteTo(w); err != nil {
		return err
	}
	return w.Commit()
}
