package line

// killSlots is the number of deleted pieces that Ctrl-Y and Esc-Y recall.
const killSlots = 10

// killRing holds the last pieces cut from lines.
type killRing struct {
	slot [killSlots][]byte
	last int // index of the newest
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

// get returns the piece that is back entries older than the newest, starting over
// beyond the oldest. It is nil if nothing was cut yet.
func (r *killRing) get(back int) []byte {
	if r.n == 0 {
		return nil
	}
	return r.slot[(r.last-back%r.n+killSlots)%killSlots]
}
