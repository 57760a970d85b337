package tftpfs

import (
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// kind returns the kind of an ERROR of the server (ios-files.md 6.11: code 1 is "No
// such file or directory", 2 "Permission denied"). Code 0 has its reason in the
// text only, in the server's own words; tftpd-hpa sends "Permission denied" that
// way. An unknown text is KindPermission for a refused request and KindIO for a
// transfer in progress.
func (e *peerError) kind() ifs.Kind {
	switch e.code {
	case tftp.FileNotFound:
		return ifs.KindNotExist
	case tftp.AccessViolated, tftp.NoSuchUser:
		return ifs.KindPermission
	case tftp.DiskFull:
		return e.full()
	case tftp.FileExists:
		return ifs.KindExist
	case tftp.IllegalOp, tftp.UnknownTID, tftp.BadOptions:
		return ifs.KindProtocol
	}
	if k := e.textKind(); k != ifs.KindUnknown {
		return k
	}
	if e.request {
		return ifs.KindPermission
	}
	return ifs.KindIO
}

func (e *peerError) full() ifs.Kind {
	if e.request {
		return ifs.KindNoSpace
	}
	return ifs.KindFull
}

// textKind returns the kind of an ERROR with code 0. The texts are those of
// strerror and of common servers.
func (e *peerError) textKind() ifs.Kind {
	text := strings.ToLower(e.text)
	says := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case says("is a directory"):
		return ifs.KindIsDir
	case says("not a directory"):
		return ifs.KindNotDir
	case says("read-only", "read only"):
		return ifs.KindReadOnly
	case says("permission", "denied", "access", "forbidden", "not allowed"):
		return ifs.KindPermission
	case says("no space", "disk full", "quota", "too large", "too big"):
		return e.full()
	case says("no such", "not found", "not exist", "cannot find", "can't find", "could not find"):
		return ifs.KindNotExist
	case says("exists"):
		return ifs.KindExist
	case says("timeout", "timed out", "time-out"):
		return ifs.KindTimeout
	}
	return ifs.KindUnknown
}

// refusesOptions reports whether the same request without options may succeed: the
// server refused the options (code 8), or it does not support them and reports a
// general error.
func (e *peerError) refusesOptions() bool {
	if !e.request || !e.options {
		return false
	}
	switch e.code {
	case tftp.BadOptions, tftp.IllegalOp:
		return true
	case tftp.NotDefined:
		return e.textKind() == ifs.KindUnknown
	}
	return false
}
