package telnet

// Commands (RFC 854, RFC 855).
const (
	cmdSE   = 240
	cmdBRK  = 243
	cmdIP   = 244
	cmdAYT  = 246
	cmdEC   = 247
	cmdEL   = 248
	cmdSB   = 250
	cmdWILL = 251
	cmdWONT = 252
	cmdDO   = 253
	cmdDONT = 254
	cmdIAC  = 255
)

// Options (RFC 857, 858, 1091, 1073).
const (
	optBinary = 0 // RFC 856
	optEcho   = 1
	optSGA    = 3
	optTType  = 24
	optNAWS   = 31
)

const (
	ttypeIs   = 0
	ttypeSend = 1
)

// greeting holds the initial offers and requests: WILL ECHO, WILL SGA, DO TTYPE, DO
// NAWS (clients.md 9).
var greeting = []byte{cmdIAC, cmdWILL, optEcho, cmdIAC, cmdWILL, optSGA, cmdIAC, cmdDO, optTType, cmdIAC, cmdDO, optNAWS}

// maxSub is the maximum number of bytes kept of a subnegotiation.
const maxSub = 128

// handler is called for what the protocol conveys besides bytes.
type handler struct {
	brk    func()
	resize func(width, height int)
	ttype  func(name string)
}

type state uint8

const (
	stData state = iota
	stIAC
	stOption // after WILL, WONT, DO, DONT
	stSub
	stSubIAC
)

// decoder removes the protocol from the bytes of a client. It is a state machine:
// bytes go in, data and replies come out.
type decoder struct {
	on     handler
	st     state
	verb   byte
	sub    []byte
	long   bool      // the subnegotiation exceeds maxSub
	local  [256]bool // options enabled on this side
	remote [256]bool // options enabled on the client's side
	// Options of the greeting that are not answered yet.
	offered, asked [256]bool
}

func newDecoder(on handler) *decoder {
	d := &decoder{on: on}
	for _, o := range []byte{optEcho, optSGA} {
		d.local[o], d.offered[o] = true, true
	}
	for _, o := range []byte{optTType, optNAWS} {
		d.asked[o] = true
	}
	return d
}

// feed decodes p. The user's bytes are moved to the front of p, whose first n bytes
// are then data; reply is to be sent to the client.
func (d *decoder) feed(p []byte) (n int, reply []byte) {
	for _, b := range p {
		switch d.st {
		case stData:
			if b == cmdIAC {
				d.st = stIAC
				continue
			}
			p[n] = b
			n++
		case stIAC:
			d.st = stData
			switch b {
			case cmdIAC, cmdEC, cmdEL, cmdIP:
				p[n] = keyOf[b]
				n++
			case cmdWILL, cmdWONT, cmdDO, cmdDONT:
				d.st, d.verb = stOption, b
			case cmdSB:
				d.st, d.sub, d.long = stSub, d.sub[:0], false
			case cmdBRK:
				d.on.brk()
			case cmdAYT:
				reply = append(reply, "\r\n[Yes]\r\n"...) // the answer to Are You There (RFC 854)
			}
		case stOption:
			d.st = stData
			reply = d.negotiate(reply, d.verb, b)
		case stSub:
			if b == cmdIAC {
				d.st = stSubIAC
				continue
			}
			d.keep(b)
		case stSubIAC:
			switch b {
			case cmdIAC:
				d.st = stSub
				d.keep(b)
			case cmdSE:
				d.st = stData
				d.subnegotiated()
			default:
				d.st = stSub // a command within a subnegotiation is not allowed: ignored
			}
		}
	}
	return n, reply
}

// keyOf has the keys that commands stand for.
var keyOf = map[byte]byte{
	cmdIAC: 0xff,
	cmdEC:  0x7f, // erase character
	cmdEL:  0x15, // erase line: Ctrl-U
	cmdIP:  0x03, // interrupt: Ctrl-C
}

func (d *decoder) keep(b byte) {
	if len(d.sub) >= maxSub {
		d.long = true
		return
	}
	d.sub = append(d.sub, b)
}

// negotiate answers one request. Only changes are answered (RFC 854), so that the
// two sides do not confirm each other forever.
func (d *decoder) negotiate(reply []byte, verb, opt byte) []byte {
	say := func(verb byte) { reply = append(reply, cmdIAC, verb, opt) }
	switch verb {
	case cmdDO:
		d.offered[opt] = false
		switch {
		case d.local[opt]:
		case opt == optEcho || opt == optSGA || opt == optBinary:
			d.local[opt] = true
			say(cmdWILL)
		default:
			say(cmdWONT)
		}
	case cmdDONT:
		if d.local[opt] {
			d.local[opt] = false
			if !d.offered[opt] {
				say(cmdWONT)
			}
		}
		d.offered[opt] = false
	case cmdWILL:
		switch {
		case d.remote[opt]:
		case opt == optTType || opt == optNAWS || opt == optSGA || opt == optBinary:
			d.remote[opt] = true
			if !d.asked[opt] {
				say(cmdDO)
			}
			if opt == optTType {
				reply = append(reply, cmdIAC, cmdSB, optTType, ttypeSend, cmdIAC, cmdSE)
			}
		default:
			say(cmdDONT)
		}
		d.asked[opt] = false
	case cmdWONT:
		d.asked[opt] = false
		if d.remote[opt] {
			d.remote[opt] = false
			say(cmdDONT)
		}
	}
	return reply
}

// subnegotiated handles a complete subnegotiation. A malformed one is ignored.
func (d *decoder) subnegotiated() {
	switch s := d.sub; {
	case d.long || len(s) == 0:
	case s[0] == optNAWS && len(s) == 5:
		d.on.resize(int(s[1])<<8|int(s[2]), int(s[3])<<8|int(s[4]))
	case s[0] == optTType && len(s) > 2 && s[1] == ttypeIs:
		d.on.ttype(string(s[2:]))
	}
}

// escape appends p to dst with IAC bytes doubled.
func escape(dst, p []byte) []byte {
	for _, b := range p {
		dst = append(dst, b)
		if b == cmdIAC {
			dst = append(dst, b)
		}
	}
	return dst
}
