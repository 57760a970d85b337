// Package filecmd is the commands that work on files: dir, copy, delete, verify
// and their like, one in each file. What they print is in ios-files.md.
package filecmd

import "github.com/iosim/iosim/cli"

// Rows are the commands of the family.
func Rows() []*cli.Row {
	return []*cli.Row{
		cdRow, copyRow, deleteRow, dirRow, eraseRow, mkdirRow, moreRow, pwdRow, renameRow, rmdirRow,
		showFileSystemsRow, showFlashRow, verifyRow, writeRow,
	}
}
