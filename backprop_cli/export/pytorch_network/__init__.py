"""A network and its step of descent over tensors, in matrix form: z1 = x @ W1.T + b1."""
