package clock

import (
	"context"
	"sync"
	"testing"
	"time"
)

var epoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func TestSimulatedStandsStillUntilASleep(t *testing.T) {
	c := Simulated(epoch)
	if !c.Now().Equal(epoch) {
		t.Fatalf("now %v", c.Now())
	}
	if err := c.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if want := epoch.Add(time.Hour); !c.Now().Equal(want) {
		t.Errorf("now %v, want %v", c.Now(), want)
	}
}

func TestSleepsThatOverlapDoNotAddUp(t *testing.T) {
	c := Simulated(epoch)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for range 10 {
				_ = c.Sleep(context.Background(), time.Minute)
			}
		})
	}
	wg.Wait()
	if d := c.Now().Sub(epoch); d < 10*time.Minute || d > 100*time.Minute {
		t.Errorf("a hundred sleepers of ten minutes took %v", d)
	}
}

func TestPassiveSleeperWaitsForOthers(t *testing.T) {
	c := Simulated(epoch)
	woke := make(chan struct{})
	go func() {
		_ = c.Sleep(Background(context.Background()), time.Minute)
		close(woke)
	}()
	for len(snapshot(c)) == 0 {
		time.Sleep(time.Millisecond)
	}
	if !c.Now().Equal(epoch) {
		t.Fatal("a passive sleeper moved the time")
	}
	if err := c.Sleep(t.Context(), 2*time.Minute); err != nil {
		t.Fatal(err)
	}
	<-woke
}

func TestSkippingWakesPassiveByItself(t *testing.T) {
	c := Skipping(epoch)
	if err := c.Sleep(Background(t.Context()), 5*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if c.Now().Sub(epoch) < 5*time.Millisecond {
		t.Error("woke too early")
	}
}

func TestSleepEndsWithContext(t *testing.T) {
	for name, c := range map[string]Clock{"real": Real(epoch, 1), "simulated": Simulated(epoch)} {
		ctx, cancel := context.WithCancel(Background(t.Context()))
		time.AfterFunc(5*time.Millisecond, cancel)
		if err := c.Sleep(ctx, time.Hour); err != context.Canceled {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRealTimeoutAndFinishWait(t *testing.T) {
	if g := RealTimeout(Simulated(epoch), 4*time.Second); g != minRealTimeout {
		t.Errorf("simulated: %v", g)
	}
	if g := RealTimeout(Real(epoch, 1), 4*time.Second); g != 4*time.Second {
		t.Errorf("real: %v", g)
	}
	if g := RealTimeout(Real(epoch, 100), 4*time.Second); g != minRealTimeout {
		t.Errorf("fast: %v", g)
	}
	c := Simulated(epoch)
	since := c.Now()
	if err := FinishWait(t.Context(), c, since, 3*time.Second); err != nil || c.Now().Sub(since) != 3*time.Second {
		t.Errorf("settle: %v, %v", c.Now().Sub(since), err)
	}
}

func snapshot(c Clock) []*sleeper {
	s := c.(*simClock)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sleepers
}
