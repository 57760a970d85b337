package line

// killSlots is how many deleted pieces Ctrl-Y and Esc-Y bring back.
const killSlots = 10

// killRing holds the last pieces that were cut out of lines.
type killRing struct {
	slot [killSlots][]byte
	last int // the newest
	n    int
}

func (r *killRing) push(p []byte) {
	if len(p) == 0 {
		return
	}
	if r.n > 0 {
		r.last = (r.last + 1) % killSlots
	}
	r.n = min(r.n+1, killSlots)
	r.slot[r.last] = append(r.slot[r.last][:0], p...)
}

// get is the piece that is back entries older than the newest; beyond the oldest
// it begins anew. It is nil while nothing was cut.
func (r *killRing) get(back int) []byte {
	if r.n == 0 {
		return nil
	}
	return r.slot[(r.last-back%r.n+killSlots)%killSlots]
}
