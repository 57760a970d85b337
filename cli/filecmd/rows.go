// Package filecmd has the commands that work on files: dir, copy, delete, verify and their
// like, one in each file. Their output is described in ios-files.md. A command gets file
// names from arguments of package cli:
//
//	var moreArg = cli.NewFile(ifs.CanRead, "File to display on", false)
package filecmd

import "github.com/iosim/iosim/cli"

// Rows returns the commands of the family.
func Rows() []*cli.Row {
	return []*cli.Row{
		archiveConfigRow, archiveTarRow, cdRow, confirmRow, copyRow, deleteRow, dirRow, eraseRow, formatRow, fsckRow, mkdirRow, moreRow, pwdRow, renameRow, replaceRow, revertRow, rmdirRow,
		showArchiveRow, showDifferencesRow, showIncrementalRow, showTimerRow,
		showDescriptorsRow, showFileInfoRow, showFileSystemsRow, showFlashRow, squeezeRow, trialRow, undeleteRow, verifyRow, writeRow,
	}
}
