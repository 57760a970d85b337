package cli

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// Every kind has its reason and every operation its frame.
func TestEveryErrorHasWords(t *testing.T) {
	for _, k := range ifs.Kinds() {
		if _, ok := reasons[k]; !ok {
			t.Errorf("kind %s has no reason", k)
		}
	}
	for _, op := range ifs.Ops() {
		if _, ok := frames[op]; !ok {
			t.Errorf("operation %s has no frame", op)
		}
		for _, k := range ifs.Kinds() {
			text := ErrorText(&ifs.Error{Op: op, Name: ifs.Name{Prefix: "flash0", Path: "x"}, Kind: k})
			switch {
			case k == ifs.KindAborted:
				if text != "" {
					t.Errorf("%s, aborted: %q", op, text)
				}
			case strings.Contains(text, "%!") || strings.Contains(text, "Unknown error") != (k == ifs.KindUnknown):
				t.Errorf("%s, %s: %q", op, k, text)
			case !strings.HasPrefix(text, "%Error ") && k != ifs.KindNoHost || !strings.HasSuffix(text, ")\n"):
				t.Errorf("%s, %s: %q", op, k, text)
			case strings.HasPrefix(text, "% "): // automation takes that for the parser's
				t.Errorf("%s, %s: %q", op, k, text)
			}
		}
	}
}
