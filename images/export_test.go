package images

// Catalogue returns the known images with their digests, sorted by name.
func Catalogue() []Spec {
	out := specs()
	for i := range out {
		out[i].Digests, out[i].digestsValid = digestsOf(out[i].File)
	}
	return out
}
