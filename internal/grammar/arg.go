package grammar

// Arg is an argument of type T. *Arg[T] is a node, and the handle by which a
// command gets the value: Of, Get, All. The fields are set before the first
// Compile and not changed after.
type Arg[T any] struct {
	// Label is what "?" prints in its place: "WORD", "<1-99>", "A.B.C.D", "LINE".
	Label string
	Help  string
	// Rest: it takes the rest of the line as it stands, inner blanks kept and
	// trailing blanks cut. Nothing may follow it.
	Rest bool
	// Hidden: it is accepted, but "?" lists only the words of Complete.
	Hidden bool
	// Parse reads one word (with Rest, the rest of the line). ok tells that it is a
	// valid argument. If not, fit is how many of its leading bytes can still begin
	// a valid one; the error's Pos follows from it. env is what the caller of the
	// table handed in.
	Parse func(env any, tok string) (v T, fit int, ok bool)
	// Complete lists live words for "?" and Tab; those that do not begin with what
	// is typed are dropped. With Rest, prefix is everything from the argument's
	// start to the cursor and the words are readings of its last word. May be nil.
	Complete func(env any, prefix string) []Word
	// Format gives the canonical spelling; nil: as typed.
	Format func(T) string
}

// Word is an entry of help or completion.
type Word struct {
	Text, Help string
	// Partial: the word is the beginning of one, and Tab adds no blank after it.
	Partial bool
}

// Of is the argument's value in the matched line, the first if it stands there
// several times, and the zero value if it is absent.
func (a *Arg[T]) Of(m *Match) T {
	v, _ := a.Get(m)
	return v
}

// Get is Of, and tells whether the argument is there.
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

// All are the argument's values in the order of the line; nil if it is absent.
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

func (a *Arg[T]) is(t *taken) bool {
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

// match boxes the value only when it is kept, which spares help an allocation.
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
