package line

import (
	"slices"
	"strings"
	"sync"
)

// The sizes of a history: the default and the limit of `terminal history size`
// (ios-boot.md 11.7).
const (
	DefaultHistory = 10
	MaxHistory     = 256
)

// History is the lines that Ctrl-P brings back, oldest first. A session has one
// for each kind of mode. It is safe for concurrent use.
type History struct {
	mu    sync.Mutex
	lines []string
	size  int
}

// NewHistory keeps up to size lines, 0 to MaxHistory; what is beyond is taken as
// the nearest limit.
func NewHistory(size int) *History {
	h := new(History)
	h.SetSize(size)
	return h
}

// Add appends a line and lets the oldest go. A blank line, and a line that
// repeats the one before, is not added.
func (h *History) Add(line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if strings.Trim(line, " ") == "" || h.size == 0 || len(h.lines) > 0 && h.lines[len(h.lines)-1] == line {
		return
	}
	if len(h.lines) == h.size {
		h.lines = slices.Delete(h.lines, 0, 1)
	}
	h.lines = append(h.lines, line)
}

// Lines is a copy of the history, oldest first.
func (h *History) Lines() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.lines)
}

// Size is how many lines are kept at most.
func (h *History) Size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.size
}

// SetSize changes how many lines are kept; the oldest go first.
func (h *History) SetSize(size int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.size = min(max(size, 0), MaxHistory)
	if over := len(h.lines) - h.size; over > 0 {
		h.lines = slices.Delete(h.lines, 0, over)
	}
}
