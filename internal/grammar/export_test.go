package grammar

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
