"""The case (案件) that every proceeding shares: number, parties, files, facts, timeline, trail, access."""
