package grammar

import "strings"

// maxThreads is the maximum number of threads of one rule at the same place. They
// differ in what they used of an AnyOf; only a rule with more than five arguments
// that all accept the same words can reach it.
const maxThreads = 8

// thread is one interpretation of the words read so far: a place in a rule. A
// thread in a Rest argument stays there until the line ends.
type thread struct {
	row, at int32
	lead    int32 // number of the lead word before it, from 1; 0 if none
	step    int32 // its last word in walk.steps
	open    bool  // in a Rest argument that is not valid yet
	mask    uint64
}

// step is a word of a thread, linked to the one before. It has no pointers, so that
// hundreds of threads cost the garbage collector nothing.
type step struct {
	before   int32 // -1 for the first
	at       int32 // its place in the thread's rule
	value    int32 // number of its value in walk.values, from 1; 0 if none
	from, to int
}

// walk reads a line word by word along all rules. Parse, Help and Complete use it
// and differ only in what they do at the end.
type walk struct {
	table *Table
	env   any
	allow func(any) bool
	line  string
	help  bool // values are not kept, and an incomplete Rest argument stays alive

	starts     *starts // rules that may start at the next word, or nil
	lead       int32   // the lead before them
	live, next []thread
	steps      []step
	values     []any
	word       int  // words read
	exact      bool // all of them are whole keywords
	rights     string
	remembers  bool
	lower      []byte
	furthest   int // how far a Rest argument that failed could be parsed

	labels bool // collect the labels of arguments too
	list   listing
}

func (t *Table) walk(env any, line string, o Options, help bool) *walk {
	w, _ := t.pool.Get().(*walk)
	if w == nil {
		w = &walk{}
	}
	w.table, w.env, w.allow, w.line, w.help = t, env, o.Allow, line, help
	w.starts, w.lead, w.word, w.furthest, w.labels = &t.first, 0, 0, 0, false
	w.exact, w.rights, w.remembers = true, o.Rights, o.cacheable()
	w.live, w.next, w.steps, w.values = w.live[:0], w.next[:0], w.steps[:0], w.values[:0]
	return w
}

// release returns the walk's memory to the pool, unless it has grown beyond what
// lines usually need.
func (w *walk) release() {
	if cap(w.steps) > 1<<14 || cap(w.live) > 1<<14 {
		return
	}
	clear(w.values)
	t := w.table
	w.table, w.env, w.allow, w.line, w.starts = nil, nil, nil, "", nil
	t.pool.Put(w)
}

// run reads the whole line. The error is Unknown or Ambiguous.
func (w *walk) run() *Error {
	at := 0
	if w.remembers {
		at = w.recall(w.rights)
	}
	for {
		from, to := nextWord(w.line, at)
		if from == to || w.inRest() {
			return nil
		}
		if err := w.read(from, to); err != nil {
			return err
		}
		if w.remembers && w.exact {
			w.remember(w.rights, to)
		}
		at = to
	}
}

// inRest reports whether only Rest arguments are alive, which have the remaining
// words already.
func (w *walk) inRest() bool {
	if w.starts != nil {
		return false
	}
	for i := range w.live {
		if !w.place(&w.live[i]).rest {
			return false
		}
	}
	return true
}

func (w *walk) place(th *thread) *place { return &w.table.at(th.row, th.at).places[th.at] }

func (w *walk) allowed(row int32) bool {
	return w.allow == nil || w.allow(w.table.rows[row].rule.Data)
}

