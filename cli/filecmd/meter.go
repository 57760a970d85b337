package filecmd

import (
	"fmt"
	"io"

	"github.com/iosim/iosim/ifs"
)

// The number of bytes for each mark of the progress (ios-files.md 6.3, 6.5, 6.7).
const (
	bytesPerBang    = 262144 // TFTP: 512 blocks of 512 bytes
	bytesPerFTPBang = 51200  // FTP uploads: about 50 KB
	bytesPerC       = 65536  // local copies, rounded up
)

// meter prints the progress of a copy. It is called by the hooks of the transfer.
type meter struct {
	w    io.Writer
	d    dialogue
	kind progress

	connected bool
	loaded    int64
	marks     int64
	shown     bool   // a dot or a mark has been printed
	local     string // beginning of the progress of a local copy: "Copy in progress..."
	pause     string // end of the line "Accessing …"
	fresh     bool   // the line of the announcement has ended, and marks begin the next
}

type progress int

const (
	silent    progress = iota // configurations: only the result
	download                  // "Loading …: !!!!"
	tftpPut                   // "!!"
	ftpPut                    // "Writing x !!"
	localCopy                 // "Copy in progress...CCC"
	scpGet                    // " Sending file modes: C0644 …", "!!" (ios-files.md 6.6)
	scpPut                    // "Writing x  Sink: C0644 … ", "!! "
	serialGet                 // "Begin the Xmodem …"; the protocol uses the terminal line until the end
)

func newMeter(w io.Writer, d dialogue) *meter {
	return &meter{w: w, d: d, kind: progressOf(d)}
}

func progressOf(d dialogue) progress {
	switch {
	case serial(d.src):
		return serialGet
	case d.src.Prefix == "scp":
		return scpGet
	case d.dst.Prefix == "scp" && !d.srcNet:
		return scpPut
	case d.srcNet:
		return download
	case d.dstNet && d.dst.Prefix == "tftp":
		return tftpPut
	case d.dstNet:
		return ftpPut
	case d.src.Prefix == "system", d.src.Prefix == "nvram", d.src.Prefix == "null",
		d.dst.Prefix == "system", d.dst.Prefix == "nvram", d.dst.Prefix == "null":
		return silent
	}
	return localCopy
}

func (m *meter) print(format string, args ...any) { fmt.Fprintf(m.w, format, args...) }

// start prints the text before the first byte.
func (m *meter) start() {
	switch m.kind {
	case download:
		m.print("Accessing %s...%s\n", m.d.src, m.pause)
	case ftpPut, scpPut:
		m.print("Writing %s ", m.d.dst.Base())
	case serialGet:
		m.print("Begin the %s transfer now...\n", serialNames[m.d.src.Prefix])
	}
}

// serialNames are the names of the protocols in the announcement (ios-files.md 6.12); that
// of ymodem: is [UNSOURCED].
var serialNames = map[string]string{"xmodem": "Xmodem or Xmodem-1K", "ymodem": "Ymodem"}

// line prints the file record of an SCP transfer.
func (m *meter) line(dir ifs.Direction, proto, text string) {
	switch {
	case m.kind == scpGet && proto == "scp" && dir == ifs.Received:
		m.print(" Sending file modes: %s\n", text)
	case m.kind == scpPut && proto == "scp" && dir == ifs.Sent:
		m.print(" Sink: %s \n", text)
		m.fresh = true
	}
}

func (m *meter) trace() *ifs.Trace {
	return &ifs.Trace{
		Connected: m.connect,
		Created: func(ifs.Name) {
			if m.kind == localCopy {
				m.print("%s", m.local)
			}
		},
		Data:       m.data,
		Line:       m.line,
		Timeout:    m.timeout,
		OutOfOrder: func() { m.print("O") },
	}
}

func (m *meter) connect(n ifs.Name, via string) {
	m.connected = true
	switch m.kind {
	case download:
		if n.Prefix == "http" || n.Prefix == "https" {
			m.print("Loading %s://***** ", n.Prefix) // ios-files.md 6.6 [UNSOURCED]
			return
		}
		m.print("Loading %s ", n.Path)
		if n.Prefix != "tftp" {
			return // ios-files.md 6.5
		}
		host, _ := n.HostPort("")
		m.print("from %s ", host)
		if via != "" {
			m.print("(via %s): ", via)
		}
	case tftpPut:
		m.mark("!")
	}
}

// data counts bytes and prints the marks that are due.
func (m *meter) data(n int) {
	m.loaded += int64(n)
	switch m.kind {
	case download, scpGet:
		m.upTo("!", m.loaded/bytesPerBang)
	case tftpPut:
		m.upTo("!", 1+m.loaded/bytesPerBang)
	case ftpPut, scpPut:
		m.upTo("!", m.loaded/bytesPerFTPBang)
	case localCopy:
		m.upTo(m.localMark(), m.loaded/bytesPerC)
	}
}

// localMark returns the mark of a local copy: "C", or "!" in releases that announce no copy
// (ios-files.md 6.7 [UNSOURCED]).
func (m *meter) localMark() string {
	if m.local == "" {
		return "!"
	}
	return "C"
}

func (m *meter) upTo(mark string, n int64) {
	for m.marks < n {
		m.mark(mark)
	}
}

func (m *meter) mark(mark string) {
	m.print("%s", mark)
	m.marks++
	m.shown = true
}

// timeout prints the dot of a time-out, but not while a download waits for its first answer
// (ios-files.md 6.11).
func (m *meter) timeout() {
	if m.kind != download || m.connected {
		m.print(".")
		m.shown = true
	}
}

// finish ends the progress: it prints the last marks and "[OK …]", or the error.
func (m *meter) finish(n int64, err error) {
	if err != nil {
		m.fail(err)
		return
	}
	switch m.kind {
	case download:
		m.upTo("!", 1)
		if m.d.src.Prefix == "tftp" {
			m.print("\n[OK - %d bytes]\n\n", n)
		} else {
			m.print("\n[OK - %d/4096 bytes]\n\n", n)
		}
	case tftpPut:
		m.mark("!")
		m.print("\n")
	case ftpPut:
		m.upTo("!", max(1, ceil(n, bytesPerFTPBang)))
		m.print("\n")
	case scpGet:
		m.upTo("!", 1)
		m.print("\n")
	case scpPut:
		m.upTo("!", max(1, ceil(n, bytesPerFTPBang)))
		m.print(" \n")
	case localCopy:
		m.upTo(m.localMark(), ceil(n, bytesPerC))
		m.print("\n")
	case serialGet:
		m.print("\n")
	}
}

func (m *meter) fail(err error) {
	kind := ifs.KindOf(err)
	switch {
	case m.kind == download && m.connected && kind == ifs.KindTimeout:
		m.print("... [timed out]\n\n") // 6.11
	case m.kind == download && m.connected:
		if kind == ifs.KindNoSpace {
			m.upTo("!", 1) // 6.11: after "Loading … : !"
		}
		m.print("\n")
	case m.kind == ftpPut, m.kind == scpPut && !m.fresh, (m.kind == scpPut || m.kind == tftpPut || m.kind == scpGet) && m.shown:
		m.print("\n")
	case m.kind == localCopy && m.marks > 0:
		m.print("\n")
	case m.kind == serialGet, m.kind == silent && kind == ifs.KindAborted:
		m.print("\n")
	}
}

func ceil(n, unit int64) int64 { return (n + unit - 1) / unit }
