package scenario

import (
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
)

// APIVersion is the first line of a scenario file.
const APIVersion = "wimsespec/scenario/v1"

// Scenario is the contents of a scenario file. Times are UTC.
type Scenario struct {
	APIVersion  string     `yaml:"apiVersion"`
	TrustDomain string     `yaml:"trust_domain"`
	Issuer      Issuer     `yaml:"issuer"`
	Authority   Authority  `yaml:"authority"`
	Workloads   []Workload `yaml:"workloads"`
	Proofs      []Proof    `yaml:"proofs"`
	Exchanges   []Exchange `yaml:"exchanges"`
}

// Issuer signs the WITs. URI is the value of iss; without one the claim is left out where it may be.
type Issuer struct {
	URI string `yaml:"uri"`
	Key string `yaml:"key"`
}

// Authority signs the certificates. Name is the common name in its own.
type Authority struct {
	Key      string        `yaml:"key"`
	Name     string        `yaml:"name"`
	Issued   time.Time     `yaml:"issued"`
	Lifetime time.Duration `yaml:"lifetime"`
}

// Workload is one workload with its credentials. Its Name goes into the names of files.
type Workload struct {
	Name        string       `yaml:"name"`
	Identifier  string       `yaml:"identifier"`
	Key         string       `yaml:"key"`
	WIT         WIT          `yaml:"wit"`
	Certificate *Certificate `yaml:"certificate"`
}

// WIT says how a workload's token is issued. File is the name of the files in which it is printed,
// without their endings; it may be empty.
type WIT struct {
	File     string        `yaml:"file"`
	TokenID  string        `yaml:"jti"`
	Issued   time.Time     `yaml:"issued"`
	Lifetime time.Duration `yaml:"lifetime"`
}

// Expires is the time of exp.
func (w WIT) Expires() time.Time { return w.Issued.Add(w.Lifetime) }

// Certificate says how a workload's certificate is issued.
type Certificate struct {
	Key      string        `yaml:"key"`
	Issued   time.Time     `yaml:"issued"`
	Lifetime time.Duration `yaml:"lifetime"`
	DNSNames []string      `yaml:"dns_names"`
}

// Proof is a request with a WIT and a WPT. Audience is that of the WPT; empty means the target URI
// without query and fragment.
type Proof struct {
	File             string        `yaml:"file"`
	From             string        `yaml:"from"`
	Audience         string        `yaml:"audience"`
	TokenID          string        `yaml:"jti"`
	Sent             time.Time     `yaml:"sent"`
	Lifetime         time.Duration `yaml:"lifetime"`
	AccessToken      string        `yaml:"access_token"`
	UnderstoodTokens []string      `yaml:"understood_tokens"`
	Request          Request       `yaml:"request"`
}

// Exchange is a signed request and its signed response.
type Exchange struct {
	RequestFile  string        `yaml:"request_file"`
	ResponseFile string        `yaml:"response_file"`
	From         string        `yaml:"from"`
	To           string        `yaml:"to"`
	Label        string        `yaml:"label"`
	Audience     string        `yaml:"audience"`
	Sent         time.Time     `yaml:"sent"`
	Answered     time.Time     `yaml:"answered"`
	Lifetime     time.Duration `yaml:"lifetime"`
	Request      Request       `yaml:"request"`
	Response     Response      `yaml:"response"`
}

// Request is what is sent, but for Host, Content-Length and what authenticates it. Nonce is for
// signed ones alone.
type Request struct {
	Method string         `yaml:"method"`
	URL    string         `yaml:"url"`
	Fields message.Fields `yaml:"fields"`
	Body   string         `yaml:"body"`
	Nonce  string         `yaml:"nonce"`
}

// Response is what comes back, likewise.
type Response struct {
	Status int            `yaml:"status"`
	Fields message.Fields `yaml:"fields"`
	Body   string         `yaml:"body"`
	Nonce  string         `yaml:"nonce"`
}

// Workload finds a workload by its name; nil where there is none.
func (s *Scenario) Workload(name string) *Workload {
	for i := range s.Workloads {
		if s.Workloads[i].Name == name {
			return &s.Workloads[i]
		}
	}
	return nil
}

// keyNames lists the keys of the scenario, each once, in the order of the file.
func (s *Scenario) keyNames() []string {
	names := []string{s.Issuer.Key, s.Authority.Key}
	for _, w := range s.Workloads {
		names = append(names, w.Key)
		if w.Certificate != nil {
			names = append(names, w.Certificate.Key)
		}
	}
	return names
}
