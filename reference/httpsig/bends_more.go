package httpsig

import (
	"encoding/base64"
	"encoding/binary"
	"hash/adler32"
	"maps"
	"slices"

	"github.com/dunglas/httpsfv"
)

const wrongAudience = "https://elsewhere.example/"

// audienceBends concern the audience, and what else a request alone says.
var audienceBends = []bend{
	{"SIG-AUD-PRESENT", "caller", func(d *draft) { d.params.Del(d.facts.AudienceParameter) }},
	{"SIG-AUD-STRING", "caller", func(d *draft) {
		if v, ok := d.params.Get(d.facts.AudienceParameter); ok {
			d.params.Add(d.facts.AudienceParameter, httpsfv.Token(v.(string)))
		}
	}},
	{"SIG-AUD-IDENTIFIES", "caller", func(d *draft) { d.name(wrongAudience) }},
	{"SIG-AUD-DEFAULT", "caller", func(d *draft) { d.name(d.msg.Request.URL + "?") }},
	{"SIG-AUD-SHOULD-EXPLICIT", "caller", func(d *draft) { d.name(bare(d.msg.Request.URL)) }},
	{"SIG-AUDIENCE-HDR-LEGACY", "caller", func(d *draft) {
		if d.facts.AudienceField != "" {
			d.remove(d.facts.AudienceField)
		}
	}},
	{"RSP-SIGN-PARAM-CLIENT", "caller", func(d *draft) { d.params.Del(d.facts.SignResponse) }},
	{"RSP-SIGN-PARAM-BOOLEAN", "caller", func(d *draft) {
		if d.facts.SignResponse != "" {
			d.params.Add(d.facts.SignResponse, int64(1))
		}
	}},
	{"RSP-ACCEPT-SIG-CLIENT", "caller", askForLess},
	{"RSP-ACCEPT-SIG-NOT-WEAKER", "caller", askForLess},
}

func askForLess(d *draft) { d.accept([]string{"@method;req"}) }

// responseBends concern what a response alone has.
var responseBends = []bend{
	{"RSP-REQ-NONCE-PRESENT", "signer", func(d *draft) { d.params.Del(d.facts.RequestNonce) }},
	{"RSP-REQ-NONCE-VALUE", "signer", func(d *draft) {
		if d.facts.RequestNonce != "" {
			d.params.Add(d.facts.RequestNonce, "another")
		}
	}},
	{"SIG-AUD-REQUEST-ONLY", "signer", func(d *draft) { d.params.Add("wimse-aud", wrongAudience) }},
	{"RSP-WIT-OWN", "signer", func(d *draft) {
		for _, wit := range d.msg.Request.Fields.Values(d.Profile.WIT().Field) {
			d.set(d.Profile.WIT().Field, wit)
		}
	}},
}

func (d *draft) addToExpires(seconds int64) {
	if v, ok := d.params.Get("expires"); ok {
		d.params.Add("expires", v.(int64)+seconds)
	}
}

func (d *draft) cutNonce(length int) {
	if v, ok := d.params.Get("nonce"); ok {
		nonce := v.(string)
		d.params.Add("nonce", nonce[:min(length, len(nonce))])
	}
}

func nonceAsToken(d *draft) {
	if v, ok := d.params.Get("nonce"); ok {
		d.params.Add("nonce", httpsfv.Token("n"+v.(string)))
	}
}

// registeredName gives the name of an algorithm as the alg parameter has it, or the one of JOSE
// where there is none.
func registeredName(alg string) string {
	for _, name := range slices.Sorted(maps.Keys(registered)) {
		if slices.Contains(registered[name], alg) {
			return name
		}
	}
	return alg
}

func checksum(body []byte) string {
	sum := binary.BigEndian.AppendUint32(nil, adler32.Checksum(body))
	return "adler=:" + base64.StdEncoding.EncodeToString(sum) + ":"
}
