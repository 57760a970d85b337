package grammar

// choice is what keywords make of a word.
type choice struct {
	id        int32 // the keyword that it is, or -1
	exact     bool  // it is the whole keyword
	ambiguous bool
	fit       int // leading bytes of the word that something can begin with
}

// choosing collects the keywords that the word may be.
type choosing struct {
	exact   int32
	visible spellings
	hidden  spellings
	fit     int
}

type spellings struct {
	id      int32
	several bool
}

func (s *spellings) add(id int32) {
	s.several = s.several || s.id >= 0 && s.id != id
	s.id = id
}

// choose finds the keyword that tok is, over all threads.
func (w *walk) choose(tok string) choice {
	w.fold(tok)
	c := choosing{exact: -1, visible: spellings{id: -1}, hidden: spellings{id: -1}}
	rows := w.table.rows
	for i := range w.live {
		th := &w.live[i]
		a := w.table.at(th.row, th.at)
		hidden := rows[th.row].rule.Hidden
		for _, e := range a.places[th.at].next {
			if q := &a.places[e.to]; q.keyword != nil && th.mask&e.need == 0 {
				c.offer(q, common(q.lower, w.lower), len(tok), hidden)
			}
		}
	}
	if w.starts != nil {
		for _, s := range w.starts.keywords[w.lower[0]] {
			r := &rows[s.row]
			q := s.place
			if n := common(q.lower, w.lower); (n == len(tok) || n > c.fit) && w.allowed(s.row) {
				c.offer(q, n, len(tok), r.rule.Hidden)
			}
		}
	}
	if w.word == 0 {
		for i := range w.table.leads {
			q := &w.table.leads[i]
			if n := common(q.lower, w.lower); n > 0 && w.leads(true) {
				c.offer(q, n, len(tok), !w.leads(false))
			}
		}
	}
	switch {
	case c.exact >= 0:
		return choice{id: c.exact, exact: true}
	case c.visible.id >= 0:
		return c.visible.choice()
	case c.hidden.id >= 0:
		return c.hidden.choice()
	}
	return choice{id: -1, fit: c.fit}
}

// offer weighs the keyword at p, n bytes of which are as in the word of length
// size.
func (c *choosing) offer(p *place, n, size int, hidden bool) {
	switch {
	case n < size:
		c.fit = max(c.fit, n)
	case n == len(p.lower):
		c.exact = p.id
	case hidden:
		c.hidden.add(p.id)
	default:
		c.visible.add(p.id)
	}
}

func (s spellings) choice() choice {
	if s.several {
		return choice{id: -1, ambiguous: true}
	}
	return choice{id: s.id}
}
