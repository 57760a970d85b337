package tftpfs

import (
	"errors"
	"syscall"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// maxServeWindow is the largest window in blocks that a server grants.
const maxServeWindow = 1024

// grant returns the server's answer to the options of a request: the terms of the
// transfer, and the options of the OACK, none if nothing is granted. Unknown
// options and invalid values are ignored (RFC 2347). A window is limited to
// maxServeWindow blocks and maxWriteWindow bytes, to bound the memory many clients
// can use. size is that of the file in bytes, -1 if it is not to be sent.
func grant(asked []tftp.Option, size int64, write bool) (terms, []tftp.Option) {
	t := plain()
	for _, o := range asked { // before the window, which depends on it
		if n, err := o.Number(tftp.MinBlockSize, 1<<16-1); o.Is(tftp.BlkSize) && err == nil {
			t.blockSize = int(min(n, tftp.MaxBlockSize))
		}
	}
	var answer []tftp.Option
	seen := map[string]bool{}
	add := func(name string, n int64) {
		if !seen[name] {
			seen[name] = true
			answer = append(answer, tftp.Number(name, n))
		}
	}
	for _, o := range asked {
		switch {
		case o.Is(tftp.TSize):
			n, err := o.Number(0, 1<<63-1)
			if err == nil && write {
				add(tftp.TSize, n)
			} else if err == nil && size >= 0 {
				add(tftp.TSize, size)
			}
		case o.Is(tftp.BlkSize):
			if _, err := o.Number(tftp.MinBlockSize, 1<<16-1); err == nil {
				add(tftp.BlkSize, int64(t.blockSize))
			}
		case o.Is(tftp.Timeout):
			if n, err := o.Number(1, 255); err == nil {
				t.timeout = int(n)
				add(tftp.Timeout, n)
			}
		case o.Is(tftp.WindowSize):
			if n, err := o.Number(1, tftp.MaxWindowSize); err == nil {
				t.window = min(int(n), maxServeWindow, max(1, maxWriteWindow/t.blockSize))
				add(tftp.WindowSize, int64(t.window))
			}
		}
	}
	return t, answer
}

// announced returns the length in bytes announced by a write request, or -1.
func announced(asked []tftp.Option) int64 {
	for _, o := range asked {
		if o.Is(tftp.TSize) {
			if n, err := o.Number(0, 1<<63-1); err == nil {
				return n
			}
		}
	}
	return -1
}

// errorText has the text for each code (RFC 1350 appendix I).
var errorText = [...]string{
	tftp.NotDefined: "Not defined", tftp.FileNotFound: "File not found", tftp.AccessViolated: "Access violation",
	tftp.DiskFull: "Disk full or allocation exceeded", tftp.IllegalOp: "Illegal TFTP operation",
	tftp.UnknownTID: "Unknown transfer ID", tftp.FileExists: "File already exists", tftp.NoSuchUser: "No such user",
}

// codeOf returns the error code sent to a client for err.
func codeOf(err error) tftp.ErrorCode {
	if errors.Is(err, syscall.ENOSPC) {
		return tftp.DiskFull
	}
	switch ifs.KindOf(err) {
	case ifs.KindNotExist, ifs.KindNotDir, ifs.KindNoDevice:
		return tftp.FileNotFound
	case ifs.KindPermission, ifs.KindReadOnly, ifs.KindWriteOnly, ifs.KindIsDir, ifs.KindAuth:
		return tftp.AccessViolated
	case ifs.KindNoSpace, ifs.KindFull:
		return tftp.DiskFull
	case ifs.KindInvalid, ifs.KindUnsupported:
		return tftp.IllegalOp
	case ifs.KindExist:
		return tftp.FileExists
	}
	return tftp.NotDefined
}

// errorFor returns the ERROR message sent to a client for err.
func errorFor(err error) []byte {
	code := codeOf(err)
	text := errorText[code]
	if code == tftp.NotDefined {
		text = "Input/output error"
	}
	return tftp.AppendError(nil, code, text)
}
