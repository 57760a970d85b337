package cli

// The places of the lines of a configuration (config.Line.Place), in the order of
// ios-boot.md 11.2. Each thousand is a group, set apart by "!". The order of the groups
// that the reference does not show is [UNSOURCED].
const (
	PlaceVersion      = 1000
	PlaceService      = 1100
	PlaceHostname     = 2000
	PlaceBootStart    = 3000
	PlaceBootSystem   = 3100
	PlaceBootEnd      = 3900
	PlaceVRF          = 4000
	PlaceSecret       = 5000
	PlaceAAA          = 6000
	PlaceAAAServers   = 7000
	PlaceClock        = 8000
	PlaceIPService    = 9000
	PlaceDHCP         = 10000
	PlaceNames        = 11000
	PlaceIPv6         = 11800
	PlaceParameterMap = 13000
	PlaceKeyChain     = 14000
	PlaceCertificate  = 15000
	PlaceVoice        = 16000
	PlaceLicense      = 17000
	PlaceObjects      = 18000
	PlaceArchive      = 19000
	PlaceUser         = 20000
	PlaceRedundancy   = 21000
	PlaceVLAN         = 22000
	PlaceTrack        = 23000
	PlaceClient       = 24000
	PlaceClassMap     = 25000
	PlacePolicyMap    = 26000
	PlaceZone         = 27000
	PlaceCrypto       = 28000
	PlaceController   = 29000
	PlaceInterface    = 30000
	PlaceRouter       = 40000
	PlaceForward      = 41000
	PlaceRoute        = 42000
	PlaceNamedList    = 43000
	PlacePrefixList   = 44000
	PlaceSLA          = 45000
	PlaceLogging      = 46000
	PlaceAccessList   = 47000
	PlaceRouteMap     = 48000
	PlaceSNMP         = 49000
	PlaceServers      = 50000
	PlaceIPv6List     = 51000
	PlaceControl      = 52000
	PlaceDialPeer     = 53000
	PlaceBanner       = 54000
	PlaceAlias        = 55000
	PlaceLine         = 56000
	PlaceScheduler    = 57000
	PlaceEvent        = 58000
)
