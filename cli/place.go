package cli

// Where the lines of a configuration stand (config.Line.Place), in the order of
// ios-boot.md 11.2; each hundred is a group that "!" sets apart.
const (
	PlaceVersion    = 100
	PlaceService    = 110
	PlaceHostname   = 200
	PlaceBootStart  = 300
	PlaceBootSystem = 310
	PlaceBootEnd    = 390
	PlaceSecret     = 400
	PlaceAAA        = 500
	PlaceIPService  = 600
	PlaceUser       = 700
	PlaceClient     = 800
	PlaceInterface  = 900
	PlaceForward    = 1000
	PlaceRoute      = 1100
	PlaceControl    = 1200
	PlaceLine       = 1300
	PlaceScheduler  = 1400
)
