"""How the goals of a cycle fit together: the tree, what does not fit, where one stands, moving."""
