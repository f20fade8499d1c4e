"""Language and vision models: one protocol, providers, and the client that asks, repairs, caches and accounts."""
