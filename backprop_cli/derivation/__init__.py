"""The chain rule over a graph: steps as data, forward, backward and update, and their witnesses."""
