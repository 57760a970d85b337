package event

import (
	"context"
	"sync"
)

// Queue keeps events for a reader that may be slow, such as one behind a network. It is
// bounded: where it is full the oldest event is dropped, and counted. Its Put is what
// subscribes:
//
//	q := event.NewQueue(1000)
//	defer bus.Subscribe(q.Put)()
//	for {
//		e, lost, err := q.Next(ctx)
//		…
//	}
type Queue struct {
	mu    sync.Mutex
	ring  []Event
	first int // index of the oldest
	n     int
	lost  int           // dropped since Next last returned an event
	some  chan struct{} // holds a value if there may be an event
}

// NewQueue is a queue of at most size events, at least one.
func NewQueue(size int) *Queue {
	return &Queue{ring: make([]Event, max(size, 1)), some: make(chan struct{}, 1)}
}

// Put appends an event. It never waits for the reader.
func (q *Queue) Put(e Event) {
	q.mu.Lock()
	if q.n == len(q.ring) {
		q.first = (q.first + 1) % len(q.ring)
		q.n--
		q.lost++
	}
	q.ring[(q.first+q.n)%len(q.ring)] = e
	q.n++
	q.mu.Unlock()
	select {
	case q.some <- struct{}{}:
	default:
	}
}

// Next takes the oldest event, and waits for one if there is none. lost is how many
// events were dropped between the one that it returned before and this one. Its error is
// the cause of ctx's end.
func (q *Queue) Next(ctx context.Context) (e Event, lost int, err error) {
	for {
		if e, lost, ok := q.take(); ok {
			return e, lost, nil
		}
		select {
		case <-q.some:
		case <-ctx.Done():
			return Event{}, 0, context.Cause(ctx)
		}
	}
}

func (q *Queue) take() (e Event, lost int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.n == 0 {
		return Event{}, 0, false
	}
	e, q.ring[q.first] = q.ring[q.first], Event{}
	q.first = (q.first + 1) % len(q.ring)
	q.n--
	lost, q.lost = q.lost, 0
	return e, lost, true
}
