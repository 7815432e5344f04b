"""The exercise that most tests of marking share: two inputs, two ReLU units, two sigmoid units."""

NETWORK = """
inputs: [0.05, 0.10]
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], biases: 0.35, activation: relu}
  - {weights: [[0.40, 0.45], [0.50, 0.55]], biases: 0.60, activation: sigmoid}
targets: [0.01, 0.99]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
