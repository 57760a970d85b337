package ifs

// Kinds returns every kind. Tests use it to prove that each has its words.
func Kinds() []Kind {
	ks := make([]Kind, 0, kindEnd)
	for k := KindUnknown; k < kindEnd; k++ {
		ks = append(ks, k)
	}
	return ks
}
