package tftpfs

import (
	"errors"

	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/tftp"
)

// outcome is the result of giving a state machine one datagram or time-out.
type outcome struct {
	send       []byte // a datagram for the server; nil if none
	data       []byte // bytes of the file, valid until the next call
	bind       bool   // the first valid answer: its port is the server's transfer ID
	progress   bool   // the transfer has made progress: time-out and retries start anew
	reply      bool   // progress by the direct answer to what was sent last: a round trip
	outOfOrder bool   // a block other than the expected one
	err        error  // the end of the transfer; send may hold the ERROR for the server
}

// errNoAnswer ends a transfer after the last time-out.
var errNoAnswer = errors.New("the other side stays silent")

// protocolError is a violation of the protocol by the peer.
type protocolError struct{ text string }

func (b *protocolError) Error() string { return b.text }

// refuse returns the outcome that ends a transfer with an ERROR to the peer.
func refuse(code tftp.ErrorCode, text string) outcome {
	return outcome{send: tftp.AppendError(nil, code, text), bind: true, err: &protocolError{text}}
}

// peerError is an ERROR sent by the peer.
type peerError struct {
	code    tftp.ErrorCode
	text    string // safe to show
	request bool   // it answers the request: no byte was transferred
	options bool   // the request had options
}

// saysError is the error of an ERROR of the peer. request tells that it answers the request,
// options that the request had some.
func saysError(p tftp.Packet, request, options bool) *peerError {
	return &peerError{p.Code, printable.Limit(p.Text, maxSaid), request, options}
}

// maxSaid is how many bytes of the text of an ERROR are kept.
const maxSaid = 200

func (e *peerError) Error() string {
	if e.text == "" {
		return "the other side says: " + e.code.String()
	}
	return "the other side says: " + e.code.String() + ": " + e.text
}

// PeerText returns the text of the ERROR with which the peer ended a transfer, or
// "" if err is another error.
func PeerText(err error) string {
	var said *peerError
	if errors.As(err, &said) {
		return said.Error()
	}
	return ""
}
