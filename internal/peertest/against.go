package peertest

import (
	"slices"
	"testing"
	"time"
)

// Against times ours and a peer's work in turns, each of n bytes, and reports how many
// times as fast as the peer ours is, by the medians, as "x_of_NAME".
func Against(b *testing.B, n int64, name string, ours, peer func()) {
	b.Helper()
	var mine, other []time.Duration
	b.SetBytes(n)
	for b.Loop() {
		t := time.Now()
		ours()
		mine = append(mine, time.Since(t))
		b.StopTimer()
		t = time.Now()
		peer()
		other = append(other, time.Since(t))
		b.StartTimer()
	}
	slices.Sort(mine)
	slices.Sort(other)
	b.ReportMetric(float64(other[len(other)/2])/float64(mine[len(mine)/2]), "x_of_"+name)
}
