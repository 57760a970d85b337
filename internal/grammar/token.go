package grammar

// AnyWord returns an argument for one word of any bytes, labeled WORD.
func AnyWord(help string) *Arg[string] {
	return &Arg[string]{Label: "WORD", Help: help, Parse: asTyped}
}

// Text returns an argument for the rest of the line, labeled LINE.
func Text(help string) *Arg[string] {
	return &Arg[string]{Label: "LINE", Help: help, Rest: true, Parse: asTyped}
}

func asTyped(_ any, tok string) (string, int, bool) { return tok, len(tok), true }

// TokenOf is one word of bytes that accept admits, at most longest of them (0: of
// any length).
func TokenOf(label, help string, longest int, accept func(c byte) bool) *Arg[string] {
	return &Arg[string]{
		Label: label,
		Help:  help,
		Parse: func(_ any, tok string) (string, int, bool) {
			for i := range len(tok) {
				if longest > 0 && i >= longest || !accept(tok[i]) {
					return "", i, false
				}
			}
			return tok, len(tok), true
		},
	}
}
