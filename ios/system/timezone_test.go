package system

import (
	"testing"
	"time"
)

func TestToLocal(t *testing.T) {
	d := bare("clock timezone EST -5", "clock summer-time EDT recurring")
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
