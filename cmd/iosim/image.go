package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/printable"
)

// imageCommand builds and shows images.
func imageCommand(args []string, out, errs io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "build":
			return report(errs, buildImage(args[1:], out))
		case "show":
			return report(errs, showImage(args[1:], out))
		}
	}
	fmt.Fprintln(errs, "usage: iosim image build NAME [-o FILE] [-size BYTES]")
	fmt.Fprintln(errs, "       iosim image show FILE")
	return exitUsage
}

func report(errs io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(errs, "iosim:", printable.Lines(err.Error()))
	return exitFailed
}

// buildImage writes a synthetic image: one of the catalogue, or a new one with
// any name of the grammar.
func buildImage(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("image build", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	file := fs.String("o", "", "file to write (default: NAME in this folder)")
	size := fs.Int64("size", 0, "size in bytes of an image that the catalogue does not have")
	var names []string
	for {
		if err := fs.Parse(args); err != nil {
			return fmt.Errorf("image build: %w", err)
		}
		if args = fs.Args(); len(args) == 0 {
			break
		}
		names, args = append(names, args[0]), args[1:]
	}
	if len(names) != 1 {
		return errors.New("image build: one name is needed, such as c2900-universalk9-mz.SPA.157-3.M8.bin")
	}
	name := filepath.Base(names[0])
	spec, err := images.Build(context.Background(), name, *size, images.Options{})
	if err != nil {
		return err
	}
	if *file == "" {
		*file = name
	}
	if err := writeImage(*file, spec); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d bytes, MD5 %s\n", *file, spec.Size, spec.MD5())
	return nil
}

// writeImage writes to a temporary file beside the target and renames it.
func writeImage(path string, spec images.Spec) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".iosim-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, spec.Image().Reader(), make([]byte, 1<<20))
	if err == nil {
		err = f.Chmod(0o644)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// showImage prints what a file is and whether it is whole.
func showImage(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("image show: one file is needed")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if st.IsDir() {
		return fmt.Errorf("%s is a folder", args[0])
	}
	r, err := images.Verify(context.Background(), f, st.Size(), nil)
	var bad *images.Error
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	i := r.Info
	fmt.Fprintf(out, "file       %s, %d bytes\n", args[0], st.Size())
	if i.Version != "" {
		fmt.Fprintf(out, "software   %s (%s), version %s\n", i.Family, i.Name, i.Version)
		fmt.Fprintf(out, "compiled   %s by %s\n", i.Compiled, i.Builder)
		fmt.Fprintf(out, "entry      0x%08x, machine %d\n", i.Entry, i.Machine)
		fmt.Fprintf(out, "signed     %t\nsynthetic  %t\n", i.Signed, i.Simulated)
	}
	fmt.Fprintf(out, "MD5        %x\n", r.MD5)
	if bad != nil {
		fmt.Fprintf(out, "verdict    %s\n", bad)
		return fmt.Errorf("%s is not bootable", args[0])
	}
	fmt.Fprintln(out, "verdict    whole")
	return nil
}
