package ios

import "testing"

// TestTables is where bad rows are found: running programs trust the tables.
func TestTables(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.tables.Check(); err != nil {
		t.Error(err)
	}
}
