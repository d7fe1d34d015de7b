"""The chain of seals over the trail: how an entry is sealed, and how anybody who holds a key proves what is sealed.

- `canonical`: what of an entry is sealed, byte for byte;
- `chain`: the keyed hash that ties a seal to the one before it;
- `sealer`: seals what has been committed, every few seconds;
- `anchor`: the head of the chain, signed, outside the database;
- `verifier`: walks the chain and names what does not hold.
"""
