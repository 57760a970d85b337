//go:build !unix

package hostfile

// NonBlock is no flag: names of folders are no pipes here.
const NonBlock = 0
