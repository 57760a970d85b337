package boot

import (
	"errors"
	"strings"
	"testing"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/platform"
)

func TestEveryKindHasWords(t *testing.T) {
	m := platform.All()[0]
	seen := map[string]Kind{}
	for k := range kindEnd {
		s := words(&Error{Kind: k, Name: "NAME", Got: 1, Want: 2}, m)
		if s == "" || !strings.HasSuffix(s, "\n") {
			t.Errorf("kind %d: %q", k, s)
		}
		if k.String() == "" {
			t.Errorf("kind %d has no name", k)
		}
		if other, ok := seen[s]; ok && !(k == KindCompressed && other == KindTruncated) {
			t.Errorf("kinds %d and %d say the same: %q", k, other, s)
		}
		seen[s] = k
	}
	cause := errors.New("cause")
	if e := (&Error{Kind: KindKeep, Err: cause}); !errors.Is(e, cause) || !strings.Contains(e.Error(), "cause") {
		t.Error(e)
	}
}

// TestEveryImageFaultIsJudged: what images.Verify can say is a kind here.
func TestEveryImageFaultIsJudged(t *testing.T) {
	for k := images.KindName; !strings.HasPrefix(k.String(), "kind("); k++ {
		switch k {
		case images.KindName, images.KindSize: // Verify never says so
		case images.KindNotImage, images.KindNoTags: // judge
		default:
			if _, ok := faults[k]; !ok {
				t.Errorf("%v is in no table", k)
			}
		}
	}
}

// TestMachines: platforms and images use the same numbers.
func TestMachines(t *testing.T) {
	for _, m := range platform.All() {
		i, err := images.ParseFile(m.ImagePrefix + "-universalk9-mz.SPA.152-4.M1.bin")
		if err != nil {
			t.Fatal(err)
		}
		if i.Machine != m.Machine || i.Family != m.Family || i.Entry != m.EntryPoint {
			t.Errorf("%s: machine %d, family %s, entry %#x", m.Name, i.Machine, i.Family, i.Entry)
		}
	}
}
