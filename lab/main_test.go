package lab_test

import (
	"testing"

	"go.uber.org/goleak"
)

// Nothing that a lab starts outlives it.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
