package line

// The keys that search at ` --More-- `: `/RE` goes on with the first line that
// matches, `+RE` with the lines that match, `-RE` with the others. What is shown
// by a search is searched no second time.
var searchKeys = map[byte]FilterKind{'/': Begin, '+': Include, '-': Exclude}

// searching tells of the lines that are left out, as the examples of Cisco's
// configuration guides do.
const searching = "filtering...\n"

// search asks for the expression that one of searchKeys begins.
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
	p.found = NewFilter(searchKeys[key], re, shown{p})
	p.left = p.page
	return nil
}

// shown is where what a search has found goes.
type shown struct{ p *Pager }

func (s shown) Write(b []byte) (int, error) { return s.p.show(b) }
