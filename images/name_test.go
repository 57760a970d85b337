package images

import (
	"errors"
	"testing"
)

func TestParseFile(t *testing.T) {
	for _, c := range []struct {
		file, name, version string
		signed              bool
	}{
		{"c2900-universalk9-mz.SPA.155-3.M4a.bin", "C2900-UNIVERSALK9-M", "15.5(3)M4a", true},
		{"C2900-universalk9-mz.SPA.152-4.M1.BIN", "C2900-UNIVERSALK9-M", "15.2(4)M1", true},
		{"c1900-universalk9-mz.SPA.150-1.M8.bin", "C1900-UNIVERSALK9-M", "15.0(1)M8", true},
		{"c1900-universalk9_npe-mz.SSA.157-3.M9.bin", "C1900-UNIVERSALK9_NPE-M", "15.7(3)M9", true},
		{"c2600-i-mz.122-10b.bin", "C2600-I-M", "12.2(10b)", false},
		{"c2801-advsecurityk9-mz.124-24.T.bin", "C2801-ADVSECURITYK9-M", "12.4(24)T", false},
		{"c2800nm-adventerprisek9_ivs_li-mz.151-3.T4.bin", "C2800NM-ADVENTERPRISEK9_IVS_LI-M", "15.1(3)T4", false},
	} {
		i, err := ParseFile(c.file)
		if err != nil || i.Name != c.name || i.Version != c.version || i.Signed != c.signed || i.Compiled == "" || i.Release == "" || i.Machine == 0 {
			t.Errorf("%s: %+v, %v", c.file, i, err)
		}
	}
	for _, file := range []string{
		"", ".bin", "a.bin", "c2900-universalk9-mz.SPA.155-3.M4a", "c2900-universalk9.155-3.M4a.bin", "c2900-universalk9-mz.SPA.bin",
		"c2900-universalk9-mz.SPA.1553.M4a.bin", "c2900-universalk9-qz.155-3.M.bin", "c2900--mz.155-3.M.bin", "c2900-universalk9-mz.155-.bin",
		"c29/00-universalk9-mz.SPA.155-3.M.bin", "c2900-universalk9-mz.SPA.155-3.M 1.bin", "isr4300-universalk9.16.09.03.SPA.bin", "\xff-\xff-m.155-3.M.bin",
	} {
		_, err := ParseFile(file)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindName {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func FuzzParseFile(f *testing.F) {
	f.Add("c2900-universalk9-mz.SPA.155-3.M4a.bin")
	f.Add("c2600-i-mz.122-10b.bin")
	f.Fuzz(func(t *testing.T, name string) {
		i, err := ParseFile(name)
		if err != nil {
			return
		}
		if _, err := newSpec(name, sizeOf(i), i, Options{}); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	})
}
