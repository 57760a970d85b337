package systemfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// Opaque returns a file system that is only listed, such as archive:, xmodem:,
// cns:, or the network prefixes of a device without a network. Its row is i; an
// empty Type means ifs.Opaque, an empty Access ifs.ReadWrite, and a Size or Free of
// 0 is unknown. Opening and creating files fails with KindUnsupported, or with
// KindReadOnly or KindWriteOnly according to its Access.
func Opaque(i ifs.Info) ifs.FS {
	if i.Type == "" {
		i.Type = ifs.Opaque
	}
	if i.Access == "" {
		i.Access = ifs.ReadWrite
	}
	if i.Size == 0 {
		i.Size, i.Free = -1, -1
	}
	return opaque{i}
}

type opaque struct{ info ifs.Info }

func (o opaque) Info() ifs.Info { return o.info }

func (o opaque) Open(_ context.Context, name ifs.Name) (ifs.File, error) {
	return nil, fail(ifs.OpOpen, name, o.kind(ifs.WriteOnly, ifs.KindWriteOnly), nil)
}

func (o opaque) Create(_ context.Context, name ifs.Name, _ int64) (ifs.Writer, error) {
	return nil, fail(ifs.OpOpen, name, o.kind(ifs.ReadOnly, ifs.KindReadOnly), nil)
}

func (o opaque) kind(a ifs.Access, k ifs.Kind) ifs.Kind {
	switch {
	case o.info.Absent:
		return ifs.KindNoDevice
	case o.info.Access == a:
		return k
	}
	return ifs.KindUnsupported
}

// Null returns null:, which discards all that is written and reads as empty.
func Null() ifs.FS { return null{} }

type null struct{}

func (null) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Opaque, Access: ifs.ReadWrite}
}

func (null) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	return newFile(nil), nil
}

func (null) Create(ctx context.Context, name ifs.Name, _ int64) (ifs.Writer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fail(ifs.OpOpen, name, ifs.KindAborted, err)
	}
	return discard{}, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Commit() error               { return nil }
func (discard) Abort() error                { return nil }
