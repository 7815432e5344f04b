"""What an exercise is: its model, the rows of losses, layers, optimisers, penalties, and its graph."""
