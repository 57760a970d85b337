package confcmd

import "github.com/iosim/iosim/ios/running"

// decoders are the meanings that the attribute "as" gives to lines of the folder
// lines.
var decoders = map[string]running.Decoder{
	"access-group":   running.AccessGroup,
	"bandwidth":      running.Bandwidth,
	"delay":          running.Delay,
	"domain":         running.Domain,
	"encapsulation":  running.Encapsulation,
	"helper-address": running.HelperAddress,
	"ip-mtu":         running.IPMTU,
	"ipv6-address":   running.IPv6AddressLine,
	"ipv6-enable":    running.IPv6Enable,
	"route":          running.Route,
	"track":          running.TrackObject,
	"vrf-forwarding": running.VRFForwarding,
}
