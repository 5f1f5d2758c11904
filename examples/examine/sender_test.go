package examine_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

// TestSender has a sentence say whose key a request is signed with, in each way to refer to a figure.
func TestSender(t *testing.T) {
	figures := printed(t, "s2s-protocol-03").Figures
	for name, sentence := range map[string]string{
		"draft-ietf-wimse-s2s-protocol-03.xml": `The caller is using the keys specified in <xref target="f5"/>.`,
		"draft-ietf-wimse-s2s-protocol-03.md":  "The caller is using the keys specified in {{f5}}.",
	} {
		var b strings.Builder
		write := map[bool]func(*strings.Builder, draft.Figure){true: xmlFigure, false: sourceFigure}
		asXML := strings.HasSuffix(name, "xml")
		b.WriteString(map[bool]string{true: "<rfc><middle><section><name>A</name>\n", false: "# A\n\n"}[asXML])
		for _, f := range figures {
			if f.Title == "Signed Request" {
				b.WriteString(map[bool]string{true: "<t>" + sentence + "</t>\n", false: sentence + "\n\n"}[asXML])
			}
			write[asXML](&b, f)
		}
		if asXML {
			b.WriteString("</section></middle></rfc>\n")
		}
		report := must(examine.Judge(must(draft.Parse(name, []byte(b.String())))(t), "", nil))(t)
		found := false
		for _, r := range report.Results {
			found = found || r.Title == "Signed Request" && has(report, r.Figure, "message-signature",
				examine.Fail, "which is said to be the sender's")
		}
		if !found {
			t.Errorf("%s: nobody knows whose key it is: %+v", name, report.Results)
		}
	}
}

func sourceFigure(b *strings.Builder, f draft.Figure) {
	fmt.Fprintf(b, "~~~ %s\n%s~~~\n{: #f%d title=\"%s\"}\n\n", f.Type, f.Printed, f.Number, f.Title)
}

func xmlFigure(b *strings.Builder, f draft.Figure) {
	fmt.Fprintf(b, "<figure anchor=\"f%d\"><name>%s</name><sourcecode type=\"%s\">", f.Number, f.Title, f.Type)
	if err := xml.EscapeText(b, []byte(f.Printed)); err != nil {
		b.WriteString(err.Error())
	}
	b.WriteString("</sourcecode></figure>\n")
}
