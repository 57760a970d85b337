package ifs

import "context"

// Permit reports whether the user who acts may use a file of the router for op. It is asked
// each time a file is opened, created, listed, removed or renamed, and may change its
// answer in between.
type Permit func(op Op, name Name) bool

type permitKey struct{}

// WithPermit returns a copy of ctx for a user with the rights of p. A permit that ctx
// has already counts too: what acts for a user has no more rights than the user. A
// context without a permit is that of the router itself, which may do everything.
func WithPermit(ctx context.Context, p Permit) context.Context {
	if outer := permitOf(ctx); outer != nil {
		inner := p
		p = func(op Op, name Name) bool { return outer(op, name) && inner(op, name) }
	}
	return context.WithValue(ctx, permitKey{}, p)
}

// AsRouter returns a copy of ctx without permits: for what the router does by itself with
// its files while a command of a user runs, such as the listing of `show flash:`.
func AsRouter(ctx context.Context) context.Context {
	return context.WithValue(ctx, permitKey{}, Permit(nil))
}

func permitOf(ctx context.Context) Permit {
	p, _ := ctx.Value(permitKey{}).(Permit)
	return p
}

// Allowed returns nil if the permit of ctx allows op on a file of fs, and an error of
// KindPermission otherwise. Files of servers are no files of the router: their servers
// judge who may use them.
func Allowed(ctx context.Context, fs FS, op Op, name Name) error {
	p := permitOf(ctx)
	if p == nil || p(op, name) || fs.Info().Type == Network {
		return nil
	}
	return &Error{Op: op, Name: rooted(name), Kind: KindPermission}
}

// rooted returns name with the slash that errors show before a local path.
func rooted(name Name) Name {
	if name.Path == "" || name.Path[0] != '/' {
		name.Path = "/" + name.Path
	}
	return name
}

// Open opens a file for reading if the permit of ctx allows it (see FS.Open).
func Open(ctx context.Context, fs FS, name Name) (File, error) {
	if err := Allowed(ctx, fs, OpOpen, name); err != nil {
		return nil, err
	}
	return fs.Open(ctx, name)
}

// Create starts writing a file if the permit of ctx allows it (see FS.Create).
func Create(ctx context.Context, fs FS, name Name, size int64) (Writer, error) {
	if err := Allowed(ctx, fs, OpOpen, name); err != nil {
		return nil, err
	}
	return fs.Create(ctx, name, size)
}
