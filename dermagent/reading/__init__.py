"""Read what people write: findings, quantities and named conditions of a free text, each with its exact words."""
