package iosimtest

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// ReadyFile writes where all devices and hosts answer, in the form of the ready file
// of iosim serve, for a program that is to find the lab by it; it returns the file's path.
// The file is gone at the end of the test.
func (l *Lab) ReadyFile() string {
	l.t.Helper()
	b, err := json.Marshal(l.endpoints)
	file := filepath.Join(l.t.TempDir(), "ready.json")
	if err == nil {
		err = os.WriteFile(file, b, 0o644)
	}
	if err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
	return file
}
