package tftpfs

import (
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// kind gives an ERROR of the server its kind (ios-files.md 6.11: code 1 is "No
// such file or directory", 2 "Permission denied"). Code 0 carries its reason in
// the text only, in the server's own words; tftpd-hpa says "Permission denied" so.
// A text that tells nothing is KindPermission for a request, which was refused
// after all, and KindIO for a transfer that was under way.
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
	if k := e.told(); k != ifs.KindUnknown {
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

// told reads the text of an ERROR without a code of its own. The words are those
// of strerror and of the common servers.
func (e *peerError) told() ifs.Kind {
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

// aboutOptions reports whether the same request without options may fare better:
// the server refused the options (code 8), or it does not know them and says so
// in a general way.
func (e *peerError) aboutOptions() bool {
	if !e.request || !e.options {
		return false
	}
	switch e.code {
	case tftp.BadOptions, tftp.IllegalOp:
		return true
	case tftp.NotDefined:
		return e.told() == ifs.KindUnknown
	}
	return false
}
