package tftp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Port is the UDP port of servers (RFC 1350 section 4).
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

// String returns the name used in the RFCs.
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
	FileNotFound                    // the file does not exist
	AccessViolated                  // access denied
	DiskFull                        // disk full or quota used up
	IllegalOp                       // the message is not valid here
	UnknownTID                      // the message belongs to no transfer
	FileExists                      // the name is taken
	NoSuchUser                      // mail mode only, obsolete
	BadOptions                      // option negotiation failed
)

var errorNames = [...]string{
	"not defined", "file not found", "access violation", "disk full", "illegal TFTP operation",
	"unknown transfer ID", "file already exists", "no such user", "option negotiation failed",
}

// String returns the meaning of the code.
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
	HeaderSize       = 4     // bytes of a DATA message before its data
	MaxRequest       = 512   // RFC 2347: maximum length of an RRQ or WRQ
)

// ErrMalformed is the cause of every error of Parse.
var ErrMalformed = errors.New("tftp: malformed message")

// Packet is a parsed message. Op determines which fields are set.
type Packet struct {
	Op      Opcode
	Block   uint16    // of DATA and ACK
	Data    []byte    // of DATA: a part of the parsed bytes, may be empty
	Code    ErrorCode // of ERROR
	Text    string    // of ERROR: without the final NUL
	File    string    // of RRQ and WRQ
	Mode    string    // of RRQ and WRQ: in lower case
	Options []Option  // of RRQ, WRQ and OACK: in the order of the message
}

// Parse parses one datagram. It does not allocate for DATA and ACK. Bytes after an
// ACK and a missing NUL after an error text are accepted, because some servers send
// them; other violations of the formats are ErrMalformed.
func Parse(b []byte) (Packet, error) {
	if len(b) < 4 {
		if len(b) == 2 && b[0] == 0 && Opcode(b[1]) == OACK {
			return Packet{Op: OACK}, nil // none of the requested options is granted
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

// cutString returns the string at the start of b up to a NUL, and what follows.
func cutString(b []byte) (s string, rest []byte, ok bool) {
	i := bytes.IndexByte(b, 0)
	if i < 0 {
		return "", b, false
	}
	return string(b[:i]), b[i+1:], true
}

// AppendRequest appends an RRQ or WRQ to b. No argument may contain a NUL. A
// message longer than MaxRequest must not be sent.
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

// AppendACK appends an ACK to b.
func AppendACK(b []byte, block uint16) []byte { return appendHeader(b, ACK, block) }

// AppendError appends an ERROR to b. text ends at its first NUL.
func AppendError(b []byte, code ErrorCode, text string) []byte {
	text, _, _ = strings.Cut(text, "\x00")
	return append(append(appendHeader(b, ERROR, uint16(code)), text...), 0)
}

// AppendOACK appends an OACK to b.
func AppendOACK(b []byte, options ...Option) []byte {
	return appendOptions(binary.BigEndian.AppendUint16(b, uint16(OACK)), options)
}

func appendHeader(b []byte, op Opcode, num uint16) []byte {
	return append(b, byte(op>>8), byte(op), byte(num>>8), byte(num))
}
