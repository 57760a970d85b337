package running

import (
	"strings"
	"testing"
	"time"
)

func TestSummerTime(t *testing.T) {
	utc := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct{ zone, summer, at, want string }{
		{"EST -5 0", "EDT recurring", "2016-03-13 06:59", "01:59 EST"},
		{"EST -5 0", "EDT recurring", "2016-03-13 07:00", "03:00 EDT"},
		{"EST -5 0", "EDT recurring", "2016-11-06 05:59", "01:59 EDT"},
		{"EST -5 0", "EDT recurring", "2016-11-06 06:00", "01:00 EST"},
		{"CET 1 0", "CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2016-03-27 01:00", "03:00 CEST"},
		{"CET 1 0", "CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2016-10-30 00:59", "02:59 CEST"},
		{"CET 1 0", "CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2016-10-30 01:00", "02:00 CET"},
		{"CET 1", "CEST date 27 Mar 2016 2:00 Oct 30 2016 3:00 30", "2016-07-01 00:00", "01:30 CEST"},
		{"CET 1", "CEST date 27 Mar 2016 2:00 30 Oct 2016 3:00", "2017-07-01 00:00", "01:00 CET"},
		{"AEST 10", "AEDT recurring 1 Sun Oct 2:00 1 Sun Apr 3:00", "2016-01-01 00:00", "11:00 AEDT"},
		{"AEST 10", "AEDT recurring 1 Sun Oct 2:00 1 Sun Apr 3:00", "2016-07-01 00:00", "10:00 AEST"},
		{"X 0", "Y recurring nonsense", "2016-07-01 00:00", "00:00 X"},
		{"X 0", "Y recurring 9 Sun Oct 2:00 1 Sun Apr 3:00", "2016-07-01 00:00", "00:00 X"},
	} {
		if got := zoneOf(tt.zone, tt.summer).In(utc(tt.at)).Format("15:04 MST"); got != tt.want {
			t.Errorf("%s, %s, %s: %s, want %s", tt.zone, tt.summer, tt.at, got, tt.want)
		}
	}
}

func zoneOf(zone, summer string) *Zone {
	c := newConfig()
	for _, v := range []Value{Decode(Timezone, "clock timezone "+zone), Decode(SummerTime, "clock summer-time "+summer)} {
		if v != nil {
			v.apply(c, 0)
		}
	}
	return &c.Clock.Zone
}

func FuzzZone(f *testing.F) {
	f.Add("EST -5 0", "EDT recurring")
	f.Add("CET 1", "CEST recurring last Sun Mar 2:00 last Sun Oct 3:00 60")
	f.Add("CET 1", "CEST date 27 Mar 2016 2:00 Oct 30 2016 3:00 30")
	march := time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text, summer string) {
		at := zoneOf(text, summer).In(march)
		if !at.Equal(march) || strings.Contains(at.Format("15:04"), "-") {
			t.Errorf("%q %q: %v", text, summer, at)
		}
	})
}
