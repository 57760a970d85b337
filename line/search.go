package line

// searchKeys are the keys that search at ` --More-- `: `/RE` continues with the
// first line that matches, `+RE` with the lines that match, `-RE` with the others.
// The output of a search is not searched again.
var searchKeys = map[byte]FilterKind{'/': Begin, '+': Include, '-': Exclude}

// searching is printed for the lines that are left out, as in the examples of
// Cisco's configuration guides.
const searching = "filtering...\n"

// search reads the expression that follows one of searchKeys.
func (p *Pager) search(key byte) error {
	l, err := p.t.ReadLine(p.ctx, Request{Prompt: string(key)})
	if err != nil {
		return err
	}
	re, err := CompileRegexp(l.Text)
	if l.Key != '\r' || l.Text == "" || err != nil {
		return ErrQuit
	}
	if _, err := p.t.Write([]byte(searching)); err != nil {
		return err
	}
	p.found = NewFilter(p.ctx, searchKeys[key], re, shown{p})
	p.left = p.page
	return nil
}

// shown receives what a search has selected.
type shown struct{ p *Pager }

func (s shown) Write(b []byte) (int, error) { return s.p.show(b) }
