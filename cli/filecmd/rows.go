// Package filecmd is the commands that work on files: dir, copy, delete, verify
// and their like, one in each file. What they print is in ios-files.md.
package filecmd

import "github.com/iosim/iosim/cli"

// Rows are the commands of the family.
func Rows() []*cli.Row {
	return []*cli.Row{
		archiveConfigRow, archiveTarRow, cdRow, confirmRow, copyRow, deleteRow, dirRow, eraseRow, formatRow, fsckRow, mkdirRow, moreRow, pwdRow, renameRow, replaceRow, revertRow, rmdirRow,
		showArchiveRow, showDifferencesRow, showIncrementalRow, showTimerRow,
		showDescriptorsRow, showFileInfoRow, showFileSystemsRow, showFlashRow, squeezeRow, trialRow, undeleteRow, verifyRow, writeRow,
	}
}
