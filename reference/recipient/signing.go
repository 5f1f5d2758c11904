package recipient

import (
	"net/http"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// signingFaults are the faults of a recipient that signs responses, beside those of its signer.
var signingFaults = []string{
	"RSP-SIGN-REQUIRED-PARAM:signer", "RSP-SIGN-REQUIRED-POLICY:signer", "RSP-SIGN-CLAIMED:signer",
	"RSP-CANNOT-SIGN-NO-SUCCESS:signer", "RSP-CANNOT-SIGN-ERROR:signer",
	"RSP-CANNOT-SIGN-STATUS:signer",
	"RSP-ACCEPT-SIG-SERVER:signer", "RSP-ACCEPT-SIG-NOT-WEAKER:signer",
	"RSP-ACCEPT-SIG-PRECEDENCE:signer", "RSP-SIGN-RECOMMENDED:signer",
}

// duty is what a recipient owes a response in the way of signing.
type duty int

// leave leaves it unsigned, sign signs it, and fail says that it has to be signed and cannot be.
const (
	leave duty = iota
	sign
	fail
)

// duty decides about the response to a request (http-signature-07, Section 3.5). Only a signed
// request has a nonce that the response could repeat, so that the answer to any other is left
// alone.
func (r *Recipient) duty(req message.Request, caller Caller) duty {
	if caller.Signature == nil || r.Faults.On("RSP-SIGN-RECOMMENDED:signer") {
		return leave
	}
	asked, preferred := r.asked(req, caller)
	always := r.ResponseSigning == "always" && !r.Faults.On("RSP-SIGN-REQUIRED-POLICY:signer")
	able := r.Signer != nil && r.ResponseSigning != "never"
	switch {
	case able && (asked || preferred || always):
		return sign
	case !able && (asked || always):
		return fail
	}
	return leave
}

// asked says whether the request requires a signed response, or where a revision has no means of
// requiring one, prefers it (RFC 9421, Section 5.2).
func (r *Recipient) asked(req message.Request, caller Caller) (asked, preferred bool) {
	accept := req.Fields.Has("Accept-Signature")
	if r.Profile.HTTPSig().SignResponse == "" {
		return false, accept && !r.Faults.On("RSP-SIGN-CLAIMED:signer")
	}
	deaf := r.Faults.On("RSP-SIGN-REQUIRED-PARAM:signer") ||
		accept && r.Faults.On("RSP-ACCEPT-SIG-PRECEDENCE:signer")
	return caller.Signature.SignResponse && !deaf, false
}

// serveSigned serves a request and signs what comes of it.
func (r *Recipient) serveSigned(
	w http.ResponseWriter, hr *http.Request, req message.Request, next http.Handler,
) {
	held := hold(w.Header(), hr.Method, r.MaxResponse)
	next.ServeHTTP(held, hr)
	res := held.response()
	if held.overflow {
		res = r.cannotSign("the response is too large to be signed")
	} else {
		clear(w.Header())
		for _, name := range held.suppressed() {
			w.Header()[name] = nil
		}
	}
	write(w, r.signed(res, req, held.overflow && r.bendsCannotSign()))
}

// signed signs a response. The answer that there is none to be had is signed as well.
func (r *Recipient) signed(res message.Response, req message.Request, bent bool) message.Response {
	if bent {
		return res
	}
	if err := r.Signer.SignResponse(&res, &req); err != nil {
		return r.cannotSign("the response cannot be signed")
	}
	return res
}

// cannotSign is the answer where a response has to be signed and cannot be: never a success
// (http-signature-07, Sections 3.5 and 3.6).
func (r *Recipient) cannotSign(detail string) message.Response {
	status := http.StatusNotImplemented
	if list := r.Profile.HTTPSig().CannotSign; len(list) > 0 && !slices.Contains(list, status) {
		status = list[0]
	}
	for id, bent := range map[string]int{
		"RSP-CANNOT-SIGN-NO-SUCCESS:signer": http.StatusOK,
		"RSP-CANNOT-SIGN-ERROR:signer":      http.StatusSeeOther,
		"RSP-CANNOT-SIGN-STATUS:signer":     http.StatusInternalServerError,
	} {
		if r.Faults.On(id) {
			status = bent
		}
	}
	return problemAnswer(status, detail, "")
}

func (r *Recipient) bendsCannotSign() bool {
	return r.Faults.On("RSP-CANNOT-SIGN-NO-SUCCESS:signer") ||
		r.Faults.On("RSP-CANNOT-SIGN-ERROR:signer")
}

// bendHeader asks callers for signatures that cover too little, with a fault on.
func (r *Recipient) bendHeader(header http.Header) {
	if r.Faults.On("RSP-ACCEPT-SIG-SERVER:signer") || r.Faults.On("RSP-ACCEPT-SIG-NOT-WEAKER:signer") {
		header.Set("Accept-Signature", `wimse=("@method");created;expires`)
	}
}
