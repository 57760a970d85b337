package ifs

import "context"

// Observer looks at a copy that begins: it may give the context more, such as
// hooks, and is told of the end.
type Observer func(ctx context.Context, dst, src Name) (_ context.Context, done func())

// Observe has o see every copy by this table from now on; nil ends that.
func (t *Table) Observe(o Observer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.observer = o
}

func (t *Table) observe(ctx context.Context, dst, src Name) (context.Context, func()) {
	t.mu.RLock()
	o := t.observer
	t.mu.RUnlock()
	if o == nil {
		return ctx, func() {}
	}
	return o(ctx, dst, src)
}
