package tftpfs

import (
	"errors"

	"github.com/iosim/iosim/internal/tftp"
)

// outcome is what a state machine makes of one datagram or time-out.
type outcome struct {
	send  []byte // a datagram for the server; nil: none
	data  []byte // bytes of the file, valid until the next call
	bind  bool   // the first answer that makes sense: its port is the server's from now on
	fresh bool   // the transfer has moved on: time-out and retries start anew
	reply bool   // fresh, and the direct answer to what was sent last: a round trip
	odd   bool   // a block that was not the expected one
	err   error  // the end; send may hold the ERROR that tells the server
}

// errSilent ends a transfer after the last time-out.
var errSilent = errors.New("the other side stays silent")

// A breach is the other side breaking the protocol.
type breach struct{ text string }

func (b *breach) Error() string { return b.text }

// refuse ends a transfer with an ERROR to the other side.
func refuse(code tftp.ErrorCode, text string) outcome {
	return outcome{send: tftp.AppendError(nil, code, text), bind: true, err: &breach{text}}
}

// A peerError is an ERROR that the other side sent.
type peerError struct {
	code    tftp.ErrorCode
	text    string
	request bool // it answers the request: no byte has moved
	options bool // the request had options
}

func (e *peerError) Error() string {
	if e.text == "" {
		return "the other side says: " + e.code.String()
	}
	return "the other side says: " + e.code.String() + ": " + printable(e.text)
}

// PeerText is what the other side has said in the ERROR that ended a transfer; "" if
// something else has ended it.
func PeerText(err error) string {
	var said *peerError
	if errors.As(err, &said) {
		return said.Error()
	}
	return ""
}

// printable makes text of outside safe for logs, and short.
func printable(s string) string {
	b := []byte(s[:min(len(s), 200)])
	for i, c := range b {
		if c < ' ' || c > '~' {
			b[i] = '?'
		}
	}
	return string(b)
}
