package line

import (
	"context"
	"errors"
	"io"
)

// ErrQuit is returned by a Pager after the user has quit at --More--.
var ErrQuit = errors.New("output was quit at --More--")

// The prompt of the pager and the bytes that erase it (ios-boot.md 11.5).
const (
	morePrompt = " --More-- "
	moreErase  = "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"
)

// Pager prints the output of a command page by page: after a screen less one line
// it prompts with ` --More-- `. Space shows the next page, Return the next line,
// `/`, `+` and `-` search, and any other key quits. It counts rows of the screen: a
// line longer than the width takes several. It must be closed.
type Pager struct {
	t     *Terminal
	ctx   context.Context
	on    bool
	width int
	page  int // rows between two prompts
	left  int // rows that may still be printed
	col   int
	found io.WriteCloser // filter of a search; nil if there is none
	err   error
}

// NewPager returns a pager for one command, with the current size of the terminal.
// It passes everything through if the length is 0, paging is off, or the terminal
// is a Script. The end of ctx ends its waiting for a key.
func (t *Terminal) NewPager(ctx context.Context) *Pager {
	width, length := t.Size()
	p := &Pager{t: t, ctx: ctx, width: width, page: max(length-1, 1)}
	p.on = t.opt.Paging && length > 0 && !t.Script()
	p.left = p.page
	return p
}

// Write prints b, converting line ends. It returns ErrQuit after the user has quit,
// and prints nothing then.
func (p *Pager) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	switch {
	case !p.on:
		return p.t.Write(b)
	case p.found != nil:
		return p.found.Write(b)
	}
	return p.show(b)
}

// show prints b page by page.
func (p *Pager) show(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	from, found := 0, p.found
	for i, c := range b {
		if p.width > 0 && p.col >= p.width && c >= ' ' && c != rubout {
			p.row() // the terminal wraps
		}
		if p.left == 0 {
			if err := p.flush(b[from:i]); err != nil {
				return from, err
			}
			from = i
			if err := p.more(); err != nil {
				return from, err
			}
			if p.found != found {
				n, err := p.found.Write(b[from:])
				return from + n, err
			}
		}
		p.count(c)
	}
	if err := p.flush(b[from:]); err != nil {
		return from, err
	}
	return len(b), nil
}

// Close prints what is left. The terminal stays open.
func (p *Pager) Close() error {
	var err error
	if p.err == nil && p.found != nil {
		err = p.found.Close()
	}
	if p.err == nil {
		p.err = ErrQuit
	}
	return err
}

// count updates the column of the cursor.
func (p *Pager) count(c byte) {
	switch {
	case c == '\n':
		p.row()
	case c == '\r':
		p.col = 0
	case c == backspace:
		p.col = max(p.col-1, 0)
	case c == tab:
		p.col += 8 - p.col%8
		if p.width > 0 {
			p.col = min(p.col, p.width)
		}
	case c >= ' ' && c != rubout:
		p.col++
	}
}

// row counts a row that is full.
func (p *Pager) row() { p.left, p.col = p.left-1, 0 }

func (p *Pager) flush(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	_, p.err = p.t.Write(b)
	return p.err
}

// more prompts the user and waits for a key.
func (p *Pager) more() error {
	p.t.ask(morePrompt)
	k, err := p.t.ReadKey(p.ctx)
	p.t.ask("")
	if err != nil {
		p.err = err
		return err
	}
	p.t.print([]byte(moreErase))
	switch k {
	case ' ':
		p.left = p.page
	case '\r':
		p.left = 1
	default:
		if _, ok := searchKeys[k]; ok && p.found == nil {
			p.err = p.search(k)
		} else {
			p.err = ErrQuit
		}
	}
	return p.err
}

// ask prints the prompt of a one-key question; "" ends it.
func (t *Terminal) ask(prompt string) {
	t.wmu.Lock()
	defer t.unlock()
	t.asking = prompt
	_ = t.raw([]byte(prompt)) // the next read reports the error
}
