package line

import (
	"context"
	"errors"
	"io"
)

// ErrQuit is what a Pager gives once the reader has seen enough.
var ErrQuit = errors.New("output was quit at --More--")

// The prompt of the pager and what wipes it out (ios-boot.md 11.5).
const (
	morePrompt = " --More-- "
	moreErase  = "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"
)

// Pager prints a command's output page by page: after a screen less one line it
// asks ` --More-- ` before the next. Space is the next page, Return the next
// line, `/`, `+` and `-` search, any other key is the end. It counts rows of the
// screen: a line longer than the width is several. Close it.
type Pager struct {
	t     *Terminal
	ctx   context.Context
	on    bool
	width int
	page  int // rows between two prompts
	left  int // rows that may still be printed
	col   int
	found io.WriteCloser // what a search lets through; nil: none was asked for
	err   error
}

// NewPager makes the pager of one command, with the size that is in force now. It
// passes everything through if the length is 0, paging is not wanted, or the
// terminal is a Script. ctx ends its waiting for a key.
func (t *Terminal) NewPager(ctx context.Context) *Pager {
	width, length := t.Size()
	p := &Pager{t: t, ctx: ctx, width: width, page: max(length-1, 1)}
	p.on = t.opt.Paging && length > 0 && !t.Script()
	p.left = p.page
	return p
}

// Write prints b; "\n" ends lines. It gives ErrQuit after the reader has quit,
// and then prints nothing.
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

// Close shows what is left and ends the pager; the terminal stays open.
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

// count follows the cursor.
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

// row notes that a row is full.
func (p *Pager) row() { p.left, p.col = p.left-1, 0 }

func (p *Pager) flush(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	_, p.err = p.t.Write(b)
	return p.err
}

// more asks the reader.
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

// ask prints the prompt of a one-key question, "" when it is answered.
func (t *Terminal) ask(prompt string) {
	t.wmu.Lock()
	defer t.unlock()
	t.asking = prompt
	_ = t.raw([]byte(prompt)) // the read that follows tells
}
