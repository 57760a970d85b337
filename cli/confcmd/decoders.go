package confcmd

import "github.com/iosim/iosim/ios/running"

// decoders are the meanings that the attribute "as" gives to lines of the folder
// lines.
var decoders = map[string]running.Decoder{
	"domain": running.Domain,
}
