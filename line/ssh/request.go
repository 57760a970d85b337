package ssh

import gossh "golang.org/x/crypto/ssh"

// request is what a channel request asks for.
type request struct {
	width, height int    // of the window: pty-req, window-change
	command       string // exec, subsystem
}

// Payloads of channel requests: RFC 4254, 6.2, 6.5, 6.7, 6.10.
type (
	ptyRequest struct {
		Term                       string
		Columns, Rows, Pixels, PxH uint32
		Modes                      string
	}
	windowChange   struct{ Columns, Rows, Pixels, PxH uint32 }
	commandRequest struct{ Command string }
	exitStatus     struct{ Status uint32 }
)

// Bounds of what a client may ask for: columns of its window, bytes of a command.
const (
	maxColumns = 1 << 16
	maxCommand = 16 << 10
)

// parseRequest reads a channel request; false for one that is malformed or that no
// session takes.
func parseRequest(kind string, payload []byte) (q request, ok bool) {
	switch kind {
	case "shell", "break": // a break's length means nothing here (RFC 4335)
		return q, true
	case "pty-req":
		var p ptyRequest
		ok = gossh.Unmarshal(payload, &p) == nil
		q.width, q.height = columns(p.Columns), columns(p.Rows)
	case "window-change":
		var w windowChange
		ok = gossh.Unmarshal(payload, &w) == nil
		q.width, q.height = columns(w.Columns), columns(w.Rows)
	case "exec", "subsystem":
		var c commandRequest
		ok = gossh.Unmarshal(payload, &c) == nil && len(c.Command) <= maxCommand
		q.command = c.Command
	}
	if !ok {
		return request{}, false
	}
	return q, true
}

func columns(n uint32) int { return int(min(n, maxColumns)) }
