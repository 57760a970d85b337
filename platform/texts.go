package platform

// Texts says how the software of the platform words what other platforms word
// differently (ios-files.md 15).
type Texts struct {
	Product         string // how the software names itself before its family: "Cisco IOS Software, "
	DirSizeWidth    int    // digits of the size in dir
	FilePerm        string // "-rw-"
	DirPerm         string // "drw-"
	EraseBeforeCopy bool   // copy to flash asks to erase first
	CopyProgress    string // what a local copy prints before its C's; "" nothing
	Verify          Verify
	MD5NamesFile    bool   // verify /md5 says "MD5 of URL Done!"
	DirNotEmpty     string // the refusal of rmdir
	FormatDone      string // last line of format, %s the prefix with its colon
	ShowsUser       bool   // messages keep user and password of a URL

	Slash     bool   // delete asks with a slash before the name
	DateWidth int    // columns of the date in dir: 27, or 21 without offset
	NoDate    string // what dir has in place of a date: "<no date>"
	ListWidth int    // columns of the sizes in show file systems: 12, or 11
	DotBytes  int64  // bytes that a dot of verify stands for
	// USBPadded: show of a stick pads the day and has no offset, as on the first ISR G2
	// (ios-files.md 4.1).
	USBPadded bool
	MorePause bool // "Accessing …" and the lines of an erase end in a blank

	Routes RouteTable
}

// Verify is what the command verify prints of an image.
type Verify int

// The forms of verify (ios-files.md 7).
const (
	VerifySHA2 Verify = iota // "Starting image verification", SHA2 and CCO MD5
	VerifyMD5                // "Verifying file integrity of", three MD5 lines
	VerifySum                // the checksum of the flash alone: "Verified URL"
)

// isrG2Texts are those of the first releases of ISR G2, 15.0: local copies have no
// words before their marks [UNSOURCED], verify /md5 does not name the file
// (ios-files.md 6.7, 7, 15).
var isrG2Texts = Texts{
	Product:      "Cisco IOS Software, ",
	DirSizeWidth: 10, FilePerm: "-rw-", DirPerm: "drw-",
	Slash:       true,
	Verify:      VerifySHA2,
	DirNotEmpty: "Can't delete a directory that has files in it",
	FormatDone:  "Format of %s complete",
	DateWidth:   27, NoDate: "<no date>", ListWidth: 12, DotBytes: 4096, USBPadded: true,
	Routes: routes150,
}

// isrG2Eras are what later releases of ISR G2 word in another way (ios-files.md 7, 15).
var isrG2Eras = func() []Era {
	since151 := isrG2Texts
	since151.MD5NamesFile, since151.USBPadded = true, false
	since152 := since151
	since152.CopyProgress, since152.Routes = "Copy in progress...", routes152
	since154, since156 := since152, since152
	since154.Routes, since156.Routes = routes154, routes156
	return []Era{{Release{15, 1}, since151}, {Release{15, 2}, since152}, {Release{15, 4}, since154}, {Release{15, 6}, since156}}
}()

// classBTexts are those of 12.0 to 12.2 on class B flash (ios-files.md 1, 2.4, 4.4,
// 6.9, 15; the product [UNSOURCED]).
var classBTexts = Texts{
	Product:      "Cisco Internetwork Operating System Software \nIOS (tm) ",
	DirSizeWidth: 10, FilePerm: "-rw-", DirPerm: "drw-",
	EraseBeforeCopy: true, Verify: VerifySum,
	DirNotEmpty: "Directory not empty", FormatDone: "Format of %s complete", ShowsUser: true,
	DateWidth: 21, ListWidth: 11, DotBytes: 4096, MorePause: true,
	Routes: routes122,
}

// classBTexts124 are those of 12.3 and 12.4 on class B flash: the wider date, and
// verify by the image's MD5 (ios-files.md 7: 120 dots for an image of about 30 MB
// [CALC]).
var classBTexts124 = Texts{
	Product:      "Cisco IOS Software, ",
	DirSizeWidth: 10, FilePerm: "-rw-", DirPerm: "drw-",
	EraseBeforeCopy: true, Verify: VerifyMD5,
	DirNotEmpty: "Directory not empty", FormatDone: "Format of %s complete", ShowsUser: true,
	DateWidth: 27, NoDate: "<no date>", ListWidth: 12, DotBytes: 262144,
	Routes: routes124,
}
