package live_test

// unnoticed are the faults that no live case can notice, each with the reason.
var unnoticed = map[string]string{}

// implied are cases that may fail, or tell nothing, with a fault that they do not cite. A pattern is
// a role and a case.
var implied = map[string]struct {
	cases []string
	why   string
}{}

// victims are the faults that break a control itself, so that nothing can be told of many cases.
var victims = map[string]string{}

// deaf are cases that do not notice a check's absence although they are about it alone.
var deaf = map[string]map[string]bool{}
