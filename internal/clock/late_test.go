package clock

import (
	"context"
	"testing"
	"time"
)

func TestLateMakesUpForThePast(t *testing.T) {
	base := Simulated(epoch)
	if err := base.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	c := NewCatchUp(base, epoch)
	if !c.Now().Equal(epoch) || !Jumps(c) {
		t.Fatal(c.Now())
	}
	_ = c.Sleep(t.Context(), 20*time.Minute)
	if want := epoch.Add(20 * time.Minute); !c.Now().Equal(want) || !base.Now().Equal(epoch.Add(time.Hour)) {
		t.Errorf("%v, base %v", c.Now(), base.Now())
	}
	// What is longer than the past takes the rest of the base's time.
	_ = c.Sleep(t.Context(), 50*time.Minute)
	if want := epoch.Add(70 * time.Minute); !c.Now().Equal(want) || !base.Now().Equal(want) {
		t.Errorf("%v, base %v", c.Now(), base.Now())
	}
	c = NewCatchUp(base, epoch)
	c.Finish()
	if !c.Now().Equal(base.Now()) {
		t.Errorf("%v, base %v", c.Now(), base.Now())
	}
	if c := NewCatchUp(base, base.Now().Add(time.Hour)); !c.Now().Equal(base.Now()) {
		t.Errorf("it runs ahead: %v", c.Now())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if NewCatchUp(base, epoch).Sleep(ctx, 2*time.Hour) == nil {
		t.Error("an ended context")
	}
}
