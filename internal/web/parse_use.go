package web

import (
	"html/template"
	"text/template/parse"
)

// assemble makes the set of a page from its own templates and those of base that they call, and no others: a copy of everything for
// each of many pages would be half of the memory of an idle program. layout comes with every page.
func assemble(name string, own, base *template.Template, funcs template.FuncMap) (*template.Template, error) {
	set := template.New(name).Funcs(funcs)
	need := append([]string{"layout"}, definedNames(own)...)
	for len(need) > 0 {
		next := need[0]
		need = need[1:]
		if t := set.Lookup(next); t != nil && t.Tree != nil {
			continue
		}
		from := own.Lookup(next)
		if from == nil || from.Tree == nil {
			from = base.Lookup(next)
		}
		if from == nil || from.Tree == nil {
			continue // check tells it
		}
		tree := from.Tree.Copy()
		if _, err := set.AddParseTree(next, tree); err != nil {
			return nil, err
		}
		need = append(need, called(tree.Root)...)
	}
	return set, nil
}

// called lists the templates that n and what is in it call.
func called(n parse.Node) (names []string) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, one := range n.Nodes {
			names = append(names, called(one)...)
		}
	case *parse.TemplateNode:
		names = []string{n.Name}
	case *parse.IfNode:
		names = append(called(n.List), called(n.ElseList)...)
	case *parse.RangeNode:
		names = append(called(n.List), called(n.ElseList)...)
	case *parse.WithNode:
		names = append(called(n.List), called(n.ElseList)...)
	}
	return names
}
