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
