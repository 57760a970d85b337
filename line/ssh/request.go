package ssh

import gossh "golang.org/x/crypto/ssh"

// request is a parsed channel request.
type request struct {
	width, height int    // window size of pty-req and window-change
	command       string // of exec; the name of a subsystem
}

// Payloads of channel requests (RFC 4254 sections 6.2, 6.5, 6.7 and 6.10).
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

// Limits of a client's requests: columns of its window, bytes of a command.
const (
	maxColumns = 1 << 16
	maxCommand = 16 << 10
)

// parseRequest parses a channel request. ok is false if it is malformed or not
// supported.
func parseRequest(kind string, payload []byte) (q request, ok bool) {
	switch kind {
	case "shell", "break": // the length of a break is ignored (RFC 4335)
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
