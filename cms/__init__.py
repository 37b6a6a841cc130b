"""The editor's form: page types, blocks, snippets, editor screens; publishing projects into the apps below."""
