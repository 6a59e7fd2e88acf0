"""What this project changes in Rasa 3.6.21, each part with its reason. The figures: docs/performance.md."""
