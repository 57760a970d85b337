package running

import "strings"

// RouterID decodes `router-id A.B.C.D`, behind `eigrp` and `bgp` too, and `bgp router-id
// interface NAME`.
func RouterID(l Line) (Value, error) {
	if l.Word(2) == "interface" {
		name := l.Word(3)
		return In(func(r *Router) { r.RouterIDFrom = name }), nil
	}
	id := l.Addr(len(l.Words) - 1)
	return In(func(r *Router) { r.RouterID = id }), nil
}

// RouterNetwork decodes `network A.B.C.D [MASK] [area AREA]`.
func RouterNetwork(l Line) (Value, error) {
	n := Network{Addr: l.Addr(1), Mask: l.Addr(2)}
	if i := len(l.Words) - 2; i > 1 && l.Words[i] == "area" {
		n.Area = l.Words[i+1]
	}
	return In(func(r *Router) { r.Networks = append(r.Networks, n) }), nil
}

// Redistribute decodes `redistribute SOURCE …`.
func Redistribute(l Line) (Value, error) {
	from := Redistribution{Source: l.Word(1), Text: l.After(1)}
	if process := l.Word(2); process != "" && strings.Trim(process, "0123456789") == "" {
		from.Source += " " + process
	}
	return In(func(r *Router) { r.Redistribution = append(r.Redistribution, from) }), nil
}

// PassiveInterface decodes `passive-interface NAME` and `passive-interface default`.
func PassiveInterface(l Line) (Value, error) {
	name, passive := l.Word(1), !l.No
	if name == "default" {
		return In(func(r *Router) { r.PassiveDefault = passive }), nil
	}
	return In(func(r *Router) { r.Passive[name] = passive }), nil
}

// MaximumPaths decodes `maximum-paths N`.
func MaximumPaths(l Line) (Value, error) {
	n := l.Int(1)
	return In(func(r *Router) { r.MaximumPaths = n }), nil
}

// AutoSummary decodes `auto-summary`.
func AutoSummary(l Line) (Value, error) {
	on := !l.No
	return In(func(r *Router) { r.AutoSummary = on }), nil
}

// RIPVersion decodes `version N` of RIP.
func RIPVersion(l Line) (Value, error) {
	n := l.Int(1)
	return In(func(r *Router) { r.RIPVersion = n }), nil
}

// Variance decodes `variance N` of EIGRP.
func Variance(l Line) (Value, error) {
	n := l.Int(1)
	return In(func(r *Router) { r.Variance = n }), nil
}

// MaximumHops decodes `metric maximum-hops N` of EIGRP.
func MaximumHops(l Line) (Value, error) {
	n := l.Int(2)
	return In(func(r *Router) { r.MaximumHops = n }), nil
}

// ReferenceBandwidth decodes `auto-cost reference-bandwidth MBIT` of OSPF.
func ReferenceBandwidth(l Line) (Value, error) {
	n := l.Int(2)
	return In(func(r *Router) { r.ReferenceBandwidth = n }), nil
}

// AreaType decodes `area AREA stub` and `area AREA nssa`. Of both lines the later counts.
func AreaType(l Line) (Value, error) {
	name, kind := l.Word(1), AreaStub
	if l.Word(2) == "nssa" {
		kind = AreaNSSA
	}
	return In(func(r *Router) { r.area(name).Kind = kind }), nil
}

// AreaAuth decodes `area AREA authentication [message-digest]`. Of both lines
// message-digest counts.
func AreaAuth(l Line) (Value, error) {
	name, kind := l.Word(1), AreaPassword
	if l.Word(3) == "message-digest" {
		kind = AreaMessageDigest
	}
	return In(func(r *Router) {
		a := r.area(name)
		a.Authentication = max(a.Authentication, kind)
	}), nil
}

// RemoteAS decodes `neighbor NAME remote-as AS` of BGP.
func RemoteAS(l Line) (Value, error) {
	n := Neighbor{Name: l.Word(1), RemoteAS: l.Word(3)}
	return In(func(r *Router) { r.Neighbors = append(r.Neighbors, n) }), nil
}
