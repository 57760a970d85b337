package line

import "sync"

// maxPending is the maximum number of messages waiting for a terminal that is busy
// writing.
const maxPending = 128

// messages holds messages until the terminal may print them.
type messages struct {
	mu    sync.Mutex
	queue []string
}

func (m *messages) add(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) < maxPending {
		m.queue = append(m.queue, s)
	}
}

func (m *messages) take() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.queue
	m.queue = nil
	return q
}

func (m *messages) waiting() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue) > 0
}

// PrintAsync prints a system message immediately, on a line of its own, as IOS
// does: a newline unless the cursor is at the start of a line, then the text
// without a newline, so that what is printed or typed next follows it (ios-boot.md
// 11.1). With `logging synchronous`, prompt and partial line are shown again below
// it. If another goroutine is writing, that one prints the message, so that a slow
// terminal delays only its own session. At most 128 messages wait; more are lost.
func (t *Terminal) PrintAsync(text string) {
	t.pending.add(text)
	if t.wmu.TryLock() {
		t.unlock()
	}
}

// unlock prints the pending messages and unlocks the output. They wait while the
// line is in use by a Raw.
func (t *Terminal) unlock() {
	if t.serial.Load() {
		t.wmu.Unlock()
		return
	}
	for {
		for _, text := range t.pending.take() {
			if t.inLine {
				text = "\n" + text
			}
			_, err := t.write([]byte(text))
			if err == nil && t.synchronous.Load() {
				t.showPrompt()
			}
		}
		t.wmu.Unlock()
		// A message added since then found the lock taken.
		if !t.pending.waiting() || !t.wmu.TryLock() {
			return
		}
	}
}

// redraw shows the current prompt and line again on a new line, because other
// output has appeared on the screen.
func (t *Terminal) redraw() {
	t.wmu.Lock()
	defer t.unlock()
	if !t.showPrompt() {
		_, _ = t.write([]byte("\n"))
	}
}

// showPrompt shows the current prompt, if any, again on a new line. Errors are left
// to the next read. The caller holds wmu.
func (t *Terminal) showPrompt() bool {
	switch {
	case t.atLine:
		_, _ = t.write([]byte("\n"))
		_ = t.raw(t.ed.Redisplay())
	case t.asking != "":
		_, _ = t.write([]byte("\n" + t.asking))
	default:
		return false
	}
	return true
}
