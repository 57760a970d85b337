package tftpfs

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// terms are the parameters of a transfer: those requested, and those in effect
// after the server's answer.
type terms struct {
	blockSize int
	window    int
	timeout   int   // in seconds; 0 if not requested
	size      int64 // of the file in bytes; -1 if unknown
	tsize     bool  // the size is requested or reported
}

// plain returns the terms of a transfer without options (RFC 1350).
func plain() terms {
	return terms{blockSize: tftp.DefaultBlockSize, window: 1, size: -1}
}

// readTerms returns the terms a read request asks for. It always asks for the size.
func readTerms(c Config) terms {
	t := terms{blockSize: c.BlockSize, window: c.WindowSize, size: 0, tsize: true}
	t.ask(c)
	return t
}

// writeTerms returns the terms a write request asks for. size is the length of the
// file, or -1. It is not sent in netascii, in which the length on the wire differs.
func writeTerms(c Config, size int64) terms {
	t := terms{blockSize: c.BlockSize, size: -1}
	t.window = min(c.WindowSize, max(1, maxWriteWindow/c.BlockSize))
	if size >= 0 && c.Mode == tftp.Octet {
		t.size, t.tsize = size, true
	}
	t.ask(c)
	return t
}

func (t *terms) ask(c Config) {
	if c.AskTimeout {
		t.timeout = int(min(max((c.Timeout+time.Second-1)/time.Second, 1), 255))
	}
}

// options returns the options that request t, always in the same order.
func (t terms) options() []tftp.Option {
	var o []tftp.Option
	if t.tsize {
		o = append(o, tftp.Number(tftp.TSize, t.size))
	}
	if t.blockSize != tftp.DefaultBlockSize {
		o = append(o, tftp.Number(tftp.BlkSize, int64(t.blockSize)))
	}
	if t.timeout != 0 {
		o = append(o, tftp.Number(tftp.Timeout, int64(t.timeout)))
	}
	if t.window != 1 {
		o = append(o, tftp.Number(tftp.WindowSize, int64(t.window)))
	}
	return o
}

// agree applies an OACK to the requested terms (RFC 2347). The server may omit
// options, lower blksize and windowsize, and report the size. An option that was
// not requested, or is granted twice, is an error.
func (t terms) agree(granted []tftp.Option) (terms, error) {
	got := plain()
	seen := map[string]bool{}
	for _, o := range granted {
		var name string
		var n int64
		var err error
		switch {
		case o.Is(tftp.TSize) && t.tsize:
			name = tftp.TSize
			n, err = o.Number(0, 1<<63-1)
			got.size, got.tsize = n, true
		case o.Is(tftp.BlkSize) && t.blockSize != tftp.DefaultBlockSize:
			name = tftp.BlkSize
			n, err = o.Number(tftp.MinBlockSize, int64(t.blockSize))
			got.blockSize = int(n)
		case o.Is(tftp.Timeout) && t.timeout != 0:
			name = tftp.Timeout
			n, err = o.Number(int64(t.timeout), int64(t.timeout))
			got.timeout = int(n)
		case o.Is(tftp.WindowSize) && t.window != 1:
			name = tftp.WindowSize
			n, err = o.Number(1, int64(t.window))
			got.window = int(n)
		default:
			err = fmt.Errorf("option %.32q was not asked for", o.Name)
		}
		if err == nil && seen[name] {
			err = fmt.Errorf("option %s was granted twice", name)
		}
		if err != nil {
			return plain(), err
		}
		seen[name] = true
	}
	return got, nil
}

// request returns an RRQ or WRQ that asks for t. A request longer than 512 bytes
// (RFC 2347) is sent without options; ok is false if that is too long as well.
func request(op tftp.Opcode, path, mode string, t terms) (b []byte, asked terms, ok bool) {
	if b = tftp.AppendRequest(nil, op, path, mode, t.options()...); len(b) <= tftp.MaxRequest {
		return b, t, true
	}
	b = tftp.AppendRequest(nil, op, path, mode)
	return b, plain(), len(b) <= tftp.MaxRequest
}
