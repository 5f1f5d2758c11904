package wit

import (
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentConfirmation looks for the claim and not at its type.
var bentConfirmation = []check.Bent[*state]{{Name: "of-another-type", Run: func(s *state) error {
	return check.FailIf(!s.token.Claims.Has("cnf"), "it has no cnf claim")
}}}

// bentKeyMember makes do with a name or a place of the key, or with a key that is null.
var bentKeyMember = []check.Bent[*state]{
	keyMemberIf("kid", func(cnf map[string]any) bool { return cnf["kid"] != nil && cnf["jku"] == nil }),
	keyMemberIf("jku", func(cnf map[string]any) bool { return cnf["jku"] != nil }),
	keyMemberIf("null", func(cnf map[string]any) bool {
		jwk, there := cnf["jwk"]
		return there && jwk == nil
	}),
}

func keyMemberIf(name string, enough func(cnf map[string]any) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		cnf, there := s.token.Claims.Members["cnf"].(map[string]any)
		bad := there && s.jwk.Members == nil && !enough(cnf)
		return check.FailIf(bad, "cnf has no jwk that is an object")
	}}
}

// bentPrivate knows one private member.
var bentPrivate = []check.Bent[*state]{{Name: "d-alone", Run: func(s *state) error {
	return check.FailIf(s.jwk.Has("d") && !s.symmetricKey(), `cnf.jwk holds the private member "d"`)
}}}

// bentKeyNamesAlg looks for the member, or for a string, and not at what it says.
var bentKeyNamesAlg = []check.Bent[*state]{
	{Name: "null", Run: func(s *state) error {
		alg, there := s.jwk.Members["alg"]
		bad := s.jwk.Members != nil && (!there || alg == "")
		return check.FailIf(bad, "cnf.jwk names no alg")
	}},
	{Name: "empty", Run: func(s *state) error {
		_, isText := s.jwk.String("alg")
		return check.FailIf(s.jwk.Members != nil && !isText, "cnf.jwk names no alg")
	}},
}

// bentSymmetric goes by the key's type, or knows one name.
var bentSymmetric = []check.Bent[*state]{
	{Name: "by-type", Run: func(s *state) error {
		return check.FailIf(s.jwk.Members["kty"] == "oct", "cnf.jwk is a symmetric key")
	}},
	{Name: "hs256-alone", Run: func(s *state) error {
		alg, _ := s.jwk.String("alg")
		bad := s.symmetricKey() && (alg == "HS256" || !jose.IsSymmetric(alg))
		return check.FailIf(bad, "cnf.jwk is for a symmetric algorithm")
	}},
}

// bentEncryption knows the names that begin with RSA.
var bentEncryption = []check.Bent[*state]{{Name: "rsa-alone", Run: func(s *state) error {
	alg, _ := s.jwk.String("alg")
	bad := jose.IsEncryption(alg) && strings.HasPrefix(alg, "RSA")
	return check.FailIf(bad, "cnf.jwk.alg %.40q is for encryption", alg)
}}}

// bentKey reads the coordinates and does not ask whether they are those of a point on the curve.
var bentKey = []check.Bent[*state]{{Name: "off-the-curve", Run: func(s *state) error {
	err := confirm(s)
	x, _ := s.jwk.String("x")
	y, _ := s.jwk.String("y")
	if s.jwk.Members["kty"] == "EC" && s.wit.Confirmation.Public == nil && x != "" && len(x) == len(y) {
		return nil
	}
	return err
}}}
