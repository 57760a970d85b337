package line

import "sync"

// maxNews bounds the messages that wait for a terminal that is busy writing.
const maxNews = 128

// messages wait until the terminal may print them.
type messages struct {
	mu    sync.Mutex
	queue []string
}

func (m *messages) add(s string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) < maxNews {
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

// Interject prints a message of the system, at once and on a line of its own,
// whatever the session is doing: a newline, unless the cursor stands at the
// beginning of a line, and the text, which has no newline at its end, as IOS does,
// so that what is printed or typed next follows it (ios-boot.md 11.1).
// With `logging synchronous`, prompt and half-typed line are shown again
// below it. While another goroutine is writing, the message is left to that one,
// so that a slow terminal delays only its own session; beyond 128 of them
// messages are lost.
func (t *Terminal) PrintAsync(text string) {
	t.news.add(text)
	if t.wmu.TryLock() {
		t.unlock()
	}
}

// unlock prints the messages that have come and gives the output free. While a Raw has
// the line they wait.
func (t *Terminal) unlock() {
	if t.serial.Load() {
		t.wmu.Unlock()
		return
	}
	for {
		for _, text := range t.news.take() {
			if t.inLine {
				text = "\n" + text
			}
			_, err := t.write([]byte(text))
			if err == nil && t.synchronous.Load() {
				t.again()
			}
		}
		t.wmu.Unlock()
		// A message that came since then found the lock taken.
		if !t.news.waiting() || !t.wmu.TryLock() {
			return
		}
	}
}

// redraw begins a new line, because something else has written on the screen, and
// shows there what the user is being asked.
func (t *Terminal) redraw() {
	t.wmu.Lock()
	defer t.unlock()
	if !t.again() {
		_, _ = t.write([]byte("\n"))
	}
}

// again shows what the user is being asked on a new line, if it is something; wmu
// is held. An error is left to the next read.
func (t *Terminal) again() bool {
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
