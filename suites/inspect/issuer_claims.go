package inspect

import (
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/jose"
)

func (w *issued) subject() error {
	if !w.Claims.Has("sub") {
		return errors.New("it has no sub claim")
	}
	return nil
}

// subjectAsked: the subject is the workload for which the WIT was asked.
func (w *issued) subjectAsked() error {
	if w.Issue == nil {
		return nil
	}
	asked, isText := w.Issue.Subject.(string)
	if got, ok := w.Claims.String("sub"); ok && isText && got != asked {
		return fmt.Errorf("sub %s is not the one that was asked for, %s", short(got), short(asked))
	}
	return nil
}

func (w *issued) subjectText() error {
	if _, ok := w.Claims.String("sub"); w.Claims.Has("sub") && !ok {
		return errors.New("sub is not a string")
	}
	return nil
}

func (w *issued) issuer() error {
	if iss, _ := w.Claims.String("iss"); iss == "" {
		return errors.New("it has no iss claim that is a string")
	}
	return nil
}

func (w *issued) expiry() error {
	if !w.Claims.Has("exp") {
		return errors.New("it has no exp claim")
	}
	return nil
}

// expiryNumber: RFC 7519, Section 4.1.4.
func (w *issued) expiryNumber() error { return jose.RequireNumber(w.Claims, "exp") }

// expiryUsable: draft-ietf-wimse-workload-creds-02, Section 9.2.1. A WIT without an exp that means
// something has no end.
func (w *issued) expiryUsable() error {
	if _, ok := date(w.Claims, "exp"); !ok {
		return errors.New("nothing limits its lifetime")
	}
	return nil
}

func (w *issued) expiryAhead() error {
	if exp, ok := date(w.Claims, "exp"); ok && !w.At.Before(exp) {
		return fmt.Errorf("exp %d has passed", exp.Unix())
	}
	return nil
}

// expirySoon: draft-ietf-wimse-workload-creds-02, Section 9.2.1.
func (w *issued) expirySoon() error {
	if exp, ok := date(w.Claims, "exp"); ok && exp.Sub(w.At) > maxWIT+skew {
		return fmt.Errorf("exp %d is more than %v ahead", exp.Unix(), maxWIT)
	}
	return nil
}

func (w *issued) tokenID() error {
	if jti, _ := w.Claims.String("jti"); jti == "" {
		return errors.New("it has no jti claim that is a string with something in it")
	}
	return nil
}

// tokenIDNew: RFC 7519, Section 4.1.7.
func (w *issued) tokenIDNew() error {
	jti, _ := w.Claims.String("jti")
	for i, text := range w.Earlier {
		t, err := parse(text)
		if err != nil || jti == "" || text == w.WIT {
			continue
		}
		if before, _ := t.Claims.String("jti"); before == jti {
			return fmt.Errorf("its jti %s is that of the WIT %d before", short(jti), len(w.Earlier)-i)
		}
	}
	return nil
}
