package peertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pamService makes a PAM service that lets in one user with one password, whom
// the system does not know, and returns its name. PAM reads services from
// /etc/pam.d alone: the file there has a name of its own and goes with the test.
//
// The account is a Berkeley DB file in folder for pam_userdb. pam_exec would
// need no file, but vsftpd takes the end of its child for that of a session.
func pamService(t testing.TB, folder, user, password string) string {
	t.Helper()
	accounts := filepath.Join(folder, "accounts")
	Run(t, folder, "perl", "-MDB_File", "-e",
		`tie my %a, "DB_File", shift, O_RDWR|O_CREAT, 0600, $DB_HASH or die "$!"; $a{$ARGV[0]} = $ARGV[1]; untie %a`,
		accounts+".db", user, password) // pam_userdb adds the .db itself
	f, err := os.CreateTemp("/etc/pam.d", "iosim-peertest-*")
	if err != nil {
		absent(t, fmt.Errorf("vsftpd needs a PAM service: %w", err))
	}
	t.Cleanup(func() {
		if err := os.Remove(f.Name()); err != nil {
			t.Error(err)
		}
	})
	_, err = f.WriteString(strings.Join([]string{
		"# Made by a test of iosim against vsftpd. If no test runs, it can go.",
		"auth required pam_userdb.so crypt=none db=" + accounts,
		"account required pam_userdb.so crypt=none db=" + accounts,
		"",
	}, "\n"))
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(f.Name())
}
