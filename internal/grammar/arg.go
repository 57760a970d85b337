package grammar

// Arg is an argument of type T. *Arg[T] is a node, and the handle with which a
// command gets the value: Of, Get, All. The fields must not be changed after the
// first Compile.
type Arg[T any] struct {
	// Label is what "?" prints for it: "WORD", "<1-99>", "A.B.C.D", "LINE".
	Label string
	Help  string
	// Rest makes it take the rest of the line, with inner blanks kept and trailing
	// blanks removed. Nothing may follow it.
	Rest bool
	// Hidden omits it from "?", which lists only the words of Complete.
	Hidden bool
	// Parse parses one word (with Rest, the rest of the line). ok reports whether
	// it is valid. If not, fit is the number of its leading bytes that can start a
	// valid argument, from which the error's Pos follows. env is the argument of
	// Table.Parse.
	Parse func(env any, tok string) (v T, fit int, ok bool)
	// Complete returns words for "?" and Tab; those that do not start with what is
	// typed are ignored. With Rest, prefix is everything from the argument's start
	// to the cursor, and the words are completions of its last word. It may be nil.
	Complete func(env any, prefix string) []Word
	// Format returns the canonical spelling. If nil, the spelling is as typed.
	Format func(T) string
}

// Word is an entry of help or completion.
type Word struct {
	Text, Help string
	// Partial marks the start of a longer word: Tab adds no blank after it.
	Partial bool
}

// Of returns the argument's value in the matched line, the first if it occurs
// several times, or the zero value if it is absent.
func (a *Arg[T]) Of(m *Match) T {
	v, _ := a.Get(m)
	return v
}

// Get returns what Of does, and whether the argument is present.
func (a *Arg[T]) Get(m *Match) (v T, ok bool) {
	if m == nil {
		return v, false
	}
	for i := range m.taken {
		if a.is(&m.taken[i]) {
			v, _ = m.taken[i].value.(T)
			return v, true
		}
	}
	return v, false
}

// All returns the argument's values in the order of the line, or nil if it is
// absent.
func (a *Arg[T]) All(m *Match) []T {
	if m == nil {
		return nil
	}
	var all []T
	for i := range m.taken {
		if a.is(&m.taken[i]) {
			v, _ := m.taken[i].value.(T)
			all = append(all, v)
		}
	}
	return all
}

func (a *Arg[T]) is(t *matchedWord) bool {
	b, ok := t.place.arg.(*Arg[T])
	return ok && a == b
}

// argument is *Arg[T] without its type parameter.
type argument interface {
	Node
	valid() bool
	spec() argSpec
	match(env any, tok string, keep bool) (v any, fit int, ok bool)
	words(env any, prefix string) []Word
	format(v any) (string, bool)
}

type argSpec struct {
	label, help  string
	rest, hidden bool
}

func (a *Arg[T]) node() {}

func (a *Arg[T]) valid() bool { return a != nil && a.Parse != nil }

func (a *Arg[T]) spec() argSpec { return argSpec{a.Label, a.Help, a.Rest, a.Hidden} }

// match boxes the value only if it is kept, which saves help an allocation.
func (a *Arg[T]) match(env any, tok string, keep bool) (any, int, bool) {
	v, fit, ok := a.Parse(env, tok)
	if !ok {
		return nil, min(max(fit, 0), len(tok)), false
	}
	if !keep {
		return nil, len(tok), true
	}
	return v, len(tok), true
}

func (a *Arg[T]) words(env any, prefix string) []Word {
	if a.Complete == nil {
		return nil
	}
	return a.Complete(env, prefix)
}

func (a *Arg[T]) format(v any) (string, bool) {
	if a.Format == nil {
		return "", false
	}
	t, _ := v.(T)
	return a.Format(t), true
}
