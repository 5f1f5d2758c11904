package scenario

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

func (f file) checkProofs(s *Scenario) error {
	for i, p := range s.Proofs {
		path := fmt.Sprintf("proofs.%d", i)
		if p.TokenID == "" {
			return f.wrong(path+".jti", "is missing")
		}
		if err := f.request(path+".request", p.Request); err != nil {
			return err
		}
		if err := f.within(s, path, p.From, p.Sent, p.Lifetime); err != nil {
			return err
		}
	}
	return nil
}

func (f file) checkExchanges(s *Scenario) error {
	for i, x := range s.Exchanges {
		path := fmt.Sprintf("exchanges.%d", i)
		if err := f.request(path+".request", x.Request); err != nil {
			return err
		}
		switch {
		case http.StatusText(x.Response.Status) == "":
			return f.wrong(path+".response.status", "%d is no status that HTTP knows", x.Response.Status)
		case x.Request.Nonce == "" || x.Response.Nonce == "":
			return f.wrong(path, "needs request.nonce and response.nonce")
		case x.Request.Nonce == x.Response.Nonce:
			return f.wrong(path+".response.nonce", "is that of the request")
		case x.Answered.Before(x.Sent) || x.Answered.After(x.Sent.Add(x.Lifetime)):
			return f.wrong(path+".answered", "is not while the request is good")
		}
		if err := f.within(s, path, x.From, x.Sent, x.Lifetime); err != nil {
			return err
		}
		if err := f.within(s, path, x.To, x.Answered, x.Lifetime); err != nil {
			return err
		}
	}
	return nil
}

func (f file) request(path string, r Request) error {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" || u.Fragment != "" {
		return f.wrong(path+".url", "%q is no https URL without a fragment", r.URL)
	}
	if r.Method == "" {
		return f.wrong(path+".method", "is missing; expected is one such as GET")
	}
	return nil
}

// within wants a proof to be made and to end while the WIT of its maker is good: the token is issued
// before it is used, and nothing outlives it.
func (f file) within(s *Scenario, path, name string, sent time.Time, lifetime time.Duration) error {
	w := s.Workload(name)
	switch {
	case w == nil:
		return f.wrong(path, "there is no workload %q", name)
	case sent.IsZero() || lifetime <= 0:
		return f.wrong(path, "needs times and a lifetime")
	case sent.Nanosecond() != 0 || lifetime%time.Second != 0:
		return f.wrong(path, "holds a part of a second, which tokens do not")
	case sent.Before(w.WIT.Issued) || sent.Add(lifetime).After(w.WIT.Expires()):
		return f.wrong(path, "does not lie within the WIT of %s, which is good from %s to %s", name,
			w.WIT.Issued.Format(time.RFC3339), w.WIT.Expires().Format(time.RFC3339))
	}
	return nil
}
