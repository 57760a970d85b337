package ifs

// Change is something that has changed on a file system.
type Change struct {
	Kind ChangeKind
	Name Name  // with an absolute path, as the file system spells it; of Formatted without one
	To   Name  // of Renamed: the name now
	Size int64 // of Created and Replaced: bytes
}

// ChangeKind says what has changed.
type ChangeKind int

// The kinds of changes.
const (
	Created ChangeKind = iota
	Replaced
	Removed
	Renamed // a file or a directory
	DirCreated
	DirRemoved
	Formatted // all files are gone
)
