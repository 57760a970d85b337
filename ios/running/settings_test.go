package running

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iosim/iosim/ios/config"
)

// Settings is what a whole Config says, but for the interfaces, after any changes; it is made
// anew only when something else than an interface has changed.
func TestSettings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, k := config.New(), new(Cache)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			n := rapid.IntRange(0, 5).Draw(t, "n")
			head := fmt.Sprint("interface Loopback", n)
			was := k.Settings(tree)
			same := true
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				tree.Set(nil, config.Line{Text: head, Value: Decode(InterfaceHead, head)})
			case 1:
				tree.Set(config.Path{head}, config.Line{Text: "shutdown", Value: Decode(Shutdown, "shutdown")})
			case 2: // several at once
				tree.Remove(nil, func(l config.Line) bool { return strings.HasPrefix(l.Text, "interface ") })
			case 3:
				text := fmt.Sprint("hostname H", n)
				same = !tree.Set(nil, config.Line{Text: text, Key: "hostname", Value: Decode(Hostname, text)})
			case 4:
				tree.Clear()
				same = false
			}
			c := k.Settings(tree)
			if c.Hostname != k.Config(tree).Hostname {
				t.Fatalf("%s instead of %s", c.Hostname, k.Config(tree).Hostname)
			}
			if same && c != was {
				t.Fatal("it was made anew")
			}
			if len(c.Interfaces) > 0 {
				t.Fatal("it has interfaces")
			}
		}
	})
}