// read advances all threads over the word line[from:to].
func (w *walk) read(from, to int) *Error {
	c := w.choose(w.line[from:to])
	w.exact = w.exact && c.exact
	w.next = w.next[:0]
	for i := range w.live {
		th := &w.live[i]
		p := w.place(th)
		if p.rest {
			if w.distinct(th) {
				w.next = append(w.next, *th)
			}
			continue
		}
		for _, e := range p.next {
			if th.mask&e.need == 0 {
				w.take(&c, thread{row: th.row, at: e.to, lead: th.lead, step: th.step,
					mask: th.mask&^e.clear | e.set}, from, to)
			}
		}
	}
	var after *starts
	var lead int32
	if w.starts != nil && !c.ambiguous {
		list := w.starts.args
		if c.id >= 0 {
			list = w.starts.keywords[w.lower[0]]
			if w.word == 0 {
				after, lead = w.afterLead(c.id)
			}
		}
		for _, s := range list {
			if (c.id < 0 || s.place.id == c.id) && w.allowed(s.row) {
				w.take(&c, thread{row: s.row, at: s.to, lead: w.lead, step: -1, mask: s.mask}, from, to)
			}
		}
	}
	w.live, w.next = w.next, w.live
	w.starts, w.lead = after, lead
	if len(w.live) == 0 && after == nil {
		err := &Error{Kind: Unknown, Pos: max(from+c.fit, w.furthest), Word: w.line[from:to], Index: w.word}
		if c.ambiguous {
			err.Kind, err.Pos = Ambiguous, from
		}
		return err
	}
	w.word++
	return nil
}

// take adds the thread, which is at a new place, if the place matches the word.
func (w *walk) take(c *choice, th thread, from, to int) {
	p := w.place(&th)
	if p.keyword != nil {
		if p.id != c.id || !w.distinct(&th) {
			return
		}
		w.add(th, step{before: th.step, at: th.at, from: from, to: to})
		return
	}
	if c.id >= 0 || c.ambiguous || !w.distinct(&th) {
		return
	}
	if p.rest {
		to = from + len(strings.TrimRight(w.line[from:], blanks))
	}
	v, fit, ok := p.arg.match(w.env, w.line[from:to], !w.help)
	if !ok {
		if p.rest {
			w.furthest = max(w.furthest, from+fit)
		}
		c.fit = max(c.fit, fit)
		th.open = w.help && p.rest && from+fit == to
		if !th.open {
			return
		}
	}
	s := step{before: th.step, at: th.at, from: from, to: to}
	if v != nil {
		w.values = append(w.values, v)
		s.value = int32(len(w.values))
	}
	w.add(th, s)
}

func (w *walk) add(th thread, s step) {
	th.step = int32(len(w.steps))
	w.steps = append(w.steps, s)
	w.next = append(w.next, th)
}

// distinct reports whether no preferred thread is at the same place in the same
// state. The threads of a rule are adjacent.
func (w *walk) distinct(th *thread) bool {
	same := 0
	for i := len(w.next) - 1; i >= 0; i-- {
		o := &w.next[i]
		if o.row != th.row || o.lead != th.lead {
			break
		}
		if o.at == th.at {
			if same++; o.mask == th.mask || same == maxThreads {
				return false
			}
		}
	}
	return true
}

// afterLead returns what may follow the keyword if it is a lead word.
func (w *walk) afterLead(id int32) (*starts, int32) {
	for i := range w.table.leads {
		if w.table.leads[i].id == id && w.leads(true) {
			return &w.table.negatable, int32(i + 1)
		}
	}
	return nil, 0
}

// leads reports whether there is a rule that lead words can precede.
func (w *walk) leads(hidden bool) bool {
	for _, s := range w.table.negatable.all {
		if (hidden || !w.table.rows[s.row].rule.Hidden) && w.allowed(s.row) {
			return true
		}
	}
	return false
}

// end returns the thread that is the match at the end of the line: the first in the
// table's order that is complete, or else the first after a lead word, which need
// not be.
func (w *walk) end() (th *thread, whole bool) {
	for i := range w.live {
		o := &w.live[i]
		complete := w.place(o).accept && !o.open
		if !complete && (whole || o.lead == 0 || o.open) {
			continue
		}
		if th == nil || complete && !whole || o.row < th.row {
			th, whole = o, complete
		}
	}
	return th, whole
}
