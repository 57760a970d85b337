package ftpfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"strings"
	"syscall"

	"github.com/jlaffaye/ftp"

	"github.com/iosim/iosim/ifs"
)

// fault is an error of a connection with its kind.
type fault struct {
	kind ifs.Kind
	err  error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

func faultf(k ifs.Kind, format string, args ...any) error {
	return &fault{k, fmt.Errorf(format, args...)}
}

var (
	errAborted = &fault{ifs.KindAborted, context.Canceled}
	errTimeout = &fault{ifs.KindTimeout, errors.New("the server is silent")}

	errNoConnection = &fault{ifs.KindTimeout, errors.New("the server opened no data connection")}
)

// error turns err into an *ifs.Error. The kind of a refusal follows from the
// reply's code and the operation.
func (s *session) error(op ifs.Op, err error) error {
	if err == nil {
		return nil
	}
	var known *ifs.Error
	if errors.As(err, &known) && known.Name == s.name && known.Op == op {
		return known
	}
	return &ifs.Error{Op: op, Name: s.name, Kind: s.kind(op, err), Err: err}
}

func (s *session) kind(op ifs.Op, err error) ifs.Kind {
	var f *fault
	var reply *textproto.Error
	switch {
	case s.ctx.Err() != nil:
		return ifs.KindAborted
	case errors.As(err, &f):
		return f.kind
	case errors.Is(err, ftp.ErrInvalidCommand):
		return ifs.KindInvalid
	case errors.As(err, &reply):
		return replyKind(op, reply.Code, reply.Msg)
	case ifs.KindOf(err) != ifs.KindUnknown:
		return ifs.KindOf(err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return ifs.KindRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return ifs.KindUnreachable
	case os.IsTimeout(err):
		return ifs.KindTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ifs.KindIO
	}
	return ifs.KindProtocol
}

// replyKind returns the kind of a refusal (RFC 959 section 4.2.1). Servers use 550
// for anything that can be wrong with a file; often the text says what.
func replyKind(op ifs.Op, code int, text string) ifs.Kind {
	switch code {
	case 421, 426, 450, 451:
		return ifs.KindIO
	case 425:
		return ifs.KindUnreachable // the server cannot connect to the device's port
	case 332, 430, 530, 532:
		return ifs.KindAuth
	case 452, 552:
		return ifs.KindFull
	case 501:
		return ifs.KindInvalid
	case 502, 504:
		return ifs.KindUnsupported
	case 521:
		return ifs.KindExist
	case 550, 553:
		return fileKind(op, text)
	}
	return ifs.KindProtocol
}

func fileKind(op ifs.Op, text string) ifs.Kind {
	text = strings.ToLower(text)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("permission", "denied"):
		return ifs.KindPermission
	case has("no such", "not exist", "not found"):
		return ifs.KindNotExist
	case has("not empty"):
		return ifs.KindNotEmpty
	case has("not a directory"):
		return ifs.KindNotDir
	case has("is a directory", "regular file", "plain file"):
		return ifs.KindIsDir
	case has("exist"):
		return ifs.KindExist
	case has("no space", "quota", "not enough space"):
		return ifs.KindFull
	case op == ifs.OpOpen, op == ifs.OpRead, op == ifs.OpChdir:
		return ifs.KindNotExist
	}
	return ifs.KindPermission
}
