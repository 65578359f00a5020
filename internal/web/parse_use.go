package web

import (
	"html/template"
	"slices"
	"text/template/parse"
)

// ownName is what a template of a page is called among those of all pages, which may all define "content".
func ownName(page, name string) string { return page + ":" + name }

// addPage puts a page's own templates into set under names of their own, and with them those of the frame that lead to one of them: the
// layout calls "content". Everything else of the frame is there once, for all pages: a copy for each of many pages would be half of the memory
// of an idle program.
func addPage(set *template.Template, page string, own, frame map[string]*parse.Tree) error {
	mine := map[string]bool{"layout": true}
	for name := range own {
		mine[name] = true
	}
	trees := make(map[string]*parse.Tree, len(own)+1)
	for name, tree := range frame {
		if mine[name] || leads(frame, name, mine, nil) {
			trees[name] = tree.Copy()
		}
	}
	for name, tree := range own {
		trees[name] = tree
	}
	for name, tree := range trees {
		for _, call := range calls(tree.Root) {
			if trees[call.Name] != nil {
				call.Name = ownName(page, call.Name)
			}
		}
		if _, err := set.AddParseTree(ownName(page, name), tree); err != nil {
			return err
		}
	}
	return nil
}

// leads tells whether the frame's template name calls one of to, itself or by others; seen are those on the way to it.
func leads(frame map[string]*parse.Tree, name string, to map[string]bool, seen []string) bool {
	tree := frame[name]
	if tree == nil || slices.Contains(seen, name) {
		return false
	}
	for _, call := range calls(tree.Root) {
		if to[call.Name] || leads(frame, call.Name, to, append(seen, name)) {
			return true
		}
	}
	return false
}

// calls lists the calls of templates in n and what is in it.
func calls(n parse.Node) (found []*parse.TemplateNode) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, one := range n.Nodes {
			found = append(found, calls(one)...)
		}
	case *parse.TemplateNode:
		found = []*parse.TemplateNode{n}
	case *parse.IfNode:
		found = append(calls(n.List), calls(n.ElseList)...)
	case *parse.RangeNode:
		found = append(calls(n.List), calls(n.ElseList)...)
	case *parse.WithNode:
		found = append(calls(n.List), calls(n.ElseList)...)
	}
	return found
}
