package event_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/printable"
)

// A line of the events is safe to print, and its reader gets the text as it was.
func TestJSONIsSafeToPrint(t *testing.T) {
	const text = "a\r\n\x1b[2J\u009b31m\u202e\x7f\u2028\U000e0041 größe"
	b := event.NewBus()
	var out bytes.Buffer
	b.Subscribe(event.NewWriter(&out).Put)
	event.Emit(b.Source("R2", now), event.Logged{Text: text})
	line := strings.TrimSuffix(out.String(), "\n")
	if !printable.Is(line) || !strings.Contains(line, "größe") {
		t.Errorf("%q", line)
	}
	var got struct{ Text string }
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Text != text {
		t.Errorf("%q, %v", got.Text, err)
	}
}
