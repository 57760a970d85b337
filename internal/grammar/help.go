package grammar

import (
	"cmp"
	"math/bits"
	"slices"
)

// Help is what "?" tells.
type Help struct {
	// Word: the cursor is in a word, and Items are the words that begin with it;
	// only their texts are shown. Otherwise Items are what may come next.
	Word bool
	// Items stand in byte order, each text once.
	Items []Word
	// Labels are, while the cursor is in a word, those of the arguments that the
	// word may be, in the table's order, each once.
	Labels []string
	// CR: the line could end here.
	CR bool
	// Err is set if there is nothing to list: what Parse says of the line.
	Err error
}

// Help tells what may follow line, which is what stands left of the cursor.
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

// refusal is what is wrong where help has nothing to list, or nil: the word that
// the cursor is in may be an argument.
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

// listing collects the entries of help. Texts of the table are bits, whose order
// is the order of help; live words come from outside.
type listing struct {
	bits  []uint64
	helps []string // by text, where the bit is set
	live  []Word
	asked []argument
	count int

	labels []string
}

// collect lists what may stand at the cursor. Before cut the line was read; from
// there on stands the beginning of a word, or nothing.
func (w *walk) collect(line string, cut int) []Word {
	l := &w.list
	if n := len(w.table.texts); len(l.helps) < n {
		l.helps, l.bits = make([]string, n), make([]uint64, (n+63)/64)
	}
	w.fold(line[cut:])
	rows := w.table.rows
	for i := range w.live {
		th := &w.live[i]
		r := &rows[th.row]
		if r.rule.Hidden {
			continue
		}
		p := &r.places[th.at]
		if p.rest {
			w.offer(p, line, cut, w.steps[th.step].from)
			continue
		}
		for _, e := range p.next {
			if th.mask&e.need == 0 {
				w.offer(&r.places[e.to], line, cut, cut)
			}
		}
	}
	if w.starts != nil {
		for _, s := range w.starts.all {
			if r := &rows[s.row]; !r.rule.Hidden && w.allowed(s.row) {
				w.offer(&r.places[s.to], line, cut, cut)
			}
		}
	}
	if w.word == 0 && w.leads(false) {
		for i := range w.table.leads {
			w.offer(&w.table.leads[i], line, cut, cut)
		}
	}
	return w.items()
}

// offer lists what the place shows. from is where its argument starts.
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
			if label := w.table.texts[p.id]; !slices.Contains(l.labels, label) {
				l.labels = append(l.labels, label)
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
	word, bit := &l.bits[p.id/64], uint64(1)<<(p.id%64)
	if *word&bit == 0 {
		*word |= bit
		l.helps[p.id] = p.help
		l.count++
	}
}

// items puts the entries in order and leaves the listing empty for the next use.
func (w *walk) items() []Word {
	l := &w.list
	var items []Word
	if n := l.count + len(l.live); n > 0 {
		items = make([]Word, 0, n)
	}
	for i, word := range l.bits {
		for ; word != 0; word &= word - 1 {
			id := i*64 + bits.TrailingZeros64(word)
			if text := w.table.texts[id]; len(items) == 0 || items[len(items)-1].Text != text {
				items = append(items, Word{Text: text, Help: l.helps[id]})
			}
		}
		l.bits[i] = 0
	}
	if len(l.live) > 0 {
		items = append(items, l.live...)
		slices.SortStableFunc(items, func(a, b Word) int { return cmp.Compare(a.Text, b.Text) })
		items = slices.CompactFunc(items, func(a, b Word) bool { return a.Text == b.Text })
	}
	clear(l.live)
	clear(l.asked)
	l.live, l.asked, l.count = l.live[:0], l.asked[:0], 0
	return items
}
