package grammar

// choice is the result of comparing a word with keywords.
type choice struct {
	id        int32 // the matching keyword, or -1
	exact     bool  // the word is the whole keyword
	ambiguous bool
	fit       int // number of leading bytes of the word that a keyword starts with
}

// chooser collects the keywords that a word may stand for.
type chooser struct {
	exact int32
	usual spellings // of rules that are not rare
	rare  spellings
	fit   int
}

type spellings struct {
	id      int32
	several bool
}

func (s *spellings) add(id int32) {
	s.several = s.several || s.id >= 0 && s.id != id
	s.id = id
}

// choose returns the keyword that tok stands for among those of all threads.
func (w *walk) choose(tok string) choice {
	w.fold(tok)
	c := chooser{exact: -1, usual: spellings{id: -1}, rare: spellings{id: -1}}
	rows := w.table.rows
	for i := range w.live {
		th := &w.live[i]
		a := w.table.at(th.row, th.at)
		rare := rows[th.row].rule.rare()
		for _, e := range a.places[th.at].next {
			if q := &a.places[e.to]; q.keyword != nil && th.mask&e.need == 0 {
				c.offer(q, common(q.lower, w.lower), len(tok), rare)
			}
		}
	}
	if w.starts != nil {
		for _, s := range w.starts.keywords[w.lower[0]] {
			r := &rows[s.row]
			q := s.place
			if n := common(q.lower, w.lower); (n == len(tok) || n > c.fit) && w.allowed(s.row) {
				c.offer(q, n, len(tok), r.rule.rare())
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
	case c.usual.id >= 0:
		return c.usual.choice()
	case c.rare.id >= 0:
		return c.rare.choice()
	}
	return choice{id: -1, fit: c.fit}
}

// offer considers the keyword at p, which shares n bytes with the word of length
// size.
func (c *chooser) offer(p *place, n, size int, rare bool) {
	switch {
	case n < size:
		c.fit = max(c.fit, n)
	case n == len(p.lower):
		c.exact = p.id
	case rare:
		c.rare.add(p.id)
	default:
		c.usual.add(p.id)
	}
}

func (s spellings) choice() choice {
	if s.several {
		return choice{id: -1, ambiguous: true}
	}
	return choice{id: s.id}
}

// rare reports whether another rule's words are preferred.
func (r *Rule) rare() bool { return r.Rare || r.Hidden }
