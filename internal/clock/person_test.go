package clock

import (
	"testing"
	"time"
)

func TestPersonDoesNotFeelJumps(t *testing.T) {
	for _, c := range []Clock{Real(epoch, 2), Simulated(epoch)} {
		if Idle(c) != c {
			t.Errorf("%T is not its own", c)
		}
	}
	c := Skipping(epoch)
	p := Idle(c)
	before := p.Now()
	if err := c.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if d := p.Now().Sub(before); d > 30*time.Minute {
		t.Errorf("a jump of an hour was felt as %v", d)
	}
}
