package subjects

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9/logging"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/replay/redisstore"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// referenceFlags are the flags of reference, as they were given.
type referenceFlags struct {
	profile, kit, listen       string
	listenCaller, listenIssuer string
	listenMTLS, listenVerifier string
	signing, replay            string
	faults, unsupported        []string
	list                       bool
}

// ReferenceCommand is the command that serves the reference.
func ReferenceCommand() *cobra.Command {
	var f referenceFlags
	cmd := &cobra.Command{
		Use:   "reference",
		Short: "Serves the reference implementation and prints its target file",
		Long: "Serves the reference as recipient, caller, issuer and verifier until it is " +
			"interrupted, and prints\nthe target file with which `wimsespec run --target` finds it.\n\n" +
			"A fault is the ID of a requirement, whose check is then left out, or ID:strict, which " +
			"refuses\nwhat the requirement has accepted, or ID:caller, ID:signer, ID:server or " +
			"ID:issuer, which makes a\nrequest, a signed response, a certificate or a token wrong. An ID " +
			"that no check has stands for\nthe latter. Other words behind the ID bend the check, such as " +
			"ID:prefix.",
		Example: "  wimsespec reference > reference.yaml\n" +
			"  wimsespec reference --fault WPT-WTH-MATCH --listen 127.0.0.1:8080\n" +
			"  wimsespec reference --fault SIG-KEYID-FORBIDDEN:caller\n" +
			"  wimsespec reference --list-faults",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	flags.StringVar(&f.kit, "kit", "",
		"folder with a kit whose trust anchors and credentials to use; default the published test keys")
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "address of the recipient")
	flags.StringVar(&f.listenMTLS, "listen-mtls", "127.0.0.1:0",
		"address of the recipient for mutual TLS")
	flags.StringVar(&f.listenCaller, "listen-caller", "127.0.0.1:0", "address of the caller")
	flags.StringVar(&f.listenIssuer, "listen-issuer", "127.0.0.1:0", "address of the issuer")
	flags.StringVar(&f.listenVerifier, "listen-verifier", "127.0.0.1:0", "address of the verifier")
	flags.StringVar(&f.signing, "response-signing", "asked",
		"when the recipient signs its responses: asked, always or never")
	flags.StringArrayVar(&f.unsupported, "unsupported", nil,
		"what the recipient does not support: wpt, httpsig or mtls")
	flags.StringVar(&f.replay, "replay", "",
		"Redis database in which the recipient remembers proofs, such as redis://127.0.0.1:6379/0,\n"+
			"so that several of them share it; default its own memory")
	flags.StringArrayVar(&f.faults, "fault", nil, "fault to switch on; may be given several times")
	flags.BoolVar(&f.list, "list-faults", false, "print the faults and end")
	return cmd
}

func serve(cmd *cobra.Command, f referenceFlags) error {
	if f.list {
		fmt.Fprintln(cmd.OutOrStdout(), strings.Join(live.KnownFaults(), "\n"))
		return nil
	}
	profile, err := spec.Lookup(f.profile)
	if err != nil {
		return cli.Usage("%w", err)
	}
	for _, b := range f.unsupported {
		if !slices.Contains([]string{"wpt", "httpsig", "mtls"}, b) {
			return cli.Usage("reference: --unsupported is %q, must be wpt, httpsig or mtls", b)
		}
	}
	if !slices.Contains([]string{"asked", "always", "never"}, f.signing) {
		return cli.Usage("reference: --response-signing is %q, must be asked, always or never", f.signing)
	}
	k, err := kitOf(f.kit)
	if err != nil {
		return cli.Usage("%w", err)
	}
	replays, err := memoryOf(f.replay)
	if err != nil {
		return cli.Usage("reference: --replay: %w", err)
	}
	ref, err := live.StartReference(cmd.Context(), live.ReferenceOptions{
		Profile: profile, Faults: f.faults, Kit: k, ResponseSigning: f.signing,
		Unsupported: f.unsupported,
		Listen:      f.listen, ListenCaller: f.listenCaller, ListenIssuer: f.listenIssuer,
		ListenMTLS: f.listenMTLS, ListenVerifier: f.listenVerifier, Replays: replays,
	})
	if err != nil {
		return cli.Usage("%w", err)
	}
	text, err := yaml.Marshal(ref.Target)
	if err != nil {
		return fmt.Errorf("runner: %w", err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "# The reference, serving until it is interrupted.\n%s", text)
	return ref.Wait()
}

// memoryOf opens the memory for replays in a Redis database; without one the recipient has its own.
func memoryOf(url string) (replay.Store, error) {
	if url == "" {
		return nil, nil
	}
	logging.Disable() // its errors are given to who asks
	store, err := redisstore.New(redisstore.Config{URL: url})
	if err == nil {
		err = store.Check()
	}
	if err != nil {
		return nil, err
	}
	return store, nil
}
