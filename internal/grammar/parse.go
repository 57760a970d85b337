package grammar

// Parse parses a line. The error is an *Error. env is passed to the functions of
// the arguments.
func (t *Table) Parse(env any, line string, o Options) (*Match, error) {
	w := t.walk(env, line, o, false)
	defer w.release()
	if err := w.run(); err != nil {
		return nil, err
	}
	if th, whole := w.end(); th != nil {
		return w.match(th, whole), nil
	}
	return nil, w.incomplete()
}

// incomplete returns the error for a line that ends too early.
func (w *walk) incomplete() *Error {
	if w.word == 0 {
		return &Error{Kind: Empty}
	}
	return &Error{Kind: Incomplete, Pos: len(w.line), Index: w.word}
}

func (w *walk) match(th *thread, whole bool) *Match {
	n := 0
	for i := th.step; i >= 0; i = w.steps[i].before {
		n++
	}
	r := &w.table.rows[th.row]
	a := r.now.Load()
	if !whole {
		a = w.table.complete(th.row) // the caller may inspect the complete rule
	}
	m := &Match{Rule: &r.rule, whole: whole, taken: make([]matchedWord, n)}
	if th.lead > 0 {
		m.Lead = w.table.leads[th.lead-1].keyword.word
	}
	for i := th.step; i >= 0; i = w.steps[i].before {
		s := &w.steps[i]
		n--
		m.taken[n] = matchedWord{place: &a.places[s.at], text: w.line[s.from:s.to]}
		if s.value > 0 {
			m.taken[n].value = w.values[s.value-1]
		}
	}
	return m
}
