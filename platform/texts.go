package platform

// Texts says how the software of the platform words what other platforms word
// differently (ios-files.md 15).
type Texts struct {
	DirSizeWidth    int    // digits of the size in dir
	FilePerm        string // "-rw-"
	DirPerm         string // "drw-"
	DirSize         int64  // size that dir shows of a directory
	FlashNumbered   bool   // show flash: lists "-#-" rows; otherwise it is dir
	CanonicalHeader bool   // dir names the file system by its own prefix, not by the alias
	EraseBeforeCopy bool   // copy to flash asks to erase first
	CopyProgress    string // what a local copy prints before its C's; "" nothing
	Verify          Verify
	MD5NamesFile    bool   // verify /md5 says "MD5 of URL Done!"
	DirNotEmpty     string // the refusal of rmdir
	FormatDone      string // last line of format, %s the prefix without the colon
	ShowsUser       bool   // messages keep user and password of a URL
}

// Verify is what the command verify prints of an image.
type Verify int

// The forms of verify (ios-files.md 7).
const (
	VerifySHA2 Verify = iota // "Starting image verification", SHA2 and CCO MD5
	VerifyMD5                // "Verifying file integrity of", three MD5 lines
)

var isrG2Texts = Texts{
	DirSizeWidth: 10, FilePerm: "-rw-", DirPerm: "drw-", DirSize: 0,
	FlashNumbered: true, CanonicalHeader: true,
	CopyProgress: "Copy in progress...", Verify: VerifySHA2, MD5NamesFile: true,
	DirNotEmpty: "Can't delete a directory that has files in it",
	FormatDone:  "Format of %s: complete",
}
