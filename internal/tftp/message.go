package tftp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Port is the UDP port on which servers take requests (RFC 1350 section 4).
const Port = 69

// Opcode is the kind of a message (RFC 1350 section 5; OACK: RFC 2347).
type Opcode uint16

// The messages.
const (
	RRQ   Opcode = 1 + iota // read request
	WRQ                     // write request
	DATA                    // one block
	ACK                     // acknowledges a block, or a request (block 0)
	ERROR                   // refuses a request or ends a transfer
	OACK                    // acknowledges options
)

var opcodeNames = [...]string{RRQ: "RRQ", WRQ: "WRQ", DATA: "DATA", ACK: "ACK", ERROR: "ERROR", OACK: "OACK"}

// String is the name that the RFCs use.
func (o Opcode) String() string {
	if o >= RRQ && o <= OACK {
		return opcodeNames[o]
	}
	return fmt.Sprintf("opcode %d", uint16(o))
}

// ErrorCode is the reason in an ERROR (RFC 1350, appendix; 8: RFC 2347).
type ErrorCode uint16

// The error codes.
const (
	NotDefined     ErrorCode = iota // see the text
	FileNotFound                    // the file is not there
	AccessViolated                  // no right to it
	DiskFull                        // disk full or quota used up
	IllegalOp                       // the message makes no sense here
	UnknownTID                      // the message belongs to no transfer
	FileExists                      // the name is taken
	NoSuchUser                      // mail mode only, obsolete
	BadOptions                      // option negotiation failed
)

var errorNames = [...]string{
	"not defined", "file not found", "access violation", "disk full", "illegal TFTP operation",
	"unknown transfer ID", "file already exists", "no such user", "option negotiation failed",
}

// String is the meaning of the code in words.
func (c ErrorCode) String() string {
	if int(c) < len(errorNames) {
		return errorNames[c]
	}
	return fmt.Sprintf("error code %d", uint16(c))
}

// Transfer modes. The third of RFC 1350, mail, is obsolete.
const (
	Octet    = "octet"
	Netascii = "netascii"
)

// Sizes in bytes.
const (
	DefaultBlockSize = 512   // RFC 1350
	MinBlockSize     = 8     // RFC 2348
	MaxBlockSize     = 65464 // RFC 2348
	HeaderSize       = 4     // what a DATA has before its bytes
	MaxRequest       = 512   // RFC 2347: longest RRQ or WRQ
)

// ErrMalformed is the cause of every error of Parse.
var ErrMalformed = errors.New("tftp: malformed message")

// Packet is a parsed message. Which fields count depends on Op.
type Packet struct {
	Op      Opcode
	Block   uint16    // DATA, ACK
	Data    []byte    // DATA: 0 bytes or more, a part of what was parsed
	Code    ErrorCode // ERROR
	Text    string    // ERROR: without the final NUL
	File    string    // RRQ, WRQ
	Mode    string    // RRQ, WRQ: in lower case
	Options []Option  // RRQ, WRQ, OACK: in the order of the message
}

// Parse reads one datagram. DATA and ACK cost no allocation. Bytes after an ACK
// and a missing NUL at the end of an error text are let pass, as some servers
// send them; anything else that breaks the formats is ErrMalformed.
func Parse(b []byte) (Packet, error) {
	if len(b) < 4 {
		if len(b) == 2 && b[0] == 0 && Opcode(b[1]) == OACK {
			return Packet{Op: OACK}, nil // of all that was asked, nothing is granted
		}
		return Packet{}, fmt.Errorf("%w: %d bytes", ErrMalformed, len(b))
	}
	op := Opcode(binary.BigEndian.Uint16(b))
	num := binary.BigEndian.Uint16(b[2:])
	switch op {
	case DATA:
		return Packet{Op: DATA, Block: num, Data: b[HeaderSize:]}, nil
	case ACK:
		return Packet{Op: ACK, Block: num}, nil
	case ERROR:
		text, _, _ := bytes.Cut(b[4:], []byte{0})
		return Packet{Op: ERROR, Code: ErrorCode(num), Text: string(text)}, nil
	case RRQ, WRQ:
		return parseRequest(op, b[2:])
	case OACK:
		options, err := parseOptions(b[2:])
		return Packet{Op: OACK, Options: options}, err
	}
	return Packet{}, fmt.Errorf("%w: %v", ErrMalformed, op)
}

func parseRequest(op Opcode, b []byte) (Packet, error) {
	p := Packet{Op: op}
	var ok bool
	if p.File, b, ok = cutString(b); !ok {
		return Packet{}, fmt.Errorf("%w: %v without a file name", ErrMalformed, op)
	}
	if p.Mode, b, ok = cutString(b); !ok {
		return Packet{}, fmt.Errorf("%w: %v without a mode", ErrMalformed, op)
	}
	p.Mode = strings.ToLower(p.Mode)
	var err error
	if p.Options, err = parseOptions(b); err != nil {
		return Packet{}, err
	}
	return p, nil
}

// cutString takes a string that a NUL ends off the front of b.
func cutString(b []byte) (s string, rest []byte, ok bool) {
	i := bytes.IndexByte(b, 0)
	if i < 0 {
		return "", b, false
	}
	return string(b[:i]), b[i+1:], true
}

// AppendRequest appends an RRQ or WRQ. No part may hold a NUL; more than
// MaxRequest bytes must not be sent.
func AppendRequest(b []byte, op Opcode, file, mode string, options ...Option) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(op))
	b = append(append(b, file...), 0)
	b = append(append(b, mode...), 0)
	return appendOptions(b, options)
}

// AppendData appends a DATA.
func AppendData(b []byte, block uint16, data []byte) []byte {
	return append(appendHeader(b, DATA, block), data...)
}

// AppendACK appends an ACK.
func AppendACK(b []byte, block uint16) []byte { return appendHeader(b, ACK, block) }

// AppendError appends an ERROR. A NUL in text ends it.
func AppendError(b []byte, code ErrorCode, text string) []byte {
	text, _, _ = strings.Cut(text, "\x00")
	return append(append(appendHeader(b, ERROR, uint16(code)), text...), 0)
}

// AppendOACK appends an OACK.
func AppendOACK(b []byte, options ...Option) []byte {
	return appendOptions(binary.BigEndian.AppendUint16(b, uint16(OACK)), options)
}

func appendHeader(b []byte, op Opcode, num uint16) []byte {
	return append(b, byte(op>>8), byte(op), byte(num>>8), byte(num))
}
