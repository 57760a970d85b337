package ios

import "github.com/iosim/iosim/cli"

// Tables are the real tables, for tests.
func (s *Base) Tables() *cli.Tables { return s.tables }
