"""Steps in batches: one step, typed once, taken in many cases, each with a transaction and a result of its own."""
