package grammar

import (
	"slices"
	"strings"
)

// Help is the result of "?".
type Help struct {
	// Word reports whether the cursor is in a word. Items are then the words that
	// start with it, of which only the texts are shown; otherwise they are what may
	// come next.
	Word bool
	// Items are sorted by their texts, each of which occurs once.
	Items []Word
	// Labels are, while the cursor is in a word, those of the arguments that the
	// word may be, in the table's order and each once.
	Labels []string
	// CR reports whether the line may end here.
	CR bool
	// Err is the error of Parse if there is nothing to list.
	Err error
}

// Help returns what may follow line, the text on the left of the cursor.
func (t *Table) Help(env any, line string, o Options) Help {
	cut := lastWord(line)
	h := Help{Word: cut < len(line)}
	w := t.walk(env, line[:cut], o, true)
	defer w.release()
	if err := w.run(); err != nil {
		h.Err = err
		return h
	}
	w.labels = h.Word
	h.Items = w.collect(line, cut)
	h.Labels, w.list.labels = w.list.labels, nil
	if !h.Word {
		th, _ := w.end()
		h.CR = th != nil
	}
	if len(h.Items) == 0 && !h.CR {
		h.Err = w.refusal(line, h.Word)
	}
	return h
}

// refusal returns the error if help has nothing to list. It is nil if the word at
// the cursor may be an argument.
func (w *walk) refusal(line string, word bool) error {
	if !word {
		return w.incomplete()
	}
	v := w.table.walk(w.env, line, Options{Allow: w.allow}, true)
	defer v.release()
	if err := v.run(); err != nil {
		return err
	}
	return nil
}

// listing collects the entries of help. Texts of the table have numbers and a bit
// each; words of Complete do not.
type listing struct {
	bits  []uint64
	items []Word
	live  []Word
	asked []argument

	labels []string
}

// collect returns what may stand at the cursor. The line was read up to cut; after
// that comes the start of a word, or nothing.
func (w *walk) collect(line string, cut int) []Word {
	w.fold(line[cut:])
	rows := w.table.rows
	for i := range w.live {
		th := &w.live[i]
		if rows[th.row].rule.Hidden {
			continue
		}
		a := w.table.at(th.row, th.at)
		p := &a.places[th.at]
		if p.rest {
			w.offer(p, line, cut, w.steps[th.step].from)
			continue
		}
		for _, e := range p.next {
			if th.mask&e.need == 0 {
				w.offer(&a.places[e.to], line, cut, cut)
			}
		}
	}
	var leads []place
	if w.word == 0 && w.leads(false) {
		leads = w.table.leads
	}
	if w.starts != nil {
		for _, s := range w.starts.all {
			for len(leads) > 0 && leads[0].text < s.place.text {
				w.offer(&leads[0], line, cut, cut)
				leads = leads[1:]
			}
			if !rows[s.row].rule.Hidden && w.allowed(s.row) {
				w.offer(s.place, line, cut, cut)
			}
		}
	}
	for i := range leads {
		w.offer(&leads[i], line, cut, cut)
	}
	return w.list.take()
}

// offer lists what the place shows. from is the start of its argument.
func (w *walk) offer(p *place, line string, cut, from int) {
	l := &w.list
	if p.keyword != nil {
		if cut == len(line) || len(p.lower) >= len(line)-cut && common(p.lower, w.lower) == len(w.lower) {
			l.mark(p)
		}
		return
	}
	if cut == len(line) && p.id >= 0 {
		l.mark(p)
	}
	if slices.Contains(l.asked, p.arg) {
		return
	}
	l.asked = append(l.asked, p.arg)
	if w.labels && p.id >= 0 {
		if _, fit, ok := p.arg.match(w.env, line[from:], false); ok || fit == len(line)-from {
			if !slices.Contains(l.labels, p.text) {
				l.labels = append(l.labels, p.text)
			}
		}
	}
	for _, x := range p.arg.words(w.env, line[from:]) {
		if begins(x.Text, line[cut:]) && x.Text != "" {
			l.live = append(l.live, x)
		}
	}
}

func (l *listing) mark(p *place) {
	at, bit := int(p.id/64), uint64(1)<<(p.id%64)
	for at >= len(l.bits) {
		l.bits = append(l.bits, 0)
	}
	if l.bits[at]&bit == 0 {
		l.bits[at] |= bit
		l.items = append(l.items, Word{Text: p.text, Help: p.help})
	}
}

// take returns the sorted entries and clears the listing.
func (l *listing) take() []Word {
	all := append(l.items, l.live...)
	byText := func(a, b Word) int { return strings.Compare(a.Text, b.Text) }
	if !slices.IsSortedFunc(all, byText) { // the first words of a table are sorted already
		slices.SortStableFunc(all, byText)
	}
	items := slices.Clone(slices.CompactFunc(all, func(a, b Word) bool { return a.Text == b.Text }))
	clear(all)
	clear(l.bits)
	clear(l.live)
	clear(l.asked)
	l.items, l.live, l.asked = all[:0], l.live[:0], l.asked[:0]
	return items
}
