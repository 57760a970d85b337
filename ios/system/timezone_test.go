package system

import (
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ios/config"
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
		if got := newZone(tt.zone, tt.summer).in(utc(tt.at)).Format("15:04 MST"); got != tt.want {
			t.Errorf("%s, %s, %s: %s, want %s", tt.zone, tt.summer, tt.at, got, tt.want)
		}
	}
}

func TestWall(t *testing.T) {
	d := bare("clock timezone EST -5")
	d.config.Set(nil, config.Line{Text: "clock summer-time EDT recurring", Key: "clock summer-time"})
	for _, want := range []string{"2016-01-15 12:00", "2016-07-15 12:00", "2016-03-13 03:30", "2016-11-06 01:30"} {
		at, err := time.Parse("2006-01-02 15:04", want)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.ToLocal(at).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s shows as %s", want, got)
		}
	}
}

func FuzzZone(f *testing.F) {
	f.Add("EST -5 0", "EDT recurring")
	f.Add("CET 1", "CEST recurring last Sun Mar 2:00 last Sun Oct 3:00 60")
	f.Add("CET 1", "CEST date 27 Mar 2016 2:00 Oct 30 2016 3:00 30")
	f.Fuzz(func(t *testing.T, text, summer string) {
		at := newZone(text, summer).in(march)
		if !at.Equal(march) || strings.Contains(at.Format("15:04"), "-") {
			t.Errorf("%q %q: %v", text, summer, at)
		}
	})
}
