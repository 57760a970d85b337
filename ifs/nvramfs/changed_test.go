package nvramfs_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/nvramfs"
	"github.com/iosim/iosim/internal/chunk"
)

// A change is reported after it is done, when the NVRAM can be read again.
func TestOnChange(t *testing.T) {
	ctx := context.Background()
	f, err := nvramfs.New(chunk.NewFs(chunk.NewStore()), 262136)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	f.OnChange(func(c ifs.Change) {
		f.Info()
		told = append(told, fmt.Sprint(c.Kind, " ", c.Name, " ", c.To, " ", c.Size))
	})
	name := func(path string) ifs.Name { return ifs.Name{Prefix: "nvram", Path: path} }
	put := func(path, text string) {
		t.Helper()
		w, err := f.Create(ctx, name(path), int64(len(text)))
		if err == nil {
			if _, err = io.WriteString(w, text); err == nil {
				err = w.Commit()
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	change := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	put("startup-config", "end\n")
	put("underlying-config", "!\nend\n")
	put("x", "123")
	put("X", "1")
	change(f.Rename(ctx, name("x"), name("y")))
	change(f.SetPrivate([]byte("p")))
	change(f.Erase())
	change(f.Erase()) // there is nothing left to erase
	change(f.EraseAll())
	if f.Remove(ctx, name("y")) == nil {
		t.Error("what is not there was removed")
	}
	want := []string{
		fmt.Sprint(ifs.Created, " nvram:/startup-config  4"),
		fmt.Sprint(ifs.Replaced, " nvram:/startup-config  6"),
		fmt.Sprint(ifs.Created, " nvram:/x  3"),
		fmt.Sprint(ifs.Replaced, " nvram:/x  1"),
		fmt.Sprint(ifs.Renamed, " nvram:/x nvram:/y 0"),
		fmt.Sprint(ifs.Created, " nvram:/private-config  1"),
		fmt.Sprint(ifs.Removed, " nvram:/startup-config  0"),
		fmt.Sprint(ifs.Replaced, " nvram:/private-config  0"),
		fmt.Sprint(ifs.Removed, " nvram:/y  0"),
	}
	if d := cmp.Diff(want, told); d != "" {
		t.Error(d)
	}
}
