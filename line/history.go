package line

import (
	"slices"
	"strings"
	"sync"
)

// Sizes of a history: the default and the maximum of `terminal history size`
// (ios-boot.md 11.7).
const (
	DefaultHistory = 10
	MaxHistory     = 256
)

// History holds the lines that Ctrl-P recalls, oldest first. A session has one per
// kind of mode. It is safe for concurrent use.
type History struct {
	mu    sync.Mutex
	lines []string
	size  int
}

// NewHistory returns a history of up to size lines. size is limited to 0 to
// MaxHistory.
func NewHistory(size int) *History {
	h := new(History)
	h.SetSize(size)
	return h
}

// Add appends a line, dropping the oldest if the history is full. Blank lines and
// repetitions of the previous line are not added.
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

// Lines returns a copy of the lines, oldest first.
func (h *History) Lines() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.lines)
}

// Size returns the maximum number of lines kept.
func (h *History) Size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.size
}

// SetSize sets the maximum number of lines kept, dropping the oldest ones.
func (h *History) SetSize(size int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.size = min(max(size, 0), MaxHistory)
	if over := len(h.lines) - h.size; over > 0 {
		h.lines = slices.Delete(h.lines, 0, over)
	}
}
