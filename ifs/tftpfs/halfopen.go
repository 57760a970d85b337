package tftpfs

import (
	"container/list"
	"errors"
	"net/netip"
	"time"
)

// Anybody can send requests from any number of ports and never answer. Each would hold its
// place until it has timed out, and a thousand of them the server. So a transfer has its
// place for certain only once its client has answered: before that it is half-open. When a
// limit is reached, one whose client has let the first time-out pass gives way, the oldest
// first; then one whose client has fallen silent. For another address than the one that has
// the most transfers half-open, one of those gives way at once.

// halfOpen are the transfers whose clients have not answered, oldest first.
type halfOpen struct{ list.List }

// sourceTransfers are the transfers of one address.
type sourceTransfers struct {
	total int
	open  halfOpen
}

// errGaveWay ends a transfer without an ERROR: its client does not answer.
var errGaveWay = errors.New("the place was needed")

// sourceOf is the address by which a client is counted.
func (s *Server) sourceOf(peer netip.AddrPort) netip.Addr {
	if s.Source != nil {
		return s.Source(peer)
	}
	return peer.Addr().Unmap()
}

// makeRoom finds a place for t; false if there is none. s.mu is held.
func (s *Server) makeRoom(t *serverTransfer) bool {
	limit, each := s.Limit, s.SourceLimit
	if limit <= 0 {
		limit = serverLimit
	}
	if each <= 0 {
		each = sourceLimit
	}
	t.source = s.sourceOf(t.Peer)
	now, own := time.Now(), s.sources[t.source]
	if own != nil && own.total >= each && !s.giveWay(&own.open, now) && !s.silentGivesWay(t.source) {
		return false
	}
	if len(s.active) < limit {
		return true
	}
	most := s.mostHalfOpen()
	if own == nil || own.open.Len() < most.Len()/2 {
		now = now.Add(time.Hour) // all of them have had their time
	}
	return s.giveWay(most, now) || s.silentGivesWay(netip.Addr{})
}

// silentGivesWay ends a transfer, of an address if that is valid, whose client has answered
// and no longer does; false if there is none.
func (s *Server) silentGivesWay(of netip.Addr) bool {
	for _, t := range s.active {
		if t.clientSilent.Load() && (!of.IsValid() || t.source == of) {
			s.end(t)
			return true
		}
	}
	return false
}

// mostHalfOpen are those of the address that has the most.
func (s *Server) mostHalfOpen() *halfOpen {
	most := new(halfOpen)
	for _, own := range s.sources {
		if own.open.Len() > most.Len() {
			most = &own.open
		}
	}
	return most
}

// giveWay ends the oldest of half-open transfers, if its client should have answered by
// now; false if there is none.
func (s *Server) giveWay(of *halfOpen, now time.Time) bool {
	e := of.Front()
	if e == nil || now.Sub(e.Value.(*serverTransfer).since) < s.firstTimeout() {
		return false
	}
	s.end(e.Value.(*serverTransfer))
	return true
}

// end ends a transfer for another.
func (s *Server) end(t *serverTransfer) {
	s.remove(t)
	t.cancel(errGaveWay)
}

// add gives a transfer its place; s.mu is held.
func (s *Server) add(t *serverTransfer) {
	if s.active == nil {
		s.active, s.sources = map[netip.AddrPort]*serverTransfer{}, map[netip.Addr]*sourceTransfers{}
	}
	if !t.source.IsValid() {
		t.source = s.sourceOf(t.Peer)
	}
	own := s.sources[t.source]
	if own == nil {
		own = new(sourceTransfers)
		s.sources[t.source] = own
	}
	own.total++
	t.waiting, t.listed, t.since = own.open.PushBack(t), true, time.Now()
	s.active[t.Peer] = t
}

// remove takes the place of a transfer away, if it has one; s.mu is held.
func (s *Server) remove(t *serverTransfer) {
	if !t.listed {
		return
	}
	t.listed = false
	if s.active[t.Peer] == t {
		delete(s.active, t.Peer)
	}
	own := s.sources[t.source]
	s.settle(t, own)
	if own.total--; own.total == 0 {
		delete(s.sources, t.source)
	}
}

// settle notes that a transfer is not half-open any more; s.mu is held.
func (s *Server) settle(t *serverTransfer, own *sourceTransfers) {
	if t.waiting != nil {
		own.open.Remove(t.waiting)
		t.waiting = nil
	}
}

// answered notes that the client of a transfer has answered.
func (s *Server) answered(t *serverTransfer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.listed {
		s.settle(t, s.sources[t.source])
	}
}
