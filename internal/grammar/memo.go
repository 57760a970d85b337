package grammar

import "sync"

// memo caches the state of the walk after the first words of lines, if those are
// whole keywords: "ip route" starts every second line of some configurations, and
// hundreds of rules start with its first word.
type memo struct {
	mu sync.RWMutex
	of map[memoKey]*memoState
}

// memoKey is words, each whole and separated by one blank, read with the given
// rights.
type memoKey struct{ rights, words string }

type memoState struct {
	words   int
	threads []memoThread
	starts  *starts
	lead    int32
}

// memoThread is a thread with the places of all its steps.
type memoThread struct {
	row, lead int32
	mask      uint64
	path      []int32
}

// Limits of a memo. Its keys are words of the table, so there are never more of
// them than rules have beginnings.
const (
	memoWords   = 3
	memoThreads = 32
	memoKeys    = 1 << 12
)

// cacheable reports whether the result for given words is the same for all calls
// with the same rights.
func (o Options) cacheable() bool { return o.Allow == nil || o.Rights != "" }

// recall sets the walk to the state after the longest known beginning of its line,
// and returns where that ends.
func (w *walk) recall(rights string) (at int) {
	var ends [memoWords]int
	n, first := 0, 0
	for ; n < memoWords; n++ {
		from, to := nextWord(w.line, at)
		if from == to {
			break
		}
		if n == 0 {
			first = from
		}
		at, ends[n] = to, to
	}
	m := &w.table.memo
	m.mu.RLock()
	var s *memoState
	for ; n > 0 && s == nil; n-- {
		s = m.of[memoKey{rights, w.line[first:ends[n-1]]}]
		at = ends[n-1]
	}
	m.mu.RUnlock()
	if s == nil {
		return 0
	}
	w.restore(s)
	return at
}

func (w *walk) restore(s *memoState) {
	w.word, w.starts, w.lead = s.words, s.starts, s.lead
	for _, t := range s.threads {
		th := thread{row: t.row, lead: t.lead, mask: t.mask, step: -1}
		at := 0
		if t.lead > 0 {
			_, at = nextWord(w.line, at)
		}
		for _, place := range t.path {
			from, to := nextWord(w.line, at)
			at = to
			w.steps = append(w.steps, step{before: th.step, at: place, from: from, to: to})
			th.at, th.step = place, int32(len(w.steps)-1)
		}
		w.live = append(w.live, th)
	}
}

// remember records the state of the walk after the words of the line that end at
// to.
func (w *walk) remember(rights string, to int) {
	if w.word > memoWords || len(w.live) > memoThreads {
		return
	}
	from, _ := nextWord(w.line, 0)
	words := w.line[from:to]
	for i := range len(words) {
		if c := words[i]; c == '\t' || fold(c) != c || c == ' ' && words[i+1] == ' ' {
			return
		}
	}
	m := &w.table.memo
	m.mu.RLock()
	known := m.of[memoKey{rights, words}] != nil || len(m.of) >= memoKeys
	m.mu.RUnlock()
	if known {
		return
	}
	s := &memoState{words: w.word, starts: w.starts, lead: w.lead, threads: make([]memoThread, len(w.live))}
	for i, th := range w.live {
		t := memoThread{row: th.row, lead: th.lead, mask: th.mask}
		for j := th.step; j >= 0; j = w.steps[j].before {
			t.path = append([]int32{w.steps[j].at}, t.path...)
		}
		s.threads[i] = t
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[memoKey]*memoState{}
	}
	m.of[memoKey{rights, string([]byte(words))}] = s // a copy, so that the whole line can be freed
}
